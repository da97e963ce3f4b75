"""Jobs with a team's own key through the real pump: which key each call carried, as the vendor saw it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connections as databases
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.makers import make_job, make_project, make_team, make_user
from tests.queue.test_hosted import CAP, order_clip, order_still, run
from tests.vendors.ark import Ark, envelope
from tests.vendors.asked import Answer, Asked
from tests.vendors.server import DROPPED, Server, refused, serving
from trailers.engines import connections
from trailers.models import EngineKey, Event, Job, Project
from trailers.queue.cancel import cancel_jobs
from trailers.services import completion
from trailers.services.keys import keys_for, remove_key, set_key
from trailers.worker.pump import Pump

pytestmark = pytest.mark.django_db(transaction=True)
OPERATORS, OWN, NEXT = "operators-0000", "own-key-1111-abcd", "own-key-2222-wxyz"


class Open(Ark):
    """Lets every key in and remembers it."""

    def refusal(self, asked: Asked) -> Answer | None:
        return None

    def carried(self, *routes: str) -> list[str]:
        heads = [asked.headers["authorization"] for name in routes for asked in self.asked(name)]
        return [head.removeprefix("Bearer ") for head in heads]


@pytest.fixture(autouse=True)
def _no_film(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(completion, "advance_locked", lambda project: None)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving(Open()) as at_work:
        connections.configure({"ark": OPERATORS}, {"ark": at_work.vendor("ark").url}, allow_loopback=True)
        yield at_work
        connections.configure({})


@pytest.fixture
def owner() -> User:
    return make_user()


@pytest.fixture
def project(owner: User) -> Project:
    return make_project(make_team(cap_microusd=CAP, owner=owner), budget_microusd=CAP)


def test_a_key_that_is_replaced_meanwhile_still_collects_what_it_ordered(
    server: Server, project: Project, owner: User, tmp_path: Path
) -> None:
    vendor = server.vendor("ark")
    set_key(team=project.team, by=owner, vendor="ark", key=OWN)
    vendor.fault("create", DROPPED)  # so that the order is looked up too
    job = order_clip(project, tmp_path)

    def replace(event: Any) -> None:
        if event.kind == "ended" and EngineKey.objects.get(retired_at=None).hint == "abcd":
            set_key(team=project.team, by=owner, vendor="ark", key=NEXT)

    Pump.local(project.pk, on_event=replace).run_until_idle()
    job.refresh_from_db()
    assert (job.state, job.engine_key.hint) == ("done", "abcd")
    assert vendor.carried("create") == [OWN]
    assert set(vendor.carried("list", "get")) == {OWN} and len(vendor.carried("list", "get")) >= 2
    assert run(project, order_still(project)).state == "done"
    assert vendor.carried("images") == [NEXT]


def test_a_job_that_starts_while_its_key_is_replaced_takes_the_new_one(project: Project, owner: User) -> None:
    set_key(team=project.team, by=owner, vendor="ark", key=OWN)
    job = make_job(project, state="running", input={"params": {"engine": "ark"}})

    def start() -> dict[str, str]:
        try:
            return dict(keys_for(job))
        finally:
            databases.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            set_key(team=project.team, by=owner, vendor="ark", key=NEXT)
            asked = pool.submit(start)
            with pytest.raises(
                TimeoutError
            ):  # it waits for the end of the change, and never takes the operator's
                asked.result(timeout=0.5)
        assert asked.result(timeout=15) == {"ark": NEXT}
    assert Job.objects.get(pk=job.pk).engine_key == EngineKey.objects.get(team=project.team, retired_at=None)


def test_an_order_of_the_operators_is_called_off_with_the_operators_key(
    server: Server, project: Project, owner: User, tmp_path: Path
) -> None:
    vendor = server.vendor("ark")
    vendor.polls = 50
    job = order_clip(project, tmp_path)

    def meanwhile(event: Any) -> None:
        if event.kind == "ended" and Job.objects.filter(pk=job.pk, state="waiting").exists():
            set_key(team=project.team, by=owner, vendor="ark", key=OWN)
            vendor.tasks["cgt-1"]["status"] = "queued"
            with transaction.atomic():
                cancel_jobs(project=project)

    Pump.local(project.pk, on_event=meanwhile).run_until_idle()
    job.refresh_from_db()
    assert (job.state, job.engine_key, job.cost_microusd) == ("cancelled", None, 0)
    assert set(vendor.carried("create", "get", "delete")) == {OPERATORS}
    assert len(vendor.carried("delete")) == 1


def test_teams_never_go_out_with_each_others_keys(server: Server, project: Project, owner: User) -> None:
    other = make_project(make_team(cap_microusd=CAP, owner=owner), budget_microusd=CAP)
    set_key(team=project.team, by=owner, vendor="ark", key=OWN)
    set_key(team=other.team, by=owner, vendor="ark", key=NEXT)
    assert {run(film, order_still(film)).state for film in (project, other)} == {"done"}
    assert server.vendor("ark").carried("images") == [OWN, NEXT]
    remove_key(team=project.team, vendor="ark")
    assert not EngineKey.objects.filter(team=project.team).exclude(ciphertext="").exists()
    assert run(project, order_still(project)).state == "done"
    assert server.vendor("ark").carried("images")[2:] == [OPERATORS]


def test_a_vendor_that_repeats_the_key_does_not_bring_it_to_us(
    server: Server, project: Project, owner: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    set_key(team=project.team, by=owner, vendor="ark", key=OWN)
    body = envelope("AuthenticationError", f"the key {OWN} is not known, nor is {OPERATORS}")
    server.vendor("ark").fault("images", refused(401, body))
    job = run(project, order_still(project))
    assert (job.state, job.error_code) == ("failed", "provider.key_refused")
    assert job.error_detail["detail"] == "AuthenticationError: the key *** is not known, nor is ***"
    client = Client()
    client.force_login(owner)
    pages = [client.get(reverse(name, args=[project.pk])) for name in ("project", "project_engines")]
    pages += [client.get(reverse("keys")), client.get("/api/v1/engines")]
    assert [page.status_code for page in pages] == [200] * 4
    rows = [str(list(model.objects.values())) for model in (Job, Event, EngineKey, Project)]
    everything = "".join([*rows, caplog.text, *(page.content.decode() for page in pages)])
    assert OWN not in everything and OPERATORS not in everything
    assert "abcd" in everything, "its end is shown"
