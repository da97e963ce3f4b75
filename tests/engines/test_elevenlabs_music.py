"""Scores: the order in the form of its model, its exact length, a refused text tried once in better words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.ports.hosted import lands, told
from tests.vendors.elevenlabs import KEY, ElevenLabs, bad_prompt, too_many
from tests.vendors.server import CUT, DROPPED, SHORT, Fault, broken_after, refused
from trailers.domain.errors import CuelockError
from trailers.domain.script import Style
from trailers.engines.elevenlabs.music import ElevenLabsMusic
from trailers.engines.elevenlabs.plan import length_ms, order, parts_ms, planned_ms, with_suggestion
from trailers.engines.ports import Hit, ScoreAnswer, ScoreRequest
from trailers.media.audio import wav_facts

STYLE = Style("science_fiction", ("vast", "lonely"))
HITS = (Hit(4_000, "act"), Hit(5_000, "black"), Hit(9_000, "title"))
WISH = ScoreRequest(12_000, 12 * 48_000, STYLE, HITS, seed=5)


class TestTheParts:
    @pytest.mark.parametrize(
        ("total", "hits", "parts"),
        [
            (12_000, HITS, [4_000, 5_000, 3_000]),  # the black is too near to the act
            (12_000, (), [12_000]),
            (12_000, (Hit(1_000, "act"), Hit(11_000, "end")), [12_000]),
            (250_000, (), [83_333, 83_333, 83_334]),
            (130_000, (Hit(126_000, "title"),), [63_000, 63_000, 4_000]),
        ],
    )
    def test_lie_between_the_hits_and_add_up(
        self, total: int, hits: tuple[Hit, ...], parts: list[int]
    ) -> None:
        assert parts_ms(total, hits) == parts
        assert sum(parts) == total

    def test_are_never_too_many_too_short_or_too_long(self) -> None:
        many = tuple(Hit(n * 3_500, "act") for n in range(1, 170))
        parts = parts_ms(600_000, many)
        assert sum(parts) == 600_000 and len(parts) <= 30
        assert all(3_000 <= part <= 120_000 for part in parts)


class TestAnOrder:
    def test_of_the_present_models_is_a_plan_of_chunks(self) -> None:
        made = order("music_v2", WISH)
        chunks = made["composition_plan"]["chunks"]
        assert set(made) == {"model_id", "composition_plan", "seed"}
        assert [chunk["duration_ms"] for chunk in chunks] == [4_000, 5_000, 3_000]
        assert chunks[0]["text"] == "[Instrumental] sparse and held back, one long tone, space around it"
        assert chunks[0]["positive_styles"] == [
            "instrumental", "cinematic trailer score", "science fiction", "vast", "lonely",
        ]  # fmt: skip
        assert "vocals" in chunks[0]["negative_styles"]
        assert planned_ms(made["composition_plan"]) == 12_000

    def test_of_the_first_model_is_a_plan_of_sections(self) -> None:
        made = order("music_v1", WISH)
        assert made["respect_sections_durations"] is True
        sections = made["composition_plan"]["sections"]
        assert [section["section_name"] for section in sections] == ["opening 1", "height 2", "ending 3"]
        assert all(section["lines"] == [] for section in sections)

    def test_by_prompt_has_a_length_and_no_seed(self) -> None:
        made = order("music_v2", WISH, by_prompt=True)
        assert set(made) == {"model_id", "prompt", "music_length_ms", "force_instrumental"}
        assert made["music_length_ms"] == 12_000
        assert made["prompt"].startswith("Cinematic trailer score for a science fiction, vast, lonely. ")

    @pytest.mark.parametrize(
        ("samples", "ms"), [(48, 3_000), (12 * 48_000, 12_000), (576_001, 12_001), (48_000 * 700, 600_000)]
    )
    def test_covers_the_film_as_far_as_music_can_be_ordered(self, samples: int, ms: int) -> None:
        assert length_ms(replace(WISH, samples=samples)) == ms


class TestASuggestion:
    def test_takes_the_place_of_the_prompt(self) -> None:
        sent = order("music_v2", WISH, by_prompt=True)
        assert with_suggestion(sent, "a calm piece") == {**sent, "prompt": "a calm piece"}
        assert with_suggestion(sent, " ") is None and with_suggestion(sent, None) is None

    def test_takes_the_place_of_a_plan_of_the_same_form_and_length(self) -> None:
        sent = order("music_v2", WISH)
        better = {"chunks": [{"text": "calm", "duration_ms": 12_000, "positive_styles": []}]}
        found = with_suggestion(sent, better)
        assert found == {**sent, "composition_plan": better}
        longer = {"chunks": [{"text": "calm", "duration_ms": 13_000, "positive_styles": []}]}
        assert with_suggestion(sent, longer) is None
        assert with_suggestion(sent, {"sections": [{"duration_ms": 12_000}]}) is None


@pytest.fixture
def vendor() -> Iterator[ElevenLabs]:
    with told(ElevenLabs(), keys={"elevenlabs": KEY}) as server:
        yield server.vendor("elevenlabs")


def composed(tmp_path: Path, wish: ScoreRequest = WISH) -> ScoreAnswer:
    return ElevenLabsMusic().compose(wish, tmp_path)


def failure(tmp_path: Path) -> CuelockError:
    with pytest.raises(CuelockError) as found:
        composed(tmp_path)
    return found.value


class TestAScore:
    def test_is_as_long_as_the_film(self, vendor: ElevenLabs, tmp_path: Path) -> None:
        answer = composed(tmp_path)
        facts = wav_facts(answer.path)
        assert (facts.channels, facts.sample_rate) == (2, 48_000)
        assert WISH.samples - 2_400 <= facts.samples <= WISH.samples
        (sent,) = vendor.asked("compose")
        assert sent.query == {"output_format": "mp3_44100_128"}
        assert sent.json() == order("music_v2", WISH)

    def test_costs_its_length(self, vendor: ElevenLabs, tmp_path: Path) -> None:
        usage = composed(tmp_path).usage
        assert (usage.units, usage.cost_microusd) == ({"music_ms": 12_000}, 150_000)

    @pytest.mark.parametrize("model", ["music_v1", "music_v2_5"])
    def test_is_ordered_from_the_model_the_operator_chose(self, model: str, tmp_path: Path) -> None:
        chosen = {"elevenlabs": {"music_model": model}}
        with told(ElevenLabs(tier="pro"), keys={"elevenlabs": KEY}, options=chosen) as server:
            composed(tmp_path)
            (sent,) = server.vendor("elevenlabs").asked("compose")
            assert sent.json()["model_id"] == model
            assert sent.query == {"output_format": "mp3_48000_320"}


class TestARefusedText:
    CHOSEN = {"elevenlabs": {"music_by": "prompt"}}

    def test_is_tried_once_in_the_words_that_were_suggested(self, tmp_path: Path) -> None:
        with told(ElevenLabs(), keys={"elevenlabs": KEY}, options=self.CHOSEN) as server:
            vendor = server.vendor("elevenlabs")
            vendor.fault("compose", bad_prompt("a calm piece"))
            composed(tmp_path)
            assert [sent.json()["prompt"] for sent in vendor.asked("compose")][1] == "a calm piece"
            assert list(vendor.accepted("compose").values()) == [1]

    def test_twice_is_the_users(self, tmp_path: Path) -> None:
        with told(ElevenLabs(), keys={"elevenlabs": KEY}, options=self.CHOSEN) as server:
            vendor = server.vendor("elevenlabs")
            vendor.fault("compose", bad_prompt("a calm piece"), times=2)
            assert lands(failure(tmp_path)) == ("UserError", "refused.prompt")
            assert len(vendor.asked("compose")) == 2
            assert vendor.accepted("compose") == {}

    def test_without_a_usable_suggestion_is_not_tried_again(self, vendor: ElevenLabs, tmp_path: Path) -> None:
        vendor.fault("compose", bad_prompt("a calm piece"))  # a text cannot take a plan's place
        assert lands(failure(tmp_path)) == ("UserError", "refused.prompt")
        assert len(vendor.asked("compose")) == 1


UNKNOWN, USELESS = ("UncertainError", "provider.outcome_unknown"), ("UncertainError", "provider.bad_answer")


@pytest.mark.parametrize(
    ("fault", "landed", "charged"),
    [
        (too_many("3"), ("RetryableError", "provider.rate_limited"), 0),
        (broken_after(500), UNKNOWN, 1),
        (DROPPED, UNKNOWN, 1),
        (SHORT, UNKNOWN, 1),
        (CUT, USELESS, 1),
        (
            refused(422, {"detail": [{"loc": ["body"], "msg": "no"}]}),
            ("UserError", "provider.request_refused"),
            0,
        ),
    ],
)
def test_a_fault_lands_where_the_table_says_and_nothing_is_sent_twice(
    vendor: ElevenLabs, fault: Fault, landed: tuple[str, str], charged: int, tmp_path: Path
) -> None:
    vendor.fault("compose", fault)
    assert lands(failure(tmp_path)) == landed
    assert len(vendor.asked("compose")) == 1
    assert list(vendor.accepted("compose").values()) == [1] * charged


def test_an_answer_that_is_no_music_is_of_no_use(vendor: ElevenLabs, tmp_path: Path) -> None:
    from tests.vendors.asked import Answer

    vendor.fault("compose", Fault(Answer(200, b"not music at all" * 100), accepts=True))
    assert lands(failure(tmp_path)) == USELESS


def test_a_score_much_shorter_than_ordered_is_of_no_use(tmp_path: Path) -> None:
    with told(ElevenLabs(music_length=0.8), keys={"elevenlabs": KEY}):
        error: Any = failure(tmp_path)
    assert lands(error) == USELESS
    assert error.params["detail"].endswith("ms instead of 12000.")
