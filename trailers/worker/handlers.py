"""Rows to values, values to a stage, files to storage: the seam between the queue and the stages.

No database connection is used between reading the job and handing over its outcome.
"""

from __future__ import annotations

import hashlib
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trailers.models import Job
from trailers.services.outcome import Outcome, StoredOutput
from trailers.stages.base import Output, StageCall
from trailers.stages.registry import stage
from trailers.storage import fetch, store

if TYPE_CHECKING:
    from trailers.worker.pump import RunContext


def execute(job: Job, context: RunContext) -> Outcome:
    """Run one claimed job on its frozen input. Raises CuelockError; leaves nothing behind but stored files."""
    files, media = _inputs(job.input, context.scratch / "in")
    work = context.scratch / "work"
    work.mkdir(parents=True, exist_ok=True)
    call = StageCall(
        params=job.input["params"],
        files=files,
        media=media,
        scratch=work,
        progress=context.progress,
        cancelled=context.cancelled,
    )
    started = time.thread_time_ns()
    result = stage(job.kind)(call)
    call.check()
    outputs = tuple(_stored(output, str(job.team_id)) for output in result.outputs)
    return Outcome(outputs, result.usage.cost_microusd, (time.thread_time_ns() - started) // 1_000_000)


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
