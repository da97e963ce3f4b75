"""The pump with real threads and rows; only what a job does is made up, and what follows from it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from accounts.ledger import team_ledger_sum
from tests.makers import make_job, make_project, make_team, sha
from trailers.domain.errors import Cancelled, FatalError, RetryableError, UncertainError, UserError
from trailers.models import Artifact, Event, Job, Lane, Project
from trailers.queue.claim import next_due
from trailers.queue.enqueue import enqueue
from trailers.queue.pending import Pending
from trailers.services import completion
from trailers.services.outcome import Outcome, StoredOutput
from trailers.worker import host
from trailers.worker.context import RunContext
from trailers.worker.pump import LOOK_AGAIN_S, Pump, PumpEvent

pytestmark = pytest.mark.django_db(transaction=True)
PRICE = 70_000


@pytest.fixture(autouse=True)
def _no_film(monkeypatch):
    """These jobs belong to no film, so nothing follows from them unless a test says so."""
    monkeypatch.setattr(completion, "advance_locked", lambda project: None)


@pytest.fixture
def project() -> Project:
    return make_project(make_team(cap_microusd=10**6), budget_microusd=10**6)


class Lab:
    """Handlers of a test: `execute` is given, the rest may be."""

    def __init__(self, execute: Callable[[Job, RunContext], Any], **others: Any) -> None:
        self.execute = execute
        for name, function in others.items():
            setattr(self, name, function)


def outcome(job: Job, cost: int = 0) -> Outcome:
    return Outcome((StoredOutput("", job.kind, f"lab/{job.key}", sha(job.key), 1),), cost, 1)


def done(job: Job, context: RunContext) -> Outcome:
    return outcome(job)


def pump(execute: Any = done, **fields: Any) -> Pump:
    lanes = fields.pop("lanes", ("text", "speech", "image", "video", "music", "media"))
    handlers = execute if hasattr(execute, "execute") else Lab(execute)
    return Pump(lanes, **{"lease_s": 60, "handlers": handlers, **fields})


def states(*jobs: Job) -> list[str]:
    return [Job.objects.get(pk=job.pk).state for job in jobs]


def test_it_runs_everything_and_comes_back(project):
    jobs = [make_job(project, lane=lane) for lane in ("image", "text", "media") for _ in range(3)]
    assert pump().run_until_idle() == 9
    assert set(states(*jobs)) == {"done"}
    assert Artifact.objects.count() == 9
    assert Event.objects.filter(kind="job.done").count() == 9


def test_nothing_to_do_costs_no_time(project, monkeypatch):
    rests: list[float] = []
    monkeypatch.setattr(Pump, "_rest", lambda self, seconds: rests.append(seconds))
    assert pump(project=project.pk).run_until_idle() == 0
    assert rests == []


def test_thirty_slow_calls_run_at_the_same_time(project):
    jobs = [make_job(project) for _ in range(30)]
    together = threading.Barrier(30, timeout=30)

    def slow(job: Job, context: RunContext) -> Outcome:
        together.wait()  # breaks unless all thirty are here
        return outcome(job)

    pump(slow).run_until_idle()
    assert set(states(*jobs)) == {"done"}


def test_no_database_connection_is_held_while_a_job_runs(project):
    make_job(project)
    held: list[bool] = []

    def look(job: Job, context: RunContext) -> Outcome:
        held.append(connection.connection is not None)
        return outcome(job)

    pump(look).run_until_idle()
    assert held == [False]


def test_the_cap_holds_between_pumps(project):
    Lane.objects.filter(pk="image").update(cap=3)
    for _ in range(24):
        make_job(project)
    lock, running, most = threading.Lock(), 0, 0

    def count(job: Job, context: RunContext) -> Outcome:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.02)
        with lock:
            running -= 1
        return outcome(job)

    others = [threading.Thread(target=lambda: _in_thread(pump(count))) for _ in range(2)]
    for thread in others:
        thread.start()
    pump(count).run_until_idle()
    for thread in others:
        thread.join()
    assert Job.objects.filter(state="done").count() == 24
    assert most == 3


def _in_thread(each: Pump) -> None:
    try:
        each.run_until_idle()
    finally:
        connection.close()


def test_a_finished_job_wakes_the_claimer_at_once(project, monkeypatch):
    """Twenty jobs one after another; a pump that only looked again now and then would take twenty minutes."""
    monkeypatch.setattr("trailers.worker.pump.LOOK_AGAIN_S", 60.0)
    Lane.objects.filter(pk="image").update(cap=1)
    for _ in range(20):
        make_job(project)
    started = time.monotonic()
    assert pump().run_until_idle() == 20
    assert time.monotonic() - started < 60


def test_what_a_job_makes_possible_runs_in_the_same_go(project, monkeypatch):
    """services.advance orders the next step in the transaction that ends the one before."""

    def next_one(locked: Project) -> None:
        count = Job.objects.filter(project=locked).count()
        if count < 5:
            enqueue(project=locked, node="n", kind="image", lane="image", key=f"step {count}", input={})

    monkeypatch.setattr(completion, "advance_locked", next_one)
    make_job(project)
    assert pump(project=project.pk).run_until_idle() == 5


def test_a_failed_job_fails_alone(project):
    bad, good = make_job(project), make_job(project)

    def some(job: Job, context: RunContext) -> Outcome:
        if job.pk == bad.pk:
            raise UserError("document.empty", name="x.pdf")
        return outcome(job)

    pump(some).run_until_idle()
    assert states(bad, good) == ["failed", "done"]
    bad.refresh_from_db()
    assert (bad.error_code, bad.error_detail) == ("document.empty", {"name": "x.pdf"})
    assert Event.objects.get(job=bad).data["text"].startswith("The document")


def test_a_mistake_in_the_program_is_a_failure_with_a_trace(project, caplog):
    job = make_job(project)

    def broken(job: Job, context: RunContext) -> Outcome:
        raise KeyError("seed")

    pump(broken).run_until_idle()
    job.refresh_from_db()
    assert (job.state, job.error_code, job.error_detail) == (
        "failed",
        "internal",
        {"detail": "KeyError: 'seed'"},
    )
    assert "Traceback" in caplog.text


def test_a_passing_fault_is_tried_again(project, monkeypatch):
    from trailers.domain import retry

    monkeypatch.setattr(retry, "BASE_MS", 20)
    job, tries = make_job(project), []

    def at_last(job: Job, context: RunContext) -> Outcome:
        tries.append(job.attempts)
        if len(tries) < 3:
            raise RetryableError("media.timeout")
        return outcome(job)

    pump(at_last).run_until_idle()
    assert (tries, states(job)) == ([1, 2, 3], ["done"])


def test_too_many_requests_slow_the_lane_down(project, monkeypatch):
    from trailers.queue import lanes

    monkeypatch.setattr(lanes, "SHORTEST_PAUSE", timedelta(seconds=0.1))
    job, tries = make_job(project), []

    def refused(job: Job, context: RunContext) -> Outcome:
        tries.append(job.attempts)
        if len(tries) == 1:
            raise RetryableError("openai.rate_limited", retry_after_s=1)
        return outcome(job)

    started = time.monotonic()
    pump(refused).run_until_idle()
    assert (tries, states(job)) == ([1, 2], ["done"])
    assert time.monotonic() - started >= 1
    assert Lane.objects.get(pk="image").cap_auto == 15


def test_scratch_is_private_empty_and_gone_afterwards(project):
    seen = []

    def use(job: Job, context: RunContext) -> Outcome:
        assert list(context.scratch.iterdir()) == []
        (context.scratch / "big.bin").write_bytes(b"x")
        seen.append(context.scratch)
        if len(seen) == 1:
            raise UserError("x")
        return outcome(job)

    for _ in range(2):
        make_job(project)
    pump(use).run_until_idle()
    assert len(set(seen)) == 2
    assert not any(path.exists() for path in seen)


def test_news_arrives_in_the_pumps_own_thread(project):
    make_job(project)
    news: list[tuple[str, int, int, bool]] = []

    def report(job: Job, context: RunContext) -> Outcome:
        context.progress(3, 10)
        return outcome(job)

    def listen(event: PumpEvent) -> None:
        news.append((event.kind, event.done, event.total, threading.current_thread() is me))

    me = threading.current_thread()
    pump(report, on_event=listen).run_until_idle()
    assert news == [("started", 0, 0, True), ("progress", 3, 10, True), ("ended", 0, 0, True)]


def test_a_listener_that_breaks_harms_nothing(project):
    job = make_job(project)

    def broken(event: PumpEvent) -> None:
        raise RuntimeError("no terminal")

    pump(on_event=broken).run_until_idle()
    assert states(job) == ["done"]


def test_one_projects_pump_leaves_the_others_alone(project):
    mine, theirs = make_job(project), make_job(make_project())
    assert pump(project=project.pk).run_until_idle() == 1
    assert states(mine, theirs) == ["done", "queued"]


def test_the_local_pump_has_every_lane(project):
    assert set(Pump.local(project.pk).lanes) == set(Lane.objects.values_list("name", flat=True))


# --- leases -----------------------------------------------------------------------------------------------------


def test_the_heartbeat_keeps_a_long_job(project):
    job = make_job(project)

    def long(job: Job, context: RunContext) -> Outcome:
        time.sleep(1.5)
        assert not context.cancelled()
        return outcome(job)

    pump(long, lease_s=0.6).run_until_idle()
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 1)


def test_a_job_that_was_taken_away_keeps_nothing(project):
    job = make_job(project, price_microusd=PRICE)
    told = threading.Event()

    def robbed(job: Job, context: RunContext) -> Outcome:
        Job.objects.filter(pk=job.pk).update(worker="somebody:1:else:x", attempts=2)
        connection.close()
        _until(context.cancelled, 3)
        told.set()
        return outcome(job, cost=PRICE)

    pump(robbed, lease_s=0.6).run(budget_s=0.1)
    job.refresh_from_db()
    assert told.is_set()
    assert (job.state, job.worker) == ("running", "somebody:1:else:x")
    assert not Artifact.objects.exists()


def test_a_wish_to_stop_reaches_a_running_job(project):
    job, other = make_job(project), make_job(project)

    def wait(job_: Job, context: RunContext) -> Outcome:
        if job_.pk == other.pk:
            return outcome(job_)
        Job.objects.filter(pk=job.pk).update(cancel_requested=True)
        connection.close()
        _until(context.cancelled, 3)
        raise Cancelled

    pump(wait, lease_s=0.6).run_until_idle()
    assert states(job, other) == ["cancelled", "done"]


def _until(condition: Callable[[], bool], timeout_s: float) -> None:
    end = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def test_jobs_of_a_dead_process_of_this_host_are_taken_over_at_once(project, monkeypatch):
    from trailers.domain import retry

    monkeypatch.setattr(retry, "BASE_MS", 20)
    dead = host.worker_name().replace(f":{os.getpid()}:", ":999999999:")
    job = make_job(project, state="running", worker=dead, host=host.host_name())
    started = time.monotonic()
    assert pump(project=project.pk).run_until_idle() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)
    assert time.monotonic() - started < 30  # its lease has another minute


def test_a_killed_command_of_another_film_does_not_hold_up_this_one(project, monkeypatch):
    """It died while this one waited for its place: the place is free at once, not when its lease ends."""
    from trailers.domain import retry

    monkeypatch.setattr(retry, "BASE_MS", 3_600_000)  # the other film's job is not what this is about
    Lane.objects.filter(pk="media").update(cap_per_host=1)
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    name = f"{host.host_name()}:{other.pid}:{host._birth(other.pid)}:x"
    theirs = make_job(make_project(), lane="media", state="running", worker=name, host=host.host_name())
    mine = make_job(project, lane="media")
    waits = threading.Event()
    monkeypatch.setattr(Pump, "_more_to_come", lambda self: waits.set() or mine_is_open())

    def mine_is_open() -> bool:
        return Job.objects.filter(pk=mine.pk, state="queued").exists()

    def kill_it() -> None:
        waits.wait(20)
        other.kill()
        other.wait()

    killer = threading.Thread(target=kill_it)
    killer.start()
    started = time.monotonic()
    assert pump(project=project.pk).run_until_idle() == 1
    killer.join()
    assert states(mine, theirs) == ["done", "queued"]
    assert time.monotonic() - started < 30  # the lease has another minute


def test_waiting_for_places_that_others_hold_is_no_busy_loop(project, monkeypatch):
    Lane.objects.filter(pk="image").update(cap=1)
    job = make_job(make_project(), state="running", worker="elsewhere:1:b:x", host="elsewhere")
    mine = make_job(project)
    rests: list[float] = []

    def rest(self: Pump, seconds: float) -> None:
        rests.append(seconds)
        if len(rests) == 3:
            Job.objects.filter(pk=job.pk).update(state="done", finished_at=timezone.now())

    monkeypatch.setattr(Pump, "_rest", rest)
    with monkeypatch.context() as patch:
        patch.setattr(Pump, "_start", lambda self, job: self.stop())
        pump(project=project.pk).run_until_idle()
    assert rests[:3] == [LOOK_AGAIN_S] * 3
    assert Job.objects.get(pk=mine.pk).state == "running"


def test_a_job_that_another_process_runs_is_waited_for(project):
    job = make_job(project, state="running", worker="elsewhere:1:b:x", host="elsewhere")

    def end() -> None:
        time.sleep(0.7)
        Job.objects.filter(pk=job.pk).update(state="done", finished_at=timezone.now())
        connection.close()

    thread = threading.Thread(target=end)
    thread.start()
    assert pump(project=project.pk).run_until_idle() == 0
    assert states(job) == ["done"]
    thread.join()


def test_a_full_lane_is_not_asked_about_all_the_time(project, monkeypatch):
    """Due work that has no place waits for an end; looking for one twice a second is enough."""
    from trailers.worker import pump as module

    looks, real = [], module.due_lanes
    monkeypatch.setattr(module, "due_lanes", lambda *args: looks.append(1) or real(*args))
    Lane.objects.filter(pk="image").update(cap=1)
    other = make_job(project, state="running", worker="elsewhere:1:b:x", host="elsewhere")
    mine = make_job(project)

    def end() -> None:
        Job.objects.filter(pk=other.pk).update(state="done", finished_at=timezone.now())
        connection.close()

    timer = threading.Timer(1.2, end)
    timer.start()
    assert pump(project=project.pk).run_until_idle() == 1
    timer.join()
    assert states(mine) == ["done"]
    assert 2 <= len(looks) <= 8


def test_a_silent_holder_is_waited_for_until_its_lease_ends(project, monkeypatch):
    from trailers.domain import retry

    monkeypatch.setattr(retry, "BASE_MS", 20)
    soon = timezone.now() + timedelta(seconds=0.8)
    job = make_job(project, state="running", worker="x:1:b:x", host="elsewhere", lease_until=soon)
    assert pump(project=project.pk, lease_s=0.6).run_until_idle() == 1
    assert states(job) == ["done"]


# --- stopping ---------------------------------------------------------------------------------------------------


def test_stop_lets_what_runs_come_to_its_end(project):
    first, second = make_job(project), make_job(project)
    Lane.objects.filter(pk="image").update(cap=1)

    def stop_then(job: Job, context: RunContext) -> Outcome:
        each.stop()
        time.sleep(0.1)
        return outcome(job)

    each = pump(stop_then)
    assert each.run_until_idle() == 1
    assert states(first, second) == ["done", "queued"]


@pytest.mark.parametrize("how", ["abort", "interrupt"])
def test_going_down_gives_jobs_back_as_if_never_begun(project, how):
    jobs = [make_job(project) for _ in range(3)]
    begun = threading.Barrier(3)

    def until_told(job: Job, context: RunContext) -> Outcome:
        if begun.wait(5) == 0:
            each.abort() if how == "abort" else os.kill(os.getpid(), signal.SIGINT)
        _until(context.cancelled, 5)
        raise Cancelled

    each = pump(until_told)
    with pytest.raises(KeyboardInterrupt) if how == "interrupt" else nullcontext():
        each.run_until_idle()
    for job in jobs:
        job.refresh_from_db()
        assert (job.state, job.attempts, job.lease_until) == ("queued", 0, None)
    assert not Event.objects.filter(kind="job.failed").exists()


def test_a_budget_ends_claiming_and_says_so_before_draining(project):
    Lane.objects.filter(pk="image").update(cap=1)
    for _ in range(50):
        make_job(project)
    drained: list[int] = []

    def slow(job: Job, context: RunContext) -> Outcome:
        time.sleep(0.3)
        return outcome(job)

    pump(slow).run(budget_s=0.5, draining=lambda: drained.append(Job.objects.filter(state="done").count()))
    assert len(drained) == 1 and drained[0] <= 2
    assert Job.objects.filter(state="running").count() == 0
    assert drained[0] <= Job.objects.filter(state="done").count() <= drained[0] + 1


def test_run_ends_when_nothing_is_due(project):
    make_job(project, run_after=timezone.now() + timedelta(hours=1))
    make_job(project)
    started = time.monotonic()
    pump().run(budget_s=60)
    assert time.monotonic() - started < 30
    assert Job.objects.filter(state="done").count() == 1


# --- when writing fails -----------------------------------------------------------------------------------------


def test_a_result_waits_for_the_database_to_come_back(project, monkeypatch):
    job, tries = make_job(project), []
    real = completion.complete

    def away(**fields: Any) -> bool:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("the database system is shutting down")
        return real(**fields)

    monkeypatch.setattr(completion, "complete", away)
    pump().run_until_idle()
    assert (len(tries), states(job)) == (3, ["done"])


def test_a_film_that_cannot_advance_does_not_keep_its_job_running(project, monkeypatch):
    """What broke is on record as the job's failure, not as a job that runs for ever."""
    calls = []

    def broken(locked: Project) -> None:
        calls.append(1)
        if len(calls) == 1:
            raise ValueError("step is declared twice")

    monkeypatch.setattr(completion, "advance_locked", broken)
    job = make_job(project)
    pump().run_until_idle()
    job.refresh_from_db()
    assert (job.state, job.error_code) == ("failed", "internal")


