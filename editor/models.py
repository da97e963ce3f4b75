"""Who has the timeline open to edit it."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Holder(models.Model):
    """A soft lock: until `until` others are told who is editing, and may take over knowingly."""

    project = models.OneToOneField("trailers.Project", on_delete=models.CASCADE, related_name="editor_holder")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} edits {self.project_id}"
