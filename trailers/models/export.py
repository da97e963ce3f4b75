"""What people ordered of a finished cut: renders in other formats, packages for editing programs."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class Export(models.Model):
    """One order for one cut. `spec` is frozen when it is ordered, so later edits never reach it.

    `fingerprint` names cut, kind, options and spec: the same order twice is one row. `artifact` is empty until it
    is made, and again once clean-up has taken the file; then ordering makes it again. `finished_at` is when it
    was made last, `stopped_at` when somebody stopped it; ordering it again goes on.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey("trailers.Project", on_delete=models.CASCADE, related_name="exports")
    cut = models.ForeignKey("trailers.Cut", on_delete=models.RESTRICT, related_name="exports")
    kind = models.CharField(max_length=20)
    options = models.JSONField(default=dict)
    spec = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64)
    artifact = models.ForeignKey(
        "trailers.Artifact", on_delete=models.SET_NULL, null=True, blank=True, related_name="exports"
    )
    receipt = models.JSONField(default=dict, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(fields=["project", "fingerprint"], name="one_export_per_order")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.cut}"
