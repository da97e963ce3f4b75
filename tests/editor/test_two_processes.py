"""One cut, edited by several processes at the same time: no change is lost, none is made twice, a kill leaves the old.

The processes are real and share the test's database: SQLite's file, or PostgreSQL under `python -m tests.postgres`.
"""

from __future__ import annotations

import json
import os
import random
import signal
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.makers import make_team, make_user
from tests.processes import run_all, start
from tests.views.room import order_film, run_lab
from trailers.models import Cut, CutStep, Event, Job, Project

pytestmark = pytest.mark.django_db(transaction=True)
ACTS = {"edits": "cut.edited", "undo": "cut.undone", "redo": "cut.redone"}
ROUNDS = 7


@pytest.fixture
def film(own_folders: Path) -> Project:
    people = {
        "owner": make_user("ada@example.org", name="Ada"),
        "editor": make_user("bo@example.org", name="Bo"),
    }
    return run_lab(order_film(make_team("Harbour", **people)))


class Desk:
    """One person at the timeline's API, in a process of her own."""

    def __init__(self, film: Project, email: str) -> None:
        self.film, self.client = film, Client()
        self.client.force_login(User.objects.get(email=email))
        self.address = reverse("api_timeline", args=[film.pk])

    def cut(self) -> str:
        return str(Project.objects.values_list("current_cut_id", flat=True).get(pk=self.film.pk))

    def post(self, tail: str, body: dict[str, Any]) -> Any:
        return self.client.post(f"{self.address}/{tail}", body, content_type="application/json")

    def act(self, tail: str, base: str, edit: dict[str, Any] | None) -> tuple[int, dict[str, Any]]:
        answer = self.post(tail, {"base": base, **({"edits": [edit]} if edit else {})})
        return answer.status_code, answer.json()


