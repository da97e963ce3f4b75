"""The only place where time is rounded: half-frame bounds, inverses and whole samples, exactly."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.tracks import RATES, rates
from trailers.domain.clock import (
    SAMPLE_RATE,
    Rate,
    Span,
    exact_ms,
    frame_at,
    frames_covering,
    ms_at,
    round_half_up,
    samples_at,
)

MS = st.integers(0, 4 * 3600 * 1000)
FRAMES = st.integers(0, 4 * 3600 * 60)
SAMPLES = st.integers(0, 4 * 3600 * SAMPLE_RATE)


@pytest.mark.parametrize(
    ("value", "whole"),
    [
        (Fraction(0), 0),
        (Fraction(1, 2), 1),
        (Fraction(3, 2), 2),
        (Fraction(5, 2), 3),
        (Fraction(-1, 2), 0),
        (Fraction(-3, 2), -1),
        (Fraction(-501, 1000), -1),
        (Fraction(2499, 1000), 2),
        (Fraction(7), 7),
    ],
)
def test_round_half_up_sends_every_tie_upwards(value: Fraction, whole: int) -> None:
    assert round_half_up(value) == whole


@pytest.mark.parametrize(
    ("text", "num", "den"),
    [
        ("24", 24, 1),
        ("24/1", 24, 1),
        ("48/2", 24, 1),
        ("25.0", 25, 1),
        (" 30 ", 30, 1),
        ("23.976", 24000, 1001),
        ("23.98", 24000, 1001),
        ("29.97", 30000, 1001),
        ("59.94", 60000, 1001),
        ("24000/1001", 24000, 1001),
        ("12.5", 25, 2),
    ],
)
def test_parse_reads_whole_broken_and_broadcast_rates(text: str, num: int, den: int) -> None:
    rate = Rate.parse(text)
    assert (rate.num, rate.den) == (num, den)
    assert Rate.parse(str(rate)) == rate


@pytest.mark.parametrize("text", ["", "film", "24fps", "0", "-24", "1/0"])
def test_parse_refuses_what_is_no_rate(text: str) -> None:
    with pytest.raises((ValueError, ZeroDivisionError)):
        Rate.parse(text)


def test_equal_rates_are_equal_values() -> None:
    assert Rate(48, 2) == Rate(24) and hash(Rate(48, 2)) == hash(Rate(24))
    assert str(Rate(60000, 2002)) == "30000/1001"


@pytest.mark.parametrize(
    ("ms", "rate", "frame"),
    [
        (0, Rate(24), 0),
        (20, Rate(24), 0),  # 0.48
        (21, Rate(24), 1),  # 0.504
        (62, Rate(24), 1),  # 1.488
        (63, Rate(24), 2),  # 1.512
        (20, Rate(25), 1),  # exactly 0.5: later
        (19, Rate(25), 0),
        (100, Rate(30000, 1001), 3),  # 2.997
        (1001, Rate(24000, 1001), 24),
    ],
)
def test_frame_at_is_the_nearest_boundary(ms: int, rate: Rate, frame: int) -> None:
    assert frame_at(ms, rate) == frame


@pytest.mark.parametrize(
    ("rate", "samples"), list(zip(RATES, (2002, 2000, 1920, 1602, 1600, 800), strict=True))
)
def test_samples_of_the_first_frame(rate: Rate, samples: int) -> None:
    assert samples_at(1, rate) == samples


def test_ntsc_samples_are_whole_every_fifth_frame() -> None:
    rate = Rate(30000, 1001)
    assert [samples_at(frame, rate) for frame in range(6)] == [0, 1602, 3204, 4805, 6407, 8008]
    assert samples_at(30000, rate) == 1001 * SAMPLE_RATE


@settings(max_examples=1500, deadline=None)
@given(st.fractions(-5000, 5_000_000, max_denominator=1001), rates)
def test_whole_numbers_round_as_fractions_do(ms: Fraction, rate: Rate) -> None:
    assert frame_at(ms, rate) == round_half_up(ms * rate.exact / 1000)


@given(MS, rates)
def test_a_frame_lies_within_half_a_frame_of_its_time(ms: int, rate: Rate) -> None:
    assert abs(frame_at(ms, rate) - Fraction(ms) * rate.exact / 1000) <= Fraction(1, 2)


@settings(max_examples=1500, deadline=None)
@given(FRAMES, rates)
def test_frames_survive_the_way_through_milliseconds(frame: int, rate: Rate) -> None:
    assert frame_at(ms_at(frame, rate), rate) == frame
    assert abs(ms_at(frame, rate) - exact_ms(frame, rate)) <= Fraction(1, 2)


@settings(max_examples=1500, deadline=None)
@given(MS, MS, rates)
def test_frames_never_run_backwards(one: int, other: int, rate: Rate) -> None:
    assert frame_at(min(one, other), rate) <= frame_at(max(one, other), rate)


@settings(max_examples=1500, deadline=None)
@given(SAMPLES, rates)
def test_covering_frames_are_enough_and_not_one_more(samples: int, rate: Rate) -> None:
    frames = frames_covering(samples, rate)
    exact = samples * rate.exact / SAMPLE_RATE
    assert exact <= frames < exact + 1


@settings(max_examples=1500, deadline=None)
@given(FRAMES, SAMPLES, rates)
def test_a_voice_laid_on_a_frame_ends_inside_the_frames_that_cover_it(
    frame: int, samples: int, rate: Rate
) -> None:
    """The first sample is rounded up, and so is the last: rounding up keeps whole lengths."""
    end = frame + frames_covering(samples, rate)
    assert samples_at(frame, rate) + samples <= samples_at(end, rate)


def test_span_counts_its_frames_and_refuses_to_run_backwards() -> None:
    assert Span(3, 10).frames == 7
    assert Span(4, 4).frames == 0
    for start, end in ((-1, 2), (5, 4)):
        with pytest.raises(ValueError):
            Span(start, end)


def test_rates_below_or_at_zero_are_refused() -> None:
    for num, den in ((0, 1), (-24, 1), (24, 0), (24, -1)):
        with pytest.raises(ValueError):
            Rate(num, den)
