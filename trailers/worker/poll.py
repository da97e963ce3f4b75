"""Jobs that are at a provider: collected, looked up or called off, in the moment of asking.

A handler module may offer, beside `execute`:
    lookup(job, context) -> Outcome | Pending | None     what became of an order whose answer was lost;
                                                         None: the provider never took it
    abandon(job, context) -> bool                        call an order off; True: nothing will be charged
    can_look_up(job) -> bool                             whether `lookup` can know
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any, Protocol

from django.db.models import F
from django.utils import timezone

from trailers.domain.errors import Cancelled, CuelockError, FatalError, RetryableError, UncertainError
from trailers.domain.retry import RetryDecision
from trailers.models import Job
from trailers.queue import lease
from trailers.queue.pending import Pending, poll_delay_ms
from trailers.queue.sweep import is_late

from .context import RunContext

log = logging.getLogger(__name__)


class Handlers(Protocol):
    """What runs jobs: trailers.worker.handlers, or a stand-in of a test."""

    def execute(self, job: Job, context: RunContext) -> Any:
        """The Outcome of a claimed job, or Pending while a provider has it. Raises CuelockError."""
        ...


class NeverTaken(Exception):
    """The provider does not know the order: it can be made as if for the first time."""


def ask(job: Job, context: RunContext, handlers: Handlers) -> Any:
    """Run a claimed job by its phase. Answers an Outcome or Pending; raises CuelockError or NeverTaken."""
    if job.phase == "make":
        return handlers.execute(job, context)
    if job.phase == "lookup":
        return _look_up(job, context, handlers)
    if job.cancel_requested:
        raise Cancelled(free=_call_off(job, context, handlers))
    try:
        answer = handlers.execute(job, context)
    except RetryableError as error:
        if is_late(job):
            raise FatalError(error.code, **{**error.params, "cost_microusd": job.price_microusd}) from error
        raise
    if isinstance(answer, Pending) and is_late(job):
        free = _call_off(job, context, handlers)
        cost = 0 if free else job.price_microusd
        raise FatalError("job.deadline", provider=job.provider, cost_microusd=cost)
    return answer


def wait(job: Job, worker: str, answer: Pending) -> bool:
    """Leave a job with its provider until the next time of asking."""
    since = job.submitted_at or job.started_at or timezone.now()
    age_ms = int((timezone.now() - since).total_seconds() * 1000)
    if answer.poll_in_ms is None:
        answer = replace(answer, poll_in_ms=poll_delay_ms(age_ms))
    return lease.finish_waiting(
        job=job,
        worker=worker,
        provider=answer.provider,
        provider_job_id=answer.provider_job_id,
        poll_in_ms=answer.poll_in_ms or 0,
        deadline=answer.deadline,
    )


def forget_order(job: Job, worker: str) -> bool:
    """Queue again a job whose order was never taken: nothing was bought, so this is no repeat.

    The attempt that the look-up cost is given back, or the last one would leave a job that nobody may claim.
    """
    changes = {"attempts": F("attempts") - 1} if job.attempts > 1 else {}
    return bool(lease.apply(job, worker, RetryDecision("retry"), 0, changes))


def can_look_up(job: Job, handlers: Handlers) -> bool:
    known = getattr(handlers, "can_look_up", None)
    return bool(known(job)) if known else False


def _look_up(job: Job, context: RunContext, handlers: Handlers) -> Any:
    lookup = getattr(handlers, "lookup", None)
    if lookup is None:
        raise UncertainError("job.outcome_unknown", provider=job.provider)
    answer = lookup(job, context)
    if answer is None:
        raise NeverTaken
    return answer


def _call_off(job: Job, context: RunContext, handlers: Handlers) -> bool:
    """Whether it is sure that nothing will be charged. A provider that cannot, or does not answer, keeps the
    order; its price stays booked."""
    abandon = getattr(handlers, "abandon", None)
    if abandon is None:
        return False
    try:
        return abandon(job, context) is True
    except CuelockError:
        log.warning("job %s was not called off at %s", job.pk, job.provider, exc_info=True)
        return False
