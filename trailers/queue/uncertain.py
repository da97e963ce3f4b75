"""A person's answer to "was this call charged?": make it once more, or give it up.

The caller holds the project row's lock and a transaction.
"""

from __future__ import annotations

from django.db.models import F, QuerySet
from django.utils import timezone

from trailers.models import Job, JobState, Project

from .events import record
from .lease import close_money
from .nudge import nudge_after_commit


def repeat(*, project: Project, job: Job) -> bool:
    """Make the call once more, on record as a repeat; the first is booked as bought. False if too late."""
    moved = _undecided(job).update(
        state=JobState.QUEUED,
        run_after=timezone.now(),
        submitted_at=None,
        poll_after=None,
        max_attempts=F("max_attempts") + 1,
        uncertain_repeats=F("uncertain_repeats") + 1,
        cost_microusd=F("cost_microusd") + F("price_microusd"),
    )
    if moved:
        record(project, "job.repeated", job=job, node=job.node)
        nudge_after_commit(job.lane_id)
    return bool(moved)


def give_up(*, project: Project, job: Job, charged: bool) -> bool:
    """End it as failed; `charged` is what the person read in the provider's bill. False if too late."""
    moved = _undecided(job).update(
        state=JobState.FAILED,
        finished_at=timezone.now(),
        poll_after=None,
        cost_microusd=F("cost_microusd") + (job.price_microusd if charged else 0),
    )
    if moved:
        close_money(job)
        record(project, "job.failed", job=job, node=job.node, code=job.error_code)
    return bool(moved)


def _undecided(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, state=JobState.UNCERTAIN)
