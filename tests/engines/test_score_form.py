"""The shape of a score: tiling, beats on hits, the build, and any hits at all."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trailers.engines.embedded.score.form import Form, shape
from trailers.engines.ports import Hit

RATE = 48_000
FILM = (
    Hit(18_000, "act"),
    Hit(38_500, "act"),
    Hit(56_000, "black"),
    Hit(58_000, "title"),
    Hit(62_000, "end"),
)


def film(bpm: tuple[int, int] = (96, 112), hits: tuple[Hit, ...] = FILM, ms: int = 68_000) -> Form:
    return shape(ms * 48, hits, bpm_range=bpm)


def test_sections_lie_between_the_hits() -> None:
    assert [(section.kind, section.start // 48, section.end // 48) for section in film().sections] == [
        ("play", 0, 18_000),
        ("play", 18_000, 38_500),
        ("play", 38_500, 56_000),
        ("breath", 56_000, 58_000),
        ("title", 58_000, 62_000),
        ("tail", 62_000, 68_000),
    ]


def test_the_blow_and_the_strikes_are_the_hits_to_the_sample() -> None:
    form = film()
    assert form.title == 58_000 * 48
    assert form.strikes == (18_000 * 48, 38_500 * 48)


def test_the_tempo_fits_whole_bars_between_the_hits() -> None:
    """18, 20.5 and 17.5 s at 4 beats: 8, 9 and 8 bars within 4 %."""
    form = film()
    assert 96 <= form.bpm <= 112
    assert [section.beats for section in form.played] == [32, 36, 32]
    for section in form.played:
        own_bpm = section.beats * 60 * RATE / (section.end - section.start)
        assert own_bpm == pytest.approx(form.bpm, rel=0.04)


def test_beats_are_whole_samples_and_end_on_the_hit() -> None:
    section = film().sections[1]
    assert section.at(0) == section.start
    assert section.at(section.beats) == section.end
    assert section.at(Fraction(1, 2)) == section.start + (section.end - section.start) // (2 * section.beats)


def test_it_grows_hotter_and_steps_back_a_little_at_an_act() -> None:
    played = film().played
    for section in played:
        assert section.heat < section.heat_end
    for before, after in pairwise(played):
        assert 0 < before.heat_end - after.heat < 0.1
        assert after.heat > before.heat
    assert (round(played[0].heat, 2), round(played[-1].heat_end, 2)) == (0.12, 1.0)


def test_without_a_black_there_is_still_a_breath() -> None:
    form = film(hits=(Hit(58_000, "title"),))
    breath = form.breath
    assert breath is not None
    assert (breath.end - breath.start, breath.end) == (43_200, 58_000 * 48)


def test_without_a_title_the_end_card_gets_the_blow_and_without_that_a_place_near_the_end() -> None:
    assert film(hits=(Hit(18_000, "act"), Hit(60_000, "end"))).title == 60_000 * 48
    assert film(hits=()).title == 68_000 * 48 * 17 // 20


def test_a_long_stretch_without_hits_gets_turns_but_no_strikes() -> None:
    form = film(hits=(Hit(58_000, "title"),))
    assert len(form.played) == 3
    assert form.strikes == ()


def test_hits_too_near_to_each_other_are_one() -> None:
    form = film(hits=(Hit(10_000, "act"), Hit(11_000, "act"), Hit(58_000, "title")))
    assert form.strikes == (10_000 * 48,)


def test_a_black_far_from_the_title_is_no_breath() -> None:
    breath = film(hits=(Hit(20_000, "black"), Hit(58_000, "title"))).breath
    assert breath is not None
    assert breath.end - breath.start == 43_200


@pytest.mark.parametrize("samples", [0, -5])
def test_no_length_is_refused(samples: int) -> None:
    with pytest.raises(ValueError, match="a score of"):
        shape(samples, (), bpm_range=(90, 100))


HITS = st.lists(
    st.builds(
        Hit, st.integers(-1000, 200_000), st.sampled_from(["act", "black", "title", "end", "climax", "odd"])
    ),
    max_size=8,
)


@settings(max_examples=400, deadline=None)
@given(samples=st.integers(1, 8_000_000), hits=HITS, low=st.integers(50, 130), span=st.integers(4, 20))
def test_whatever_the_hits_the_sections_tile_the_score(
    samples: int, hits: list[Hit], low: int, span: int
) -> None:
    form = shape(samples, hits, bpm_range=(low, low + span))
    at = 0
    for section in form.sections:
        assert section.start == at
        assert section.end > section.start
        assert section.beats >= 1
        at = section.end
    assert at == samples
    assert 0 <= form.title < samples
    assert low <= form.bpm <= low + span
    assert sum(section.kind == "title" for section in form.sections) == 1
    assert sum(section.kind == "breath" for section in form.sections) <= 1
    assert all(0 < strike < form.title for strike in form.strikes)
    titles = [hit.time_ms * 48 for hit in hits if hit.kind == "title" and 0 <= hit.time_ms * 48 < samples]
    if titles:
        assert form.title == titles[-1]
