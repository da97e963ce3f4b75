"""The graph of a music video: what waits for what, what is bought, and what a correction makes anew."""

from __future__ import annotations

from typing import Any

from trailers.domain.clock import Rate
from trailers.domain.film import FilmFacts, FilmSettings
from trailers.domain.film_kinds import VERSIONS, declare
from trailers.domain.graph import ArtifactFact, Plan, World
from trailers.domain.song_wishes import SongWishes
from trailers.domain.states import STAGES, stage_view

ENGINES = dict.fromkeys(("text", "voice", "music", "image", "video"), "embedded")


def facts(wishes: SongWishes | None = None, **fields: Any) -> FilmFacts:
    values: dict[str, Any] = {
        "title": "", "rate": Rate(24), "width": 180, "height": 320, "look": "colour",
        "brief": {"concept": "At sea", "title": "", "freedom": "expand", "lyrics": ""},
        "settings": FilmSettings(song=(wishes or SongWishes()).to_json(), dissolves=False),
        "engines": ENGINES, "lanes": {**dict.fromkeys(ENGINES, "media"), "text": "text"},
        "prices": {}, "source_key": "source:a", "source_suffix": ".mp3", "kind": "music_video",
    }  # fmt: skip
    return FilmFacts(**{**values, **fields})


def plan(
    film: FilmFacts, *made: str, gates: tuple[str, ...] = ("script",), slots: dict[str, str] | None = None
) -> Plan:
    """The plan once the artifacts of the nodes in `made` are there, found round by round."""
    artifacts = {"source:a": ArtifactFact("source:a", "sha-a")}
    while True:
        found = declare(film, World(artifacts, {}, frozenset(gates), slots or {}))
        fresh = {
            step.key: ArtifactFact(step.key, f"sha-{step.node}-{step.key[:6]}")
            for step in found.steps.values()
            if step.node in made and step.key and step.key not in artifacts
        }
        if not fresh:
            return found
        artifacts |= fresh


def states(found: Plan) -> dict[str, str]:
    return {step.node: step.state for step in found.steps.values()}


FIRST = ("normalise_song", "analyse_song", "soundtrack", "treatment", "shot_plan", "split")


def test_it_begins_with_the_song_and_nothing_else() -> None:
    assert states(plan(facts())) == {**dict.fromkeys(FIRST, "waiting"), "normalise_song": "ready"}


def test_clock_and_treatment_are_made_side_by_side_and_the_plan_needs_both() -> None:
    found = states(plan(facts(), "normalise_song", "analyse_song"))
    assert (found["soundtrack"], found["treatment"], found["shot_plan"]) == ("ready", "ready", "waiting")
    assert states(plan(facts(), *FIRST[:4]))["shot_plan"] == "ready"
    assert states(plan(facts(), *FIRST[:4], gates=()))["shot_plan"] == "held"


def test_every_step_has_its_stage_and_its_version() -> None:
    steps = [(step.kind, step.state) for step in plan(facts()).steps.values()]
    assert len(stage_view(steps, stages=STAGES["music_video"])) == 8
    assert {kind for kind, _ in steps} <= set(VERSIONS)


def test_a_treatment_of_ones_own_costs_nothing_and_needs_no_writer() -> None:
    bought = facts(prices={"text": 900})
    assert plan(bought).steps["treatment"].price_microusd == 900
    own = facts(prices={"text": 900}, brief={"concept": "At sea", "treatment": {"title": "Mine"}})
    step = plan(own).steps["treatment"]
    assert (step.price_microusd, step.lane, step.slot) == (0, "media", "")


def test_a_correction_makes_the_clock_anew_and_neither_song_nor_treatment() -> None:
    before = plan(facts(), *FIRST)
    slots = {name: str(before.steps[name].key) for name in ("treatment", "shot_plan")}
    edited = facts(SongWishes(edits=({"kind": "halve"},)))
    after = plan(edited, *FIRST, slots=slots)
    same = [node for node in FIRST if before.steps[node].key == after.steps[node].key]
    assert same == ["normalise_song", "analyse_song", "treatment"]
    assert before.steps["soundtrack"].key != after.steps["soundtrack"].key


def test_accents_and_setups_move_no_cue() -> None:
    plain = plan(facts(), *FIRST)
    other = plan(facts(SongWishes(accents=False, most_setups=5)), *FIRST)
    assert plain.steps["soundtrack"].key == other.steps["soundtrack"].key
    assert plain.steps["shot_plan"].key != other.steps["shot_plan"].key


def test_another_part_of_the_song_is_another_clock_on_the_same_hearing() -> None:
    plain, part = plan(facts(), *FIRST), plan(facts(SongWishes(start_ms=4_000, end_ms=30_000)), *FIRST)
    assert plain.steps["analyse_song"].key == part.steps["analyse_song"].key
    assert plain.steps["soundtrack"].key != part.steps["soundtrack"].key
    assert plain.steps["treatment"].key != part.steps["treatment"].key
