"""Loudness and true peak against an independent meter and against what can be worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pyloudnorm
import pytest

from trailers.media.loudness import (
    SILENCE,
    between_peaks,
    integrated_lufs,
    mean_lufs,
    true_peak,
    true_peak_db,
)

RATE = 48_000


def noise(seconds: float, *, seed: int = 1, channels: int = 2, level: float = 0.1) -> np.ndarray:
    chance = np.random.default_rng(seed)
    return (level * chance.standard_normal((int(seconds * RATE), channels))).astype(np.float32)


def tone(hz: float, level: float, seconds: float = 2.0) -> np.ndarray:
    return (level * np.sin(2 * np.pi * hz * np.arange(int(seconds * RATE)) / RATE)).astype(np.float32)


def test_reference_tone_reads_as_the_standard_says() -> None:
    """A 997 Hz sine at full scale in one channel is -3.01 LUFS."""
    assert integrated_lufs(tone(997, 1.0)) == pytest.approx(-3.01, abs=0.02)


def test_two_channels_are_three_decibels_louder() -> None:
    one = tone(997, 0.1)
    assert integrated_lufs(np.stack([one, one], axis=1)) - integrated_lufs(one) == pytest.approx(
        3.01, abs=0.01
    )


@pytest.mark.parametrize("seed", range(6))
def test_agrees_with_an_independent_meter(seed: int) -> None:
    chance = np.random.default_rng(seed)
    envelope = np.repeat(chance.uniform(0.001, 1.0, 12), RATE // 2)[:, None]
    sound = (noise(6, seed=seed) * envelope).astype(np.float32)
    wanted = pyloudnorm.Meter(RATE).integrated_loudness(sound.astype(np.float64))
    assert integrated_lufs(sound) == pytest.approx(wanted, abs=0.1)


def test_quiet_half_is_gated_out() -> None:
    loud, quiet = noise(5), noise(5, level=0.0005)
    alone = integrated_lufs(loud)
    assert integrated_lufs(np.concatenate([loud, quiet])) == pytest.approx(alone, abs=0.2)
    assert mean_lufs(np.concatenate([loud, quiet])) == pytest.approx(alone - 3.01, abs=0.1)


@pytest.mark.parametrize("samples", [0, 1, 100, 48_000])
def test_silence_has_no_level(samples: int) -> None:
    assert integrated_lufs(np.zeros((samples, 2), np.float32)) == SILENCE
    assert mean_lufs(np.zeros(samples, np.float32)) == SILENCE
    assert true_peak_db(np.zeros(samples, np.float32)) == SILENCE


def test_sound_shorter_than_a_block_is_still_measured() -> None:
    assert -40 < integrated_lufs(noise(0.2)) < 0


def test_gain_moves_loudness_by_itself() -> None:
    sound = noise(3)
    assert integrated_lufs(sound * np.float32(0.5)) - integrated_lufs(sound) == pytest.approx(-6.02, abs=0.01)


def test_true_peak_sees_between_the_samples() -> None:
    """A quarter-rate sine sampled 45 degrees off its tops: 3.01 dB above its highest sample."""
    sound = np.sin(np.pi / 2 * np.arange(4_800) + np.pi / 4).astype(np.float32)
    assert np.abs(sound).max() == pytest.approx(math.sqrt(0.5), abs=1e-6)
    assert true_peak(sound[100:-100] * np.hanning(4_600).astype(np.float32)) == pytest.approx(1.0, abs=0.005)


def test_between_peaks_are_never_below_the_samples() -> None:
    sound = noise(0.1)
    peaks = between_peaks(sound)
    assert peaks.shape == sound.shape
    assert (peaks >= np.abs(sound)).all()


def test_agrees_with_plain_oversampling() -> None:
    from scipy.signal import resample_poly

    sound = noise(0.5, channels=1)[:, 0]
    sound = np.convolve(sound, np.ones(4, np.float32) / 4, "same").astype(np.float32)
    wanted = np.abs(resample_poly(sound, 4, 1, window=("kaiser", 9.0))).max()
    assert true_peak(sound) == pytest.approx(float(wanted), rel=0.01)
