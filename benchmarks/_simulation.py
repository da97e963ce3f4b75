"""One worker host on a simulated clock: the real claims, finishes and orders, with time that is only counted.

Rows are real and every decision is the product's own (claim, collect, complete, advance). What is simulated is
the time that engines take, and the host around the claims as trailers.worker runs it: a pump claims for a
minute and hands over to the next one, it is woken by the ends of its jobs, and orders at a provider are
asked about when their time comes. The clock also moves by the processor time that the real code took.
"""

from __future__ import annotations

import heapq
import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from django.db.models import Count, Q

from trailers.models import Job, Lane, Project
from trailers.queue import lease
from trailers.queue.claim import claim, collect, due_lanes, host_cap, lanes_to_ask, next_due
from trailers.queue.pending import Pending
from trailers.services.completion import complete
from trailers.services.outcome import Outcome
from trailers.worker import poll
from trailers.worker.pump import THREADS
from trailers.worker.supervise import TICK_S

WORKER, HOST = "bench:1:birth:feed", "bench"
CLAIM_S = 60
START_S = 0.6
"""From a nudge to a pump that claims: the cluster looks for nudges every half second."""
ASK_S = 0.3
"""One question to a provider."""
SUBMIT_S = 1.0
"""Handing an order to a provider, the first part of what the whole call takes."""


class Clock:
    """Stands in for django.utils.timezone.now while `running()`."""

    def __init__(self, *, charges: bool = True) -> None:
        self._charges = charges
        self.now = datetime(2100, 1, 1, tzinfo=UTC)  # after every real moment in the rows

    @contextmanager
    def running(self) -> Iterator[Clock]:
        with patch("django.utils.timezone.now", lambda: self.now):
            yield self

    @contextmanager
    def charged(self) -> Iterator[None]:
        """The clock moves on by the processor time of this block, unless the time should not hang on the machine."""
        before = time.process_time()
        yield
        if self._charges:
            self.now += timedelta(seconds=time.process_time() - before)


@dataclass(slots=True)
class Idle:
    """For how long, at the longest, a lane had a free place and work that could have started in it."""

    since: dict[str, datetime] = field(default_factory=dict)
    longest_ms: Counter[str] = field(default_factory=Counter)

    def look(self, now: datetime) -> None:
        """Called before and after every change of the rows."""
        idle = set(_idle_lanes(now))
        for lane in list(self.since):
            self.longest_ms[lane] = max(self.longest_ms[lane], _ms(now - self.since[lane]))
            if lane not in idle:
                del self.since[lane]
        for lane in idle:
            self.since.setdefault(lane, now)


@dataclass(slots=True)
class Ran:
    """What a simulated film cost, and how the host behaved meanwhile."""

    makespan_ms: int
    idle_ms: Counter[str]
    questions: int
    cpu_ms: int


