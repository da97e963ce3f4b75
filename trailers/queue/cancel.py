"""Stopping work: before the next paid call, without losing what is finished.

The caller holds the project row's lock and a transaction.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from trailers.domain.errors import Cancelled
from trailers.domain.states import LIVE_STATES
from trailers.models import Job, JobState, Project, Scene

from .events import record
from .lease import close_money


@dataclass(frozen=True, slots=True)
class Cancellation:
    """How many jobs ended at once, and how many were asked to stop (running, or at a provider)."""

    ended: int
    asked: int


def cancel_jobs(
    *, project: Project, scene: Scene | None = None, ids: Collection[UUID] | None = None
) -> Cancellation:
    """Cancel the live jobs of a project, of one of its scenes, or those of `ids`.

    A job that another project shares goes on.
    """
    jobs = Job.objects.filter(project=project, state__in=LIVE_STATES, watchers=None)
    if scene is not None:
        jobs = jobs.filter(scene=scene)
    if ids is not None:
        jobs = jobs.filter(pk__in=ids)
    ended = asked = 0
    for job in _locked(jobs):
        if job.state in (JobState.QUEUED, JobState.UNCERTAIN):
            _end(project, job)
            ended += 1
        else:
            _ask(job)
            asked += 1
    return Cancellation(ended, asked)


def _locked(jobs: QuerySet[Job]) -> list[Job]:
    """The jobs as they are now that nobody else can change them, locked in the order of ids."""
    ids = list(jobs.order_by("pk").values_list("pk", flat=True))
    still = Job.objects.filter(pk__in=ids, state__in=LIVE_STATES)
    return list(still.select_for_update(no_key=True).order_by("pk"))


def _end(project: Project, job: Job) -> None:
    # an uncertain call may have been charged, and nobody will find out any more: booked at its price
    lost = job.price_microusd if job.state == JobState.UNCERTAIN else 0
    Job.objects.filter(pk=job.pk, state=job.state).update(
        state=JobState.CANCELLED,
        cancel_requested=True,
        cost_microusd=job.cost_microusd + lost,
        error_code=Cancelled().code,
        error_detail={},
        finished_at=timezone.now(),
    )
    close_money(job)
    record(project, "job.cancelled", job=job, node=job.node)


def _ask(job: Job) -> None:
    """A running job hears it at its next heartbeat; one at a provider is collected now, to cancel it."""
    changes = {"poll_after": timezone.now()} if job.state == JobState.WAITING else {}
    Job.objects.filter(pk=job.pk, state=job.state).update(cancel_requested=True, **changes)
