"""Taking work: counting and taking are one act under the lane's lock, fair by team.

The team with the fewest jobs under way goes first; among equals the one that started longest ago (one that
never started before all). So no team gets a second start while another with due work has had none.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, Min, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from trailers.models import Job, JobState, Lane, Project, TeamTurn

from .lanes import auto_cap, grown, locked, set_auto_cap

LEASE_S = 60


class _Candidate(NamedTuple):
    id: UUID
    team_id: UUID
    rank: int
    created_at: datetime


def claim(
    *,
    lane: str,
    want: int,
    worker: str,
    host: str,
    project: Project | UUID | None = None,
    lease_s: float = LEASE_S,
) -> list[Job]:
    """Start up to `want` due jobs of a lane for `worker`: they are running, leased, their attempt counted.

    Never more than the lane's cap over running and waiting jobs of all hosts and those that a provider may
    have taken unheard, nor its cap over running jobs of this host. A job whose worker died counts until it is
    swept. With `project`, only jobs that this project asked for are taken; the caps count all.
    """
    with transaction.atomic():
        row = locked(lane)
        now = timezone.now()
        load = _load(lane)
        free = min(want, _free(row, load, host, now))
        if free <= 0:
            return []
        turns = dict(TeamTurn.objects.filter(lane=lane).values_list("team_id", "turn"))
        candidates = _candidates(_queued([lane], now, project), free)
        candidates.sort(
            key=lambda c: (load.get(c.team_id, 0) + c.rank, turns.get(c.team_id, -1), c.created_at)
        )
        taken = _take([c.id for c in candidates[:free]], worker, host, now, lease_s)
        _keep_turns(row, [c.team_id for c in candidates if c.id in taken])
        rows = Job.objects.in_bulk(taken)
        return [rows[c.id] for c in candidates if c.id in taken]


def collect(
    *,
    want: int,
    worker: str,
    host: str,
    lanes: Collection[str] | None = None,
    project: Project | UUID | None = None,
    lease_s: float = LEASE_S,
) -> list[Job]:
    """Take up to `want` jobs whose provider should be asked now: those waiting, and those to look up.

    They run for the moment of asking; no attempt is counted, and the lane's count does not change.
    """
    now = timezone.now()
    due = _askable(lanes, project).filter(poll_after__lte=now).order_by("poll_after")
    if not due.exists():  # no transaction, so no writer's lock of SQLite, to find nothing
        return []
    with transaction.atomic():
        free = due.select_for_update(skip_locked=True, no_key=True)
        ids = list(free.values_list("pk", flat=True)[:want])
        states = (JobState.WAITING, JobState.UNCERTAIN)
        Job.objects.filter(pk__in=ids, state__in=states).update(**_running(worker, host, now, lease_s))
        return list(Job.objects.filter(pk__in=ids, worker=worker, state=JobState.RUNNING))


def due_lanes(lanes: Iterable[str], project: Project | UUID | None = None) -> list[str]:
    """Lanes with a job that could start now, caps aside: one cheap read before any lock."""
    now = timezone.now()
    awake = Q(lane__paused_until=None) | Q(lane__paused_until__lte=now)
    queued = _queued(lanes, now, project).filter(awake)
    return sorted(queued.order_by().values_list("lane_id", flat=True).distinct())


def lanes_to_ask(lanes: Collection[str]) -> list[str]:
    """Lanes with a job whose provider should be asked now."""
    due = _askable(lanes, None).filter(poll_after__lte=timezone.now())
    return sorted(due.order_by().values_list("lane_id", flat=True).distinct())


def next_due(
    lanes: Collection[str], project: Project | UUID | None = None, *, after: datetime | None = None
) -> datetime | None:
    """When the earliest job of these lanes can start or wants its provider asked; None if there is none.

    With `after`, what was due by then is left out: it has been tried and waits for a free place.
    """
    queued = asked_by(Job.objects.filter(state=JobState.QUEUED, lane__in=lanes), project)
    orders = _askable(lanes, project)
    if after is not None:
        queued, orders = queued.filter(run_after__gt=after), orders.filter(poll_after__gt=after)
    start = queued.aggregate(at=Min("run_after"))["at"]
    poll = orders.aggregate(at=Min("poll_after"))["at"]
    return min((at for at in (start, poll) if at is not None), default=None)


def host_cap(cap_per_host: int | None) -> int | None:
    """A lane's bound on this host: 0 stands for the processors that this process may use."""
    if cap_per_host != 0:
        return cap_per_host
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def asked_by(jobs: QuerySet[Job], project: Project | UUID | None) -> QuerySet[Job]:
    """Limit `jobs` to what one project asked for, first or as a watcher; None is no limit."""
    if project is None:
        return jobs
    pk = project.pk if isinstance(project, Project) else project
    watched = Job.watchers.through.objects.filter(project_id=pk).values("job_id")
    return jobs.filter(Q(project_id=pk) | Q(pk__in=watched))


