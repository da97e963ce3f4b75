"""Clean-up in small portions: what the sweep does about once an hour, for as many teams as there is time."""

from __future__ import annotations

import logging
import time

from django.core.cache import cache

from accounts.models import Team
from trailers.services.collect import Collected, collect_strays, collect_team
from trailers.services.keys import erase_unused
from trailers.services.purge import purge_team

log = logging.getLogger(__name__)

EVERY_S = 3_600
STRAYS_EVERY_S = 24 * 3_600
"""Listing a whole storage is dear where every page of it is a request."""
BUDGET_S = 60.0
_PLACE = "collect.after"


def hourly(*, budget_s: float = BUDGET_S) -> Collected:
    """One portion, at most once an hour on this host; the next goes on with the teams that had no turn."""
    if not cache.add("collect.hour", 1, EVERY_S):
        return Collected()
    until, total = time.monotonic() + budget_s, Collected()
    for team in _in_turn():
        if time.monotonic() >= until:
            break
        total += _one(team)
        cache.set(_PLACE, str(team.pk), None)
    if total != Collected():
        log.info("collected %d renders and %d files, %d bytes", total.rows, total.files, total.size)
    return total


def _in_turn() -> list[Team]:
    """All teams, beginning after the one that was looked at last."""
    teams, last = list(Team.objects.order_by("pk")), cache.get(_PLACE, "")
    return sorted(teams, key=lambda team: (str(team.pk) <= last, str(team.pk)))


def _one(team: Team) -> Collected:
    """A team whose films cannot be planned loses nothing, and does not stop the others."""
    try:
        purge_team(team)
        erase_unused(team.pk)
        found = collect_team(team)
        if cache.add(f"collect.strays.{team.pk}", 1, STRAYS_EVERY_S):
            found += collect_strays(team)
        return found
    except Exception:
        log.exception("the files of team %s were not collected", team.pk)
        return Collected()
