"""What a team or a film has spent: sums, and the entries behind them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from accounts.ledger import project_committed
from accounts.models import LedgerEntry, Team
from trailers.models import Project


@dataclass(frozen=True, slots=True)
class Spend:
    """In millionths of a dollar. `committed` is spent and set aside; what is `left` is never negative."""

    cap_microusd: int
    committed_microusd: int

    @property
    def left_microusd(self) -> int:
        return max(0, self.cap_microusd - self.committed_microusd)


def team_spend(team: Team) -> Spend:
    return Spend(team.spend_cap_microusd, team.committed_microusd)


def project_spend(project: Project) -> Spend:
    return Spend(project.budget_microusd, project_committed(project.pk))


def ledger_of(team: Team, project_id: UUID | None = None) -> QuerySet[LedgerEntry]:
    """Newest first."""
    rows: QuerySet[LedgerEntry] = LedgerEntry.objects.filter(team=team).order_by("-at", "-pk")
    return rows if project_id is None else rows.filter(project_id=project_id)
