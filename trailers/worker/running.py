"""The jobs that a pump holds at this moment, and the heartbeat that keeps them its own."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field
from uuid import UUID

from django.db import DatabaseError, connections

from trailers.models import Job
from trailers.queue import lease

log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class Held:
    """One claimed job on its way through a thread."""

    job: Job
    stop_asked: threading.Event = field(default_factory=threading.Event)
    """Somebody cancelled the job."""
    lost: threading.Event = field(default_factory=threading.Event)
    """The lease is gone: whatever comes out must not be kept."""


class Holding:
    """A set of held jobs, safe to use from all threads of a pump."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._jobs: dict[UUID, Held] = {}

    def __len__(self) -> int:
        return len(self._jobs)

    def add(self, job: Job) -> Held:
        held = Held(job)
        with self._lock:
            older = self._jobs.get(job.pk)
            self._jobs[job.pk] = held
        if older is not None:  # this process slept through its lease and has claimed the job anew
            older.lost.set()
        return held

    def drop(self, held: Held) -> None:
        with self._lock:
            if self._jobs.get(held.job.pk) is held:
                del self._jobs[held.job.pk]

    def all(self) -> list[Held]:
        with self._lock:
            return list(self._jobs.values())


class Heartbeat:
    """Renews the leases of `worker` every third of a lease, in one statement; passes on wishes to stop."""

    def __init__(self, worker: str, holding: Holding, lease_s: float) -> None:
        self._worker, self._holding, self._lease_s = worker, holding, lease_s
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def __enter__(self) -> Heartbeat:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        renewed = time.monotonic()
        try:
            while not self._over.wait(self._lease_s / 3):
                before = self._holding.all()
                try:
                    if before:
                        self._renew(before)
                    renewed = time.monotonic()
                except DatabaseError:
                    log.warning("leases were not renewed", exc_info=True)
                    connections.close_all()
                    if time.monotonic() - renewed > self._lease_s:
                        for held in before:
                            held.lost.set()
        finally:
            connections.close_all()

    def _renew(self, before: list[Held]) -> None:
        jobs = [held.job.pk for held in before]
        ours = lease.extend(worker=self._worker, jobs=jobs, lease_s=self._lease_s)
        for held in before:
            if held.job.pk not in ours:
                # ended by its own thread meanwhile, or taken from us: nothing it still makes may be kept
                held.lost.set()
            elif ours[held.job.pk]:
                held.stop_asked.set()
