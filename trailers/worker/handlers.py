"""Rows to values, values to a stage, files to storage: the seam between the queue and the stages.

No database connection is used between reading the job and handing over its outcome.
"""

from __future__ import annotations

import hashlib
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trailers.domain.errors import UncertainError
from trailers.engines.ports import Usage
from trailers.models import Job
from trailers.queue.pending import Pending
from trailers.services.outcome import Outcome, StoredOutput
from trailers.stages.base import Output, StageCall, StageResult
from trailers.stages.hosted import orders_of
from trailers.stages.registry import stage
from trailers.storage import fetch, store

from . import hosted
from .keys import own_keys

if TYPE_CHECKING:
    from trailers.worker.pump import RunContext


def execute(job: Job, context: RunContext) -> Outcome | Pending:
    """Run one claimed job on its frozen input. Raises CuelockError; leaves nothing behind but stored files.

    A job of an engine that delivers later is ordered, and from then on collected, in the moment of asking. The
    team's own keys are in force meanwhile.
    """
    started = time.thread_time_ns()
    with own_keys(job):
        result = _result(job, context)
    if isinstance(result, Pending):
        return result
    outputs = tuple(_stored(output, str(job.team_id)) for output in result.outputs)
    cost = cost_of(job, result.usage)
    return Outcome(outputs, cost, (time.thread_time_ns() - started) // 1_000_000)


def can_look_up(job: Job) -> bool:
    engine = orders_of(job.kind, job.input["params"])
    return engine is not None and engine.can_find


def lookup(job: Job, context: RunContext) -> Pending | None:
    """What became of an order whose answer was lost."""
    engine = orders_of(job.kind, job.input["params"])
    if engine is None:
        raise UncertainError("job.outcome_unknown", provider=job.provider)
    with own_keys(job):
        return hosted.lookup(job, engine)


def abandon(job: Job, context: RunContext) -> bool:
    """Call an order off. True when it is sure that nothing will be charged."""
    engine = orders_of(job.kind, job.input["params"])
    with own_keys(job):
        return engine is not None and engine.cancel(job.provider_job_id)


def cost_of(job: Job, usage: Usage) -> int:
    """What the provider said; without a word of it, a paid call costs what was set aside."""
    return usage.cost_microusd if usage.units else usage.cost_microusd or job.price_microusd


def _result(job: Job, context: RunContext) -> StageResult | Pending:
    engine = orders_of(job.kind, job.input["params"])
    if engine is None:
        return _made(job, _call(job, context), context)
    if job.phase == "poll":
        return hosted.collect(job, _call(job, context, with_files=False), engine)
    return hosted.submit(job, _call(job, context), engine, context)


def _made(job: Job, call: StageCall, context: RunContext) -> StageResult:
    """Within this call; one that will be charged is on record before it leaves."""
    if job.price_microusd:
        context.submitting(job.input["params"].get("engine", ""))
    result = stage(job.kind)(call)
    if not job.price_microusd:  # what was bought is kept, whoever wants it to stop
        call.check()
    return result


def _call(job: Job, context: RunContext, *, with_files: bool = True) -> StageCall:
    work = context.scratch / "work"
    work.mkdir(parents=True, exist_ok=True)
    files, media = _inputs(job.input, context.scratch / "in") if with_files else ({}, {})
    return StageCall(
        params=job.input["params"],
        files=files,
        media=media,
        scratch=work,
        progress=context.progress,
        cancelled=context.cancelled,
    )


def _inputs(frozen: dict[str, Any], folder: Path) -> tuple[dict[str, Path], dict[str, Any]]:
    folder.mkdir(parents=True, exist_ok=True)
    files = {role: fetch(entry["storage_name"], folder) for role, entry in frozen["files"].items()}
    return files, {role: entry["media"] for role, entry in frozen["files"].items()}


def _stored(output: Output, team_id: str) -> StoredOutput:
    digest = file_sha256(output.path)
    name = store(output.path, team_id=team_id, sha256=digest, suffix=output.path.suffix)
    return StoredOutput(
        role=output.role,
        kind=output.kind,
        storage_name=name,
        sha256=digest,
        size=output.path.stat().st_size,
        media=output.media,
    )


def file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
