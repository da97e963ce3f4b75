"""How much a team keeps, and whether more of it may come in.

Renders do not count: they are collected by themselves. What people bring and what was made at a price stays for
ever, so it has a quota. It is asked about where something new begins (an upload, a film, a take), never in the
middle of a film: what was begun is finished.
"""

from __future__ import annotations

from django.conf import settings
from django.db.models import Sum

from accounts.models import Team
from trailers.domain.errors import UserError
from trailers.domain.keeping import CACHE_KINDS
from trailers.models import Artifact

_MB = 1 << 20


def used_bytes(team: Team) -> int:
    """Bytes of everything the team keeps, a source and its copies in several films once."""
    kept = Artifact.objects.filter(team=team).exclude(kind__in=CACHE_KINDS)
    return int(kept.aggregate(total=Sum("size"))["total"] or 0)


def quota_bytes(team: Team) -> int | None:
    """None when the team's room has no end."""
    own = team.storage_quota_mb
    quota_mb = int(settings.TEAM_QUOTA_MB) if own is None else own
    return quota_mb * _MB or None


def check_room(team: Team, *, name: str, more_bytes: int = 0) -> None:
    """Raise UserError team.full when `more_bytes` do not fit any more, or when nothing does."""
    quota = quota_bytes(team)
    if quota is None:
        return
    used = used_bytes(team)
    if used + max(more_bytes, 1) > quota:
        raise UserError("team.full", name=name, used_mb=used // _MB, quota_mb=quota // _MB)
