"""The worker's sweep and the tasks that django-q calls, on rows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from tests.makers import make_job, make_project
from trailers.models import Event, Job, WorkerBeat
from trailers.worker import host, signs, sweep, tasks

pytestmark = pytest.mark.django_db


class Handlers:
    def __init__(self, knows: bool = False) -> None:
        self.knows = knows

    def execute(self, job, context):
        raise AssertionError("a sweep runs nothing")

    def can_look_up(self, job: Job) -> bool:
        return self.knows


@pytest.fixture
def advanced(monkeypatch) -> list:
    calls: list = []
    monkeypatch.setattr(sweep, "advance", calls.append)
    return calls


def ago(seconds: float):
    return timezone.now() - timedelta(seconds=seconds)


def test_a_sweep_judges_each_lost_job_once_and_says_so(advanced):
    project = make_project()
    lost = make_job(project, state="running", lease_until=ago(1), host=host.host_name())
    dead = make_job(
        project,
        state="running",
        host=host.host_name(),
        worker=f"{host.host_name()}:999999999:1-{host._namespace()}:x",
    )
    last = make_job(project, state="running", lease_until=ago(1), attempts=3)
    make_job(project, state="running")
    assert sweep.sweep(handlers=Handlers()).jobs == 3
    found = {job.pk: job.state for job in Job.objects.all()}
    assert (found[lost.pk], found[dead.pk], found[last.pk]) == ("queued", "queued", "failed")
    kinds = dict(Event.objects.values_list("job_id", "kind"))
    assert kinds == {lost.pk: "job.queued", dead.pk: "job.queued", last.pk: "job.failed"}
    assert advanced == [project.pk]
    assert sweep.sweep(handlers=Handlers()).jobs == 0


def test_watchers_of_a_lost_job_advance_too(advanced):
    first = make_project()
    second = make_project(first.team)
    make_job(first, state="running", lease_until=ago(1), attempts=3).watchers.add(second)
    sweep.sweep(handlers=Handlers())
    assert advanced == [first.pk, second.pk]


def test_an_engine_that_can_look_up_is_asked(advanced):
    job = make_job(
        make_project(), state="running", lease_until=ago(1), submitted_at=ago(2), price_microusd=10**6
    )
    sweep.sweep(handlers=Handlers(knows=True))
    job.refresh_from_db()
    assert (job.state, job.poll_after is None) == ("uncertain", False)


def test_a_film_that_cannot_advance_does_not_stop_the_sweep(monkeypatch, caplog):
    def broken(project_id) -> None:
        raise ValueError("step is declared twice")

    monkeypatch.setattr(sweep, "advance", broken)
    jobs = [make_job(make_project(), state="running", lease_until=ago(1), attempts=3) for _ in range(2)]
    assert sweep.sweep(handlers=Handlers()).jobs == 2
    assert {Job.objects.get(pk=job.pk).state for job in jobs} == {"failed"}
    assert "did not advance" in caplog.text


def test_a_film_that_lost_its_wake_up_goes_on(advanced):
    project = make_project()
    make_job(project, state="done", finished_at=ago(60))
    assert sweep.sweep(handlers=Handlers()).projects == 1
    assert advanced == [project.pk]


def test_lanes_with_due_work_are_nudged(advanced):
    WorkerBeat.objects.create(host="a", cluster="net", at=timezone.now())
    make_job(make_project())
    sweep.sweep(handlers=Handlers())
    assert list(OrmQ.objects.values_list("key", flat=True)) == ["net@a"]


def test_taking_over_is_for_every_project_and_for_the_dead_only():
    jobs = [make_job(make_project(), state="running", lease_until=ago(1)) for _ in range(2)]
    alive = make_job(make_project(), state="running", worker=host.worker_name(), host=host.host_name())
    assert sweep.take_over(handlers=Handlers()) == 2
    found = [Job.objects.get(pk=each.pk).state for each in (*jobs, alive)]
    assert found == ["queued", "queued", "running"]


def test_taking_over_removes_what_the_dead_left_on_disk(own_folders):
    dead = host.folder("scratch") / f"999999999_1-{host._namespace()}" / "job-x"
    dead.mkdir(parents=True)
    (dead / "frames").write_bytes(b"x" * 100)
    part = own_folders / ".parts" / "part-left"
    part.parent.mkdir(parents=True)
    part.write_bytes(b"half")
    sweep.take_over(handlers=Handlers())
    assert not dead.parent.exists() and not part.exists()


# --- tasks ------------------------------------------------------------------------------------------------------


class FakePump:
    made: list = []

    def __init__(self, lanes, **fields) -> None:
        self.lanes = lanes
        FakePump.made.append((sorted(lanes), fields))

    def run(self, *, budget_s: float, draining) -> None:
        with host.alone("pump-net") as free:
            assert free is False  # ours while we claim
        draining()
        with host.alone("pump-net") as free:
            assert free is True  # another may claim while we drain


@pytest.fixture
def pumps(monkeypatch) -> list:
    FakePump.made = []
    monkeypatch.setattr(tasks, "Pump", FakePump)
    return FakePump.made


def test_a_pump_serves_all_lanes_of_its_cluster(pumps):
    make_project()
    tasks.pump("image")
    ((lanes, fields),) = pumps
    assert lanes == ["image", "music", "speech", "text", "video"]
    assert fields["lease_s"] == 60
    assert tasks.lanes_of("media") == ["media"]


def test_one_pump_of_a_cluster_claims_at_a_time(pumps):
    with host.alone("pump-net"):
        tasks.pump("image")
    assert pumps == []


def test_a_pump_hands_over_when_work_is_left(pumps):
    make_job(make_project())
    tasks.pump("image")
    task = OrmQ.objects.get()
    assert (task.key, task.func(), task.task["args"]) == (
        f"net@{host.host_name()}",
        "trailers.worker.tasks.pump",
        ("image",),
    )


def test_a_pump_of_a_host_that_goes_down_hands_nothing_over(pumps):
    make_job(make_project())
    signs.go_down(grace_s=60)
    tasks.pump("image")
    assert OrmQ.objects.count() == 0


def test_the_canary_leaves_a_beat():
    tasks.canary("media")
    first = WorkerBeat.objects.get()
    assert (first.host, first.cluster) == (host.host_name(), "media")
    tasks.canary("media")
    assert WorkerBeat.objects.get().at > first.at
