"""Jobs of a film that need a person, and those that should have been heard of by now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from django.utils import timezone

from trailers.domain.errors import Message, describe
from trailers.models import Job, JobState, Project

SILENT_FOR = timedelta(seconds=30)
"""Beyond the end of a lease: the sweep comes round three times a minute."""


@dataclass(frozen=True, slots=True)
class Question:
    """A call of which nobody knows whether it was made and charged; a person decides."""

    job_id: UUID
    message: Message
    price_microusd: int
    scene: int | None


@dataclass(frozen=True, slots=True)
class Late:
    """A job whose worker is silent, or which a provider has kept beyond its time. It mends itself, or fails."""

    job_id: UUID
    kind: str
    why: Literal["silent", "overdue"]
    since: datetime
    scene: int | None


def attention(project: Project) -> tuple[tuple[Question, ...], tuple[Late, ...]]:
    """What to ask and what to say about the film's live jobs, in one query."""
    states = (JobState.RUNNING, JobState.WAITING, JobState.UNCERTAIN)
    jobs = (
        Job.objects.filter(project=project, state__in=states).select_related("scene").order_by("created_at")
    )
    questions, late = [], []
    now = timezone.now()
    for job in jobs:
        if job.state == JobState.UNCERTAIN and job.poll_after is None:
            questions.append(_question(job))
        elif (found := _late(job, now)) is not None:
            late.append(found)
    return tuple(questions), tuple(late)


def _question(job: Job) -> Question:
    message = describe(
        job.error_code or "job.outcome_unknown", **{"provider": job.provider, **job.error_detail}
    )
    return Question(job.pk, message, job.price_microusd, job.scene.number if job.scene else None)


def _late(job: Job, now: datetime) -> Late | None:
    scene = job.scene.number if job.scene else None
    if job.state == JobState.RUNNING and job.lease_until and job.lease_until < now - SILENT_FOR:
        return Late(job.pk, job.kind, "silent", job.lease_until, scene)
    if job.state == JobState.WAITING and job.deadline and job.deadline < now:
        return Late(job.pk, job.kind, "overdue", job.deadline, scene)
    return None
