"""Scenes (what is on screen, from cue to cue) and takes (attempts at their picture)."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class Scene(models.Model):
    """`key` is the domain's stable scene id. A scene that a new split drops is retired, never deleted."""

    class Kind(models.TextChoices):
        SHOT = "shot"
        CARD = "card"
        BLACK = "black"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey("trailers.Project", on_delete=models.CASCADE, related_name="scenes")
    key = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=5, choices=Kind)
    item_id = models.CharField(max_length=64)
    visual = models.JSONField(null=True, blank=True)
    prompt = models.TextField(blank=True)
    """The user's own words for the picture; '' leaves the script's description in force."""
    created_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "key"], name="one_scene_per_key"),
            models.CheckConstraint(condition=Q(kind__in=["shot", "card", "black"]), name="scene_kind"),
        ]

    def __str__(self) -> str:
        return f"scene {self.number} ({self.kind})"


class Take(models.Model):
    """Made when ordered; `artifact` is set once, when the picture exists. Append-only otherwise.

    `key` is the key of the artifact it will have; `parent` the image that a clip grew from.
    """

    class Kind(models.TextChoices):
        IMAGE = "image"
        CLIP = "clip"

    class Origin(models.TextChoices):
        GENERATED = "generated"
        UPLOADED = "uploaded"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey("trailers.Project", on_delete=models.CASCADE, related_name="takes")
    scene = models.ForeignKey(Scene, on_delete=models.CASCADE, related_name="takes")
    kind = models.CharField(max_length=5, choices=Kind)
    number = models.PositiveIntegerField()
    origin = models.CharField(max_length=9, choices=Origin, default=Origin.GENERATED)
    parent = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, blank=True, related_name="children"
    )
    prompt = models.TextField(blank=True)
    move = models.CharField(max_length=20, blank=True)
    engine = models.CharField(max_length=40)
    model = models.CharField(max_length=120, blank=True)
    seed = models.BigIntegerField(null=True, blank=True)
    params = models.JSONField(default=dict, blank=True)
    key = models.CharField(max_length=128)
    artifact = models.ForeignKey(
        "trailers.Artifact", on_delete=models.PROTECT, null=True, blank=True, related_name="takes"
    )
    chosen = models.BooleanField(default=False)
    """Ordered by a person to replace what the scene shows: it is shown as soon as it exists."""
    price_microusd = models.BigIntegerField(default=0)
    frames = models.PositiveIntegerField(null=True, blank=True)
    rate = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["kind", "number"]
        constraints = [
            models.UniqueConstraint(fields=["scene", "kind", "number"], name="take_number"),
            models.CheckConstraint(condition=Q(kind__in=["image", "clip"]), name="take_kind"),
            models.CheckConstraint(
                condition=Q(kind="clip") | Q(parent=None), name="only_clips_grow_from_images"
            ),
        ]
        indexes = [models.Index(fields=["project", "key"], name="take_by_key")]

    def __str__(self) -> str:
        return f"{self.kind} take {self.number}"
