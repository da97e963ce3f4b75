"""A team's own keys as pages and the API tell of them: whose, since when, and how the last test went. Never the key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from trailers.engines.trial import VENDORS
from trailers.models import EngineKey


@dataclass(frozen=True, slots=True)
class KeyRow:
    """With which key calls to a vendor go out. `source`: team, operator, none."""

    vendor: str
    name: str
    source: str
    setting: str
    """What the operator would set."""
    teams: bool
    """Whether a team may bring its own."""
    hint: str = ""
    """The last four characters of the team's own."""
    added_by: str = ""
    added_at: datetime | None = None
    tested_at: datetime | None = None
    result: str = ""
    """works, refused, quota, limited, unreached; '' before the first test, and for the operator's."""
    detail: str = ""


def own_vendors(team_id: UUID | None) -> frozenset[str]:
    """Vendors that a team has keys of its own for."""
    if team_id is None:
        return frozenset()
    rows = EngineKey.objects.filter(team_id=team_id, retired_at=None)
    return frozenset(rows.values_list("vendor", flat=True))


def key_rows(team_id: UUID) -> list[KeyRow]:
    """Every vendor, in the order of the documentation."""
    rows = EngineKey.objects.filter(team_id=team_id, retired_at=None).select_related("added_by")
    own = {row.vendor: row for row in rows.defer("ciphertext")}
    return [_row(vendor, own.get(vendor)) for vendor in VENDORS]


def _row(vendor: str, own: EngineKey | None) -> KeyRow:
    known = VENDORS[vendor]
    operators = "operator" if settings.ENGINE_KEYS.get(vendor) else "none"
    if own is None:
        return KeyRow(vendor, known.name, operators, known.setting, known.teams)
    return KeyRow(
        vendor=vendor,
        name=known.name,
        source="team",
        setting=known.setting,
        teams=known.teams,
        hint=own.hint,
        added_by=own.added_by.email if own.added_by else "",
        added_at=own.added_at,
        tested_at=own.tested_at if own.result else None,
        result=own.result,
        detail=own.result_detail,
    )
