"""The four passes over the real SDK and real HTTP: strict schemas, one repair, and every fault where it belongs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.ports.hosted import lands, told
from tests.vendors.openai_chat import (
    KEY,
    LINES,
    WORKS,
    Chat,
    answered,
    line,
    loose,
    no,
    script,
    too_many,
)
from tests.vendors.server import CUT, DROPPED, GARBLED, SHORT, UNREACHED, Fault, broken_after
from trailers.domain.errors import CuelockError
from trailers.domain.script import Script
from trailers.domain.script_check import validate_script
from trailers.engines import connections
from trailers.engines.openai_text import LocalText, OpenAIText
from trailers.engines.ports import PassAnswer, PassRequest

BRIEF = {"title": "", "language": "en", "target_ms": 60_000, "max_scene_ms": 8_000}
PATHS = {"openai": "/v1", "local": "/v1"}
CALL = 750 + 900
"""Microdollars of one call: a thousand tokens in, two hundred out."""


@pytest.fixture
def vendor() -> Iterator[Chat]:
    with told(Chat(), keys={"openai": KEY}, paths=PATHS) as server:
        yield server.vendor("openai")


def run(name: str = "voiceover", **brief: Any) -> PassAnswer:
    return OpenAIText().run_pass(PassRequest(name, "Mara rows out at night.", {**BRIEF, **brief}, {}))


def failure(name: str = "voiceover", **brief: Any) -> CuelockError:
    with pytest.raises(CuelockError) as found:
        run(name, **brief)
    return found.value


class TestAPass:
    @pytest.mark.parametrize("name", ["patterns", "scenes", "blocks"])
    def test_gives_what_the_model_said(self, vendor: Chat, name: str) -> None:
        answer = run(name)
        assert answer.result == WORKS[f"{name.title()}Draft"]
        assert answer.usage.units == {"input_tokens": 1000, "output_tokens": 200}
        assert answer.usage.cost_microusd == CALL

    def test_is_asked_for_by_a_strict_schema(self, vendor: Chat) -> None:
        run("patterns")
        (sent,) = vendor.asked("write")
        body = sent.json()
        form = body["response_format"]["json_schema"]
        assert (body["model"], form["name"], form["strict"]) == ("gpt-5.4-mini", "PatternsDraft", True)
        assert "noir" in form["schema"]["properties"]["genre"]["enum"]
        assert body["max_completion_tokens"] == 16_000
        assert [message["role"] for message in body["messages"]] == ["system", "user"]

    def test_of_another_name_is_not_asked_for(self, vendor: Chat) -> None:
        assert lands(failure("finale")) == ("FatalError", "script.unknown_pass")
        assert vendor.calls == []


class TestTheScript:
    def test_passes_the_checks_that_every_script_passes(self, vendor: Chat) -> None:
        written = Script.from_json(run().result)
        assert validate_script(written).problems == ()
        assert [item.text for item in written.lines] == LINES
        assert [(item.kind, item.role) for item in written.items] == [
            ("silence", "opening"), ("line", ""), ("card", "act"), ("line", ""), ("silence", "breath"),
            ("line", ""), ("silence", "black"), ("card", "title"), ("card", "end"),
        ]  # fmt: skip
        assert (written.title, written.style.genre, written.language) == ("The Last Ferry", "thriller", "en")
        assert written.characters[0].description == "forty, grey plait, yellow oilskin"
        assert written.items[1].visuals[0].characters == ("Mara",)
        assert len({item.id for item in written.items}) == 9

    def test_has_the_films_own_title(self, vendor: Chat) -> None:
        written = Script.from_json(run(title="Ebb").result)
        assert (written.title, written.items[-2].text) == ("Ebb", "Ebb")

    def test_says_given_lines_word_for_word_or_is_corrected(self, vendor: Chat) -> None:
        given = ["Nobody leaves.", "[ONE WINTER]", "NOBODY", "Nobody."]
        vendor.says = [json.dumps, lambda _: json.dumps(script("Nobody leaves.", "Nobody."))]
        answer = run(verbatim=given)
        assert [item.text for item in Script.from_json(answer.result).lines] == ["Nobody leaves.", "Nobody."]
        wish = vendor.asked("write")[1].json()["messages"][-1]["content"]
        assert "The lines are not the given ones" in wish

    def test_of_given_lines_without_a_spoken_one_is_not_ordered(self, vendor: Chat) -> None:
        assert failure(verbatim=["[ONE]", "TWO", " "]).code == "script.nothing_spoken"
        assert vendor.calls == []

    def test_is_forgiven_a_wrong_fixed_term(self, vendor: Chat) -> None:
        def odd(work: dict[str, Any]) -> str:
            opening = {**work["opening"], "setting": "The Moon", "shot_size": "Extreme Wide"}
            return json.dumps({**work, "opening": opening})

        vendor.says = [odd]
        seen = Script.from_json(run().result).items[0].visuals[0]
        assert (seen.setting, seen.shot_size) == ("", "extreme_wide")

    def test_may_come_in_a_fence(self, vendor: Chat) -> None:
        vendor.says = [lambda work: f"Here it is:\n```json\n{json.dumps(work)}\n```"]
        assert Script.from_json(run().result).title == "The Last Ferry"
        assert len(vendor.asked("write")) == 1


LONG = [f"{word} " * 40 for word in ("one", "two", "three", "four", "five")]


class TestAnUnusableAnswer:
    @pytest.mark.parametrize(
        ("spoilt", "wish"),
        [
            (lambda work: "I would rather talk.", "Invalid JSON"),
            (lambda work: json.dumps(work)[:-40], "Invalid JSON"),
            (lambda work: json.dumps({**work, "items": "none"}), "- items: "),
            (lambda work: json.dumps({**work, "items": []}), "No item is a line."),
            (lambda work: json.dumps({**work, "items": [line("")]}), "Line 1 says nothing."),
            (lambda work: json.dumps(script(*LONG)), "200 words are spoken; 198 are the most."),
            (lambda work: answered(json.dumps(work)[:50], "length"), "It was cut off"),
        ],
    )
    def test_is_repaired_once(self, vendor: Chat, spoilt: Any, wish: str) -> None:
        vendor.says = [spoilt]
        answer = run()
        assert Script.from_json(answer.result).title == "The Last Ferry"
        first, second = (sent.json()["messages"] for sent in vendor.asked("write"))
        assert [message["role"] for message in second] == ["system", "user", "assistant", "user"]
        assert second[:2] == first
        assert wish in second[-1]["content"]
        assert answer.usage.cost_microusd == 2 * CALL

    def test_twice_is_told_with_its_price(self, vendor: Chat) -> None:
        vendor.says = [lambda work: "No.", lambda work: "No!"]
        error = failure()
        assert lands(error) == ("UserError", "script.unusable")
        assert error.params["cost_microusd"] == 2 * CALL
        assert len(vendor.asked("write")) == 2

    def test_cut_off_twice_is_told(self, vendor: Chat) -> None:
        vendor.says = [lambda work: answered("{", "length")] * 2
        assert lands(failure()) == ("UserError", "script.cut_short")

    @pytest.mark.parametrize("name", ["scenes", "blocks"])
    def test_without_substance_is_repaired_too(self, vendor: Chat, name: str) -> None:
        empty = {"moments": [], "acts": []}
        vendor.says = [lambda work: json.dumps({**work, **{key: empty[key] for key in empty if key in work}})]
        assert run(name).usage.cost_microusd == 2 * CALL


class TestARefusal:
    @pytest.mark.parametrize(
        "choice",
        [answered(None, refusal="I cannot help with that."), answered("", "content_filter")],
        ids=["said", "filtered"],
    )
    def test_is_told_and_not_repaired(self, vendor: Chat, choice: dict[str, Any]) -> None:
        vendor.says = [lambda work: choice]
        error = failure()
        assert lands(error) == ("UserError", "refused.prompt")
        assert error.params["cost_microusd"] == CALL
        assert len(vendor.asked("write")) == 1


BUSY, QUOTA = ("RetryableError", "provider.rate_limited"), ("FatalError", "provider.quota")
UNKNOWN, USELESS = ("UncertainError", "provider.outcome_unknown"), ("UncertainError", "provider.bad_answer")


class TestAFault:
    @pytest.mark.parametrize(
        ("fault", "landed", "charged"),
        [
            (too_many("20"), BUSY, 0),
            (too_many(), BUSY, 0),
            (too_many(code="insufficient_quota"), QUOTA, 0),
            (no(401, "invalid_api_key"), ("FatalError", "provider.key_refused"), 0),
            (no(403, "unsupported_country"), ("FatalError", "provider.key_refused"), 0),
            (no(404, "model_not_found"), ("FatalError", "provider.model_missing"), 0),
            (no(400, "context_length_exceeded"), ("UserError", "provider.request_refused"), 0),
            (no(400, "content_policy_violation"), ("UserError", "refused.prompt"), 0),
            (broken_after(500), UNKNOWN, 1),
            (broken_after(503), UNKNOWN, 1),
            (DROPPED, UNKNOWN, 1),
            (UNREACHED, UNKNOWN, 0),
            (SHORT, UNKNOWN, 1),
            (GARBLED, USELESS, 1),
            (CUT, USELESS, 1),
        ],
    )
    def test_lands_where_it_belongs_and_nothing_is_sent_twice(
        self, vendor: Chat, fault: Fault, landed: tuple[str, str], charged: int
    ) -> None:
        vendor.fault("write", fault)
        assert lands(failure("patterns")) == landed
        assert len(vendor.asked("write")) == 1
        assert list(vendor.accepted("write").values()) == [1] * charged

    def test_passes_on_how_long_to_wait(self, vendor: Chat) -> None:
        vendor.fault("write", too_many("20"))
        assert getattr(failure(), "retry_after_s", 0) == 20

    def test_of_nobody_there_is_none_of_the_bill(self) -> None:
        connections.configure({"openai": KEY}, {"openai": "http://127.0.0.1:9/v1"})
        try:
            assert lands(failure()) == ("RetryableError", "provider.unavailable")
        finally:
            connections.configure({})

    def test_never_tells_the_key(self, vendor: Chat) -> None:
        import traceback

        vendor.fault("write", broken_after(500))
        error = failure()
        assert KEY not in "".join(traceback.format_exception(error)) + repr(error.params)


class Local(Chat):
    name = "local"


def test_a_server_of_ones_own_speaks_the_same_and_costs_nothing() -> None:
    options = {"local": {"text_model": "llama3.3"}}
    with told(Local(key="none"), keys={"local": "none"}, options=options, paths=PATHS) as server:
        answer = LocalText().run_pass(PassRequest("patterns", "Mara rows out.", BRIEF, {}))
        (sent,) = server.vendor("local").asked("write")
    assert sent.json()["model"] == "llama3.3"
    assert "max_completion_tokens" not in sent.json()
    assert answer.usage.cost_microusd == 0


def test_a_model_that_the_operator_chose_is_asked_and_priced_as_dear_as_any() -> None:
    with told(
        Chat(), keys={"openai": KEY}, options={"openai": {"text_model": "gpt-9"}}, paths=PATHS
    ) as server:
        assert run("patterns").usage.cost_microusd == CALL
        assert server.vendor("openai").asked("write")[0].json()["model"] == "gpt-9"


def test_the_vendor_sees_a_loose_schema() -> None:
    assert loose({"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}) == [
        "the whole"
    ]
    closed = {"type": "object", "properties": {"a": {}}, "required": ["a"], "additionalProperties": False}
    assert loose(closed) == []
