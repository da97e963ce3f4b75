"""Versions of what the film says."""

from __future__ import annotations

import uuid

from django.db import models


class Script(models.Model):
    """`content` is domain Script.to_json(); `sha256` its content hash. Numbered from 1 within a project."""

    class Origin(models.TextChoices):
        GENERATED = "generated"
        EDITED = "edited"
        VERBATIM = "verbatim"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey("trailers.Project", on_delete=models.CASCADE, related_name="scripts")
    number = models.PositiveIntegerField()
    origin = models.CharField(max_length=10, choices=Origin)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="script_number")]

    def __str__(self) -> str:
        return f"script {self.number}"
