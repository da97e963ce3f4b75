"""Runs jobs: claims what the caps allow, runs each in a thread, and hands over what comes out.

The same pump serves a django-q task (`run`, for a while) and the command line (`run_until_idle`, for one
project). A finished job wakes the claimer at once; nothing sleeps while there is work. No thread holds a
database connection while a stage or an engine works.
"""

from __future__ import annotations

import logging
import math
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib import import_module
from typing import Literal, cast
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError, connections
from django.utils import timezone

from trailers.models import Job, JobState, Lane
from trailers.queue.claim import LEASE_S, asked_by, claim, collect, due_lanes, next_due
from trailers.queue.pending import LONGEST_POLL_MS

from . import host, sweep
from .context import RunContext
from .endings import run_and_end
from .poll import Handlers
from .running import Heartbeat, Held, Holding

log = logging.getLogger(__name__)

THREADS = 48
"""As many as all the network lanes together can use."""
LOOK_AGAIN_S = 0.5
"""How often a busy pump looks for work that others have ordered."""
SWEEP_EVERY_S = 2.0
"""How often a pump without a supervisor looks for what killed processes left: two reads when there is nothing."""
STAYS_S = LONGEST_POLL_MS / 1_000
"""A pump with nothing to hold stays for an order to be asked about, or a retry, that is no further ahead."""

__all__ = ["Pump", "PumpEvent", "RunContext"]


@dataclass(frozen=True, slots=True)
class PumpEvent:
    """News for whoever watches: a job started, got on, or ended. Delivered in the pump's own thread."""

    kind: Literal["started", "progress", "ended"]
    job: Job
    done: int = 0
    total: int = 0


