"""Claims from real processes: no job twice, no cap passed, nobody left behind."""

from __future__ import annotations

import random
import time
from collections import Counter, defaultdict
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from tests.makers import make_job, make_project
from tests.processes import run_all
from trailers.models import Event, Job, Lane, Project
from trailers.queue import lease
from trailers.queue.cancel import cancel_jobs
from trailers.queue.claim import claim
from trailers.queue.enqueue import enqueue
from trailers.queue.events import record
from trailers.services.advance import lock_project

pytestmark = pytest.mark.django_db(transaction=True)


def work(number: int, want: int, until: int) -> None:
    """Claim and finish until every job has started. Each start and end is an event of the job's project."""
    worker, chance = f"h{number}:{number}:b:x", random.Random(number)
    held: list[Job] = []
    while Job.objects.filter(state__in=("queued", "running")).exists():
        held += claim(lane="image", want=want, worker=worker, host=f"h{number}")
        chance.shuffle(held)
        for job in held[: 1 + len(held) // 2]:
            with transaction.atomic():
                project = lock_project(job.project_id)
                assert lease.finish_done(job=job, worker=worker, output={"by": worker}) is True
                record(project, "job.done", job=job)
            held.remove(job)
        if not held:
            time.sleep(0.01)


@pytest.mark.parametrize("want", [1, 8])
def test_four_processes_share_a_crowd(want):
    """No job twice, none left, the cap never passed, and everybody's first before anybody's second."""
    Lane.objects.filter(pk="image").update(cap=4)
    projects = [make_project() for _ in range(21)]
    Lane.objects.filter(pk="image").update(cap=4)
    for project in projects:
        for _ in range(40 if project is projects[0] else 2):
            make_job(project)
    run_all([(work, number, want, 80) for number in range(4)])
    jobs = list(Job.objects.all())
    assert {job.state for job in jobs} == {"done"}
    assert {job.attempts for job in jobs} == {1}
    assert Event.objects.count() == 80
    assert _most_at_once(jobs) <= 4
    starts: dict = defaultdict(list)
    for job in sorted(jobs, key=lambda job: job.started_at):
        starts[job.team_id].append(job.started_at)
    assert max(times[0] for times in starts.values()) <= min(times[1] for times in starts.values())


def _most_at_once(jobs: list[Job]) -> int:
    """From the rows' own times: a job runs from its claim to its end."""
    moments = [(job.started_at, 1) for job in jobs] + [(job.finished_at, -1) for job in jobs]
    running = most = 0
    for _, step in sorted(moments):
        running += step
        most = max(most, running)
    return most


def claim_all(number: int) -> None:
    while claim(lane="media", want=3, worker=f"h{number % 2}:{number}:b:x", host=f"h{number % 2}"):
        pass


def test_the_cap_per_host_holds_between_processes():
    project = make_project()
    Lane.objects.filter(pk="media").update(cap=7, cap_per_host=4)
    for _ in range(20):
        make_job(project, lane="media")
    run_all([(claim_all, number) for number in range(4)])
    by_host = Counter(Job.objects.filter(state="running").values_list("host", flat=True))
    assert sum(by_host.values()) == 7
    assert max(by_host.values()) <= 4


def busy(project_id, number: int) -> None:
    """Everything that locks several rows, at random, for a while: nobody may wait in a circle."""
    chance, worker = random.Random(number), f"h:{number}:b:x"
    end = time.monotonic() + 3
    while time.monotonic() < end:
        match chance.randrange(5):
            case 0:
                claim(lane="image", want=5, worker=worker, host="h")
            case 1:
                mine = Job.objects.filter(worker=worker, state="running")
                lease.extend(worker=worker, jobs=list(mine.values_list("pk", flat=True)))
            case 2:
                with transaction.atomic():
                    project = lock_project(project_id)
                    for job in Job.objects.filter(worker=worker, state="running")[:2]:
                        lease.finish_done(job=job, worker=worker, output={})
            case 3:
                with transaction.atomic():
                    project = lock_project(project_id)
                    for n in range(5):
                        key = f"{number} {chance.randrange(1000)}"
                        enqueue(project=project, node=f"n{n}", kind="image", lane="image", key=key, input={})
            case 4 if chance.random() < 0.3:
                with transaction.atomic():
                    cancel_jobs(project=lock_project(project_id))


def test_locks_are_taken_in_one_order():
    team = make_project().team
    projects = [make_project(team) for _ in range(2)]
    run_all([(busy, projects[number % 2].pk, number) for number in range(4)])
    assert Job.objects.filter(state="done").exists()
    for project in Project.objects.all():
        seqs = list(project.events.order_by("seq").values_list("seq", flat=True))
        assert seqs == list(range(1, len(seqs) + 1))


def test_a_lease_that_runs_out_is_judged_by_one_of_many():
    project = make_project()
    for _ in range(12):
        make_job(project, state="running", lease_until=timezone.now() - timedelta(seconds=1))
    run_all([(_sweep,) for _ in range(4)])
    assert set(Job.objects.values_list("state", "attempts")) == {("queued", 1)}
    assert Event.objects.filter(kind="job.queued").count() == 12


def _sweep() -> None:
    from trailers.queue import sweep

    for job in sweep.expired():
        with transaction.atomic():
            project = lock_project(job.project_id)
            if state := sweep.expire(job):
                record(project, f"job.{state}", job=job)
