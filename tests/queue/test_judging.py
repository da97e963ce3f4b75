"""Sweeps, cancellations and a person's decisions about jobs that nobody holds."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.utils import timezone

from accounts import ledger
from accounts.ledger import team_ledger_sum
from tests.makers import make_job, make_project, make_scene, make_team
from trailers.models import Event, Job, Project
from trailers.queue import sweep, uncertain
from trailers.queue.cancel import Cancellation, cancel_jobs

pytestmark = pytest.mark.django_db
PRICE = 70_000
CALM = Fraction(0)


@pytest.fixture
def project() -> Project:
    return make_project(make_team(cap_microusd=10**6), budget_microusd=10**6)


def paid(project: Project, **fields: Any) -> Job:
    job = make_job(project, price_microusd=fields.pop("price", PRICE), **fields)
    ledger.reserve(
        team_id=project.team_id,
        project_id=project.pk,
        job_id=job.pk,
        price_microusd=job.price_microusd,
        project_cap_microusd=10**6,
    )
    return job


def ago(seconds: float):
    return timezone.now() - timedelta(seconds=seconds)


def now(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def lost(project: Project, **fields: Any) -> Job:
    return paid(project, state="running", **{"lease_until": ago(1), **fields})


# --- sweep ------------------------------------------------------------------------------------------------------


def test_only_expired_leases_are_found_oldest_first(project):
    newer, older = lost(project), lost(project, lease_until=ago(99))
    make_job(project, state="running")
    make_job(project)
    assert sweep.expired() == [older, newer]


def test_jobs_of_dead_processes_of_this_host_are_found_at_once(project):
    dead = make_job(project, state="running", host="h", worker="h:1:dead:x")
    make_job(project, state="running", host="h", worker="h:2:alive:x")
    make_job(project, state="running", host="elsewhere", worker="elsewhere:1:dead:x")
    assert sweep.orphaned("h", lambda worker: ":dead:" in worker) == [dead]


def test_a_lost_job_is_tried_again_with_a_pause(project):
    job = lost(project)
    assert sweep.expire(job, chance=CALM) == "queued"
    job = now(job)
    assert (job.state, job.attempts, job.error_code, job.lease_until) == (
        "queued",
        1,
        "job.worker_lost",
        None,
    )
    assert 0.5 < (job.run_after - timezone.now()).total_seconds() <= 1.0
    assert team_ledger_sum(project.team_id) == PRICE  # still set aside


def test_a_job_that_kills_its_workers_cannot_do_so_for_ever(project):
    job = lost(project, attempts=3, max_attempts=3)
    assert sweep.expire(job) == "failed"
    assert (now(job).error_code, now(job).error_detail) == ("job.worker_lost", {"attempts": 3})
    assert team_ledger_sum(project.team_id) == 0


@pytest.mark.parametrize(
    "change",
    [
        {"lease_until": timezone.now() + timedelta(hours=1)},
        {"worker": "somebody:2:else:x"},
        {"attempts": 2},
        {"state": "queued", "lease_until": None},
    ],
    ids=["renewed", "taken over", "tried again", "given back"],
)
def test_a_hold_that_changed_since_it_was_seen_is_left_alone(project, change):
    job = lost(project)
    Job.objects.filter(pk=job.pk).update(**change)
    before = Job.objects.values().get(pk=job.pk)
    assert sweep.expire(job) == ""
    assert Job.objects.values().get(pk=job.pk) == before


def test_two_sweeps_judge_once(project):
    job = lost(project)
    assert [sweep.expire(job), sweep.expire(job)] == ["queued", ""]


def test_a_lost_job_that_was_cancelled_stays_cancelled(project):
    job = lost(project, cancel_requested=True)
    assert sweep.expire(job) == "cancelled"
    assert team_ledger_sum(project.team_id) == 0


def test_a_lost_question_is_asked_again_and_costs_an_attempt(project):
    job = lost(project, provider_job_id="p")
    assert sweep.expire(job, chance=CALM) == "waiting"
    assert (now(job).attempts, now(job).provider_job_id) == (2, "p")
    Job.objects.filter(pk=job.pk).update(state="running", lease_until=ago(1), attempts=3)
    assert sweep.expire(now(job)) == "failed"
    assert team_ledger_sum(project.team_id) == PRICE  # the provider may deliver and charge all the same


def test_a_dear_call_lost_before_its_answer_asks_a_person(project):
    job = lost(project, submitted_at=ago(5), provider="ark")
    assert sweep.expire(job) == "uncertain"
    job = now(job)
    assert (job.error_code, job.error_detail, job.poll_after) == (
        "job.outcome_unknown",
        {"provider": "ark"},
        None,
    )
    assert sweep.expired() == []


def test_a_cheap_call_lost_before_its_answer_is_repeated_once(project):
    job = lost(project, submitted_at=ago(5), price=40_000)
    assert sweep.expire(job) == "queued"
    assert (now(job).uncertain_repeats, now(job).submitted_at) == (1, None)
    Job.objects.filter(pk=job.pk).update(
        state="running", lease_until=ago(1), attempts=2, submitted_at=ago(1), worker="w"
    )
    assert sweep.expire(now(job)) == "uncertain"


def test_a_free_call_lost_before_its_answer_is_simply_tried_again(project):
    job = make_job(project, state="running", lease_until=ago(1), submitted_at=ago(5))
    assert sweep.expire(job) == "queued"
    assert now(job).uncertain_repeats == 0


def test_looking_up_ends_with_a_question(project):
    job = lost(project, submitted_at=ago(5), attempts=1)
    states = []
    for _ in range(3):
        states.append(
            (sweep.expire(now(job), can_look_up=True), now(job).attempts, now(job).poll_after is None)
        )
        Job.objects.filter(pk=job.pk).update(state="running", worker="w", lease_until=ago(1))
    assert states == [("uncertain", 2, False), ("uncertain", 3, False), ("uncertain", 3, True)]


def test_overdue_orders_are_asked_about_now(project):
    late = make_job(project, state="waiting", deadline=ago(1), poll_after=timezone.now() + timedelta(hours=1))
    make_job(project, state="waiting", deadline=timezone.now() + timedelta(hours=1))
    make_job(project, state="running", deadline=ago(1), provider_job_id="p")
    assert sweep.overdue() == [late]
    assert sweep.ask_now(late) is True
    assert now(late).poll_after <= timezone.now() and sweep.is_late(late)
    assert sweep.overdue() == []


def test_projects_that_stopped_without_a_live_job(project):
    make_job(project, state="done", finished_at=ago(60))
    busy = make_project()
    make_job(busy, state="done", finished_at=ago(60))
    make_job(busy)
    make_job(make_project(), state="done", finished_at=ago(5))  # just now: its advance may be under way
    old = make_project()
    make_job(old, state="done", finished_at=ago(7_200))  # long ago: finished, most likely
    make_job(make_project(cancelled_at=ago(1)), state="done", finished_at=ago(60))
    make_job(make_project(archived_at=ago(1)), state="done", finished_at=ago(60))
    assert sweep.stalled_projects() == [project.pk]
    assert set(sweep.stalled_projects(look_back=sweep.IDLE_FOR_LONG)) == {project.pk, old.pk}


# --- cancel -----------------------------------------------------------------------------------------------------


def test_cancelling_ends_what_does_not_run_and_asks_the_rest(project):
    queued = paid(project)
    running = paid(project, state="running")
    waiting = paid(project, state="waiting", poll_after=timezone.now() + timedelta(hours=1))
    done = make_job(project, state="done")
    other = make_job(make_project(project.team))
    assert cancel_jobs(project=project) == Cancellation(ended=1, asked=2)
    assert [now(job).state for job in (queued, running, waiting, done, other)] == [
        "cancelled",
        "running",
        "waiting",
        "done",
        "queued",
    ]
    assert (now(queued).error_code, now(queued).finished_at is None) == ("job.cancelled", False)
    assert now(running).cancel_requested and now(waiting).cancel_requested
    assert now(waiting).poll_after <= timezone.now()
    assert team_ledger_sum(project.team_id) == 2 * PRICE
    assert list(Event.objects.values_list("kind", "job_id")) == [("job.cancelled", queued.pk)]


def test_cancelling_one_scene_leaves_the_others(project):
    scene, other = make_scene(project), make_scene(project)
    mine, theirs, film = make_job(project, scene=scene), make_job(project, scene=other), make_job(project)
    assert cancel_jobs(project=project, scene=scene) == Cancellation(1, 0)
    assert [now(job).state for job in (mine, theirs, film)] == ["cancelled", "queued", "queued"]


def test_cancelling_twice_does_nothing_twice(project):
    paid(project)
    assert cancel_jobs(project=project) == Cancellation(1, 0)
    assert cancel_jobs(project=project) == Cancellation(0, 0)


def test_a_shared_job_goes_on_for_the_other_project(project):
    job = make_job(project)
    job.watchers.add(make_project(project.team))
    assert cancel_jobs(project=project) == Cancellation(0, 0)
    assert now(job).state == "queued"


def test_an_uncertain_order_that_is_cancelled_is_booked_as_bought(project):
    job = paid(project, state="uncertain", submitted_at=ago(5))
    assert cancel_jobs(project=project) == Cancellation(1, 0)
    assert (now(job).cost_microusd, team_ledger_sum(project.team_id)) == (PRICE, PRICE)


# --- a person's decision ----------------------------------------------------------------------------------------


def test_a_person_has_it_made_once_more(project):
    job = paid(project, state="uncertain", attempts=3, submitted_at=ago(5))
    assert uncertain.repeat(project=project, job=job) is True
    job = now(job)
    assert (job.state, job.max_attempts, job.uncertain_repeats, job.submitted_at) == ("queued", 4, 1, None)
    assert job.cost_microusd == PRICE
    assert uncertain.repeat(project=project, job=job) is False
    assert Event.objects.get().kind == "job.repeated"


@pytest.mark.parametrize(("charged", "cost"), [(True, PRICE), (False, 0)])
def test_a_person_gives_it_up(project, charged, cost):
    job = paid(project, state="uncertain", error_code="job.outcome_unknown")
    assert uncertain.give_up(project=project, job=job, charged=charged) is True
    assert (now(job).state, team_ledger_sum(project.team_id)) == ("failed", cost)
    assert uncertain.give_up(project=project, job=job, charged=True) is False
    assert Event.objects.get().data["code"] == "job.outcome_unknown"
