"""Lanes: classes of work with a cap, changed in the admin without a deploy; and whose turn it is in each."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Lane(models.Model):
    """Locked by every claim, so that counting and taking are one act.

    `cap` bounds running plus waiting jobs over all hosts. `cap_per_host` bounds running jobs of one host:
    null is no bound, 0 is the host's CPU count. `cap_auto` is what is left of `cap` after the provider said
    "too many"; it grows back. `turn` counts starts and orders the teams (see TeamTurn).
    """

    name = models.CharField(primary_key=True, max_length=20)
    cap = models.PositiveIntegerField()
    cap_auto = models.PositiveIntegerField(null=True, blank=True)
    cap_auto_at = models.DateTimeField(null=True, blank=True, editable=False)
    cap_per_host = models.PositiveIntegerField(null=True, blank=True)
    paused_until = models.DateTimeField(null=True, blank=True)
    nudged_at = models.DateTimeField(null=True, blank=True)
    turn = models.PositiveBigIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cap_auto=None) | Q(cap_auto__gte=1), name="lane_auto_cap_lets_one_pass"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TeamTurn(models.Model):
    """The lane's `turn` at this team's last start: the smallest goes next, a team without a row first."""

    lane = models.ForeignKey(Lane, on_delete=models.CASCADE, related_name="turns")
    team = models.ForeignKey("accounts.Team", on_delete=models.CASCADE, related_name="+")
    turn = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lane", "team"], name="one_turn_per_lane_and_team")]

    def __str__(self) -> str:
        return f"{self.lane_id}: team {self.team_id} at {self.turn}"
