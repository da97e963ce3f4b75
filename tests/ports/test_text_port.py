"""The promises of the script writer's port, kept by every engine behind it: rules, a model, a server of one's own."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from tests.engines.synopses import document
from tests.ports.hosted import lands
from tests.vendors import pictures
from tests.vendors.server import Server
from trailers.domain.errors import FatalError, UserError
from trailers.domain.scenes import validate_script
from trailers.domain.script import Script, Style, Visual
from trailers.domain.shot_prompts import ShotPrompt, problems_of
from trailers.domain.vocabulary import GENRES, SETTINGS, SHOT_SIZES
from trailers.engines.ports import PassAnswer, PassRequest, script_of
from trailers.engines.registry import ENGINES, engine_info, text_model

NAMES = [name for port, name in ENGINES if port == "text"]
PASSES = ("patterns", "scenes", "blocks", "voiceover")
BRIEF = {"title": "", "language": "en", "target_ms": 60_000, "max_scene_ms": 8_000}

SHOT = {
    "visual": asdict(Visual("Mara on the quay", place="the harbour", action="stand", characters=("Mara",))),
    "characters": [{"name": "Mara", "description": "grey plait"}],
    "style": {**asdict(Style("thriller")), "tone": ["tense"]},
    "move": "push_in",
    "seconds": 4,
}


def written(name: str, **brief: Any) -> dict[str, PassAnswer]:
    """All four passes, each given the JSON of those before it, as the worker does."""
    answers: dict[str, PassAnswer] = {}
    for step in PASSES:
        earlier = {known: json.loads(json.dumps(answer.result)) for known, answer in answers.items()}
        answers[step] = text_model(name).run_pass(
            PassRequest(step, document("mercy"), {**BRIEF, **brief}, earlier)
        )
    return answers


def test_every_writer_is_here() -> None:
    assert NAMES == ["embedded", "openai", "local"]


@pytest.mark.parametrize("name", NAMES, scope="class")
class TestAWriter:
    @pytest.fixture(scope="class")
    def answers(self, name: str, vendors: Server) -> dict[str, PassAnswer]:
        return written(name)

    def test_writes_a_script_that_passes_every_check(self, answers: dict[str, PassAnswer], name: str) -> None:
        script = script_of(answers["voiceover"])
        assert validate_script(script).problems == ()
        assert script == Script.from_json(json.loads(json.dumps(answers["voiceover"].result)))
        assert script.title and script.style.genre in GENRES

    def test_begins_with_a_picture_and_ends_on_black_title_and_end(
        self, answers: dict[str, PassAnswer], name: str
    ) -> None:
        items = script_of(answers["voiceover"]).items
        assert (items[0].kind, items[0].role, len(items[0].visuals)) == ("silence", "opening", 1)
        assert [(item.kind, item.role) for item in items[-3:]] == [
            ("silence", "black"), ("card", "title"), ("card", "end"),
        ]  # fmt: skip

    def test_speaks_of_pictures_in_fixed_terms(self, answers: dict[str, PassAnswer], name: str) -> None:
        seen = [visual for item in script_of(answers["voiceover"]).items for visual in item.visuals]
        assert seen and {visual.shot_size for visual in seen} <= set(SHOT_SIZES)
        assert {visual.setting for visual in seen} <= {*SETTINGS, ""}

    def test_costs_no_more_than_is_set_aside(self, answers: dict[str, PassAnswer], name: str) -> None:
        for answer in answers.values():
            assert 0 <= answer.usage.cost_microusd <= engine_info("text", name).price_microusd

    def test_has_no_other_pass(self, name: str, vendors: Server) -> None:
        with pytest.raises(FatalError) as found:
            text_model(name).run_pass(PassRequest("finale", "A story.", BRIEF, {}))
        assert lands(found.value) == ("FatalError", "script.unknown_pass")

    def test_has_nothing_to_say_for_a_given_script_without_a_line(self, name: str, vendors: Server) -> None:
        with pytest.raises(UserError) as found:
            text_model(name).run_pass(
                PassRequest("voiceover", document("mercy"), {**BRIEF, "verbatim": ["[ONE]", " "]}, {})
            )
        assert lands(found.value) == ("UserError", "script.nothing_spoken")


@pytest.mark.parametrize("name", NAMES)
def test_only_a_writer_that_sees_pictures_is_shown_one(name: str, vendors: Server, tmp_path: Path) -> None:
    still = tmp_path / "still.png"
    still.write_bytes(pictures.still(320, 180))
    request = PassRequest("shot_prompt", "", SHOT, {}, picture=still)
    info = engine_info("text", name)
    if not info.sees_pictures:
        with pytest.raises(FatalError) as found:
            text_model(name).run_pass(request)
        assert lands(found.value) == ("FatalError", "script.unknown_pass")
        return
    answer = text_model(name).run_pass(request)
    parts = {part: text for part, text in answer.result.items() if part != "prompt"}
    assert problems_of(ShotPrompt(**parts)) == []
    assert answer.result["prompt"] == ShotPrompt(**parts).words
    assert 0 < answer.usage.cost_microusd <= info.price_microusd


@pytest.mark.parametrize("first", NAMES)
@pytest.mark.parametrize("last", NAMES)
def test_one_writer_can_go_on_where_another_began(first: str, last: str, vendors: Server) -> None:
    earlier = {step: answer.result for step, answer in written(first).items() if step != "voiceover"}
    answer = text_model(last).run_pass(PassRequest("voiceover", document("mercy"), BRIEF, earlier))
    assert validate_script(script_of(answer)).problems == ()
