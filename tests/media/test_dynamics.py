"""Compressor, ducking and limiter: their bounds, and that none of them moves a sample in time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trailers.media.audio import db
from trailers.media.dynamics import compress, duck_curve, limit, limit_true_peak
from trailers.media.loudness import true_peak

RATE = 48_000


def tone(level: float, seconds: float = 1.0, hz: float = 200) -> np.ndarray:
    return (level * np.sin(2 * np.pi * hz * np.arange(int(seconds * RATE)) / RATE)).astype(np.float32)


def in_db(factor: float) -> float:
    return float(20 * np.log10(factor))


@pytest.mark.parametrize(("level_db", "made_db"), [(-30, -30), (-20, -20), (-16, -19), (-12, -18), (0, -15)])
def test_compressor_follows_its_ratio(level_db: float, made_db: float) -> None:
    made = compress(tone(db(level_db)), threshold_db=-20, ratio=4)
    assert in_db(np.abs(made[RATE // 2 :]).max()) == pytest.approx(made_db, abs=0.1)


def test_quiet_sound_is_untouched_to_the_bit() -> None:
    quiet = tone(db(-24))
    np.testing.assert_array_equal(compress(quiet, threshold_db=-20, ratio=4), quiet)


def test_compressor_is_there_before_the_loud_sound_comes() -> None:
    sound = np.concatenate([np.zeros(RATE // 2, np.float32), tone(0.9, 0.5)])
    made = compress(sound, threshold_db=-20, ratio=4)
    first_ms = np.abs(made[RATE // 2 : RATE // 2 + 240]).max()
    without = np.abs(sound[RATE // 2 : RATE // 2 + 240]).max()
    assert in_db(first_ms / without) < -5


def test_compressor_keeps_zero_crossings_where_they_are() -> None:
    sound = tone(0.8)
    made = compress(sound, threshold_db=-20, ratio=4)
    np.testing.assert_array_equal(np.sign(made), np.sign(sound))


def test_channels_get_the_same_gain() -> None:
    left, right = tone(0.9), tone(0.1, hz=300)
    made = compress(np.stack([left, right], axis=1), threshold_db=-20, ratio=4)
    np.testing.assert_allclose(made[1000:, 1], right[1000:] * (made[1000:, 0] / left[1000:]), atol=2e-3)


@pytest.mark.parametrize("samples", [0, 1, 47, 49])
def test_compressor_takes_any_length(samples: int) -> None:
    assert compress(np.full(samples, 0.9, np.float32), threshold_db=-20, ratio=4).shape == (samples,)


def ducked(samples: int, *ducks: tuple[int, int]) -> np.ndarray:
    return 20 * np.log10(duck_curve(samples, ducks, depth_db=14, attack_ms=250, release_ms=800))


def test_duck_is_at_full_depth_over_every_sample_of_speech() -> None:
    curve = ducked(5 * RATE, (RATE, 2 * RATE))
    np.testing.assert_allclose(curve[RATE : 2 * RATE], -14, atol=1e-4)
    assert curve[RATE - 12_000 - 1] == 0
    assert curve[RATE - 6_000] == pytest.approx(-7, abs=0.01)
    assert curve[2 * RATE + 19_200] == pytest.approx(-7, abs=0.01)
    assert curve[2 * RATE + 38_400] == pytest.approx(0, abs=0.01)


def test_between_near_ducks_it_only_comes_up_as_far_as_it_can() -> None:
    curve = ducked(5 * RATE, (RATE, 2 * RATE), (2 * RATE + 43_200, 4 * RATE))
    between = curve[2 * RATE : 2 * RATE + 43_200]
    assert -14 < between.max() < 0
    assert abs(np.diff(curve)).max() < 14 / 12_000 * 1.01


def test_speech_at_the_first_and_last_sample() -> None:
    curve = ducked(RATE, (0, 100), (RATE - 100, RATE))
    assert curve[0] == pytest.approx(-14, abs=1e-4)
    assert curve[-1] == pytest.approx(-14, abs=1e-4)


def test_no_speech_leaves_the_score_alone() -> None:
    np.testing.assert_array_equal(ducked(1000), np.zeros(1000))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 90_000), st.integers(1, 20_000)), max_size=6))
def test_duck_curve_never_rises_over_speech(starts: list[tuple[int, int]]) -> None:
    ducks = [(start, min(start + length, 96_000)) for start, length in sorted(starts)]
    curve = ducked(96_000, *ducks)
    assert curve.max() <= 0
    assert curve.min() >= -14.001
    for start, end in ducks:
        np.testing.assert_allclose(curve[start:end], -14, atol=1e-4)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), ceiling=st.floats(0.05, 0.9), channels=st.sampled_from([1, 2]))
def test_limiter_never_lets_a_sample_over(seed: int, ceiling: float, channels: int) -> None:
    chance = np.random.default_rng(seed)
    shape = (3000,) if channels == 1 else (3000, 2)
    sound = chance.standard_normal(shape) * chance.choice(
        [0.01, 0.3, 2.0], (3000, 1) if channels == 2 else 3000
    )
    made = limit(sound.astype(np.float32), ceiling)
    assert np.abs(made).max() <= ceiling * (1 + 1e-5)
    assert made.shape == shape


def test_limiter_leaves_what_is_below_the_ceiling() -> None:
    sound = tone(0.5)
    np.testing.assert_array_equal(limit(sound, 0.6), sound)


def test_limiter_works_only_around_the_peak() -> None:
    sound = tone(0.2)
    sound[24_000] = 1.0
    made = limit(sound, 0.5)
    np.testing.assert_array_equal(made[:23_000], sound[:23_000])
    np.testing.assert_array_equal(made[25_000:], sound[25_000:])
    assert made[24_000] == pytest.approx(0.5, abs=1e-4)


def test_ceiling_may_change_with_time() -> None:
    ceiling = np.full(RATE, 0.5, np.float32)
    ceiling[:1000] = 0.9
    made = limit(tone(0.95), ceiling)
    assert np.abs(made[1000:]).max() <= 0.5001
    assert np.abs(made[:700]).max() > 0.6


@pytest.mark.parametrize("seed", range(4))
def test_true_peak_limiter_keeps_its_promise(seed: int) -> None:
    chance = np.random.default_rng(seed)
    sound = np.convolve(chance.standard_normal(RATE), [0.5, 1, 0.5], "same").astype(np.float32)
    made = limit_true_peak(np.stack([sound, -sound], axis=1), -1.5)
    assert true_peak(made) <= db(-1.5) * 1.00001
    assert true_peak(made) > db(-2.0)
