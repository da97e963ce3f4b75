"""Where a song turns: the bars where what came before is unlike what follows (Foote's checkerboard, 2000)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .features import Features
from .spectrogram import FPS

Numbers = NDArray[np.float64]

_HALF_BARS = 8
_LEAST_BARS = 4
_PROMINENCE = 1.0
"""In deviations: what a peak must rise above the valleys beside it."""
_BANDS = 8


def bar_vectors(sound: Features, edges_ms: NDArray[np.int64]) -> Numbers:
    """(bars, values): timbre, bands, onsets, level and harmony of each bar, weighted as they tell parts apart."""
    frames = np.clip(edges_ms * FPS // 1000, 0, len(sound.loudness_db))
    bands = sound.mel_db.reshape(len(sound.mel_db), _BANDS, -1).mean(axis=2)
    groups = (
        (sound.timbre, 1.0),
        (bands, 1.0),
        (sound.onsets, 1.5),
        (sound.loudness_db[:, None], 2.0),
        (sound.chroma, 0.7),
    )
    return np.concatenate([weight * standard(means(values, frames)) for values, weight in groups], axis=1)


def means(values: NDArray[np.float32], frames: NDArray[np.int64]) -> Numbers:
    """The mean of each run of rows between two neighbours of `frames`; of one row where a run is empty."""
    sums = np.concatenate([np.zeros((1, values.shape[1])), values.astype(np.float64).cumsum(axis=0)])
    starts = np.minimum(frames[:-1], len(values) - 1)
    ends = np.maximum(np.minimum(frames[1:], len(values)), starts + 1)
    return np.asarray((sums[ends] - sums[starts]) / (ends - starts)[:, None])


def novelty(vectors: Numbers) -> Numbers:
    """One value a bar line: how much alike the bars on each side are, less how alike they are across it."""
    size = np.linalg.norm(vectors, axis=1, keepdims=True)
    alike = (vectors @ vectors.T) / np.maximum(size @ size.T, 1e-9)
    padded = np.pad(alike, _HALF_BARS)
    steps = np.arange(-_HALF_BARS, _HALF_BARS) + 0.5
    taper = np.exp(-0.5 * (steps / (0.5 * _HALF_BARS)) ** 2) * np.sign(steps)
    kernel = np.outer(taper, taper)
    span = 2 * _HALF_BARS
    return np.array([float((padded[n : n + span, n : n + span] * kernel).sum()) for n in range(len(vectors))])


def level_steps(loudness_db: NDArray[np.float32], edges_ms: NDArray[np.int64]) -> Numbers:
    """How much louder or quieter, in dB, each bar is than the one before it; 0 for the first."""
    frames = np.clip(edges_ms * FPS // 1000, 0, len(loudness_db))
    levels = means(loudness_db[:, None], frames)[:, 0]
    return np.abs(np.diff(levels, prepend=levels[:1]))


def boundaries(vectors: Numbers, steps: Numbers) -> list[int]:
    """The bars that begin a section, 0 among them: where novelty and a step of level agree."""
    from scipy.signal import find_peaks

    if len(vectors) < 2 * _LEAST_BARS:
        return [0]
    curve = standard(standard(novelty(vectors)) + standard(steps))
    inner = curve[_LEAST_BARS : len(curve) - _LEAST_BARS + 1]
    padded = np.concatenate([[inner.min()], inner, [inner.min()]])
    peaks, _ = find_peaks(padded, distance=_LEAST_BARS, prominence=_PROMINENCE)
    return [0, *(int(peak) - 1 + _LEAST_BARS for peak in peaks)]


def standard(values: Numbers) -> Numbers:
    """Each column in deviations from its mean; 0 where nothing varies."""
    spread = values.std(axis=0)
    return np.asarray((values - values.mean(axis=0)) / np.where(spread > 1e-9, spread, 1.0))
