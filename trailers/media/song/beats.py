"""Beats from activations: the most likely run of bars through a hidden Markov model of tempo, metre and phase.

A state is a beat of a bar (of three or four) entered at a frame with an interval to the next one. Inside a beat
nothing is decided, so the search steps from entry to entry: what a beat hears is a difference of two running
sums. Tempo may change from beat to beat, at a price that grows with the change (Krebs, Böck, Widmer 2015).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .beatnet import Activations
from .spectrogram import FPS

MIN_BPM, MAX_BPM = 55, 215
_INTERVALS = np.arange(round(60 * FPS / MAX_BPM), round(60 * FPS / MIN_BPM) + 1)
_LONGEST = int(_INTERVALS[-1])
_BEAT_SHARE = 16
"""A beat sounds in the first sixteenth of its interval."""
_STEADINESS = 100.0
_METRES = ((4, 0.8), (3, 0.2))
_EPSILON = 1e-5


@dataclass(frozen=True, slots=True)
class Beats:
    """Ascending seconds, and the metre of the likeliest reading."""

    times: NDArray[np.float64]
    metre: int


def track_beats(heard: Activations) -> Beats:
    """The likeliest beats of a song; always some, also in noise, so see how strongly they were heard."""
    entries, metre = _search(heard)
    return Beats(times=_refined(heard.beat, entries) / FPS, metre=metre)


def _search(heard: Activations) -> tuple[NDArray[np.int64], int]:
    """Frames of the beats inside the song, and the metre they were best read in."""
    frames = len(heard.beat)
    places = [(metre, place) for metre, _ in _METRES for place in range(metre)]
    before = np.array([places.index((metre, (place - 1) % metre)) for metre, place in places])
    gains = _gains(heard)[:, [0 if place == 0 else 1 for _, place in places]]
    changes, columns = _changes(), np.arange(len(_INTERVALS))
    shape = (frames + 2 * _LONGEST, len(places), len(_INTERVALS))
    entered, came = np.full(shape, -np.inf, np.float32), np.zeros(shape, np.uint8)
    priors = np.log([dict(_METRES)[metre] / metre for metre, _ in places])
    for t in range(1, _LONGEST + 1):  # the beat that sounds as the song begins was entered here
        entered[t, :, t > _LONGEST - _INTERVALS] = priors
    for t in range(_LONGEST + 1, len(entered)):
        since = t - _INTERVALS
        ended = (entered[since, :, columns] + gains[since, :, columns]).T[before]
        ways = ended[:, :, None] + changes
        came[t] = best = ways.argmax(axis=1)
        entered[t] = np.take_along_axis(ways, best[:, None], axis=1)[:, 0]
    return _way_back(entered, came, before, frames, places)


def _way_back(
    entered: NDArray[np.float32],
    came: NDArray[np.uint8],
    before: NDArray[np.int64],
    frames: int,
    places: list[tuple[int, int]],
) -> tuple[NDArray[np.int64], int]:
    after = entered[_LONGEST + frames :]
    t, place, column = map(int, np.unravel_index(int(after.argmax()), after.shape))
    t, metre = t + _LONGEST + frames, places[place][0]
    found = []
    while t > _LONGEST:
        column, place = int(came[t, place, column]), int(before[place])
        t -= int(_INTERVALS[column])
        if _LONGEST <= t < _LONGEST + frames:
            found.append(t - _LONGEST)
    return np.array(found[::-1], np.int64), metre


def _gains(heard: Activations) -> NDArray[np.float32]:
    """(frames, 2, intervals): the log likelihood of what sounds from entering a beat until it is over.

    Of a downbeat and of another beat. Before the song and after it everything is equally likely.
    """
    downbeat = np.clip(heard.downbeat, _EPSILON, 1 - _EPSILON)
    other = np.clip(heard.beat - heard.downbeat, _EPSILON, 1 - _EPSILON)
    rest = np.clip(1 - heard.beat, _EPSILON, 1 - _EPSILON) / (_BEAT_SHARE - 1)
    sums = np.zeros((3, len(downbeat) + 3 * _LONGEST + 1))
    heard_there = slice(_LONGEST + 1, _LONGEST + 1 + len(downbeat))
    sums[:, heard_there] = np.log([downbeat, other, rest])
    sums = sums.cumsum(axis=1)
    starts = np.arange(len(downbeat) + 2 * _LONGEST)[:, None]
    middles, ends = starts - (-_INTERVALS // _BEAT_SHARE), starts + _INTERVALS
    after = sums[2][ends] - sums[2][middles]
    return np.stack([beat[middles] - beat[starts] + after for beat in sums[:2]], axis=1).astype(np.float32)


def _changes() -> NDArray[np.float32]:
    """(interval, next interval): the log probability of that change of tempo."""
    weights = np.exp(-_STEADINESS * np.abs(_INTERVALS[None, :] / _INTERVALS[:, None] - 1))
    return np.asarray(np.log(weights / weights.sum(axis=1, keepdims=True) + 1e-30), np.float32)


def _refined(beat: NDArray[np.float32], frames: NDArray[np.int64]) -> NDArray[np.float64]:
    """Each beat moved to the top of the parabola through the strongest frame near it, in frames."""
    padded = np.pad(beat, 3)
    around = np.stack([padded[frames + 3 + step] for step in range(-2, 3)], axis=1)
    nearer = np.array(
        [0.02, 0.01, 0, 0.01, 0.02], np.float32
    )  # where nothing sounds, the decoded frame stays
    top = frames + (around - nearer).argmax(axis=1) - 2
    left, peak, right = (padded[top + 3 + step].astype(np.float64) for step in (-1, 0, 1))
    bend = left - 2 * peak + right
    shift = np.where(bend < -1e-9, 0.5 * (left - right) / np.where(bend < -1e-9, bend, 1), 0.0)
    times = np.clip(top + np.clip(shift, -0.5, 0.5), 0, len(beat))
    return np.maximum.accumulate(times)