def focus(scene: str, number: int) -> dict[str, Any]:
    """An edit that no other one of a test is equal to."""
    return {"op": "set_focus", "scene": scene, "focus": [number % 1000, number // 1000]}


def work(film: Project, email: str, scenes: list[str], seed: int, log: Path) -> None:
    """Edits, undoes and redoes of what was just read; whoever is refused looks again and goes on from there."""
    desk, chance, said = Desk(film, email), random.Random(seed), []
    for n in range(ROUNDS):
        tail = chance.choice(["edits", "edits", "edits", "undo", "redo"])
        edit = focus(chance.choice(scenes), 1000 * seed + n) if tail == "edits" else None
        for _ in range(400):
            base = desk.cut()
            status, answer = desk.act(tail, base, edit)
            said.append({
                "act": tail, "edit": edit, "base": base, "status": status, "cut": answer.get("cut"),
                **{name: answer.get(name) for name in ("code", "by", "at", "what", "until")},
            })  # fmt: skip
            if answer.get("code") == "editor.held" and chance.random() < 0.5:
                assert desk.post("lock", {"take": True}).status_code == 200
            if status != 409:
                break
        else:
            raise AssertionError("four hundred refusals in a row")
    log.write_text(json.dumps(said), encoding="utf-8")


def test_two_people_edit_undo_and_redo_at_once_and_nothing_is_lost(film: Project, tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(1, 400)
    print(f"seed {seed}")
    assert film.current_cut is not None
    first = film.current_cut
    scenes = [entry["scene_id"] for entry in first.content["entries"] if entry["take_id"]]
    logs = {name: tmp_path / f"{name}.json" for name in ("Ada", "Bo")}
    run_all(
        [
            (work, film, f"{name.lower()}@example.org", scenes, 2 * seed + n, log)
            for n, (name, log) in enumerate(logs.items())
        ]
    )
    said = {name: json.loads(log.read_text(encoding="utf-8")) for name, log in logs.items()}
    _no_other_answers([answer for answers in said.values() for answer in answers])
    film.refresh_from_db()
    assert film.current_cut is not None
    acts = {name: [a for a in answers if a["status"] == 200] for name, answers in said.items()}
    assert _replayed(film, first, acts) == focuses(film.current_cut), (
        "what the acts come to, one after the other"
    )


def focuses(cut: Cut) -> dict[str, list[int]]:
    return {entry["scene_id"]: entry["focus"] for entry in cut.content["entries"]}


def _no_other_answers(said: list[dict[str, Any]]) -> None:
    codes = Counter((answer["status"], answer["code"]) for answer in said)
    print(dict(codes))
    assert set(codes) <= {
        (200, None), (409, "editor.moved_on"), (409, "editor.held"),
        (422, "edit.nothing_to_undo"), (422, "edit.nothing_to_redo"),
    }  # fmt: skip
    assert codes[200, None] > 0 and codes[409, "editor.held"] > 0, "they did meet"
    for answer in said:
        if answer["code"] == "editor.moved_on":
            assert answer["by"] in ("Ada", "Bo") and answer["at"] and answer["what"]
        if answer["code"] == "editor.held":
            assert answer["by"] in ("Ada", "Bo") and answer["until"]


def _replayed(film: Project, first: Cut, acts: dict[str, list[dict[str, Any]]]) -> dict[str, list[int]]:
    """What the acts on record come to in their order: each was made on the very cut that stood before it."""
    at, points = str(first.pk), focuses(first)
    done: list[tuple[str, dict[str, list[int]]]] = []
    again: list[tuple[str, dict[str, list[int]]]] = []
    for event in Event.objects.filter(project=film, kind__in=ACTS.values()).order_by("seq"):
        act = acts[event.data["by"]].pop(0)
        assert (ACTS[act["act"]], act["base"]) == (event.kind, at), "two acts on one version"
        if event.kind == "cut.edited":
            done, again = [*done, (at, points)], []
            at, points = event.data["cut"], {**points, act["edit"]["scene"]: act["edit"]["focus"]}
            continue
        back, forth = (done, again) if event.kind == "cut.undone" else (again, done)
        forth.append((at, points))
        at, points = back.pop()
        assert at == event.data["cut"], "the very cut, not one like it"
    assert acts == {"Ada": [], "Bo": []}, "one act on record for each that was answered"
    return points


POINTS = {
    "before the cut is there": "trailers.services.adopt.add_cut",
    "when the cut is there": "trailers.services.scene_rows.stand",
    "when it is on record": "editor.services.advanced",
    "while its pieces are ordered": "trailers.services.advance.enqueue",
}


def _edit_and_die(film: Project, point: str, base: str, edit: dict[str, Any]) -> None:
    """In a process of its own: killed when it comes to `point`, as if the machine had gone."""
    module, _, name = point.rpartition(".")

    def die(*args: Any, **kw: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"{module}.{name}", die)
        Desk(film, "ada@example.org").act("edits", base, edit)


def test_an_edit_that_is_killed_leaves_the_old_cut_and_can_be_made_again(film: Project) -> None:
    desk = Desk(film, "bo@example.org")
    assert film.current_cut is not None
    scene = film.current_cut.content["entries"][1]["scene_id"]
    base, edit = desk.cut(), focus(scene, 7)

    def stand() -> tuple[Any, ...]:
        now = Project.objects.get(pk=film.pk)
        rows = (Cut, CutStep, Event, Job)
        return (
            now.current_cut_id,
            now.next_seq,
            *(model.objects.filter(project=film).count() for model in rows),
        )

    before = stand()
    for words, point in POINTS.items():
        process = start(_edit_and_die, film, point, base, edit)
        process.join(60)
        assert process.exitcode == -signal.SIGKILL, words
        assert stand() == before, words
    status, answer = desk.act("edits", base, edit)
    assert (status, answer["undo"]) == (200, {"label": answer["said"]["message"].split(".")[0]})
    (changed,) = [s for s in answer["scenes"] if s["id"] == scene]
    assert changed["focus"] == [7, 0]
