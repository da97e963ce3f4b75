"""Judging jobs whose holder was never heard of again, and those that a provider kept too long.

Reads need no lock; `expire` expects the caller to hold the project row's lock and a transaction, because a
job that fails changes what the film can do next.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils import timezone

from trailers.domain.errors import Cancelled, CuelockError, RetryableError, UncertainError
from trailers.domain.retry import RetryDecision, Uncertainty, decide
from trailers.domain.states import LIVE_STATES
from trailers.models import Job, JobState, Project

from .lease import apply, draw, finish_failed, plain

AT_ONCE = 200
"""Jobs judged in one sweep; the next one goes on."""
IDLE_FROM = timedelta(seconds=20)
IDLE_FOR, IDLE_FOR_LONG = timedelta(seconds=100), timedelta(days=1)
"""How far back a sweep looks for films that stopped: a minute or so, or a day when a host starts."""


def expired() -> list[Job]:
    """Running jobs whose lease has run out."""
    return list(_running().filter(lease_until__lt=timezone.now()).order_by("lease_until")[:AT_ONCE])


def orphaned(host: str, is_dead: Callable[[str], bool]) -> list[Job]:
    """Running jobs of this host whose process is dead, whatever their lease says."""
    return [job for job in _running().filter(host=host)[:AT_ONCE] if is_dead(job.worker)]


def expire(job: Job, *, can_look_up: bool = False, chance: Fraction | None = None) -> str:
    """Take a job from a holder that is gone. Answers its new state, '' when somebody was faster.

    Never ordered twice: one that the provider accepted is asked about again, and one that was lost between
    call and answer is uncertain. Anything else is queued with a back-off, or failed after its last attempt,
    so that a job that kills its worker cannot do so for ever.
    """
    facts = Job.objects.select_for_update(no_key=True).get(pk=job.pk)
    if not _same_hold(facts, job):
        return ""
    chance = draw() if chance is None else chance
    lost = RetryableError("job.worker_lost", attempts=facts.attempts)
    if facts.cancel_requested:
        return finish_failed(job=facts, worker=facts.worker, error=Cancelled())
    if facts.phase == "poll":
        return _collector_lost(facts, lost, chance)
    if facts.phase == "lookup" and facts.price_microusd:
        return _outcome_unknown(facts, can_look_up, chance)
    decision = decide("retryable", attempts=facts.attempts, max_attempts=facts.max_attempts, chance=chance)
    return apply(facts, facts.worker, decision, 0, _words(lost))


def overdue() -> list[Job]:
    """Jobs that a provider has kept beyond their deadline."""
    now = timezone.now()
    late = Job.objects.filter(state=JobState.WAITING, deadline__lt=now, poll_after__gt=now)
    return list(late.order_by("deadline")[:AT_ONCE])


def ask_now(job: Job) -> bool:
    """Have an overdue job collected at once: it is found finished, or cancelled there and failed."""
    return bool(Job.objects.filter(pk=job.pk, state=JobState.WAITING).update(poll_after=timezone.now()))


def is_late(job: Job) -> bool:
    return job.deadline is not None and job.deadline < timezone.now()


def stalled_projects(*, look_back: timedelta = IDLE_FOR) -> list[UUID]:
    """Projects whose last job ended just now and that have no live job: so a lost wake-up would look.

    A finished film looks the same, which is why nobody looks back far without need.
    """
    now = timezone.now()
    ended = Job.objects.filter(finished_at__gte=now - look_back, finished_at__lte=now - IDLE_FROM)
    live = Job.objects.filter(state__in=LIVE_STATES).values("project_id")
    open_ones = Project.objects.filter(cancelled_at=None, archived_at=None, pk__in=ended.values("project_id"))
    return list(open_ones.exclude(pk__in=live).values_list("pk", flat=True)[:AT_ONCE])


def _running() -> QuerySet[Job]:
    return Job.objects.filter(state=JobState.RUNNING)


def _same_hold(now: Job, seen: Job) -> bool:
    """Whether the job is still in the very hold that was judged: same worker, same attempt, same lease."""
    return now.state == JobState.RUNNING and (now.worker, now.attempts, now.lease_until) == (
        seen.worker,
        seen.attempts,
        seen.lease_until,
    )


def _collector_lost(job: Job, lost: RetryableError, chance: Fraction) -> str:
    """Asking killed the asker: that costs an attempt too, or the job would kill one worker after another."""
    changes = _words(lost)
    if job.attempts >= job.max_attempts:
        return apply(job, job.worker, RetryDecision("never"), job.price_microusd, changes)
    decision = decide("retryable", attempts=job.attempts, max_attempts=job.max_attempts, chance=chance)
    return apply(job, job.worker, decision, 0, {**changes, "attempts": F("attempts") + 1})


def _outcome_unknown(job: Job, can_look_up: bool, chance: Fraction) -> str:
    """Lost between call and answer. Each look-up costs an attempt, so that it ends with a question."""
    decision = decide(
        "uncertain",
        attempts=job.attempts,
        max_attempts=job.max_attempts,
        chance=chance,
        uncertainty=Uncertainty(
            can_look_up and job.attempts < job.max_attempts, job.price_microusd, job.uncertain_repeats
        ),
    )
    changes = _words(UncertainError("job.outcome_unknown", provider=job.provider))
    if decision.action == "lookup":
        changes["attempts"] = F("attempts") + 1
    return apply(job, job.worker, decision, 0, changes)


def _words(error: CuelockError) -> dict[str, Any]:
    return {"error_code": error.code, "error_detail": plain(error.params)}