# --- orders at a provider ---------------------------------------------------------------------------------------


def paid(project: Project, **fields: Any) -> Job:
    return enqueue(
        project=project,
        node="clip",
        kind="clip",
        lane="video",
        key="k",
        input={},
        price_microusd=PRICE,
        **fields,
    )


class Provider:
    """Takes orders and delivers at the n-th time of asking."""

    def __init__(self, asks: int = 2, poll_in_ms: int = 10) -> None:
        self.asks_left, self.orders, self.called_off = asks, [], []
        self.poll_in_ms = poll_in_ms

    def execute(self, job: Job, context: RunContext) -> Any:
        if job.phase == "make":
            context.submitting("ark")
            self.orders.append(job.key)
            context.submitted("cgt-1")
            return Pending("ark", "cgt-1", poll_in_ms=self.poll_in_ms)
        assert (job.phase, job.provider_job_id) == ("poll", "cgt-1")
        self.asks_left -= 1
        return (
            Pending("ark", "cgt-1", poll_in_ms=self.poll_in_ms)
            if self.asks_left
            else outcome(job, cost=60_000)
        )

    def abandon(self, job: Job, context: RunContext) -> None:
        self.called_off.append(job.provider_job_id)


def test_an_order_is_made_once_and_asked_about_until_it_is_there(project):
    provider, job = Provider(asks=3), paid(project)
    pump(provider).run_until_idle()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.provider_job_id, provider.orders) == ("done", 1, "cgt-1", ["k"])
    assert team_ledger_sum(project.team_id) == 60_000


