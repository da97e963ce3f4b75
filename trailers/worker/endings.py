"""From a claimed job to its end: run it, then hand over the outcome, the failure or the stop."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from functools import partial

from django.db import InterfaceError, OperationalError, connections

from trailers.domain.errors import (
    Cancelled,
    CuelockError,
    FatalError,
    RetryableError,
    UncertainError,
    is_full_disk,
)
from trailers.models import Job
from trailers.queue import lanes, lease
from trailers.queue.pending import Pending
from trailers.services import completion

from . import host, poll
from .context import RunContext
from .running import Held

log = logging.getLogger(__name__)

_PATIENCE_S = (0.1, 0.5, 2.0, 5.0, 10.0)
"""How long a finished result waits between tries to write it down while the database is away."""
RATE_LIMITED = ".rate_limited"
"""Codes of this ending say that the provider had too many calls from us."""


def run_and_end(
    held: Held,
    *,
    handlers: poll.Handlers,
    worker: str,
    host_name: str,
    aborted: threading.Event,
    progress: Callable[[int, int], None],
) -> None:
    """Run one claimed job and write down how it ended, unless it was lost meanwhile."""
    job = held.job

    def stopped() -> bool:
        return held.lost.is_set() or held.stop_asked.is_set() or aborted.is_set()

    def end(error: CuelockError) -> None:
        if not held.lost.is_set():
            known = isinstance(error, UncertainError) and poll.can_look_up(job, handlers)
            _persist(partial(completion.fail, job=job, worker=worker, error=error, can_look_up=known))

    try:
        if stopped() and job.phase == "make":
            raise Cancelled
        with host.scratch_folder(str(job.pk)) as scratch:
            context = RunContext(
                scratch=scratch,
                progress=progress,
                cancelled=stopped,
                host=host_name,
                submitting=partial(_submitting, held, worker),
                submitted=partial(_submitted, held, worker),
            )
            answer = poll.ask(job, context, handlers)
        if held.lost.is_set():
            return
        if isinstance(answer, Pending):
            _persist(partial(poll.wait, job, worker, answer))
        else:
            _persist(partial(completion.complete, job=job, worker=worker, outcome=answer))
    except poll.NeverTaken:
        _persist(partial(poll.forget_order, job, worker))
    except Cancelled as stop:
        if held.stop_asked.is_set() or job.cancel_requested:
            end(stop)
        elif not held.lost.is_set():  # this process is going down, nobody cancelled anything
            _persist(partial(lease.give_back, job=job, worker=worker))
    except CuelockError as error:
        _ease_lane(job, error)
        end(error)
    except Exception as error:
        end(_broken(job, error))


def _broken(job: Job, error: Exception) -> FatalError:
    """What no stage has classified: a full disk, met where nobody expected it, or a mistake of ours."""
    if is_full_disk(error):
        return FatalError("disk.full", detail=str(error))
    log.error("job %s (%s) broke", job.pk, job.kind, exc_info=error)
    return FatalError("internal", detail=f"{type(error).__name__}: {error}")


def _submitting(held: Held, worker: str, provider: str) -> None:
    """Just before a billable call: on record, or not made at all."""
    try:
        if not lease.mark_submitting(job=held.job, worker=worker, provider=provider):
            held.stop_asked.set()
            raise Cancelled
    finally:
        connections.close_all()


def _submitted(held: Held, worker: str, provider_job_id: str) -> None:
    held.job.provider_job_id = provider_job_id
    _persist(partial(lease.mark_submitted, job=held.job, worker=worker, provider_job_id=provider_job_id))
    connections.close_all()


def _ease_lane(job: Job, error: CuelockError) -> None:
    if isinstance(error, RetryableError) and error.code.endswith(RATE_LIMITED):
        _persist(partial(lanes.slow_down, job.lane_id, retry_after_s=error.retry_after_s))


def _persist(write: Callable[[], object]) -> None:
    """Write, and try again while the database is away: what was made (and paid) must not be lost."""
    for pause_s in (*_PATIENCE_S, None):
        try:
            write()
            return
        except (OperationalError, InterfaceError):
            connections.close_all()
            if pause_s is None:
                raise
            log.warning("the database did not take a result; trying again", exc_info=True)
            time.sleep(pause_s)
