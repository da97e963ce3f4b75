"""The mix plan: voices to the sample, ducks over speech, and a score of exactly the film's length."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.tracks import SEEDS, random_track, rates
from trailers.domain.clock import Rate, samples_at
from trailers.domain.errors import UserError
from trailers.domain.mix import Duck, MixPlan, PlacedVoice, ScoreFit, fit_score, plan_mix
from trailers.domain.script import Item
from trailers.domain.soundtrack import Voiced, lay
from trailers.domain.words import Word

R24 = Rate(24)
MS = 48
BREATH = 900 * MS

ITEMS = (
    Item("c", "card", "ONE", "act", 1_500),
    Item("a", "line", "Go on now.", pause_after_ms=200),
    Item("b", "line", "Stop."),
    Item("t", "card", "TITLE", "title", 3_000),
)
VOICES = {
    "a": Voiced(2_000 * MS, (Word("Go", 0, 300), Word("on", 400, 700), Word("now.", 1_650, 1_900))),
    "b": Voiced(24_001, (Word("Stop.", 30, 480),)),
}


def test_a_plan_by_hand() -> None:
    plan = plan_mix(lay(ITEMS, VOICES, R24))
    # 36 frames; 2.2 s = 52.8 -> 53; 24 001 samples = 12.0005 -> 13; 72: in all 174 = 348 000 samples
    assert plan == MixPlan(
        samples=348_000,
        rate=R24,
        voices=(PlacedVoice("a", 72_000, 96_000), PlacedVoice("b", 178_000, 24_001)),
        # on ends at 2200, now. begins at 3150: 950 ms apart; now. ends at 3400, Stop. begins at 3738
        ducks=(Duck(1_500 * MS, 2_200 * MS), Duck(3_150 * MS, 4_188 * MS)),
        duck_db=14,
        duck_attack_ms=250,
        duck_release_ms=800,
        threshold_db=-20,
        ratio=4,
        target_lufs=-14.0,
        ceiling_dbtp=-1.5,
        fade_ms=2_000,
    )
    assert plan.voices[0].start_sample == 72_000  # readable by name and by place
    item_id, start, samples = plan.voices[1]
    assert (item_id, start, samples) == ("b", 178_000, 24_001)


def test_settings_reach_the_plan() -> None:
    plan = plan_mix(
        lay(ITEMS, VOICES, R24),
        duck_db=9,
        threshold_db=-24,
        ratio=3,
        target_lufs_tenths=-235,
        ceiling_dbtp_tenths=-20,
        fade_ms=500,
    )
    assert (plan.duck_db, plan.threshold_db, plan.ratio, plan.fade_ms) == (9, -24, 3, 500)
    assert (plan.target_lufs, plan.ceiling_dbtp) == (-23.5, -2.0)


@pytest.mark.parametrize(
    "levels",
    [{"duck_db": -1}, {"threshold_db": 1}, {"ratio": 0}, {"ceiling_dbtp_tenths": 1}, {"fade_ms": -1}],
)
def test_impossible_levels_are_refused(levels: dict[str, int]) -> None:
    with pytest.raises(ValueError):
        plan_mix(lay(ITEMS, VOICES, R24), **levels)


def test_a_film_without_speech_is_never_ducked() -> None:
    plan = plan_mix(lay(ITEMS[:1], {}, R24))
    assert (plan.voices, plan.ducks, plan.samples) == ((), (), 72_000)


def test_a_voice_without_measured_words_is_ducked_whole() -> None:
    plan = plan_mix(lay((ITEMS[0], ITEMS[2]), {"b": Voiced(24_001, ())}, R24))
    assert plan.ducks == (Duck(72_000, 96_001),)


@settings(max_examples=500, deadline=None)
@given(SEEDS, rates)
def test_every_voice_lies_in_its_span_and_under_a_duck(seed: int, rate: Rate) -> None:
    script, voices, track = random_track(seed, rate)
    plan = plan_mix(track)
    assert plan.samples == samples_at(track.frames, rate)
    assert [voice.item_id for voice in plan.voices] == [item.id for item in script.lines]
    for voice in plan.voices:
        span = track.span_of(voice.item_id)
        assert voice.start_sample == samples_at(span.start, rate)
        assert voice.samples == voices[voice.item_id].samples
        assert voice.start_sample + voice.samples <= samples_at(span.end, rate)
    for a, b in pairwise(plan.voices):
        assert a.start_sample + a.samples <= b.start_sample
    for a, b in pairwise(plan.ducks):
        assert b.start_sample - a.end_sample >= BREATH
    for word in track.words:
        middle = (word.start_ms + word.end_ms) // 2 * MS
        assert any(duck.start_sample - MS <= middle <= duck.end_sample + MS for duck in plan.ducks)
    assert all(0 <= duck.start_sample <= duck.end_sample <= plan.samples for duck in plan.ducks)


# --- the score --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "samples", "fit"),
    [
        (480_000, 480_000, ScoreFit("exact", 480_000, 480_000, 1, 0, 96_000)),
        (480_001, 480_000, ScoreFit("trim", 480_001, 480_000, 1, 0, 96_000)),
        # 30 s for 95 s with 1.5 s overlaps: 30 + 28.5 x 3 = 115.5
        (1_440_000, 4_560_007, ScoreFit("loop", 1_440_000, 4_560_007, 4, 72_000, 96_000)),
        # 4 s overlap by a quarter: 4 + 3 x 2 = 10
        (192_000, 480_000, ScoreFit("loop", 192_000, 480_000, 3, 48_000, 96_000)),
        (479_999, 480_000, ScoreFit("loop", 479_999, 480_000, 2, 72_000, 96_000)),
        (480_000, 24_001, ScoreFit("trim", 480_000, 24_001, 1, 0, 24_000)),  # a film shorter than the fade
    ],
)
def test_a_score_by_hand(source: int, samples: int, fit: ScoreFit) -> None:
    assert fit_score(source, samples) == fit


def test_a_score_too_short_to_loop_is_refused_with_its_length() -> None:
    with pytest.raises(UserError, match="1999 ms") as caught:
        fit_score(2_000 * MS - 1, 480_000)
    assert caught.value.code == "score.too_short"
    with pytest.raises(UserError):
        fit_score(0, 480_000)
    assert fit_score(100, 100).mode == "exact"
    with pytest.raises(ValueError):
        fit_score(480_000, 0)


@settings(max_examples=2000, deadline=None)
@given(st.integers(96_000, 10**8), st.integers(1, 10**8), st.integers(0, 10_000))
def test_every_fit_is_long_enough_and_not_a_copy_too_long(source: int, samples: int, fade_ms: int) -> None:
    fit = fit_score(source, samples, fade_ms=fade_ms)
    length = fit.repeats * source - (fit.repeats - 1) * fit.crossfade_samples
    assert length >= samples
    assert fit.repeats == 1 or length - (source - fit.crossfade_samples) < samples
    assert fit.mode == ("exact" if source == samples else "trim" if source > samples else "loop")
    assert fit.crossfade_samples % MS == 0 == fit.fade_samples % MS
    assert 4 * fit.crossfade_samples <= source and 0 <= fit.fade_samples <= samples
