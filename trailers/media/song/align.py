"""Where in a song a recording of it was made: beginnings compared first, then the waves themselves.

A phone in a room hears another sound than the master, but things begin in it at the same moments. So what rises in
each band is compared over all places, 50 times a second; a few hundredths of a second around the best place are then
searched by phase, which no loudness or echo moves.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from trailers.domain.performance import Alignment
from trailers.media.audio import read_wav, resample

from .features import features
from .intake import read_mono
from .spectrogram import FPS, SAMPLE_RATE, Array

LEAST_SHARED_S = 4
"""A clip shares so much with the song at least."""
_NEAR_S = 0.15
_FINE_S = 0.06
_FINE_WINDOW_S = 12
_PLACES = 8
"""Songs repeat themselves: so many of the best places are looked at closely."""


def align(clip_wav: Path, song_wav: Path) -> Alignment | None:
    """`clip_wav` is 48 kHz as `import_audio` makes it, `song_wav` the decoded song. None for too short a clip.

    About a second of processor time for a clip of a minute and a song of four.
    """
    clip, song = resample(read_wav(clip_wav, channels=1), 147, 320), read_mono(song_wav)
    if len(clip) < LEAST_SHARED_S * SAMPLE_RATE:
        return None
    heard = _beginnings(clip)
    scores = _scores(heard, _beginnings(song))
    first = len(heard) - LEAST_SHARED_S * FPS
    found = [_fine(clip, song, (place - first) * SAMPLE_RATE // FPS) for place in _best(scores)]
    strength, at = max(found)
    return Alignment(round(at * 1000 / SAMPLE_RATE), round(strength, 2))


def _best(scores: Array) -> list[int]:
    """The places with the highest scores, apart from each other."""
    left, out = scores.copy(), []
    for _ in range(_PLACES):
        best = int(np.argmax(left))
        out.append(best)
        left[max(0, best - round(_NEAR_S * FPS)) : best + round(_NEAR_S * FPS) + 1] = -np.inf
    return [place for place in out if np.isfinite(scores[place])]


def _beginnings(mono: Array) -> Array:
    """What rises in three bands, each at its own scale, without slow swells: (frames, 3)."""
    onsets = features(np.asarray(mono, np.float32)).onsets
    level = onsets - onsets.mean(axis=0)
    return np.asarray(np.clip(level / (onsets.std(axis=0) + 1e-9), -1, 4), np.float32)


def _scores(clip: Array, song: Array) -> Array:
    """How well the clip fits at each place, from mostly before the song to mostly after it, for equal overlaps."""
    size = 1 << int(np.ceil(np.log2(len(clip) + len(song))))
    spectrum = np.fft.rfft(song, size, axis=0) * np.conj(np.fft.rfft(clip, size, axis=0))
    shared = np.fft.irfft(spectrum.sum(axis=1), size)
    least = LEAST_SHARED_S * FPS
    lags = np.arange(-(len(clip) - least), len(song) - least + 1)
    overlap = np.minimum(len(clip), len(song) - lags) - np.maximum(0, -lags)
    return np.asarray(shared[lags % size] / np.sqrt(np.maximum(overlap, least)), np.float32)


def _fine(clip: Array, song: Array, lag: int) -> tuple[float, int]:
    """How much the waves agree near `lag`, and the sample of the song at which the clip begins.

    Phases alone are compared, in the middle of what both have; the agreement is counted in deviations from what
    waves that have nothing in common show.
    """
    window, reach = _FINE_WINDOW_S * SAMPLE_RATE, round(_FINE_S * SAMPLE_RATE)
    first, last = max(0, -lag), min(len(clip), len(song) - lag)
    start = max(first, (first + last - window) // 2)
    part = clip[start : min(last, start + window)]
    around = np.zeros(len(part) + 2 * reach, np.float32)
    begin = start + lag - reach
    low, high = max(begin, 0), min(begin + len(around), len(song))
    around[low - begin : high - begin] = song[low:high]
    size = 1 << int(np.ceil(np.log2(len(part) + len(around))))
    cross = np.fft.rfft(around, size) * np.conj(np.fft.rfft(part, size))
    shared = np.fft.irfft(cross / (np.abs(cross) + 1e-9), size)
    best = int(np.argmax(shared[: 2 * reach + 1]))
    return float(shared[best] / (shared.std() + 1e-12)), lag + best - reach
