"""The script edited before and after it was spoken: what is made again, what stays to the byte, and undo."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from accounts.models import Team
from tests.makers import make_take
from tests.services import lab
from tests.views.room import WRITTEN, order_film, run_lab
from trailers.domain.errors import UserError
from trailers.domain.script import Script as ScriptValue
from trailers.domain.script_edit import Row, added, dropped, moved, rows_of
from trailers.engines.registry import ENGINES
from trailers.models import Artifact, Cut, Event, Job, Project, Render, Scene, Script, Take
from trailers.services.gates import close_gate, open_gate
from trailers.services.scenes import scene_number
from trailers.services.script import edit_script, renew, restore_script, speak_again, stale_slots
from trailers.services.snapshot import film_facts, plan_project

pytestmark = pytest.mark.django_db

LINE, TITLE = 1, 4
"""Places in the script of the laboratory: opening, two lines, black, title, end."""


@pytest.fixture()
def film() -> Project:
    return run_lab(order_film(Team.objects.create(name="Local", slug="local")))


def rows(project: Project) -> tuple[Row, ...]:
    project.refresh_from_db()
    assert project.script is not None
    return rows_of(ScriptValue.from_json(project.script.content))


def with_row(project: Project, index: int, **changes: Any) -> tuple[Row, ...]:
    return tuple(replace(row, **changes) if n == index else row for n, row in enumerate(rows(project)))


def save(project: Project, wanted: tuple[Row, ...]) -> Counter[str]:
    """Edit, run, and say which kinds of job that took."""
    project.refresh_from_db()
    assert project.script is not None
    edit_script(project=project, base=project.script.number, rows=wanted)
    return run(project)


def run(project: Project) -> Counter[str]:
    done = Counter(job.kind for job in lab.run(project, WRITTEN))
    project.refresh_from_db()
    return done


def shown(project: Project) -> list[tuple[str, str | None]]:
    assert project.current_cut is not None
    return [(entry["scene_id"], entry["take_id"]) for entry in project.current_cut.content["entries"]]


def is_whole(project: Project) -> bool:
    """The film of the current cut is measured, and nothing is left to do."""
    states = {step.state for step in plan_project(project)[1].steps.values()}
    finished = Render.objects.filter(cut=project.current_cut).exclude(receipt={}).exists()
    return finished and states <= {"done", "stale"}


def test_before_anything_is_spoken_an_edit_makes_a_version_and_nothing_else() -> None:
    project = order_film(Team.objects.create(name="Local", slug="local"))
    close_gate(project=project, gate="script")
    run_lab(project)
    jobs = Job.objects.count()
    assert save(project, with_row(project, LINE, text="The sea keeps nothing.")) == {}
    assert project.script is not None
    assert (project.script.number, project.script.origin, Job.objects.count()) == (2, "edited", jobs)
    open_gate(project=project, gate="script")
    assert run(project)["voice"] == 2
    said = [job.input["params"]["text"] for job in Job.objects.filter(kind="voice")]
    assert "The sea keeps nothing." in said and "The sea keeps what it takes." not in said


def test_one_line_said_otherwise_is_spoken_once_and_every_take_stays(film: Project) -> None:
    before, takes = shown(film), Take.objects.count()
    segments = set(Artifact.objects.filter(kind="segment").values_list("key", flat=True))
    done = save(film, with_row(film, LINE, text="The sea keeps what it took."))
    assert done["voice"] == 1
    assert {"image", "clip", "card", "script_pass"} & set(done) == set()
    assert (shown(film), Take.objects.count()) == (before, takes)
    fresh = set(Artifact.objects.filter(kind="segment").values_list("key", flat=True)) - segments
    assert fresh == set(), "the same length on the frame grid: every segment stays, to the byte"
    assert is_whole(film)


def test_a_longer_line_moves_what_follows_and_makes_only_its_own_scene_anew(film: Project) -> None:
    before = shown(film)
    done = save(film, with_row(film, LINE, text="The sea keeps what it takes and it gives nothing back."))
    assert (done["voice"], done["clip"], done["image"], done["card"]) == (1, 1, 0, 0)
    assert film.current_cut is not None
    changed = [n for n, (a, b) in enumerate(zip(before, shown(film), strict=True), start=1) if a != b]
    assert changed == [2], "the clip of scene 2 was too short, so it was moved again from the same picture"
    clip = Take.objects.get(pk=shown(film)[1][1])
    assert (clip.kind, clip.number, clip.parent.number if clip.parent else 0) == ("clip", 2, 1)
    assert is_whole(film)


def test_a_clip_that_grew_too_short_and_costs_money_is_not_bought_again(
    film: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its picture stands in, so the film is whole; a new clip waits for somebody to order it."""
    free = ENGINES["video", "embedded"]
    monkeypatch.setitem(ENGINES, ("video", "embedded"), replace(free, price_microusd=500_000))
    done = save(film, with_row(film, LINE, text="The sea keeps what it takes and it gives nothing back."))
    assert (done["voice"], done["clip"]) == (1, 0)
    assert Take.objects.get(pk=shown(film)[1][1]).kind == "image"
    assert is_whole(film)


def test_an_uploaded_clip_that_grew_too_short_gives_way_to_the_scenes_picture(film: Project) -> None:
    assert film.current_cut is not None
    scene = scene_number(film, 2)
    facts = film_facts(film)
    own = Artifact.objects.create(
        team=film.team, key="upload:clip:1", kind="clip", sha256="c1" * 32, size=1, storage_name="x"
    )
    take = make_take(
        scene, kind="clip", number=9, origin="uploaded", artifact=own, frames=75, rate="24/1", key=own.key
    )
    from trailers.services.edits import choose_take

    choose_take(project=film, scene=scene, take=take)
    run(film)
    assert shown(film)[1][1] == str(take.pk)
    save(film, with_row(film, LINE, text="The sea keeps what it takes and it gives nothing back ever again."))
    picture = Take.objects.get(pk=shown(film)[1][1])
    assert picture.kind == "clip" and picture.parent is not None and picture.scene_id == scene.pk
    assert is_whole(film)
    assert facts.rate is not None


