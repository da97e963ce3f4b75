"""Answers that are given only once, however often a client asks."""

from __future__ import annotations

import uuid

from django.db import models


class IdempotencyKey(models.Model):
    """One request that a client named, on its way (`status` null) or answered.

    `request_sha256` tells the same request from another one under the same name. Whoever holds `holder` may
    answer it; when its process was killed, another may take it over after `busy_until`.
    """

    team = models.ForeignKey("accounts.Team", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    route = models.CharField(max_length=200)
    request_sha256 = models.CharField(max_length=64)
    holder = models.UUIDField(default=uuid.uuid4)
    busy_until = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    answer = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "key", "route"], name="one_answer_per_key_and_route"),
        ]

    def __str__(self) -> str:
        return f"{self.route} {self.key}"
