"""The team's library of reference pictures: people and places that films may share."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class Reference(models.Model):
    """One picture of one person or place, as it was drawn or brought. Any film of the team may take it."""

    class Kind(models.TextChoices):
        CHARACTER = "character"
        LOCATION = "location"

    class Origin(models.TextChoices):
        GENERATED = "generated"
        UPLOADED = "uploaded"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey("accounts.Team", on_delete=models.CASCADE, related_name="references")
    kind = models.CharField(max_length=9, choices=Kind)
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    origin = models.CharField(max_length=9, choices=Origin)
    engine = models.CharField(max_length=40, blank=True)
    artifact = models.ForeignKey("trailers.Artifact", on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "kind", "name", "artifact"], name="one_reference_each"),
            models.CheckConstraint(condition=Q(kind__in=["character", "location"]), name="reference_kind"),
            models.CheckConstraint(
                condition=Q(origin__in=["generated", "uploaded"]), name="reference_origin"
            ),
        ]
        indexes = [models.Index(fields=["team", "kind", "-created_at"], name="reference_by_team")]

    def __str__(self) -> str:
        return self.name
