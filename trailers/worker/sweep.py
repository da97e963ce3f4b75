"""Finding what was left lying: jobs of dead workers, late orders, films that lost a wake-up, old files."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from trailers.domain.errors import CuelockError
from trailers.models import Job, Lane
from trailers.queue import sweep as rows
from trailers.queue.claim import due_lanes
from trailers.queue.events import record
from trailers.queue.nudge import forget_failures, nudge
from trailers.services.advance import advance, lock_project
from trailers.services.once import clear_keys
from trailers.services.uploads import clear_uploads
from trailers.storage import clear_left_behind

from . import host
from .poll import Handlers, can_look_up

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Swept:
    jobs: int
    projects: int


def sweep(*, handlers: Handlers, thorough: bool = False) -> Swept:
    """Everything that is lying about, once. Any number of hosts may do it at the same time.

    A thorough one, when a host starts, looks a day back for films that stopped while nobody was there.
    """
    jobs = take_over(handlers=handlers)
    for late in rows.overdue():
        rows.ask_now(late)
    stalled = rows.stalled_projects(look_back=rows.IDLE_FOR_LONG if thorough else rows.IDLE_FOR)
    projects = sum(_advance(project_id) for project_id in stalled)
    if thorough:
        forget_failures()
    clear_keys()
    _clear_uploads()
    for lane in due_lanes(Lane.objects.values_list("name", flat=True)):
        nudge(lane)
    return Swept(jobs, projects)


def take_over(*, handlers: Handlers) -> int:
    """The short sweep of the command line: jobs whose holder is dead or silent. Returns how many there were.

    Of all projects: what a killed command was running still takes up this host's places. Its files go too.
    """
    host.clear_scratch()
    clear_left_behind()
    return _judge(rows.expired(), handlers) + _judge(rows.orphaned(host.host_name(), host.is_dead), handlers)


def _judge(jobs: Iterable[Job], handlers: Handlers) -> int:
    return sum(_expire(job, handlers) for job in jobs)


def _expire(job: Job, handlers: Handlers) -> bool:
    """One lost job, judged under its project's lock. A film that cannot advance must not keep it alive."""
    with transaction.atomic():
        project = lock_project(job.project_id)
        state = rows.expire(job, can_look_up=can_look_up(job, handlers))
        if not state:
            return False
        log.warning("job %s (%s) lost its worker %s: %s", job.pk, job.node, job.worker, state)
        record(project, f"job.{state}", job=job, node=job.node, code="job.worker_lost")
    if state in ("failed", "cancelled"):
        _advance(job.project_id)
        for watcher in job.watchers.values_list("pk", flat=True):
            _advance(watcher)
    return True


def _clear_uploads() -> None:
    """A storage that is away must not keep the sweep from the jobs: the next one tries again."""
    try:
        clear_uploads()
    except CuelockError as error:
        log.warning("old uploads were not cleared: %s", error)


def _advance(project_id: UUID) -> bool:
    try:
        advance(project_id)
    except Exception:
        log.exception("project %s did not advance", project_id)
        return False
    return True
