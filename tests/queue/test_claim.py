"""Claims: caps, fairness, order, leases. Concurrency is in test_processes.py."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.makers import make_job, make_project, make_team
from trailers.models import Job, Lane, Project, TeamTurn
from trailers.queue.claim import claim, collect, due_lanes, host_cap, lanes_to_ask, next_due

pytestmark = pytest.mark.django_db


def take(want: int = 100, lane: str = "image", *, host: str = "h", **fields) -> list[Job]:
    return claim(lane=lane, want=want, worker=f"{host}:1:birth:feed", host=host, **fields)


def cap(lane: str = "image", **fields) -> None:
    Lane.objects.filter(pk=lane).update(**fields)


def finish(*jobs: Job) -> None:
    Job.objects.filter(pk__in=[job.pk for job in jobs]).update(state="done", finished_at=timezone.now())


def later(seconds: float):
    return timezone.now() + timedelta(seconds=seconds)


def test_a_claimed_job_is_running_leased_and_counted():
    job = make_job(make_project())
    before = timezone.now()
    assert take(lease_s=60) == [job]
    job.refresh_from_db()
    assert (job.state, job.worker, job.host, job.attempts) == ("running", "h:1:birth:feed", "h", 1)
    assert 59 < (job.lease_until - before).total_seconds() < 62
    assert before <= job.started_at <= timezone.now()


def test_the_answer_is_fresh():
    make_job(make_project(), input={"params": {"a": 1}})
    (job,) = take()
    assert (job.state, job.attempts, job.input) == ("running", 1, {"params": {"a": 1}})


def test_nothing_due_claims_nothing():
    project = make_project()
    make_job(project, run_after=later(5))
    make_job(project, lane="text")
    make_job(project, attempts=3, max_attempts=3)
    for state in ("running", "waiting", "uncertain", "done", "failed", "cancelled"):
        make_job(project, state=state)
    assert take() == []


@pytest.mark.parametrize("want", [0, -3])
def test_no_want_no_claim(want):
    make_job(make_project())
    assert take(want) == []


def test_the_cap_counts_orders_that_a_provider_may_have_taken_unheard():
    """Their worker died between order and answer: until they are looked up, the provider may work on them."""
    project = make_project()
    cap("video", cap=4)
    lost = {"state": "uncertain", "lane": "video", "submitted_at": timezone.now(), "attempts": 1}
    make_job(project, **lost, poll_after=later(2))
    make_job(project, **lost, poll_after=None)  # waits for a person, perhaps for days
    for _ in range(6):
        make_job(project, lane="video")
    assert len(take(lane="video")) == 3


def test_the_cap_counts_running_and_waiting_of_all_hosts():
    project = make_project()
    cap(cap=5)
    make_job(project, state="running", host="elsewhere")
    make_job(project, state="running", lease_until=later(-5))  # dead, but not swept: it counts
    make_job(project, state="waiting")
    make_job(project, state="uncertain")  # nobody works on it
    make_job(project, state="running", lane="text")
    for _ in range(4):
        make_job(project)
    assert len(take()) == 2
    assert take() == []


@pytest.mark.parametrize(("want", "got"), [(1, 1), (3, 3), (30, 5)])
def test_no_more_than_wanted_and_there(want, got):
    project = make_project()
    for _ in range(5):
        make_job(project)
    assert len(take(want)) == got


def test_the_cap_per_host_counts_this_host_only():
    project = make_project()
    cap("media", cap=10, cap_per_host=2)
    for _ in range(6):
        make_job(project, lane="media")
    assert len(take(lane="media", host="a")) == 2
    assert take(lane="media", host="a") == []
    assert len(take(lane="media", host="b")) == 2
    cap("media", cap=5)
    assert len(take(lane="media", host="c")) == 1


def test_a_host_cap_of_zero_is_the_processors_we_may_use(monkeypatch):
    import os

    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0, 1, 2}, raising=False)
    assert [host_cap(0), host_cap(None), host_cap(7)] == [3, None, 7]


def test_a_paused_lane_starts_nothing_until_its_time():
    make_job(make_project())
    cap(paused_until=later(60))
    assert (take(), due_lanes(["image"])) == ([], [])
    cap(paused_until=later(-1))
    assert due_lanes(["image"]) == ["image"]
    assert len(take()) == 1


def test_small_priorities_first_then_age():
    project = make_project()
    old = make_job(project, priority=10)
    young = make_job(project, priority=10)
    urgent = make_job(project, priority=-5)
    assert [take(1), take(1), take(1)] == [[urgent], [old], [young]]


def test_a_claim_answers_in_the_order_of_starts():
    project = make_project()
    jobs = [make_job(project, priority=-number) for number in range(5)]
    assert take() == jobs[::-1]


def test_the_emptiest_team_goes_first():
    busy, idle = make_project(), make_project()
    make_job(busy, state="running")
    make_job(busy)
    late = make_job(idle)
    assert take(1) == [late]


def test_among_equals_the_one_that_started_longest_ago():
    projects = [make_project() for _ in range(3)]
    for project in projects:
        for _ in range(3):
            make_job(project)
    order = []
    for _ in range(9):
        (job,) = take(1)
        finish(job)
        order.append(projects.index(Project.objects.get(pk=job.project_id)))
    assert order == [0, 1, 2] * 3


def test_a_team_without_a_turn_goes_before_all_others():
    first = make_project()
    for _ in range(3):
        make_job(first)
    finish(*take(2))
    newcomer = make_job(make_project())
    assert take(1) == [newcomer]


def crowd() -> list[Project]:
    """21 teams; the first has half of all 120 jobs, and the oldest. Four may run."""
    cap(cap=4)
    projects = [make_project() for _ in range(21)]
    for project in projects:
        for _ in range(60 if project is projects[0] else 3):
            make_job(project)
    return projects


def test_a_crowd_is_served_in_rounds():
    projects = crowd()
    started: list = []
    while jobs := take(4):
        started += [job.team_id for job in jobs]
        finish(*jobs)
    assert len(started) == 120
    rounds = [set(started[:21]), set(started[21:42]), set(started[42:63])]
    assert rounds == [{project.team_id for project in projects}] * 3
    assert set(started[63:]) == {projects[0].team_id}


@pytest.mark.parametrize("seed", range(5))
def test_no_second_start_before_everybodys_first(seed):
    """Whatever ends when, and however many are claimed at once."""
    chance = random.Random(seed)
    waiting = {project.team_id for project in crowd()}
    running: list[Job] = []
    while waiting:
        for job in take(chance.randint(1, 4)):
            assert job.team_id in waiting or not waiting
            waiting.discard(job.team_id)
            running.append(job)
        for job in chance.sample(running, chance.randint(0, len(running))):
            finish(job)
            running.remove(job)


def test_turns_are_kept_per_lane():
    one, two = make_project(), make_project()
    for lane in ("image", "text"):
        make_job(one, lane=lane)
    take(lane="image")
    late = make_job(two, lane="image")
    make_job(one, lane="image")
    assert take(1, "image") == [late]
    assert len(take(1, "text")) == 1
    assert TeamTurn.objects.count() == 3


def test_one_projects_claim_is_bounded_by_everybodys_cap():
    mine, other = make_project(), make_project()
    cap(cap=3)
    make_job(other, state="running")
    theirs = make_job(other)
    ours = [make_job(mine) for _ in range(3)]
    assert take(project=mine) == ours[:2]
    theirs.refresh_from_db()
    assert theirs.state == "queued"


def test_a_watcher_may_claim_what_it_waits_for():
    first = make_project()
    second, stranger = make_project(first.team), make_project(first.team)
    job = make_job(first)
    job.watchers.add(second)
    assert take(project=stranger) == []
    assert take(project=second.pk) == [job]


def test_collecting_takes_due_questions_without_counting_attempts():
    project = make_project()
    due = make_job(project, state="waiting", lane="video")
    lookup = make_job(project, state="uncertain", lane="video", poll_after=later(-1), attempts=1)
    make_job(project, state="waiting", lane="video", poll_after=later(5))
    make_job(project, state="uncertain", lane="video")  # waits for a person
    assert lanes_to_ask(["video", "image"]) == ["video"]
    got = collect(want=10, worker="h:1:b:f", host="h")
    assert {job.pk for job in got} == {due.pk, lookup.pk}
    assert {(job.state, job.attempts, job.worker) for job in got} == {("running", 1, "h:1:b:f")}
    assert collect(want=10, worker="h:1:b:f", host="h") == []


def test_collecting_can_be_narrowed():
    mine, other = make_project(), make_project()
    job = make_job(mine, state="waiting", lane="video")
    make_job(other, state="waiting", lane="video")
    make_job(mine, state="waiting", lane="image")
    assert collect(want=9, worker="w", host="h", lanes=["video"], project=mine) == [job]
    assert len(collect(want=1, worker="w", host="h")) == 1


def test_due_lanes_and_times():
    project = make_project()
    assert (due_lanes(["image", "video"]), next_due(["image"])) == ([], None)
    soon = make_job(project, run_after=later(30)).run_after
    assert (due_lanes(["image"]), next_due(["image"])) == ([], soon)
    poll = make_job(project, state="waiting", lane="video", poll_after=later(20)).poll_after
    assert next_due(["image", "video"]) == poll
    assert next_due(["image", "video"], make_project(make_team())) is None
    make_job(project)
    assert due_lanes(["image", "video"]) == ["image"]


def test_what_was_due_before_a_moment_can_be_left_out():
    project, now = make_project(), timezone.now()
    make_job(project, run_after=now - timedelta(seconds=5))
    make_job(project, state="waiting", lane="video", poll_after=now - timedelta(seconds=1))
    assert next_due(["image", "video"]) == now - timedelta(seconds=5)
    assert next_due(["image", "video"], after=now) is None
    soon = make_job(project, state="waiting", lane="video", poll_after=now + timedelta(seconds=7)).poll_after
    make_job(project, run_after=now + timedelta(seconds=9))
    assert next_due(["image", "video"], after=now) == soon


def test_a_lowered_cap_is_kept_and_grows_back():
    project = make_project()
    cap(cap=8, cap_auto=2, cap_auto_at=later(-31))
    for _ in range(10):
        make_job(project)
    assert len(take()) == 4  # two more for half a minute
    lane = Lane.objects.get(pk="image")
    assert lane.cap_auto == 4
    cap(cap_auto_at=later(-600))
    assert len(take()) == 4
    assert Lane.objects.get(pk="image").cap_auto is None
