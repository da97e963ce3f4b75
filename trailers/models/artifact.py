"""Files: what users gave us (Source) and what steps made (Artifact). Both belong to one team."""

from __future__ import annotations

import uuid

from django.db import models


class Source(models.Model):
    """An upload, kept untouched. The same bytes twice are one row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey("accounts.Team", on_delete=models.PROTECT, related_name="sources")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    storage_name = models.CharField(max_length=300)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "sha256"], name="one_source_per_content")]

    def __str__(self) -> str:
        return self.name


class Artifact(models.Model):
    """The result of one step, named by the fingerprint of what it was made from. Written once.

    `media` holds what was measured when it was made (frames, rate, width, height, samples …).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey("accounts.Team", on_delete=models.PROTECT, related_name="artifacts")
    key = models.CharField(max_length=128)
    kind = models.CharField(max_length=40)
    storage_name = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    media = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "key"], name="one_artifact_per_key")]
        indexes = [models.Index(fields=["team", "sha256"], name="artifact_by_content")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key[:12]}"
