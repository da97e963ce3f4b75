"""Simulated work: waits as long as the job says, and writes down when it began and ended, as a vendor would.

The journal is one file, appended to in single writes, so it is whole whatever is killed.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import time
from pathlib import Path

from django.conf import settings

from trailers.domain.errors import Cancelled
from trailers.models import Job
from trailers.services.outcome import Outcome, StoredOutput
from trailers.storage import store
from trailers.worker.context import RunContext


def journal() -> Path:
    return Path(os.environ["CHAOS_JOURNAL"])


def note(**line: object) -> None:
    data = json.dumps({"at": time.time(), "pid": os.getpid(), "host": settings.HOST_NAME, **line}) + "\n"
    with journal().open("ab", buffering=0) as file:
        file.write(data.encode())


def execute(job: Job, context: RunContext) -> Outcome:
    note(kind="begin", key=job.key, attempt=job.attempts, lane=job.lane_id)
    if job.input.get("poison"):
        os.kill(os.getpid(), signal.SIGKILL)
    end = time.monotonic() + job.input["seconds"]
    while time.monotonic() < end:
        if context.cancelled():
            note(kind="stop", key=job.key, attempt=job.attempts)
            raise Cancelled
        time.sleep(0.02)
    made = context.scratch / "made.txt"
    made.write_text(job.key)
    digest = hashlib.sha256(made.read_bytes()).hexdigest()
    name = store(made, team_id=str(job.team_id), sha256=digest, suffix=".txt")
    note(kind="end", key=job.key, attempt=job.attempts)
    return Outcome((StoredOutput("", job.kind, name, digest, made.stat().st_size),))