class Pump:
    """Runs the jobs of `lanes` (of one `project` only, if given) in up to `threads` threads. Used once.

    Once `stopping()` is true it claims nothing more; once `aborting()` is true it gives back what still runs.
    """

    def __init__(
        self,
        lanes: Sequence[str],
        *,
        project: UUID | None = None,
        worker_id: str | None = None,
        host_name: str | None = None,
        threads: int = THREADS,
        lease_s: float = LEASE_S,
        handlers: Handlers | None = None,
        on_event: Callable[[PumpEvent], None] | None = None,
        stopping: Callable[[], bool] = lambda: False,
        aborting: Callable[[], bool] = lambda: False,
    ) -> None:
        self.lanes = tuple(lanes)
        self.project = project
        self.worker = worker_id or host.worker_name()
        self.host = host_name or host.host_name()
        self.threads, self.lease_s = threads, lease_s
        self.handlers = handlers or real_handlers()
        self._on_event, self._stopping, self._aborting = on_event, stopping, aborting
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="job")
        self._holding = Holding()
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._aborted = threading.Event()
        self._news: queue.SimpleQueue[PumpEvent] = queue.SimpleQueue()
        self._due: datetime | None = None
        """When the next thing becomes due that is not due yet, as of the last claim."""
        self._begun = 0
        self.ended = 0

    @classmethod
    def local(cls, project: UUID, *, on_event: Callable[[PumpEvent], None] | None = None) -> Pump:
        """The command line's pump: every lane, one project, no cluster needed."""
        return cls(tuple(Lane.objects.values_list("name", flat=True)), project=project, on_event=on_event)

    def run(self, *, budget_s: float, draining: Callable[[], object] = lambda: None) -> None:
        """Claim for at most `budget_s` or until nothing is due, then let what runs come to its end.

        `draining` is called in between: another pump may take over the claiming from there.
        """
        until = time.monotonic() + budget_s
        with self._working():
            while not self._quits() and time.monotonic() < until:
                # a job that ends while the queue is read may be due again, unseen: only a whole quiet turn counts
                quiet = None if len(self._holding) else self._begun
                self._claim()
                if quiet == self._begun and self._ahead_s() > STAYS_S:
                    break
                self._rest(self._pause_s())
            self._guarded(draining)

    def run_until_idle(self) -> int:
        """Run until the project has nothing left that could run by itself. Returns how many jobs ended here.

        Jobs that killed processes left behind are taken over, of every project: whoever claims them, they take
        up places that this one waits for. Jobs that another process runs are waited for. A keyboard interrupt
        stops the running jobs and returns them to the queue.
        """
        next_sweep = 0.0
        with self._working():
            while not self._quits():
                if (now := time.monotonic()) >= next_sweep:
                    next_sweep = now + min(SWEEP_EVERY_S, self.lease_s / 2)
                    self._guarded(partial(sweep.take_over, handlers=self.handlers))
                self._claim()
                if not len(self._holding) and not self._more_to_come():
                    break
                self._rest(self._pause_s())
        return self.ended

    def stop(self) -> None:
        """Claim nothing more; what runs comes to its end. Safe from any thread and signal handler."""
        self._stopped.set()
        self._wake.set()

    def abort(self) -> None:
        """Stop what runs as well: it goes back to the queue as if it had not been begun."""
        self._aborted.set()
        self.stop()

    @contextmanager
    def _working(self) -> Iterator[None]:
        """Threads and heartbeat. Leaving waits for what runs; leaving by an interrupt stops it first."""
        with Heartbeat(self.worker, self._holding, self.lease_s):
            try:
                yield
                while len(self._holding):
                    if self._aborting():
                        self.abort()
                    self._rest(LOOK_AGAIN_S)
            except BaseException:
                self.abort()
                raise
            finally:
                self._pool.shutdown(wait=True)
                self._pass_on_news()

    def _quits(self) -> bool:
        return self._stopped.is_set() or self._stopping()

    def _claim(self) -> None:
        """Fill the free threads."""
        self._guarded(self._fill)

    def _guarded(self, do: Callable[[], object]) -> None:
        """While the database is away nothing new begins, and what runs goes on."""
        try:
            do()
        except (OperationalError, InterfaceError):
            log.warning("the database does not answer", exc_info=True)
            connections.close_all()

    def _fill(self) -> None:
        """First with what providers may have ready, then lane by lane."""
        now, self._due = timezone.now(), None
        who = {"worker": self.worker, "host": self.host, "project": self.project, "lease_s": self.lease_s}
        if (free := self.threads - len(self._holding)) > 0:
            for job in collect(want=free, lanes=self.lanes, **who):  # type: ignore[arg-type]
                self._start(job)
        for lane in due_lanes(self.lanes, self.project):
            free = self.threads - len(self._holding)
            if free <= 0:
                return
            for job in claim(lane=lane, want=free, **who):  # type: ignore[arg-type]
                self._start(job)
        # what was due by now and was not taken has no free place: an end will make one, and it wakes us
        self._due = next_due(self.lanes, self.project, after=now)

    def _start(self, job: Job) -> None:
        self._begun += 1
        held = self._holding.add(job)
        self._tell(PumpEvent("started", job))
        self._pool.submit(self._run, held)

    def _run(self, held: Held) -> None:
        """In a thread of the pool: one job from claim to hand-over. Never raises."""
        try:
            run_and_end(
                held,
                handlers=self.handlers,
                worker=self.worker,
                host_name=self.host,
                aborted=self._aborted,
                progress=lambda done, total: self._news.put(PumpEvent("progress", held.job, done, total)),
            )
        except Exception:
            log.exception("job %s could not be ended; its lease will run out", held.job.pk)
        finally:
            connections.close_all()
            self._holding.drop(held)
            self._news.put(PumpEvent("ended", held.job))
            self._wake.set()

    def _rest(self, seconds: float) -> None:
        """Until a job ends, at most so long; then pass on the news."""
        self._wake.wait(seconds)
        self._wake.clear()
        self._pass_on_news()

    def _pass_on_news(self) -> None:
        while not self._news.empty():
            event = self._news.get()
            self.ended += event.kind == "ended"
            self._tell(event)

    def _tell(self, event: PumpEvent) -> None:
        if self._on_event is None:
            return
        try:
            self._on_event(event)
        except Exception:
            log.exception("a listener failed")

    def _more_to_come(self) -> bool:
        """Whether a job of the project can still start here or is running elsewhere."""
        if next_due(self.lanes, self.project) is not None:
            return True
        running = Job.objects.filter(state=JobState.RUNNING, lane__in=self.lanes)
        return asked_by(running, self.project).exists()

    def _ahead_s(self) -> float:
        """Seconds until the next thing becomes due; infinite when nothing is in sight."""
        return (self._due - timezone.now()).total_seconds() if self._due else math.inf

    def _pause_s(self) -> float:
        """How long to rest: until the next thing is due, and never long enough to miss what others order."""
        return min(max(self._ahead_s(), 0.0), LOOK_AGAIN_S)


def real_handlers() -> Handlers:
    """What runs jobs; a setting lets chaos tests put simulated engines in its place."""
    return cast(Handlers, import_module(getattr(settings, "JOB_HANDLERS", "trailers.worker.handlers")))