def test_a_pump_stays_for_an_order_that_is_asked_about_soon(project):
    provider, job = Provider(asks=2, poll_in_ms=400), paid(project)
    pump(provider).run(budget_s=60)
    assert (states(job), provider.orders, provider.asks_left) == (["done"], ["k"], 0)


def test_an_order_that_is_placed_while_the_queue_is_read_is_not_left_behind(project, monkeypatch):
    """Its job holds nothing any more when the pump looks, and was not due yet when the queue was read."""
    provider, job = Provider(asks=2, poll_in_ms=400), paid(project)
    busy = pump(provider)

    def read_before_it_ended(*args: Any, **kwargs: Any) -> Any:
        found = next_due(*args, **kwargs)
        while len(busy._holding):
            assert busy._wake.wait(60)
        return found

    monkeypatch.setattr("trailers.worker.pump.next_due", read_before_it_ended)
    busy.run(budget_s=60)
    assert (states(job), provider.orders, provider.asks_left) == (["done"], ["k"], 0)


def test_a_pump_leaves_when_the_next_question_is_far_ahead(project):
    provider, job = Provider(poll_in_ms=60_000), paid(project)
    pump(provider).run(budget_s=600)
    assert (states(job), provider.asks_left) == (["waiting"], 2)


def test_a_cancelled_order_is_called_off_at_the_provider(project):
    provider, job = Provider(asks=99), paid(project)
    pump(provider).run(budget_s=0.05)
    Job.objects.filter(pk=job.pk).update(cancel_requested=True)
    pump(provider).run_until_idle()
    assert (states(job), provider.called_off) == (["cancelled"], ["cgt-1"])
    assert team_ledger_sum(project.team_id) == PRICE  # the provider may charge for it all the same


