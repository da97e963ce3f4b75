"""Money promised and spent, and the switch that stops all of it. Written by accounts.ledger."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from .append_only import AppendOnlyModel


class LedgerEntry(AppendOnlyModel):
    """One change of what a team has committed, in millionths of a US dollar.

    reserve = +price when a paid job is ordered; settle = cost - price when it ends with a known cost
    (negative when it was cheaper); refund = -price when it ended without one. So the sum of a job's entries
    is its price while it runs and its true cost afterwards, and the sum over a team is
    `Team.committed_microusd`, always.
    """

    class Kind(models.TextChoices):
        RESERVE = "reserve"
        SETTLE = "settle"
        REFUND = "refund"

    team = models.ForeignKey("accounts.Team", on_delete=models.PROTECT, related_name="ledger")
    project_id = models.UUIDField()
    job_id = models.UUIDField()
    kind = models.CharField(max_length=7, choices=Kind)
    amount_microusd = models.BigIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "ledger entries"
        constraints = [
            models.UniqueConstraint(fields=["job_id", "kind"], name="one_entry_per_job_and_kind"),
            models.CheckConstraint(
                condition=Q(kind="reserve", amount_microusd__gt=0)
                | Q(kind="refund", amount_microusd__lt=0)
                | Q(kind="settle"),
                name="ledger_sign",
            ),
        ]
        indexes = [
            models.Index(fields=["team", "at"], name="ledger_by_team"),
            models.Index(fields=["project_id"], name="ledger_by_project"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_microusd:+d} for job {self.job_id}"


class SpendingSwitch(models.Model):
    """The one row (id 1) that stops every new reservation of every team."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    stop_all_spending = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "spending switch"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_spending_switch")]

    def __str__(self) -> str:
        return "spending is stopped" if self.stop_all_spending else "spending is allowed within caps"
