"""Engines of a film under chaos: the calls of a real one, to the simulated vendor, and tiny files as results.

What the stages would have measured is computed from the job's own input (tests.services.lab), so the real
graph, `advance`, cut and segments follow from it. Two journals: the vendor's own, and ours, which says when
each step was made.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.client import HTTPConnection, HTTPException
from typing import Any, cast
from urllib.parse import quote

from tests.chaos.handlers import note
from tests.services import lab
from trailers.domain.errors import Cancelled, RetryableError, UncertainError
from trailers.engines.registry import ENGINES, EngineInfo
from trailers.models import Job
from trailers.queue.pending import Pending
from trailers.services.outcome import Outcome
from trailers.storage import fetch, store
from trailers.worker.context import RunContext

NAME = "simulated"
PORTS = {
    "text": ("text", 10_000),
    "voice": ("speech", 5_000),
    "music": ("music", 30_000),
    "image": ("image", 40_000),
    "video": ("video", 300_000),
}
"""Port: lane and price of one call. A lost clip is too dear to order twice, so it can be looked up."""
RENDER_S = 0.1
LINES = (
    "The sea keeps what it takes from the people of the coast.",
    "Tonight one woman rows out to ask for all of it back.",
    "Nobody on the island has ever seen the keeper of the light.",
    "Every winter another boat comes home without a man in it.",
    "She counts the lamps along the harbour wall until one goes out.",
    "Her brother wrote his letters from a town that burned down.",
    "What the tide brings in the morning it will want again.",
    "There is one more ferry tonight and no one may be on it.",
)
SCRIPT = lab.script(*LINES)
"""Two scenes to each line, an opening, black, title and end: twenty."""


for _port, (_lane, _price) in PORTS.items():
    # every process that plans or runs a job imports its handlers first, so every one knows these
    cast(dict[tuple[str, str], EngineInfo], ENGINES)[_port, NAME] = EngineInfo(_port, NAME, "", _lane, _price)


def ordered_as(team_id: Any, key: str) -> str:
    """The name of a thing in both journals: two teams may make the same, and each pays for its own."""
    return f"{team_id}/{key}"


def execute(job: Job, context: RunContext) -> Outcome | Pending:
    """A step: at the vendor if it has a price, else rendered here."""
    if job.phase == "poll":
        return _collect(job, context)
    note(kind="begin", key=ordered_as(job.team_id, job.key), attempt=job.attempts, lane=job.lane_id)
    if not job.price_microusd:
        _render(job, context)
        return _made(job, context)
    context.submitting(NAME)
    if job.lane_id == "video":
        call = _ask(job, "/orders")["call"]
        context.submitted(call)
        return Pending(NAME, call, poll_in_ms=300)
    _ask(job, "/calls")
    return _made(job, context, job.price_microusd)


def can_look_up(job: Job) -> bool:
    return job.lane_id == "video"


def lookup(job: Job, context: RunContext) -> Pending | None:
    status, found = _http("GET", f"/orders?key={quote(ordered_as(job.team_id, job.key))}")
    return None if status == 404 else Pending(NAME, found["call"], poll_in_ms=300)


def _collect(job: Job, context: RunContext) -> Outcome | Pending:
    _, order = _http("GET", f"/orders/{job.provider_job_id}")
    if not order["ready"]:
        return Pending(NAME, job.provider_job_id, poll_in_ms=300)
    return _made(job, context, job.price_microusd)


def _ask(job: Job, path: str) -> dict[str, Any]:
    status, answer = _http("POST", path, {"lane": job.lane_id, "key": ordered_as(job.team_id, job.key)})
    if status == 503:
        raise RetryableError("simulated.busy")
    if status == 429:
        raise RetryableError("simulated.rate_limited", retry_after_s=1)
    return answer


def _http(method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
    with _connection() as vendor:
        vendor.request(method, path, json.dumps(body) if body else None)
        answer = vendor.getresponse()
        return answer.status, json.loads(answer.read())


@contextmanager
def _connection() -> Iterator[HTTPConnection]:
    vendor = HTTPConnection("127.0.0.1", int(os.environ["CHAOS_VENDOR"]), timeout=60)
    try:
        yield vendor
    except (OSError, HTTPException) as error:
        raise UncertainError("simulated.cut_off") from error
    finally:
        vendor.close()


def _render(job: Job, context: RunContext) -> None:
    """As a stage would: inputs from storage, wherever they were made, and some time, ended early by a stop."""
    for entry in job.input["files"].values():
        assert fetch(entry["storage_name"], context.scratch).stat().st_size
    end = time.monotonic() + RENDER_S
    while time.monotonic() < end:
        if context.cancelled():
            raise Cancelled
        time.sleep(0.02)


def _made(job: Job, context: RunContext, cost_microusd: int = 0) -> Outcome:
    """The outputs of the laboratory, as real files in storage."""
    outputs = []
    for output in lab.outcome(job, SCRIPT).outputs:
        made = context.scratch / f"made-{len(outputs)}.txt"
        made.write_text(f"{job.key} {output.role}")
        digest = hashlib.sha256(made.read_bytes()).hexdigest()
        name = store(made, team_id=str(job.team_id), sha256=digest, suffix=".txt")
        outputs.append(replace(output, storage_name=name, sha256=digest, size=made.stat().st_size))
    note(kind="end", key=ordered_as(job.team_id, job.key), attempt=job.attempts, lane=job.lane_id)
    return Outcome(tuple(outputs), cost_microusd)
