"""Lanes under pressure: pause, resume, and a cap that halves on "too many requests" and grows back by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from trailers.models import Lane

GROW_EVERY = timedelta(seconds=15)
SHORTEST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=10)
ONE_BURST = timedelta(seconds=10)
"""Refusals this close together answer the same burst of calls and halve the cap only once."""


@dataclass(frozen=True, slots=True)
class AutoCap:
    """What is left of a lane's cap after refusals, and when that was last changed. None: all of it."""

    cap: int | None
    at: datetime | None


def halved(auto: AutoCap, cap: int, now: datetime) -> AutoCap:
    """After a refusal: half of what was allowed, never below one."""
    if auto.at is not None and now - auto.at < ONE_BURST:
        return auto
    return AutoCap(max(1, min(cap, auto.cap or cap) // 2), now)


def grown(auto: AutoCap, cap: int, now: datetime) -> AutoCap:
    """One more for each quiet quarter of a minute, until the whole cap is back."""
    if auto.cap is None or auto.at is None:
        return AutoCap(None, None)
    steps = max(0, (now - auto.at) // GROW_EVERY)
    if auto.cap + steps >= cap:
        return AutoCap(None, None)
    return AutoCap(auto.cap + steps, auto.at + steps * GROW_EVERY) if steps else auto


def locked(name: str) -> Lane:
    """The lane row, locked until the transaction ends. no_key: jobs may be written into it meanwhile."""
    return Lane.objects.select_for_update(no_key=True).get(pk=name)


def auto_cap(lane: Lane) -> AutoCap:
    return AutoCap(lane.cap_auto, lane.cap_auto_at)


def set_auto_cap(lane: Lane, auto: AutoCap) -> None:
    """Store `auto` on a locked lane if it says something new."""
    if auto != auto_cap(lane):
        lane.cap_auto, lane.cap_auto_at = auto.cap, auto.at
        lane.save(update_fields=["cap_auto", "cap_auto_at"])


@transaction.atomic
def slow_down(name: str, *, retry_after_s: int | None = None) -> None:
    """The provider said "too many": halve the lane's cap and let nothing start for as long as it asked."""
    lane, now = locked(name), timezone.now()
    set_auto_cap(lane, halved(grown(auto_cap(lane), lane.cap, now), lane.cap, now))
    wish = timedelta(seconds=retry_after_s or 0)
    until = now + min(max(wish, SHORTEST_PAUSE), LONGEST_PAUSE)
    if lane.paused_until is None or lane.paused_until < until:
        lane.paused_until = until
        lane.save(update_fields=["paused_until"])


def pause(name: str, *, until: datetime) -> None:
    """Let nothing start in this lane before `until`. What runs goes on."""
    Lane.objects.filter(pk=name).update(paused_until=until)


def resume(name: str) -> None:
    """Undo a pause and every lowering."""
    Lane.objects.filter(pk=name).update(paused_until=None, cap_auto=None, cap_auto_at=None)
