"""Finished films: one cut in one format, with its sync receipt."""

from __future__ import annotations

import uuid

from django.db import models


class Render(models.Model):
    """`format` reads "1920x1080@24/1"; `key` is the assemble step's key, so another mix is another render."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey("trailers.Project", on_delete=models.CASCADE, related_name="renders")
    cut = models.ForeignKey("trailers.Cut", on_delete=models.RESTRICT, related_name="renders")
    format = models.CharField(max_length=60)
    key = models.CharField(max_length=128)
    film = models.ForeignKey("trailers.Artifact", on_delete=models.PROTECT, related_name="renders")
    receipt = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [models.UniqueConstraint(fields=["cut", "format", "key"], name="one_render_per_key")]

    def __str__(self) -> str:
        return f"render {self.format}"