class Host:
    """Runs every job of one project. `takes_ms` says how long each job's engine takes.

    A job of `at_provider` lanes is submitted and asked about; any other holds a thread while it runs.
    """

    def __init__(
        self,
        project: Project,
        *,
        takes_ms: Callable[[Job], int],
        outcome: Callable[[Job], Outcome],
        at_provider: frozenset[str] = frozenset({"video"}),
        charges: bool = True,
    ) -> None:
        self._project, self._takes_ms, self._outcome, self._at_provider = (
            project,
            takes_ms,
            outcome,
            at_provider,
        )
        self._lanes = list(Lane.objects.values_list("name", flat=True))
        self._clock, self._idle = Clock(charges=charges), Idle()
        self._numbers = itertools.count()
        self._ends: list[tuple[datetime, int, Job]] = []
        self._ready_at: dict[str, datetime] = {}
        """Provider's id of an order -> when the provider will have it."""
        self._questions = 0

    def run(self, begin: Callable[[], object]) -> Ran:
        """`begin` orders the first jobs. Returns when nothing is left to do."""
        cpu = time.process_time()
        with self._clock.running():
            started = self._clock.now
            begin()
            while (wake := self._next_start()) is not None:
                self._pass(wake)
                self._pump()
            assert not self._ends
            ended = Job.objects.filter(project=self._project).latest("finished_at").finished_at
        assert ended is not None
        return Ran(
            _ms(ended - started),
            self._idle.longest_ms,
            self._questions,
            round(1000 * (time.process_time() - cpu)),
        )

    def _next_start(self) -> datetime | None:
        """When the next pump claims: soon if something is due now, else when the supervisor finds it due.

        The pump before it lets its last jobs come to their ends meanwhile.
        """
        now = self._clock.now
        if due_lanes(self._lanes, self._project) or lanes_to_ask(self._lanes):
            return now + timedelta(seconds=START_S)
        due = next_due(self._lanes, self._project)
        if self._ends and (due is None or self._ends[0][0] < due):
            return self._ends[0][0]
        return None if due is None else due + timedelta(seconds=TICK_S + START_S)

    def _pump(self) -> None:
        """One pump from its first claim to its last: while it claims, an end or a time that comes wakes it."""
        until = self._clock.now + timedelta(seconds=CLAIM_S)
        while self._clock.now < until:
            self._fill()
            ahead = next_due(self._lanes, self._project, after=self._clock.now)
            moments = [moment for moment in (ahead, self._ends[0][0] if self._ends else None) if moment]
            if not moments:
                return
            self._pass(max(self._clock.now, min(*moments, until)))

    def _fill(self) -> None:
        """What Pump does with its free threads."""
        self._idle.look(self._clock.now)
        who = {"worker": WORKER, "host": HOST, "project": self._project}
        with self._clock.charged():
            started = collect(want=THREADS - len(self._ends), lanes=self._lanes, **who)
            for lane in due_lanes(self._lanes, self._project):
                started += claim(lane=lane, want=THREADS - len(self._ends) - len(started), **who)
        for job in started:
            heapq.heappush(self._ends, (self._clock.now + self._busy(job), next(self._numbers), job))
        self._idle.look(self._clock.now)

    def _busy(self, job: Job) -> timedelta:
        if job.phase == "poll":
            return timedelta(seconds=ASK_S)
        if job.lane_id in self._at_provider:
            return timedelta(seconds=SUBMIT_S)
        return timedelta(milliseconds=self._takes_ms(job))

    def _pass(self, moment: datetime) -> None:
        """Let time pass until `moment`, ending what ends on the way."""
        while self._ends and self._ends[0][0] <= moment:
            at, _, job = heapq.heappop(self._ends)
            self._clock.now = max(self._clock.now, at)
            with self._clock.charged():
                self._end(job)
            self._idle.look(self._clock.now)
        self._clock.now = max(self._clock.now, moment)

    def _end(self, job: Job) -> None:
        now = self._clock.now
        if job.phase == "poll":
            self._questions += 1
            if self._ready_at[job.provider_job_id] > now:
                assert poll.wait(job, WORKER, Pending("simulated", job.provider_job_id))
                return
        elif job.lane_id in self._at_provider:
            order = str(job.pk)
            assert lease.mark_submitting(job=job, worker=WORKER, provider="simulated")
            assert lease.mark_submitted(job=job, worker=WORKER, provider_job_id=order)
            self._ready_at[order] = now + timedelta(milliseconds=self._takes_ms(job), seconds=-SUBMIT_S)
            job.refresh_from_db()
            assert poll.wait(job, WORKER, Pending("simulated", order))
            return
        assert complete(job=job, worker=WORKER, outcome=self._outcome(job))


def places(lane: Lane) -> int:
    """How many jobs of a lane one host may have under way."""
    bound = host_cap(lane.cap_per_host)
    return lane.cap if bound is None else min(lane.cap, bound)


def _idle_lanes(now: datetime) -> list[str]:
    """Lanes with a free place and a job that is due."""
    due = Count("jobs", filter=Q(jobs__state="queued", jobs__run_after__lte=now))
    busy = Count("jobs", filter=Q(jobs__state__in=("running", "waiting")))
    lanes = Lane.objects.annotate(due=due, busy=busy).filter(due__gt=0)
    return [lane.name for lane in lanes if lane.busy < places(lane)]


def _ms(span: timedelta) -> int:
    return round(span.total_seconds() * 1000)
