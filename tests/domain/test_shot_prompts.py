"""Which clips have their prompt written by somebody who looks at the still, what it is made from, and what it costs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from trailers.domain.clock import Rate
from trailers.domain.film import FilmFacts, FilmSettings, SceneFact, TakeFact
from trailers.domain.film_kinds import declare
from trailers.domain.first_cut import first_cut, with_take
from trailers.domain.graph import ArtifactFact, JobFact, Plan, World
from trailers.domain.scenes import plan_scenes
from trailers.domain.script import Character, Item, Script, Style, Visual, with_identities
from trailers.domain.shot_prompts import MOST_CHARS, ShotPrompt, held_by, price_of, problems_of
from trailers.domain.soundtrack import lay

SEEN = Visual("Mara on the quay", shot_size="wide", characters=("Mara",))
SCRIPT = Script(
    "Ebb",
    with_identities(
        (
            Item("", "silence", role="opening", duration_ms=2_500, visuals=(SEEN,)),
            Item("", "card", text="EBB", role="title", duration_ms=3_000),
        )
    ),
    characters=(Character("Mara", "grey plait"), Character("Tom", "a boy")),
    style=Style("thriller", ("tense",)),
)
LAID = lay(SCRIPT.items, {}, Rate(24))
SCENES = plan_scenes(SCRIPT, LAID)
SHOT, CARD = SCENES
BOUGHT = {"text": "openai", "voice": "embedded", "music": "embedded", "image": "ark", "video": "ark"}
SHOT_NODE, CLIP_NODE = f"shot_prompt:{SHOT.id}:1", f"clip:{SHOT.id}:1"


def image(scene: Any, **params: Any) -> TakeFact:
    name = f"image-{scene.kind}"
    return TakeFact(name, scene.id, "image", 1, name, "generated", "ark", params, sha256=f"sha-{name}")


def facts(*more: TakeFact, still: TakeFact | None = None, **fields: Any) -> FilmFacts:
    """A shot and a title, both drawn and on show."""
    takes = {take.id: take for take in (still or image(SHOT), image(CARD), *more)}
    cut = first_cut(SCENES, "sound", dissolves=False, look="colour")
    for take in list(takes.values())[:2]:
        cut = with_take(cut, take.scene_key, take.id)
    values: dict[str, Any] = {
        "title": "Ebb", "rate": Rate(24), "width": 320, "height": 180, "look": "colour", "brief": {},
        "settings": FilmSettings(), "engines": BOUGHT, "prices": {"text": 22_500, "video": 90_000},
        "lanes": {"text": "text", "voice": "media", "music": "media", "image": "image", "video": "video"},
        "source_key": "s", "source_suffix": ".txt", "script": SCRIPT, "soundtrack": LAID, "cut": cut,
        "scenes": tuple(SceneFact(s.id, s.number, s.kind, s.item_id, s.visual) for s in SCENES),
        "takes": takes, "text_sees": True,
    }  # fmt: skip
    return FilmFacts(**{**values, **fields})


def plan(
    film: FilmFacts, *made: ArtifactFact, jobs: dict[str, JobFact] | None = None, gate: bool = True
) -> Plan:
    drawn = [ArtifactFact(take.key, take.sha256) for take in film.takes.values() if take.sha256]
    known = {fact.key: fact for fact in (*drawn, *made)}
    return declare(film, World(known, jobs or {}, frozenset({"stills"} if gate else ())))


def key_of(found: Plan, node: str) -> str:
    key = found.steps[node].key
    assert key is not None
    return key


def prompts(found: Plan) -> list[str]:
    return [step.node for step in found.steps.values() if step.kind == "shot_prompt"]


def test_the_picture_is_looked_at_before_it_is_moved() -> None:
    found = plan(facts())
    written, clip = found.steps[SHOT_NODE], found.steps[CLIP_NODE]
    assert prompts(found) == [SHOT_NODE], "a title is moved here, as ever"
    assert (written.state, written.lane, written.gate, written.price_microusd) == (
        "ready", "text", "stills", 22_500,
    )  # fmt: skip
    assert (written.files, clip.state, clip.key) == ({"image": "image-shot"}, "waiting", None)
    brief = written.params["brief"]
    assert (written.params["engine"], brief["visual"]["description"]) == ("openai", "Mara on the quay")
    assert (brief["move"], brief["seconds"]) == (clip.order.move if clip.order else "", 3)
    assert [person["name"] for person in brief["characters"]] == ["Mara"]
    assert brief["style"]["tone"] == ["tense"]


def test_the_clip_is_made_from_what_was_answered() -> None:
    film = facts()
    key = key_of(plan(film), SHOT_NODE)
    first, same, other = (plan(film, ArtifactFact(key, sha)) for sha in ("a", "a", "b"))
    assert first.steps[CLIP_NODE].state == "ready"
    assert first.steps[CLIP_NODE].files == {"image": "image-shot", "shot_prompt": key}
    assert first.steps[CLIP_NODE].params["prompt"] == "", "the planned words are no part of it"
    assert key_of(first, CLIP_NODE) == key_of(same, CLIP_NODE) != key_of(other, CLIP_NODE)


def test_own_words_for_the_picture_are_what_it_was_meant_to_show() -> None:
    own = image(SHOT, own_prompt=True, prompt="Mara from behind")
    assert (
        plan(facts(still=own)).steps[SHOT_NODE].params["brief"]["visual"]["description"] == "Mara from behind"
    )
    assert key_of(plan(facts(still=own)), SHOT_NODE) != key_of(plan(facts()), SHOT_NODE)


def clip_take() -> TakeFact:
    return TakeFact(
        "clip", SHOT.id, "clip", 1, "clip", "generated", "ark", {"frames": 68}, sha256="c", frames=68,
        parent_id="image-shot",
    )  # fmt: skip


PLAIN = {
    "a free text engine": {"engines": {**BOUGHT, "text": "embedded"}, "text_sees": False},
    "a writer that sees nothing": {"engines": {**BOUGHT, "text": "local"}, "text_sees": False},
    "clips made here": {"engines": {**BOUGHT, "video": "embedded"}},
}


@pytest.mark.parametrize("name", PLAIN)
def test_elsewhere_every_key_stays_what_it_was(name: str) -> None:
    found = plan(facts(**PLAIN[name]))
    assert prompts(found) == []
    clip = found.steps[CLIP_NODE]
    assert (clip.state, clip.files) == ("ready", {"image": "image-shot"})
    assert clip.params["prompt"].startswith("Mara on the quay. The camera ")


def test_a_finished_scene_keeps_every_key() -> None:
    film = facts(clip_take())
    before, after = plan(replace(film, text_sees=False)), plan(film)
    assert {n: s.key for n, s in before.steps.items()} == {n: s.key for n, s in after.steps.items()}
    assert after.steps[CLIP_NODE].key == "clip"


@pytest.mark.parametrize("job", ["queued", "uncertain", "failed", None])
def test_what_was_made_or_ordered_by_the_planned_words_is_not_bought_again(job: str | None) -> None:
    plain = key_of(plan(facts(text_sees=False)), CLIP_NODE)
    made = [ArtifactFact(plain, "sha-clip")] if job is None else []
    found = plan(facts(), *made, jobs={plain: JobFact(job)} if job else {})
    assert prompts(found) == []
    assert found.steps[CLIP_NODE].key == plain


def test_a_closed_gate_holds_the_prompt_and_the_clip_behind_it() -> None:
    found = plan(facts(), gate=False)
    card = f"clip:{CARD.id}:1"
    assert {node: found.steps[node].state for node in (SHOT_NODE, CLIP_NODE, card)} == {
        SHOT_NODE: "held", CLIP_NODE: "waiting", card: "held",
    }  # fmt: skip
    held = held_by(found, "stills")
    assert {step.node for step in held} == {SHOT_NODE, CLIP_NODE, card}
    assert sum(step.price_microusd for step in held) == 22_500 + 90_000
    assert {step.kind for step in held_by(plan(facts()), "stills")} == set()
    assert "assemble" in {step.kind for step in found.steps.values()}, "the film of its stills can be watched"


@pytest.mark.parametrize("state", ["failed", "cancelled"])
def test_a_prompt_that_failed_holds_up_nothing_but_its_clip(state: str) -> None:
    key = key_of(plan(facts()), SHOT_NODE)
    card = key_of(plan(facts()), f"clip:{CARD.id}:1")
    found = plan(facts(), ArtifactFact(card, "card"), jobs={key: JobFact(state)})
    assert (found.steps[SHOT_NODE].state, found.steps[CLIP_NODE].state) == ("failed", "waiting")
    segments = [step for step in found.steps.values() if step.kind == "segment"]
    assert any(step.state == "ready" for step in segments)
    under_way = plan(facts(), jobs={key: JobFact("running")})
    shown = {
        step.params["segment"]["a"]["scene_id"] for step in under_way.steps.values() if step.kind == "segment"
    }
    assert SHOT.id not in shown, "a still is not rendered while its clip is to come"


def test_its_price_is_told_where_one_is_due() -> None:
    film = facts()
    shot, card = film.scenes
    assert [price_of(film, scene) for scene in (shot, card)] == [22_500, 0]
    assert price_of(facts(clip_take()), shot) == 0
    assert price_of(replace(film, text_sees=False), shot) == 0
    assert price_of(replace(film, kind="music_video"), shot) == 0


def test_a_prompt_is_its_parts_in_order_as_sentences() -> None:
    shot = ShotPrompt("A woman  on a quay", "Her coat lifts!", "The camera holds still.")
    assert shot.words == "A woman on a quay. Her coat lifts! The camera holds still."
    assert shot.to_json() == {
        "subject": "A woman  on a quay", "motion": "Her coat lifts!", "camera": "The camera holds still.",
        "light": "", "prompt": shot.words,
    }  # fmt: skip
    assert problems_of(shot) == []


def test_a_prompt_without_motion_or_end_is_sent_back() -> None:
    assert problems_of(ShotPrompt("A quay.", " ", "")) == [
        "The motion says nothing.",
        "The camera says nothing.",
    ]
    fits = ShotPrompt("a" * (MOST_CHARS - 6), "b", "c")
    assert len(fits.words) == MOST_CHARS + 1
    assert problems_of(replace(fits, subject=fits.subject[1:])) == []
    assert problems_of(fits) == ["All parts together have 901 characters; 900 are the most."]