def _queued(lanes: Iterable[str], now: datetime, project: Project | UUID | None) -> QuerySet[Job]:
    due = Job.objects.filter(lane__in=list(lanes), state=JobState.QUEUED, run_after__lte=now)
    return asked_by(due.filter(attempts__lt=F("max_attempts")), project)


def _askable(lanes: Collection[str] | None, project: Project | UUID | None) -> QuerySet[Job]:
    asked = Job.objects.filter(
        Q(state=JobState.WAITING) | Q(state=JobState.UNCERTAIN, poll_after__isnull=False)
    )
    return asked_by(asked if lanes is None else asked.filter(lane__in=lanes), project)


def _load(lane: str) -> dict[UUID, int]:
    # an order whose answer was lost may be under way as well, until it has been looked up
    lost = Q(state=JobState.UNCERTAIN, poll_after__isnull=False)
    under_way = Job.objects.filter(Q(state__in=(JobState.RUNNING, JobState.WAITING)) | lost, lane=lane)
    return dict(under_way.order_by().values_list("team_id").annotate(n=Count("pk")))


def _free(lane: Lane, load: dict[UUID, int], host: str, now: datetime) -> int:
    if lane.paused_until is not None and lane.paused_until > now:
        return 0
    auto = grown(auto_cap(lane), lane.cap, now)
    set_auto_cap(lane, auto)
    free = min(lane.cap, lane.cap if auto.cap is None else auto.cap) - sum(load.values())
    bound = host_cap(lane.cap_per_host)
    if bound is None or free <= 0:
        return free
    return min(free, bound - Job.objects.filter(lane=lane, host=host, state=JobState.RUNNING).count())


def _candidates(due: QuerySet[Job], free: int) -> list[_Candidate]:
    """The first `free` due jobs of each team."""
    rank = Window(RowNumber(), partition_by=F("team_id"), order_by=["priority", "created_at", "pk"])
    ranked = due.annotate(rank=rank).filter(rank__lte=free)
    return [_Candidate(*row) for row in ranked.values_list("pk", "team_id", "rank", "created_at")]


def _take(ids: list[UUID], worker: str, host: str, now: datetime, lease_s: float) -> set[UUID]:
    """Start these jobs unless somebody (a cancel) holds or changed them; answers which were started."""
    queued = Job.objects.filter(pk__in=ids, state=JobState.QUEUED)
    free = list(
        queued.select_for_update(skip_locked=True, no_key=True).order_by("pk").values_list("pk", flat=True)
    )
    Job.objects.filter(pk__in=free, state=JobState.QUEUED).update(
        attempts=F("attempts") + 1, started_at=now, **_running(worker, host, now, lease_s)
    )
    return set(free)


def _running(worker: str, host: str, now: datetime, lease_s: float) -> dict[str, object]:
    return {
        "state": JobState.RUNNING,
        "worker": worker,
        "host": host,
        "lease_until": now + timedelta(seconds=lease_s),
    }


def _keep_turns(lane: Lane, teams: list[UUID]) -> None:
    """Write down, in the order of starts, that these teams had their turn."""
    last: dict[UUID, int] = {}
    for team_id in teams:
        lane.turn += 1
        last[team_id] = lane.turn
    if last:
        TeamTurn.objects.bulk_create(
            [TeamTurn(lane=lane, team_id=team_id, turn=turn) for team_id, turn in last.items()],
            update_conflicts=True,
            unique_fields=["lane", "team"],
            update_fields=["turn"],
        )
        lane.save(update_fields=["turn"])
