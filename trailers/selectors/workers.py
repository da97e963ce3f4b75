"""How the workers of all hosts are doing, in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from trailers.models import Job, JobState, WorkerBeat


@dataclass(frozen=True, slots=True)
class Work:
    """Whole seconds; None where there is nothing to measure."""

    beat_age_s: int | None
    """Of the youngest sign of life of any worker."""
    queued: int
    oldest_due_s: int | None
    """For how long the job that has waited longest could have been started, its lane not being paused."""


def work_now() -> Work:
    """Two queries, whatever the number of jobs."""
    now = timezone.now()
    awake = Q(lane__paused_until=None) | Q(lane__paused_until__lte=now)
    queued = Job.objects.filter(state=JobState.QUEUED)
    found = queued.aggregate(n=Count("pk"), oldest=Min("run_after", filter=awake & Q(run_after__lte=now)))
    beat = WorkerBeat.objects.aggregate(at=Max("at"))["at"]
    return Work(_age_s(beat, now), found["n"], _age_s(found["oldest"], now))


def _age_s(at: datetime | None, now: datetime) -> int | None:
    return None if at is None else max(0, int((now - at).total_seconds()))
