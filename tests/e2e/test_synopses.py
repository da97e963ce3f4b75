"""Five synopses of different genres and shapes, and a second draft of one: each a whole film that is in sync."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.studio import ROOT, Said, Studio, check_folder, load
from tests.e2e.watch import Film, alike_neighbours, blank_frames

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

SYNOPSES = sorted((ROOT / "tests" / "synopses").iterdir())
KEPT = 0.8
"""Share of a draft's lines whose voices must not be made again when one paragraph of it changes."""


def made(studio: Studio, synopsis: Path) -> Said:
    said = studio.film(synopsis, timeout_s=1_500)
    assert said.code == 0, said.complaint[-2_000:]
    return said


def test_there_are_five() -> None:
    assert len(SYNOPSES) == 5


@pytest.mark.parametrize("synopsis", SYNOPSES, ids=lambda path: path.stem)
def test_a_synopsis_becomes_a_whole_film_in_sync(synopsis: Path, tmp_path: Path) -> None:
    studio = Studio(tmp_path)
    made(studio, synopsis)
    check_folder(studio.out)
    timeline = load(studio.out / "timeline.json")
    film = Film(studio.out / "film.mp4")
    assert len(film.frames) == timeline["frames"] and film.is_steady()
    assert blank_frames(film, timeline["scenes"]) == []
    assert alike_neighbours(film, timeline["scenes"]) == []
    lines = [item for item in load(studio.out / "script.json")["items"] if item["kind"] == "line"]
    assert 8 <= len(lines) <= 20
    assert 45 * 24 <= timeline["frames"] <= 90 * 24


def test_one_paragraph_changed_keeps_most_lines(tmp_path: Path) -> None:
    """A voice costs time, or money with another engine: a second draft speaks only what is new in it."""
    studio = Studio(tmp_path)
    draft = (ROOT / "tests" / "synopses" / "mercy.txt").read_text(encoding="utf-8")
    first = made(studio, studio.write("draft.txt", draft))
    before = voices(studio, first.project)
    old = "Crane doubles the price, and doubles it again."
    assert draft.count(old) == 1
    second = made(
        studio, studio.write("draft2.txt", draft.replace(old, "Crane locks the well and burns the buckets."))
    )
    assert second.project != first.project, "another document is another film"
    after = voices(studio, second.project)
    assert len(before & after) >= KEPT * len(before)
    assert set(studio.made().values()) == {1}
    check_folder(studio.out)


def voices(studio: Studio, project: str) -> set[str]:
    """Keys of the voices that a film's soundtrack was laid from."""
    ((slots,),) = studio.rows("SELECT slots FROM trailers_project WHERE id = ?", project.replace("-", ""))
    return {key for slot, key in json.loads(slots).items() if slot.startswith("voice:")}
