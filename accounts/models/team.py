"""Teams own projects, artifacts and money; people belong to them with a role."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class Team(models.Model):
    """`spend_cap_microusd` is the most this team may ever commit; 0, the default, means no spending at all.

    `committed_microusd` is the running sum of the team's ledger (spent plus reserved). Only accounts.ledger
    writes it, under this row's lock and in the transaction of the entry.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    spend_cap_microusd = models.BigIntegerField(default=0)
    storage_quota_mb = models.PositiveIntegerField(null=True, blank=True)
    """Room for what is never collected, in MiB; empty follows the installation's setting, 0 has no end."""
    committed_microusd = models.BigIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Membership", related_name="teams")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(spend_cap_microusd__gte=0), name="team_cap_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    class Role(models.TextChoices):
        OWNER = "owner"
        EDITOR = "editor"
        VIEWER = "viewer"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=Role)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "user"], name="one_membership_per_team"),
            models.CheckConstraint(
                condition=models.Q(role__in=["owner", "editor", "viewer"]), name="membership_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} is {self.role} of {self.team_id}"
