"""Every admin page opens, history cannot be changed, and lanes can."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from accounts.models import LedgerEntry, SpendingSwitch, User
from tests.makers import make_artifact, make_job, make_project, make_team
from tests.services import lab
from tests.views.room import WRITTEN, order_film
from trailers.domain.errors import FatalError
from trailers.models import Event, Job, Lane, Project
from trailers.queue.events import record

pytestmark = pytest.mark.django_db
OURS = [model for model in admin.site._registry if model._meta.app_label in ("accounts", "trailers")]


@pytest.fixture
def operator(client):
    user = User.objects.create_superuser("op@example.org", "x")
    client.force_login(user)
    client.user = user
    return client


@pytest.fixture(autouse=True)
def rows():
    project = make_project(make_team(cap_microusd=10))
    make_artifact(project.team)
    job = make_job(project, state="running")
    record(project, "job.done", job=job)
    LedgerEntry.objects.create(
        team=project.team, project_id=project.pk, job_id=job.pk, kind="reserve", amount_microusd=1
    )
    SpendingSwitch.objects.get_or_create(pk=1)


def address(model, page: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_list_and_row_opens(operator, model):
    assert operator.get(address(model, "changelist")).status_code == 200
    row = model.objects.first()
    if row is not None:
        assert operator.get(address(model, "change", row.pk)).status_code == 200


@pytest.mark.parametrize("model", [Job, Event, LedgerEntry], ids=lambda model: model.__name__)
def test_history_has_no_form(operator, model):
    row = model.objects.get()
    before = model.objects.values().get()
    assert operator.get(address(model, "add")).status_code == 403
    assert operator.post(address(model, "change", row.pk), {"state": "done"}).status_code == 403
    assert operator.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert model.objects.values().get() == before


def test_a_cap_is_changed_without_a_deploy(operator):
    lane = Lane.objects.get(pk="image")
    answer = operator.post(address(Lane, "change", "image"), {"cap": 12, "cap_per_host": ""})
    assert answer.status_code == 302
    lane.refresh_from_db()
    assert (lane.cap, lane.cap_per_host) == (12, None)


def test_a_lowered_lane_is_resumed(operator):
    Lane.objects.filter(pk="image").update(cap_auto=1)
    operator.post(address(Lane, "changelist"), {"action": "resume", "_selected_action": ["image"]})
    assert Lane.objects.get(pk="image").cap_auto is None


def test_a_lane_is_paused_and_what_runs_goes_on(operator):
    operator.post(address(Lane, "changelist"), {"action": "pause", "_selected_action": ["image"]})
    left = Lane.objects.get(pk="image").paused_until - timezone.now()
    assert 3_500 < left.total_seconds() <= 3_600
    assert Lane.objects.get(pk="video").paused_until is None
    assert Job.objects.get().state == "running"


def act(operator, name: str, *jobs: Job) -> list[str]:
    answer = operator.post(
        address(Job, "changelist"),
        {"action": name, "_selected_action": [job.pk for job in jobs]},
        follow=True,
    )
    return [str(message) for message in answer.context["messages"]]


def test_chosen_jobs_are_cancelled_and_others_go_on(operator):
    running = Job.objects.get()
    queued, other, done = (make_job(running.project, state=state) for state in ("queued", "queued", "done"))
    assert act(operator, "cancel", running, queued, done) == ["1 stopped, 1 asked to stop."]
    states = {job.pk: (job.state, job.cancel_requested) for job in Job.objects.all()}
    assert states[queued.pk] == ("cancelled", True)
    assert states[running.pk] == ("running", True)
    assert (states[other.pk], states[done.pk]) == (("queued", False), ("done", False))


def test_only_chosen_failures_are_retried(operator):
    project = order_film(make_team())
    failing = Job.objects.get(project=project)
    lab.run(project, WRITTEN, fails=lambda job: FatalError("internal") if job.pk == failing.pk else None)
    assert act(operator, "retry", make_job(project, state="failed")) == ["0 ordered again."]
    failing.refresh_from_db()
    assert failing.state == "failed"
    assert act(operator, "retry", failing) == ["1 ordered again."]
    again = Job.objects.filter(project=project, key=failing.key, state="queued").get()
    assert again.epoch == failing.epoch + 1
    assert act(operator, "retry", failing) == ["0 ordered again."]


def test_who_may_only_look_at_jobs_has_no_acts(client):
    looker = User.objects.create_user("looker@example.org", is_staff=True)
    looker.user_permissions.add(Permission.objects.get(codename="view_job"))
    client.force_login(looker)
    job = Job.objects.get()
    assert client.get(address(Job, "changelist")).status_code == 200
    client.post(address(Job, "changelist"), {"action": "cancel", "_selected_action": [job.pk]})
    job.refresh_from_db()
    assert job.cancel_requested is False


def test_a_job_shows_its_history(operator):
    page = operator.get(address(Job, "change", Job.objects.get().pk)).content.decode()
    assert "job.done" in page and "history" in page.lower()


def test_of_a_film_only_the_budget_is_changed_and_it_is_on_record(operator):
    project = Project.objects.get()
    form = {"budget_microusd": 25_000_000, "title": "Another", "epoch": 9, "rate": "25/1"}
    assert operator.post(address(Project, "change", project.pk), form).status_code == 302
    after = Project.objects.get()
    assert (after.budget_microusd, after.title, after.epoch, after.rate) == (
        25_000_000,
        project.title,
        0,
        "24/1",
    )
    event = Event.objects.filter(kind="project.budget").get()
    assert event.data == {"before_microusd": 0, "now_microusd": 25_000_000}
    assert operator.post(address(Project, "change", project.pk), {"budget_microusd": -1}).status_code == 200
    operator.post(address(Project, "change", project.pk), form)
    assert Event.objects.filter(kind="project.budget").count() == 1


def test_who_stopped_spending_is_on_record(operator):
    operator.post(address(SpendingSwitch, "change", 1), {"stop_all_spending": "on", "reason": "bill"})
    switch = SpendingSwitch.objects.get()
    assert (switch.stop_all_spending, switch.reason, switch.changed_by) == (True, "bill", operator.user)


def test_strangers_see_nothing(client):
    assert client.get(address(Lane, "changelist")).status_code == 302
