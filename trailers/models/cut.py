"""Versions of the edit."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class Cut(models.Model):
    """`content` is domain Cut.to_json(). Immutable: an edit makes a new row, undo moves a pointer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey("trailers.Project", on_delete=models.CASCADE, related_name="cuts")
    number = models.PositiveIntegerField()
    parent = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, blank=True, related_name="children"
    )
    soundtrack = models.ForeignKey("trailers.Soundtrack", on_delete=models.RESTRICT, related_name="cuts")
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    label = models.CharField(max_length=120, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="cut_number")]

    def __str__(self) -> str:
        return self.label or f"cut {self.number}"
