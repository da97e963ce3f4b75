"""A team's own keys to engines: kept encrypted, never shown again."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class EngineKey(models.Model):
    """One key that a team brought for a vendor; only services.keys can read it.

    A row is never overwritten: replacing or removing a key retires it (`retired_at`), and its `ciphertext` is
    erased once no order that was placed with it is under way. `hint` is its last four characters.
    """

    class Result(models.TextChoices):
        """What a test of it said; '' before the first."""

        WORKS = "works"
        REFUSED = "refused"
        QUOTA = "quota"
        LIMITED = "limited"
        UNREACHED = "unreached"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey("accounts.Team", on_delete=models.CASCADE, related_name="engine_keys")
    vendor = models.CharField(max_length=20)
    ciphertext = models.TextField(blank=True, editable=False)
    hint = models.CharField(max_length=4)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    tested_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=10, choices=Result, blank=True)
    result_detail = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team", "vendor"], condition=Q(retired_at=None), name="one_key_per_team_and_vendor"
            ),
            models.CheckConstraint(
                condition=Q(retired_at__isnull=False) | ~Q(ciphertext=""), name="key_in_use_is_there"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vendor} …{self.hint}"
