"""Holding and ending jobs: guarded by state and worker, so that only the present holder is heard.

The functions that end a job also close its money, and expect the caller to hold the project row's lock and a
transaction (services.completion does). Costs add up over attempts; a job that cost nothing is refunded.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts import ledger
from trailers.domain.errors import Cancelled, CuelockError, RetryableError
from trailers.domain.retry import RetryDecision, Uncertainty, backoff_ms, decide, error_class
from trailers.domain.states import FINAL_STATES
from trailers.models import EngineKey, Job, JobState

from .claim import LEASE_S

LONGEST_WAIT = timedelta(hours=1)
"""How long a provider may keep a job when the engine names no deadline of its own."""
_DETAIL_CHARS = 2_000


def extend(*, worker: str, jobs: Collection[UUID], lease_s: float = LEASE_S) -> dict[UUID, bool]:
    """Renew the leases of `jobs`. Answers those that `worker` still holds, and whether each is asked to stop.

    A job that is missing in the answer has ended, or belongs to somebody else by now.
    """
    with transaction.atomic():
        mine = Job.objects.filter(pk__in=jobs, worker=worker, state=JobState.RUNNING)
        # in the order of ids, as everybody who locks several jobs, so that nobody waits in a circle
        held = dict(mine.select_for_update(no_key=True).order_by("pk").values_list("pk", "cancel_requested"))
        until = timezone.now() + timedelta(seconds=lease_s)
        Job.objects.filter(pk__in=held, worker=worker, state=JobState.RUNNING).update(lease_until=until)
        return held


def assign_key(job: Job, key: EngineKey | None) -> None:
    """Write down with which of the team's own keys a claimed job goes out; None for the operator's."""
    if job.engine_key_id != (key.pk if key else None):
        job.engine_key = key
        _held(job, job.worker).update(engine_key=key)


def mark_submitting(*, job: Job, worker: str, provider: str) -> bool:
    """Write down, in a commit of its own, that a billable call is about to be made. False: do not make it.

    From here until the answer is on record, losing the worker makes the job uncertain instead of queued.
    """
    ours = _held(job, worker).filter(cancel_requested=False)
    return ours.update(submitted_at=timezone.now(), provider=provider) == 1


def mark_submitted(*, job: Job, worker: str, provider_job_id: str) -> bool:
    """Write down the provider's id in the very next commit after its answer. False: the lease was lost.

    If a sweep has called the job uncertain meanwhile, this is the answer it lacked: it waits at the provider.
    """
    if _held(job, worker).update(provider_job_id=provider_job_id) == 1:
        return True
    now = timezone.now()
    Job.objects.filter(pk=job.pk, state=JobState.UNCERTAIN, provider_job_id="").update(
        state=JobState.WAITING, provider_job_id=provider_job_id, poll_after=now, deadline=now + LONGEST_WAIT
    )
    return False


def finish_waiting(
    *,
    job: Job,
    worker: str,
    provider: str,
    provider_job_id: str,
    poll_in_ms: int,
    deadline: datetime | None = None,
) -> bool:
    """The provider has it: no thread is held, and somebody asks again after `poll_in_ms`."""
    now = timezone.now()
    return _release(
        job,
        worker,
        JobState.WAITING,
        provider=provider,
        provider_job_id=provider_job_id,
        poll_after=now + timedelta(milliseconds=poll_in_ms),
        deadline=deadline or job.deadline or now + LONGEST_WAIT,
    )


def finish_done(
    *, job: Job, worker: str, output: Mapping[str, Any], cost_microusd: int = 0, cpu_ms: int | None = None
) -> bool:
    """The job is done; what it cost replaces what was set aside. False if it is no longer ours."""
    ended = _release(
        job,
        worker,
        JobState.DONE,
        output=dict(output),
        cpu_ms=cpu_ms,
        cost_microusd=F("cost_microusd") + cost_microusd,
        error_code="",
        error_detail={},
    )
    if ended:
        close_money(job)
    return ended


def finish_failed(
    *,
    job: Job,
    worker: str,
    error: CuelockError,
    cost_microusd: int = 0,
    can_look_up: bool = False,
    chance: Fraction | None = None,
) -> str:
    """End or postpone a job by the class of its error (trailers.domain.retry).

    Answers its new state: failed, queued (another attempt later), uncertain (to be looked up or decided by a
    person) or cancelled; '' if it is no longer ours. `cost_microusd` is what this attempt is known to have
    cost.
    """
    facts = _held(job, worker).first()
    if facts is None:
        return ""
    cost_microusd = max(cost_microusd, int(error.params.get("cost_microusd", 0)))
    error_fields: dict[str, Any] = {"error_code": error.code, "error_detail": plain(error.params)}
    if isinstance(error, Cancelled):
        return _end(facts, worker, JobState.CANCELLED, cost_microusd, error_fields, free=error.free)
    if facts.phase == "poll" and isinstance(error, RetryableError):
        # asking costs nothing and an order is not given up for it: only its deadline ends that
        again = RetryDecision("retry", max(backoff_ms(1, draw()), 1000 * (error.retry_after_s or 0)))
        return apply(facts, worker, again, cost_microusd, error_fields)
    can_look_up = can_look_up and facts.attempts < facts.max_attempts
    decision = decide(
        error_class(error),
        attempts=facts.attempts,
        max_attempts=facts.max_attempts,
        chance=draw() if chance is None else chance,
        retry_after_s=error.retry_after_s if isinstance(error, RetryableError) else None,
        uncertainty=Uncertainty(can_look_up, facts.price_microusd, facts.uncertain_repeats),
    )
    if decision.action == "lookup":  # each look-up costs an attempt, so that it ends with a question
        error_fields["attempts"] = F("attempts") + 1
    return apply(facts, worker, decision, cost_microusd, error_fields)


def apply(
    job: Job, worker: str, decision: RetryDecision, cost_microusd: int, changes: Mapping[str, Any]
) -> str:
    """Carry out a retry decision on a job that `worker` holds. Answers the new state, '' if it was lost."""
    if decision.action == "never":
        return _end(job, worker, JobState.FAILED, cost_microusd, changes)
    state, moves = _postponed(job, decision, cost_microusd)
    return str(state) if _release(job, worker, state, **changes, **moves) else ""


def _postponed(job: Job, decision: RetryDecision, cost_microusd: int) -> tuple[JobState, dict[str, Any]]:
    """Where a job goes that has not ended, and the columns that go with it."""
    later = timezone.now() + decision.delay
    spent = F("cost_microusd") + cost_microusd
    if decision.action == "retry":
        if job.provider_job_id:  # it was accepted: asked about again, never ordered twice
            return JobState.WAITING, {"poll_after": later, "cost_microusd": spent}
        return JobState.QUEUED, {"run_after": later, "submitted_at": None, "cost_microusd": spent}
    if decision.action == "repeat":
        # nobody can say whether the first call was charged, so it is booked as if it had been
        return JobState.QUEUED, {
            "run_after": later,
            "submitted_at": None,
            "cost_microusd": F("cost_microusd") + max(cost_microusd, job.price_microusd),
            "uncertain_repeats": F("uncertain_repeats") + 1,
        }
    ask_at = later if decision.action == "lookup" else None
    return JobState.UNCERTAIN, {"poll_after": ask_at, "cost_microusd": spent}


def give_back(*, job: Job, worker: str) -> bool:
    """Return a job that a shutdown stopped or kept from starting: queued at once, the attempt not counted."""
    facts = _held(job, worker).first()
    if facts is None:
        return False
    if facts.phase == "poll":
        return _release(job, worker, JobState.WAITING, poll_after=timezone.now())
    if facts.phase == "lookup":
        return False  # a billable call may be under way: the lease runs out and the sweep judges it
    return _release(job, worker, JobState.QUEUED, run_after=timezone.now(), attempts=F("attempts") - 1)


def close_money(job: Job) -> None:
    """Replace what was set aside by what the job's attempts cost, or give it back when they cost nothing."""
    cost = Job.objects.values_list("cost_microusd", flat=True).get(pk=job.pk)
    if not job.price_microusd and not cost:
        return
    ids = {"team_id": job.team_id, "project_id": job.project_id, "job_id": job.pk}
    if cost:
        ledger.settle(**ids, cost_microusd=cost)
    else:
        ledger.refund(**ids)


