"""Idempotency keys: done once, answered the same, safe against two at once and against a kill."""

from __future__ import annotations

import threading
from datetime import timedelta
from io import BytesIO
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from accounts.models import Team, User
from accounts.tokens import issue
from tests.makers import make_team, make_user
from tests.views.room import order_film, run_lab
from trailers.models import Event, IdempotencyKey, Project, Source, Take
from trailers.services.once import Answer, begin, clear_keys, keep, release


@pytest.fixture
def mara(db: None) -> User:
    return make_user("mara@example.org")


@pytest.fixture
def team(mara: User) -> Team:
    return make_team("Harbour", owner=mara)


@pytest.fixture
def film(team: Team) -> Project:
    return order_film(team)


@pytest.fixture
def finished(film: Project) -> Project:
    return run_lab(film)


@pytest.fixture
def token(mara: User, team: Team) -> str:
    return issue(team=team, user=mara, name="t", scopes=["read", "write"])[1]


def post(token: str, path: str, body: Any = None, key: str = "k1", client: Client | None = None) -> Any:
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
    return (client or Client()).post(
        f"/api/v1/{path}", body or {}, content_type="application/json", headers=headers
    )


def takes(film: Project) -> int:
    return Take.objects.filter(scene__project=film, kind="image").count()


def test_the_same_request_is_carried_out_once(finished: Project, token: str) -> None:
    before = takes(finished)
    first = post(token, f"projects/{finished.pk}/scenes/3/regenerate", {"prompt": "A lantern"})
    again = post(token, f"projects/{finished.pk}/scenes/3/regenerate", {"prompt": "A lantern"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert (first.get("Idempotent-Replay"), again["Idempotent-Replay"]) == (None, "true")
    assert takes(finished) == before + 1


def test_without_a_key_it_is_carried_out_again(film: Project, token: str) -> None:
    for wanted in (201, 201):
        headers = {"Authorization": f"Bearer {token}"}
        assert Client().post(f"/api/v1/projects/{film.pk}/duplicate", headers=headers).status_code == wanted
    assert Project.objects.count() == 3


def test_another_body_under_the_same_key_is_refused(finished: Project, token: str) -> None:
    path = f"projects/{finished.pk}/scenes/3/regenerate"
    assert post(token, path, {"prompt": "A lantern"}).status_code == 201
    answer = post(token, path, {"prompt": "A boat"})
    assert (answer.status_code, answer.json()["code"]) == (422, "api.key_reused")


def test_another_person_does_not_get_the_answer(film: Project, token: str, team: Team) -> None:
    ines = make_user("ines@example.org")
    team.memberships.create(user=ines, role="editor")
    other = issue(team=team, user=ines, name="t", scopes=["write"])[1]
    path = f"projects/{film.pk}/duplicate"
    assert post(token, path).status_code == 201
    assert post(other, path).json()["code"] == "api.key_reused"


def test_a_key_counts_for_one_route_and_one_team(film: Project, token: str) -> None:
    assert post(token, f"projects/{film.pk}/archive").status_code == 200
    assert post(token, f"projects/{film.pk}/unarchive").status_code == 200
    ines = make_user("ines@example.org")
    other = issue(team=make_team("Else", owner=ines), user=ines, name="t", scopes=["write"])[1]
    upload = {"name": "a.txt", "size": 3}
    ids = {post(who, "uploads", upload).json()["id"] for who in (token, other, token)}
    assert len(ids) == 2


def test_a_refusal_changes_nothing_and_frees_the_key(finished: Project, token: str) -> None:
    path = f"projects/{finished.pk}/scenes/5/regenerate"
    assert post(token, path).json()["code"] == "scene.black"
    assert IdempotencyKey.objects.count() == 0
    assert post(token, "uploads", {"name": "", "size": 3}).status_code == 400
    assert post(token, "uploads", {"name": "a.txt", "size": 3}).status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 201, "tab\there", "naïve"])
