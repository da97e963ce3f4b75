"""Versions of the edit."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class Cut(models.Model):
    """`content` is domain Cut.to_json(). Immutable: an edit makes a new row, undo moves a pointer.

    `label` says what a person did; '' is what the film did by itself, as when a take arrived. `sound` is what
    the film's sound was made from (services.history), so that going back brings it back as well. Events from
    `seq` on happened after the cut was made.
    """

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
    name = models.CharField(max_length=120, blank=True)
    """Given by a person to find it again; what was rendered for it is kept."""
    sound = models.JSONField(default=dict, blank=True)
    seq = models.PositiveBigIntegerField(default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="cut_number")]

    def __str__(self) -> str:
        return self.name or self.label or f"cut {self.number}"


class CutStep(models.Model):
    """One step that can be undone (or, with `redo`, done again): it leads to `cut`. The highest number is next."""

    project = models.ForeignKey("trailers.Project", on_delete=models.CASCADE, related_name="cut_steps")
    redo = models.BooleanField(default=False)
    number = models.PositiveIntegerField()
    cut = models.ForeignKey(Cut, on_delete=models.RESTRICT, related_name="+")
    label = models.CharField(max_length=120)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["project", "redo", "number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "redo", "number"], name="cut_step_number"),
        ]

    def __str__(self) -> str:
        return self.label