def test_an_order_beyond_its_deadline_is_asked_about_once_more_then_called_off(project):
    provider, job = Provider(asks=99), paid(project)
    pump(provider).run(budget_s=0.05)
    Job.objects.filter(pk=job.pk).update(deadline=timezone.now())
    pump(provider).run_until_idle()
    job.refresh_from_db()
    assert (job.state, job.error_code, provider.called_off) == ("failed", "job.deadline", ["cgt-1"])
    assert team_ledger_sum(project.team_id) == PRICE


def test_no_billable_call_once_a_stop_is_wished(project):
    calls, job = [], paid(project)

    def buy(job: Job, context: RunContext) -> Outcome:
        Job.objects.filter(pk=job.pk).update(cancel_requested=True)
        context.submitting("openai")
        calls.append(1)
        return outcome(job)

    pump(buy).run_until_idle()
    assert (calls, states(job)) == ([], ["cancelled"])
    assert team_ledger_sum(project.team_id) == 0


def test_an_unknown_outcome_that_cannot_be_looked_up_waits_for_a_person(project):
    job = paid(project)

    def cut_off(job: Job, context: RunContext) -> Outcome:
        context.submitting("openai")
        raise UncertainError("openai.cut_off")

    assert pump(cut_off, project=project.pk).run_until_idle() == 1
    assert states(job) == ["uncertain"]


@pytest.mark.parametrize(
    ("found", "states_", "orders"),
    [(outcome, ["done"], 0), (lambda job: None, ["done"], 1)],
    ids=["it was taken", "it was never taken"],
)
def test_a_lost_order_is_looked_up(project, found, states_, orders):
    job, made = paid(project), []
    Job.objects.filter(pk=job.pk).update(
        state="uncertain", submitted_at=timezone.now(), provider="ark", poll_after=timezone.now(), attempts=1
    )

    def make(job: Job, context: RunContext) -> Outcome:
        made.append(job.phase)
        return outcome(job)

    pump(Lab(make, lookup=lambda job, context: found(job))).run_until_idle()
    assert (states(job), made) == (states_, ["make"] * orders)


def test_a_fatal_error_of_a_provider_is_final(project):
    job = paid(project)

    def refused(job: Job, context: RunContext) -> Outcome:
        context.submitting("ark")
        raise FatalError("ark.account")

    pump(refused).run_until_idle()
    assert states(job) == ["failed"]
    assert team_ledger_sum(project.team_id) == 0