def test_a_key_is_short_and_printable(film: Project, token: str, key: str) -> None:
    answer = post(token, f"projects/{film.pk}/archive", key=key)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "Idempotency-Key")


def test_while_it_is_carried_out_it_is_busy(film: Project, token: str, team: Team) -> None:
    inside: list[Any] = []

    def duplicate(**_: Any) -> Project:
        inside.append(post(token, f"projects/{film.pk}/duplicate"))
        return film

    with patch("trailers.api.films.lifecycle.duplicate_project", side_effect=duplicate):
        assert post(token, f"projects/{film.pk}/duplicate").status_code == 201
    assert (inside[0].status_code, inside[0].json()["code"]) == (409, "api.key_busy")
    assert inside[0]["Retry-After"] == "1"


@pytest.mark.django_db(transaction=True)
def test_what_a_kill_interrupts_leaves_nothing_and_is_done_by_the_next(finished: Project, token: str) -> None:
    """The process dies after the work and before the answer is kept: they are one transaction."""
    before = takes(finished), Event.objects.count()
    path = f"projects/{finished.pk}/scenes/3/regenerate"
    with (
        patch(
            "trailers.api.base.keys.keep", side_effect=KeyboardInterrupt
        ),  # no Exception: nothing cleans up
        pytest.raises(KeyboardInterrupt),
    ):
        post(token, path)
    assert (takes(finished), Event.objects.count()) == before
    assert post(token, path).json()["code"] == "api.key_busy", "nobody knows yet that it died"
    IdempotencyKey.objects.update(busy_until=timezone.now())
    assert post(token, path).status_code == 201
    assert post(token, path)["Idempotent-Replay"] == "true"
    assert takes(finished) == before[0] + 1


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_is_carried_out(finished: Project, token: str) -> None:
    before = takes(finished)
    start = threading.Barrier(4)
    answers: list[Any] = []

    def one() -> None:
        start.wait()
        try:
            answers.append(post(token, f"projects/{finished.pk}/scenes/3/regenerate"))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert takes(finished) == before + 1
    done = [answer for answer in answers if answer.status_code == 201]
    refused = [answer for answer in answers if answer.status_code != 201]
    assert len({answer.content for answer in done}) == 1
    assert {answer.json()["code"] for answer in refused} <= {"api.key_busy"}


def test_a_lost_right_keeps_nothing(team: Team) -> None:
    """One that was thought dead comes back after another has taken its place."""
    ask: dict[str, Any] = {"team": team, "key": "k", "route": "/r", "request_sha256": "a" * 64}
    slow = begin(**ask, busy_s=0)
    fast = begin(**ask, busy_s=60)
    assert not isinstance(slow, Answer) and not isinstance(fast, Answer)
    with pytest.raises(Exception, match="Idempotency-Key"):
        keep(holder=slow, status=201, data={"who": "slow"})
    release(holder=slow)
    keep(holder=fast, status=201, data={"who": "fast"})
    release(holder=fast)
    assert begin(**ask, busy_s=60) == Answer(201, {"who": "fast"})


def test_answers_are_forgotten_after_a_day(team: Team) -> None:
    begin(team=team, key="k", route="/r", request_sha256="a" * 64, busy_s=60)
    assert clear_keys() == 0
    IdempotencyKey.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert clear_keys() == 1


@pytest.mark.usefixtures("own_folders")
def test_a_file_counts_by_its_contents(token: str, team: Team) -> None:
    def send(data: bytes) -> Any:
        file = BytesIO(data)
        file.name = "ferry.txt"
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "file"}
        return Client().post("/api/v1/sources", {"file": file}, headers=headers)

    story = (
        b"The Last Ferry\n\nOn an island the ferry has stopped coming, and Mara waits for it every night.\n"
    )
    assert send(story).status_code == 201
    assert send(story)["Idempotent-Replay"] == "true"
    assert send(story + b"She rows.").json()["code"] == "api.key_reused"
    assert Source.objects.count() == 1
