"""Jobs of engines that take an order and deliver later: put, collected, looked up, called off.

Before the order leaves, it is on record that it may have; its number is committed before anything else is done.
What was delivered is paid: from then on a failure costs what the provider charged.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from trailers.domain.errors import CuelockError, RetryableError, UncertainError
from trailers.engines.ports import Orders
from trailers.models import Job
from trailers.queue.pending import Pending
from trailers.stages.base import StageCall, StageResult
from trailers.stages.hosted import HOSTED

if TYPE_CHECKING:
    from trailers.worker.context import RunContext

KEEPS_FOR = timedelta(hours=2)
"""How long a provider may keep an order: one hour in its queue, and time to make and to fetch it."""


def submit(job: Job, call: StageCall, engine: Orders, context: RunContext) -> Pending:
    """Order it. Raises Cancelled when it must not be ordered any more."""
    request = HOSTED[job.kind].request(call)
    context.submitting(engine.provider)
    submitted = engine.submit(request, order_tag(job))
    context.submitted(submitted.provider_job_id)
    return _pending(engine, submitted.provider_job_id)


def collect(job: Job, call: StageCall, engine: Orders) -> StageResult | Pending:
    """Ask for the order, and fetch what is finished."""
    answer = engine.poll(job.provider_job_id, call.scratch)
    if answer is None:
        return Pending(engine.provider, job.provider_job_id)
    try:
        return HOSTED[job.kind].keep(call, answer)
    except CuelockError as error:
        error.params["cost_microusd"] = error.params.get("cost_microusd") or job.price_microusd
        raise


def lookup(job: Job, engine: Orders) -> Pending | None:
    """The order of a lost answer, None if it was never taken. UncertainError when nobody can tell now.

    A fault of the question is no answer: it must not let the order be made a second time.
    """
    since = job.submitted_at or job.created_at
    try:
        found = engine.find(order_tag(job), since)
    except RetryableError as error:
        raise UncertainError("job.outcome_unknown", provider=engine.provider) from error
    return _pending(engine, found) if found else None


def order_tag(job: Job) -> str:
    """Names the order to the provider: one for each job, so that a later retry is never taken for this one."""
    return f"cuelock-{job.pk.hex}"


def _pending(engine: Orders, provider_job_id: str) -> Pending:
    return Pending(engine.provider, provider_job_id, deadline=timezone.now() + KEEPS_FOR)
