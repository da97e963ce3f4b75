"""Links by which guests watch a film without an account."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class ShareLink(models.Model):
    """Its address carries its id, signed; the row is what makes it end: by date, or because somebody ended it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey("trailers.Project", on_delete=models.CASCADE, related_name="share_links")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"link to {self.project_id}"
