"""One live job per key, its price set aside before it can start."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from accounts.models import LedgerEntry
from tests.makers import make_job, make_project, make_team
from trailers.models import Event, Job, Lane, Project, WorkerBeat
from trailers.queue import enqueue as module
from trailers.queue.enqueue import enqueue

pytestmark = pytest.mark.django_db


def ask(project: Project, key: str = "k", **fields: Any) -> Job | None:
    wanted: dict[str, Any] = {
        "node": f"image:{key}",
        "kind": "image",
        "lane": "image",
        "input": {"params": {}},
    }
    return enqueue(project=project, key=key, **(wanted | fields))


def test_a_job_is_a_frozen_order():
    project = make_project(epoch=3)
    job = ask(project, input={"params": {"seed": 7}}, priority=5)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.max_attempts, job.epoch, job.priority) == ("queued", 0, 3, 3, 5)
    assert (job.team, job.project, job.lane_id, job.input) == (
        project.team,
        project,
        "image",
        {"params": {"seed": 7}},
    )
    assert job.started_at is None and job.finished_at is None and job.worker == ""


def test_the_same_key_is_the_same_job_while_it_lives():
    project = make_project()
    first = ask(project)
    assert ask(project) == first
    assert Job.objects.count() == 1
    Job.objects.update(state="done", finished_at=first.run_after)
    second = ask(project)
    assert second != first and Job.objects.count() == 2


@pytest.mark.parametrize("state", ["queued", "running", "waiting", "uncertain"])
def test_another_project_of_the_team_shares_the_job(state):
    first = make_project()
    second = make_project(first.team)
    job = make_job(first, key="k", state=state)
    assert ask(second) == job
    assert ask(second) == job
    assert list(job.watchers.all()) == [second]


def test_another_team_gets_its_own():
    first, second = ask(make_project()), ask(make_project())
    assert first != second and first.key == second.key


def test_losing_a_race_answers_the_winner(monkeypatch):
    first = make_project()
    second = make_project(first.team)
    found = module._live
    answers = iter([None])  # the second project looked just before the first one wrote
    job = ask(first)
    monkeypatch.setattr(module, "_live", lambda *args: next(answers, None) or found(*args))
    with transaction.atomic():
        assert ask(second) == job
    assert list(job.watchers.all()) == [second]
    assert Job.objects.count() == 1


def test_a_price_is_set_aside_in_the_same_transaction():
    project = make_project(make_team(cap_microusd=100), budget_microusd=100)
    with pytest.raises(RuntimeError), transaction.atomic():
        ask(project, price_microusd=70)
        raise RuntimeError
    assert not LedgerEntry.objects.exists() and not Job.objects.exists()
    job = ask(project, price_microusd=70)
    assert list(LedgerEntry.objects.values_list("job_id", "kind", "amount_microusd")) == [
        (job.pk, "reserve", 70)
    ]


@pytest.mark.parametrize(
    ("cap", "budget", "code"),
    [(100, 69, "spending.project_cap"), (69, 100, "spending.team_cap"), (0, 0, "spending.project_cap")],
)
def test_a_refused_price_is_a_failed_step_with_its_reason(cap, budget, code):
    project = make_project(make_team(cap_microusd=cap), budget_microusd=budget)
    assert ask(project, price_microusd=70) is None
    job = Job.objects.get()
    assert (job.state, job.error_code, job.attempts) == ("failed", code, 0)
    assert job.error_detail == {
        "price_microusd": 70,
        "left_microusd": min(cap, budget),
        "cap_microusd": min(cap, budget),
    }
    assert not LedgerEntry.objects.exists()
    event = Event.objects.get()
    assert (event.kind, event.job, event.data["code"]) == ("job.failed", job, code)


def test_after_the_cap_is_raised_the_key_can_be_asked_for_again():
    project = make_project(make_team(cap_microusd=100), budget_microusd=0)
    assert ask(project, price_microusd=70) is None
    project.budget_microusd = 100
    assert ask(project, price_microusd=70).state == "queued"


def test_an_unknown_lane_is_refused_by_the_database():
    with pytest.raises(Exception, match=r"(?i)foreign key"), transaction.atomic():
        ask(make_project(), lane="smell")
        from django.db import connection

        connection.check_constraints()


def test_workers_are_woken_after_the_commit_and_once(django_capture_on_commit_callbacks):
    from django_q.models import OrmQ

    project = make_project()
    WorkerBeat.objects.create(host="one", cluster="net", at=project.created_at)
    WorkerBeat.objects.create(host="two", cluster="net", at=project.created_at)
    WorkerBeat.objects.create(host="one", cluster="media", at=project.created_at)
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        for number in range(5):
            ask(project, f"k{number}")
        assert OrmQ.objects.count() == 0
    assert len(callbacks) == 1
    assert sorted(OrmQ.objects.values_list("key", flat=True)) == ["net@one", "net@two"]
    assert Lane.objects.get(pk="image").nudged_at is not None
