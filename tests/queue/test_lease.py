"""Holding and ending jobs: only the present holder is heard, and the money is closed once."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.utils import timezone

from accounts.ledger import team_ledger_sum
from accounts.models import LedgerEntry
from tests.makers import make_job, make_project, make_team
from trailers.domain.errors import Cancelled, FatalError, RetryableError, UncertainError, UserError
from trailers.models import Job, Project
from trailers.queue import lease
from trailers.queue.claim import claim
from trailers.queue.enqueue import enqueue

pytestmark = pytest.mark.django_db
ME, OTHER = "h:1:birth:feed", "h:2:birth:beef"
PRICE = 70_000
CALM = Fraction(0)


@pytest.fixture
def project() -> Project:
    return make_project(make_team(cap_microusd=10**6), budget_microusd=10**6)


def running(project: Project, **fields: Any) -> Job:
    """A job that was asked for and claimed, as in life."""
    fields = {"node": "image:1", "kind": "image", "lane": "image", "key": "k", "input": {}, **fields}
    assert enqueue(project=project, **fields) is not None
    (job,) = claim(lane=fields["lane"], want=1, worker=ME, host="h")
    return job


def now(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def booked() -> list[tuple[str, int]]:
    return list(LedgerEntry.objects.order_by("pk").values_list("kind", "amount_microusd"))


def test_done(project):
    job = running(project)
    assert lease.finish_done(job=job, worker=ME, output={"sha": "x"}, cpu_ms=12) is True
    job = now(job)
    assert (job.state, job.output, job.cpu_ms, job.lease_until) == ("done", {"sha": "x"}, 12, None)
    assert job.finished_at is not None and job.worker == ME
    assert booked() == []


def test_a_paid_job_is_settled_at_its_cost(project):
    job = running(project, price_microusd=PRICE)
    lease.finish_done(job=job, worker=ME, output={}, cost_microusd=50_000)
    assert booked() == [("reserve", PRICE), ("settle", -20_000)]
    assert now(job).cost_microusd == 50_000


def test_a_paid_job_that_cost_nothing_is_refunded(project):
    job = running(project, price_microusd=PRICE)
    lease.finish_done(job=job, worker=ME, output={})
    assert booked() == [("reserve", PRICE), ("refund", -PRICE)]


@pytest.mark.parametrize(
    "intruder",
    [
        lambda job: (job, OTHER),
        lambda job: (Job(pk=job.pk, attempts=job.attempts - 1), ME),  # an older hold of the same process
    ],
    ids=["another worker", "an earlier attempt"],
)
def test_only_the_holder_is_heard(project, intruder):
    job = running(project, price_microusd=PRICE)
    stranger, worker = intruder(job)
    stranger = stranger if stranger is job else _copy(job, attempts=job.attempts - 1)
    assert lease.finish_done(job=stranger, worker=worker, output={}) is False
    assert lease.finish_failed(job=stranger, worker=worker, error=FatalError("internal")) == ""
    assert lease.mark_submitting(job=stranger, worker=worker, provider="x") is False
    assert lease.mark_submitted(job=stranger, worker=worker, provider_job_id="x") is False
    assert (
        lease.finish_waiting(job=stranger, worker=worker, provider="x", provider_job_id="y", poll_in_ms=1)
        is False
    )
    assert lease.give_back(job=stranger, worker=worker) is False
    assert now(job).state == "running" and now(job).submitted_at is None
    assert booked() == [("reserve", PRICE)]


def _copy(job: Job, **changes: Any) -> Job:
    copy = Job.objects.get(pk=job.pk)
    for name, value in changes.items():
        setattr(copy, name, value)
    return copy


@pytest.mark.parametrize("state", ["queued", "waiting", "uncertain", "done", "failed", "cancelled"])
def test_a_job_that_does_not_run_is_not_finished(project, state):
    job = make_job(project, state=state, worker=ME)
    assert lease.finish_done(job=job, worker=ME, output={}) is False
    assert lease.finish_failed(job=job, worker=ME, error=UserError("x")) == ""
    assert now(job).state == state


def test_finishing_twice_does_nothing_twice(project):
    job = running(project, price_microusd=PRICE)
    assert lease.finish_done(job=job, worker=ME, output={}, cost_microusd=PRICE) is True
    assert lease.finish_done(job=job, worker=ME, output={}, cost_microusd=PRICE) is False
    assert now(job).cost_microusd == PRICE and team_ledger_sum(project.team_id) == PRICE


@pytest.mark.parametrize("error", [UserError("document.empty", name="x"), FatalError("internal", detail="y")])
def test_what_repeating_cannot_help_fails_at_once(project, error):
    job = running(project, price_microusd=PRICE)
    assert lease.finish_failed(job=job, worker=ME, error=error) == "failed"
    job = now(job)
    assert (job.state, job.error_code, job.error_detail) == ("failed", error.code, error.params)
    assert job.finished_at and booked()[-1] == ("refund", -PRICE)


def test_a_passing_fault_is_tried_again_later_then_fails(project):
    job = running(project, price_microusd=PRICE)
    error = RetryableError("media.timeout")
    for attempt, wait_s in [(1, 1.0), (2, 2.0)]:
        assert job.attempts == attempt
        assert lease.finish_failed(job=job, worker=ME, error=error, chance=CALM) == "queued"
        job = now(job)
        assert abs((job.run_after - timezone.now()).total_seconds() - wait_s) < 0.5
        assert (job.lease_until, job.finished_at, job.error_code) == (None, None, "media.timeout")
        assert claim(lane="image", want=1, worker=ME, host="h") == []
        Job.objects.update(run_after=timezone.now())
        (job,) = claim(lane="image", want=1, worker=ME, host="h")
    assert booked() == [("reserve", PRICE)]
    assert lease.finish_failed(job=job, worker=ME, error=error) == "failed"
    assert now(job).attempts == 3
    assert booked() == [("reserve", PRICE), ("refund", -PRICE)]


def test_the_providers_wish_is_respected(project):
    job = running(project)
    lease.finish_failed(job=job, worker=ME, error=RetryableError("x", retry_after_s=90), chance=CALM)
    assert 89 < (now(job).run_after - timezone.now()).total_seconds() < 92


def test_costs_of_attempts_add_up(project):
    job = running(project, price_microusd=PRICE)
    lease.finish_failed(job=job, worker=ME, error=RetryableError("x", cost_microusd=1_000), chance=CALM)
    Job.objects.update(run_after=timezone.now())
    (job,) = claim(lane="image", want=1, worker=ME, host="h")
    lease.finish_done(job=job, worker=ME, output={}, cost_microusd=2_000)
    assert now(job).cost_microusd == team_ledger_sum(project.team_id) == 3_000


def test_a_stop_cancels_and_gives_the_money_back(project):
    job = running(project, price_microusd=PRICE)
    assert lease.finish_failed(job=job, worker=ME, error=Cancelled()) == "cancelled"
    assert now(job).error_code == "job.cancelled"
    assert booked()[-1] == ("refund", -PRICE)


def test_a_stop_during_a_billable_call_is_booked_as_bought(project):
    job = running(project, price_microusd=PRICE)
    assert lease.mark_submitting(job=job, worker=ME, provider="ark") is True
    assert lease.finish_failed(job=job, worker=ME, error=Cancelled()) == "cancelled"
    assert team_ledger_sum(project.team_id) == PRICE


def test_no_billable_call_after_a_wish_to_stop(project):
    job = running(project, price_microusd=PRICE)
    Job.objects.update(cancel_requested=True)
    assert lease.mark_submitting(job=job, worker=ME, provider="ark") is False
    assert now(job).submitted_at is None


def test_an_unknown_outcome_below_the_limit_is_repeated_once_and_booked_twice(project):
    job = running(project, price_microusd=40_000)
    lease.mark_submitting(job=job, worker=ME, provider="openai")
    assert lease.finish_failed(job=job, worker=ME, error=UncertainError("x"), chance=CALM) == "queued"
    job = now(job)
    assert (job.uncertain_repeats, job.submitted_at, job.cost_microusd) == (1, None, 40_000)
    Job.objects.update(run_after=timezone.now())
    (job,) = claim(lane="image", want=1, worker=ME, host="h")
    lease.mark_submitting(job=job, worker=ME, provider="openai")
    assert lease.finish_failed(job=job, worker=ME, error=UncertainError("x")) == "uncertain"
    assert booked() == [("reserve", 40_000)]  # still open: a person decides


def test_an_unknown_outcome_above_the_limit_asks(project):
    job = running(project, price_microusd=PRICE)
    assert lease.finish_failed(job=job, worker=ME, error=UncertainError("x")) == "uncertain"
    job = now(job)
    assert (job.poll_after, job.uncertain_repeats, job.finished_at) == (None, 0, None)


def test_an_unknown_outcome_is_looked_up_where_that_is_possible(project):
    job = running(project, price_microusd=PRICE)
    lease.mark_submitting(job=job, worker=ME, provider="ark")
    error = UncertainError("x")
    assert lease.finish_failed(job=job, worker=ME, error=error, can_look_up=True, chance=CALM) == "uncertain"
    job = now(job)
    assert job.phase == "lookup"
    assert abs((job.poll_after - timezone.now()).total_seconds() - 1) < 0.5


def test_waiting_at_a_provider(project):
    job = running(project, lane="video", price_microusd=PRICE)
    deadline = timezone.now() + timedelta(minutes=9)
    lease.mark_submitting(job=job, worker=ME, provider="ark")
    assert lease.mark_submitted(job=job, worker=ME, provider_job_id="cgt-1") is True
    assert lease.finish_waiting(
        job=job, worker=ME, provider="ark", provider_job_id="cgt-1", poll_in_ms=5_000, deadline=deadline
    )
    job = now(job)
    assert (job.state, job.phase, job.provider, job.provider_job_id) == ("waiting", "poll", "ark", "cgt-1")
    assert (job.deadline, job.lease_until) == (deadline, None)
    assert 4 < (job.poll_after - timezone.now()).total_seconds() <= 5


def test_a_wait_without_a_deadline_ends_after_an_hour(project):
    job = running(project)
    lease.finish_waiting(job=job, worker=ME, provider="x", provider_job_id="y", poll_in_ms=1)
    assert 3_590 < (now(job).deadline - timezone.now()).total_seconds() <= 3_600


def test_a_failed_question_is_asked_again_never_ordered_twice(project):
    job = make_job(project, state="running", worker=ME, provider_job_id="p", attempts=2)
    assert lease.finish_failed(job=job, worker=ME, error=RetryableError("x"), chance=CALM) == "waiting"
    assert now(job).provider_job_id == "p"


def test_an_answer_that_comes_after_the_sweep_still_counts(project):
    job = running(project, price_microusd=PRICE)
    lease.mark_submitting(job=job, worker=ME, provider="ark")
    Job.objects.update(state="uncertain", lease_until=None)  # a sweep gave up on us
    assert lease.mark_submitted(job=job, worker=ME, provider_job_id="cgt-1") is False
    job = now(job)
    assert (job.state, job.provider_job_id, job.phase) == ("waiting", "cgt-1", "poll")


def test_extending_renews_what_is_ours_and_passes_wishes_on(project):
    mine = make_job(project, state="running", worker=ME)
    wanted = make_job(project, state="running", worker=ME, cancel_requested=True)
    lost = make_job(project, state="running", worker=OTHER)
    ended = make_job(project, state="done", worker=ME)
    not_asked = make_job(project, state="running", worker=ME)
    ids = [job.pk for job in (mine, wanted, lost, ended)]
    assert lease.extend(worker=ME, jobs=ids, lease_s=500) == {mine.pk: False, wanted.pk: True}
    far = timezone.now() + timedelta(seconds=490)
    assert [now(job).lease_until > far for job in (mine, wanted, lost, not_asked)] == [
        True,
        True,
        False,
        False,
    ]


def test_a_job_given_back_was_never_begun(project):
    job = running(project)
    assert lease.give_back(job=job, worker=ME) is True
    job = now(job)
    assert (job.state, job.attempts, job.lease_until) == ("queued", 0, None)
    assert claim(lane="image", want=1, worker=OTHER, host="h") == [job]


def test_a_question_given_back_is_asked_by_another(project):
    job = make_job(project, state="running", worker=ME, provider_job_id="p")
    assert lease.give_back(job=job, worker=ME) is True
    assert (now(job).state, now(job).attempts) == ("waiting", 1)


def test_a_job_in_a_billable_call_is_not_given_back(project):
    job = running(project, price_microusd=PRICE)
    lease.mark_submitting(job=job, worker=ME, provider="ark")
    assert lease.give_back(job=job, worker=ME) is False
    assert now(job).state == "running"


def test_details_of_errors_become_short_json():
    found = lease.plain({"n": 1, "f": 0.5, "b": True, "none": None, "path": __import__("pathlib").Path("/x")})
    assert found == {"n": 1, "f": 0.5, "b": True, "none": None, "path": "/x"}
    assert len(lease.plain({"long": "x" * 10_000})["long"]) == 2_000


def test_chance_lies_in_its_interval():
    assert all(0 <= lease.draw() < 1 for _ in range(1000))