def test_a_new_line_gets_voice_and_picture_and_leaves_the_rest(film: Project) -> None:
    before = dict(shown(film))
    fresh = tuple(
        replace(r, text="Nobody answers.") if not r.id else r for r in added(rows(film), LINE, "line")
    )
    done = save(film, fresh)
    assert (done["voice"], done["image"], done["clip"]) == (1, 1, 1)
    after = dict(shown(film))
    assert len(after) == len(before) + 1
    assert {key: take for key, take in after.items() if key in before} == before
    assert is_whole(film)


def test_a_dropped_line_takes_its_scenes_out_and_comes_back_by_undo_for_nothing(film: Project) -> None:
    before = shown(film)
    done = save(film, dropped(rows(film), LINE))
    assert {"voice", "image", "clip"} & set(done) == set()
    assert len(shown(film)) == 6
    assert Scene.objects.filter(project=film).exclude(retired_at=None).count() == 1
    restore_script(project=film, number=1)
    done = run(film)
    assert {"voice", "image", "clip", "segment", "soundtrack", "assemble"} & set(done) == set()
    assert shown(film) == before
    assert is_whole(film)


def test_lines_in_another_order_keep_voice_and_takes(film: Project) -> None:
    before = dict(shown(film))
    done = save(film, moved(rows(film), 2, -1))
    assert {"voice", "image", "clip", "card"} & set(done) == set()
    assert dict(shown(film)) == before and is_whole(film)


def test_a_card_with_other_words_is_lettered_anew_and_undo_shows_the_old_one(film: Project) -> None:
    before = shown(film)
    done = save(film, with_row(film, TITLE, text="LOW WATER"))
    assert (done["card"], done["clip"], done["voice"], done["segment"]) == (1, 1, 0, 1)
    changed = [n for n, (a, b) in enumerate(zip(before, shown(film), strict=True), start=1) if a != b]
    assert len(changed) == 1
    restore_script(project=film, number=1)
    assert {"card", "clip", "segment"} & set(run(film)) == set()
    assert shown(film) == before


def test_undo_and_redo_of_words_pay_for_no_voice_twice(film: Project) -> None:
    save(film, with_row(film, LINE, text="The sea keeps nothing at all."))
    for number in (1, 2, 1):
        restore_script(project=film, number=number)
        assert run(film)["voice"] == 0
    assert film.script is not None and film.script.number == 1
    slots = [slot for slot in film.slots if slot.startswith("voice:")]
    assert len(slots) == 2
    assert Script.objects.filter(project=film).count() == 2


def test_the_same_edit_twice_is_one_version_and_an_old_page_is_refused(film: Project) -> None:
    wanted = with_row(film, LINE, text="The sea keeps nothing at all.")
    first = edit_script(project=film, base=1, rows=wanted)
    assert edit_script(project=film, base=2, rows=wanted) == first
    with pytest.raises(UserError) as refused:
        edit_script(project=film, base=1, rows=wanted)
    assert refused.value.code == "edit.outdated"
    assert "Somebody made version 2 the script just now." in str(refused.value)
    assert Script.objects.filter(project=film).count() == 2


def test_what_cannot_be_a_script_changes_nothing(film: Project) -> None:
    events = Event.objects.count()
    with pytest.raises(UserError) as refused:
        edit_script(project=film, base=1, rows=with_row(film, LINE, text="x" * 401))
    assert refused.value.code == "edit.line_long"
    with pytest.raises(UserError):
        restore_script(project=film, number=7)
    assert (Script.objects.count(), Event.objects.count()) == (1, events)


def test_another_reading_of_a_line_and_back(film: Project) -> None:
    line = rows(film)[LINE].id
    assert speak_again(project=film, item_id=line) == 2
    done = run(film)
    assert (done["voice"], done["image"], done["clip"]) == (1, 0, 0)
    film.refresh_from_db()
    assert speak_again(project=film, item_id=line, reading=1) == 1
    assert run(film)["voice"] == 0, "the first reading is still there"
    with pytest.raises(UserError):
        speak_again(project=film, item_id=rows(film)[TITLE].id)


def test_a_score_for_another_length_is_fitted_and_composed_anew_only_when_asked(film: Project) -> None:
    score = film.slots["score"]
    done = save(film, with_row(film, LINE, text="The sea keeps what it takes and it gives nothing back."))
    assert done["score"] == 0 and film.slots["score"] == score
    assert stale_slots(film) == {"score": 0}
    renew(project=film, slot="score")
    assert run(film)["score"] == 1
    film.refresh_from_db()
    assert film.slots["score"] != score and is_whole(film)
    with pytest.raises(UserError) as refused:
        renew(project=film, slot="score")
    assert refused.value.code == "edit.nothing_stale"


def test_an_edit_while_the_film_is_made_never_mixes_old_and_new() -> None:
    project = order_film(Team.objects.create(name="Local", slug="local"))
    lab.run(project, WRITTEN, limit=6)
    project.refresh_from_db()
    assert project.script is not None, "the script stands, the voices are being made"
    save(project, with_row(project, LINE, text="Entirely other words are said here now."))
    assert project.soundtrack is not None
    said = [word["text"] for word in project.soundtrack.content["words"]]
    assert said[:7] == ["Entirely", "other", "words", "are", "said", "here", "now."]
    assert is_whole(project)
    assert Cut.objects.filter(project=project).count() > 0
