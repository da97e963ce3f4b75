"""Reserve, settle, refund: the only writers of money.

Every function locks the team's row, so that two of them for one team follow each other; callers that also
hold a project's row locked it first (order: project, then team). Call them inside the transaction of the
fact they belong to: the entry and the fact are kept or lost together. A free job writes nothing.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Sum

from accounts.models import LedgerEntry, SpendingSwitch, Team

Kind = LedgerEntry.Kind


class SpendingRefused(Exception):
    """A reservation that a cap or the switch forbids. Nothing was written."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@transaction.atomic
def reserve(
    *, team_id: UUID, project_id: UUID, job_id: UUID, price_microusd: int, project_cap_microusd: int
) -> bool:
    """Set the price of a job aside before anything can charge it. False if it was set aside before, or is
    free.

    SpendingRefused: spending.stopped, spending.project_cap, spending.team_cap.
    """
    if price_microusd < 0:
        raise ValueError(f"a price is not negative: {price_microusd}")
    if price_microusd == 0:
        return False
    team = _locked(team_id)
    if _entries(job_id):
        return False
    if SpendingSwitch.objects.filter(stop_all_spending=True).exists():
        raise SpendingRefused("spending.stopped")
    _check("spending.project_cap", project_committed(project_id), price_microusd, project_cap_microusd)
    _check("spending.team_cap", team.committed_microusd, price_microusd, team.spend_cap_microusd)
    _write(team_id, project_id, job_id, Kind.RESERVE, price_microusd)
    return True


@transaction.atomic
def settle(*, team_id: UUID, project_id: UUID, job_id: UUID, cost_microusd: int) -> bool:
    """Replace what was set aside for a job by what it cost. False if it is closed already, or free.

    A cost above the price is booked in full, whatever the caps say: the money is gone.
    """
    if cost_microusd < 0:
        raise ValueError(f"a cost is not negative: {cost_microusd}")
    _locked(team_id)
    entries = _entries(job_id)
    if _closed(entries) or (not entries and cost_microusd == 0):
        return False
    _write(team_id, project_id, job_id, Kind.SETTLE, cost_microusd - entries.get(Kind.RESERVE, 0))
    return True


@transaction.atomic
def refund(*, team_id: UUID, project_id: UUID, job_id: UUID) -> bool:
    """Give back what was set aside for a job that cost nothing. False if nothing is set aside (any more)."""
    _locked(team_id)
    entries = _entries(job_id)
    if _closed(entries) or Kind.RESERVE not in entries:
        return False
    _write(team_id, project_id, job_id, Kind.REFUND, -entries[Kind.RESERVE])
    return True


def project_committed(project_id: UUID) -> int:
    """What a project has spent and set aside so far."""
    found = LedgerEntry.objects.filter(project_id=project_id).aggregate(sum=Sum("amount_microusd"))
    return int(found["sum"] or 0)


def team_ledger_sum(team_id: UUID) -> int:
    """The sum of a team's entries, read from the entries: equals Team.committed_microusd, always."""
    found = LedgerEntry.objects.filter(team_id=team_id).aggregate(sum=Sum("amount_microusd"))
    return int(found["sum"] or 0)


def _check(code: str, committed: int, price: int, cap: int) -> None:
    if committed + price > cap:
        raise SpendingRefused(
            code, price_microusd=price, left_microusd=max(0, cap - committed), cap_microusd=cap
        )


def _locked(team_id: UUID) -> Team:
    # no_key: rows that merely point at the team (jobs, artifacts) can be written meanwhile
    return Team.objects.select_for_update(no_key=True).get(pk=team_id)


def _entries(job_id: UUID) -> dict[str, int]:
    rows = LedgerEntry.objects.filter(job_id=job_id).values_list("kind", "amount_microusd")
    return dict(rows)


def _closed(entries: dict[str, int]) -> bool:
    return Kind.SETTLE in entries or Kind.REFUND in entries


def _write(team_id: UUID, project_id: UUID, job_id: UUID, kind: LedgerEntry.Kind, amount: int) -> None:
    LedgerEntry.objects.create(
        team_id=team_id, project_id=project_id, job_id=job_id, kind=kind, amount_microusd=amount
    )
    Team.objects.filter(pk=team_id).update(committed_microusd=F("committed_microusd") + amount)
