"""One film being made, and the pointers to what it currently consists of."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class Project(models.Model):
    """Every writer of this project's facts first locks this row (DESIGN §5.1).

    `fingerprint` identifies file and settings, so that the command line finds the project again. `epoch`
    grows when someone retries what failed: a key whose last job failed in the present epoch is not tried
    again. `slots` names the artifact that fills each creative slot (slot name -> key), so that it stays until
    a person confirms another. `next_seq` is the number that the next Event gets. `budget_microusd` 0 means
    that nothing may be bought.
    """

    class Kind(models.TextChoices):
        TRAILER = "trailer"
        MUSIC_VIDEO = "music_video"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey("accounts.Team", on_delete=models.PROTECT, related_name="projects")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.TRAILER)
    title = models.CharField(max_length=200, blank=True)
    fingerprint = models.CharField(max_length=64)

    rate = models.CharField(max_length=20, default="24/1")
    width = models.PositiveIntegerField(default=1920)
    height = models.PositiveIntegerField(default=1080)
    look = models.CharField(max_length=20, default="noir")
    brief = models.JSONField(default=dict, blank=True)
    settings = models.JSONField(default=dict, blank=True)
    engines = models.JSONField(default=dict, blank=True)
    gates = models.JSONField(default=dict, blank=True)
    slots = models.JSONField(default=dict, blank=True)
    budget_microusd = models.BigIntegerField(default=0)

    epoch = models.PositiveIntegerField(default=0)
    next_seq = models.PositiveBigIntegerField(default=1, editable=False)

    source = models.ForeignKey("trailers.Source", on_delete=models.PROTECT, related_name="projects")
    # RESTRICT: what a project shows cannot vanish, yet the project takes it along when it goes
    script = models.ForeignKey(
        "trailers.Script", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    soundtrack = models.ForeignKey(
        "trailers.Soundtrack", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )
    current_cut = models.ForeignKey(
        "trailers.Cut", on_delete=models.RESTRICT, null=True, blank=True, related_name="+"
    )

    archived_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    """Thrown away by a person, who may still take it back: no page or API shows it."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "fingerprint"], name="one_project_per_fingerprint"),
            models.CheckConstraint(condition=Q(kind__in=["trailer", "music_video"]), name="project_kind"),
            models.CheckConstraint(condition=Q(width__gt=0, height__gt=0), name="project_has_a_size"),
            models.CheckConstraint(condition=Q(budget_microusd__gte=0), name="project_budget_not_negative"),
        ]
        indexes = [models.Index(fields=["team", "-created_at"], name="project_by_team")]

    def __str__(self) -> str:
        return self.title or str(self.id)
