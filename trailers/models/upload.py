"""Files that are on their way straight into storage, past the site."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class Upload(models.Model):
    """A promise: `size` bytes will arrive under `storage_name` before `expires_at`.

    Nothing is known about the contents until it is confirmed, which looks at them and sets `source` or `take`,
    once. The sweep removes the object and the row some time after they have expired, used or not.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey("accounts.Team", on_delete=models.CASCADE, related_name="uploads")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    storage_name = models.CharField(max_length=300, unique=True)
    source = models.ForeignKey(
        "trailers.Source", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    take = models.ForeignKey(
        "trailers.Take", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="upload_has_a_size"),
            models.CheckConstraint(condition=Q(source=None) | Q(take=None), name="upload_becomes_one_thing"),
        ]

    def __str__(self) -> str:
        return self.name