def plain(params: Mapping[str, Any]) -> dict[str, Any]:
    """An error's values as short JSON."""
    return {
        name: value if isinstance(value, int | float | bool | None) else str(value)[:_DETAIL_CHARS]
        for name, value in params.items()
    }


def draw() -> Fraction:
    """A random number in [0, 1) for the jitter of a retry."""
    return Fraction(random.getrandbits(30), 1 << 30)


def _held(job: Job, worker: str) -> QuerySet[Job]:
    # the attempt too: a process that slept through its lease may claim the same job again beside its old self
    return Job.objects.filter(pk=job.pk, worker=worker, state=JobState.RUNNING, attempts=job.attempts)


def _release(job: Job, worker: str, state: JobState, **changes: Any) -> bool:
    """The guarded move out of `running`; drops the lease and leaves on record who held it last."""
    if state in FINAL_STATES:
        changes["finished_at"] = timezone.now()
    return _held(job, worker).update(state=state, lease_until=None, **changes) == 1


def _end(
    job: Job,
    worker: str,
    state: JobState,
    cost_microusd: int,
    changes: Mapping[str, Any],
    *,
    free: bool = False,
) -> str:
    """Failed or cancelled, with the money closed. A billable call without a known end is booked as bought."""
    unknown = not free and (job.submitted_at is not None or bool(job.provider_job_id))
    cost = (
        max(cost_microusd, job.price_microusd) if unknown and state == JobState.CANCELLED else cost_microusd
    )
    if not _release(job, worker, state, cost_microusd=F("cost_microusd") + cost, **changes):
        return ""
    close_money(job)
    return str(state)
