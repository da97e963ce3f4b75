"""What a person brings: a recording that speaks the script, a score, and a new draft of a known synopsis."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from django.core.cache import cache

from accounts.models import Team
from tests.makers import make_artifact, make_source, sha
from tests.services import lab
from tests.views.room import WRITTEN, order_film, run_lab
from trailers.domain.errors import UserError
from trailers.domain.script import Script as ScriptValue
from trailers.domain.script_edit import rows_of
from trailers.models import Job, Project, Render, Take
from trailers.services.drafts import drafts_before, take_draft
from trailers.services.gates import open_gate
from trailers.services.intake import Reading, cache_key
from trailers.services.script import edit_script, narration_doubts
from trailers.services.snapshot import source_key

pytestmark = pytest.mark.django_db
SAID = tuple(item.text for item in WRITTEN.lines)
NARRATION, SCORE = sha("narration"), sha("score")


@pytest.fixture()
def team() -> Team:
    return Team.objects.create(name="Local", slug="local")


def bring(team: Team, **own: Any) -> Project:
    for digest in own.values():
        make_artifact(team, source_key(digest), kind="source", sha256=digest)
    return order_film(team, verbatim=SAID, **own)


def finished(project: Project) -> bool:
    project.refresh_from_db()
    return Render.objects.filter(cut=project.current_cut).exclude(receipt={}).exists()


def ran(project: Project) -> Counter[str]:
    done = Counter(job.kind for job in lab.run(project, WRITTEN))
    project.refresh_from_db()
    return done


def test_a_recording_is_read_aligned_and_cut_and_no_engine_speaks(team: Team) -> None:
    project = bring(team, narration=NARRATION)
    done = ran(project)
    assert (done["import_sound"], done["align"], done["voice_cut"], done["voice"]) == (1, 1, 2, 0)
    assert finished(project)
    assert project.soundtrack is not None
    spans = [span for span in project.soundtrack.content["spans"] if span["kind"] == "line"]
    assert [span["pause_ms"] for span in spans] == [0, 0], "the recording brings its own pauses"


def test_the_alignment_stands_before_the_gate_with_what_seems_to_differ(team: Team) -> None:
    gates = {"script": "stop", "voice": "auto", "stills": "auto", "clips": "auto"}
    project = bring(team, narration=NARRATION)
    Project.objects.filter(pk=project.pk).update(gates=gates)
    done = ran(project)
    assert (done["align"], done["voice_cut"]) == (1, 0)
    ((item, words),) = narration_doubts(project)
    assert item == WRITTEN.lines[-1].id
    assert "was not found in the recording" in str(words)
    open_gate(project=project, gate="script")
    assert ran(project)["voice_cut"] == 2 and finished(project)


def test_a_corrected_line_aligns_the_recording_again_and_makes_no_picture(team: Team) -> None:
    project = bring(team, narration=NARRATION)
    ran(project)
    project.refresh_from_db()
    assert project.script is not None
    rows = rows_of(ScriptValue.from_json(project.script.content))
    rows = tuple(
        replace(row, text="The sea keeps what it takes again.") if n == 1 else row
        for n, row in enumerate(rows)
    )
    edit_script(project=project, base=1, rows=rows)
    done = ran(project)
    assert (done["import_sound"], done["align"], done["image"]) == (0, 1, 0)
    assert finished(project)


def test_a_recording_without_its_words_is_refused(team: Team) -> None:
    with pytest.raises(UserError) as refused:
        order_film(team, narration=NARRATION)
    assert refused.value.code == "narration.no_lines"
    assert not Project.objects.exists()


def test_a_brought_score_replaces_the_composer(team: Team) -> None:
    project = bring(team, score=SCORE)
    done = ran(project)
    assert (done["score"], done["import_sound"], done["mix"]) == (0, 1, 1)
    assert finished(project)
    params = Job.objects.get(kind="import_sound").input["params"]
    assert params == {"role": "score", "channels": 2}


def test_the_same_story_told_again_is_found_and_another_is_not(team: Team) -> None:
    film = order_film(team, title="The Last Ferry")
    text = "A woman rows out at night to ask the sea for her brother back. Nobody believes her."
    told = Reading("", 16, 1, text, ())
    cache.set(cache_key(film.source), told)
    fresh = make_source(team)
    alike = replace(told, opening=text.replace("Nobody", "No one in the harbour"))
    assert [e.project for e in drafts_before(fresh, alike)] == [film]
    assert (
        drafts_before(fresh, replace(told, opening="A detective returns to the city that forgot her.")) == []
    )
    assert drafts_before(film.source, told) == [], "a film is no draft of itself"
    assert drafts_before(fresh, None) == []


def test_a_new_draft_keeps_the_lines_that_stay_with_voice_and_takes(team: Team) -> None:
    film = run_lab(order_film(team))
    takes, voices = Take.objects.count(), {s: k for s, k in film.slots.items() if s.startswith("voice:")}
    fresh = make_source(team)
    make_artifact(team, source_key(fresh.sha256), kind="source", sha256=fresh.sha256)
    take_draft(project=film, source=fresh)
    draft = lab.script(SAID[0], "Nobody else will go with her.")
    done = Counter(job.kind for job in lab.run(film, draft))
    assert (done["script_pass"], done["voice"]) == (4, 0), "it stops at the script, to be read"
    film.refresh_from_db()
    open_gate(project=film, gate="script")
    done = Counter(job.kind for job in lab.run(film, draft))
    assert (done["voice"], done["image"]) == (1, 1), "one line is new"
    film.refresh_from_db()
    kept = f"voice:{WRITTEN.lines[0].id}"
    assert film.slots[kept] == voices[kept]
    assert Take.objects.count() == takes + 2 and finished(film)


def test_a_draft_never_speaks_the_old_words_of_a_line_that_was_edited(team: Team) -> None:
    """Its id is made from its first words; the draft says those words again."""
    film = run_lab(order_film(team))
    assert film.script is not None
    rows = rows_of(ScriptValue.from_json(film.script.content))
    rows = tuple(replace(row, text="Entirely other words.") if n == 1 else row for n, row in enumerate(rows))
    edit_script(project=film, base=1, rows=rows)
    ran(film)
    fresh = make_source(team)
    make_artifact(team, source_key(fresh.sha256), kind="source", sha256=fresh.sha256)
    take_draft(project=film, source=fresh)
    ran(film)
    open_gate(project=film, gate="script")
    ran(film)
    assert film.soundtrack is not None
    said = " ".join(word["text"] for word in film.soundtrack.content["words"])
    assert said.startswith(SAID[0]) and finished(film)
