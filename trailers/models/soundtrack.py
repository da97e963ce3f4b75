"""Versions of the locked clock."""

from __future__ import annotations

import uuid

from django.db import models


class Soundtrack(models.Model):
    """`content` is domain Soundtrack.to_json(), `voice` the stitched narration, `key` the step's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey("trailers.Project", on_delete=models.CASCADE, related_name="soundtracks")
    number = models.PositiveIntegerField()
    script = models.ForeignKey(
        "trailers.Script", on_delete=models.RESTRICT, null=True, blank=True, related_name="soundtracks"
    )
    voice = models.ForeignKey(
        "trailers.Artifact", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    key = models.CharField(max_length=128)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="soundtrack_number")]

    def __str__(self) -> str:
        return f"soundtrack {self.number}"
