"""Single moments of a song: where drums sound, where it pauses, where it drops in again."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from trailers.domain.song import Drop, Drums, Stretch

from .features import Features, smoothed
from .spectrogram import FPS, Array

_PAUSE_DB, _PAUSE_S, _LONGEST_PAUSE_S = 16.0, 0.35, 4.0
"""Below the song's own level, and for how long: what lasts longer is a soft part."""
_BESIDE_DB, _BESIDE_S = 10.0, 1.5
"""How near to that level the song is before and after a pause: gaps between the notes of a soft part are none."""
_DROP_DB = 9.0
_MOST_DROPS = 6
_EARLIEST_DROP_S = 4
"""A song's first entrance is no drop: something must have played before."""
_APART_S = {"kick": 0.12, "snare": 0.12, "hihat": 0.08}


def drum_onsets(sound: Features) -> Drums:
    """When each drum's band jumps well above what it usually does."""
    from scipy.signal import find_peaks

    found = {}
    for name, curve in sound.drums.items():
        usual = smoothed(curve, 1.0)
        height = np.maximum(usual + 0.5 * float(curve.std()), 3.0)
        peaks, _ = find_peaks(curve, height=height, distance=max(1, round(_APART_S[name] * FPS)))
        found[f"{name}_ms"] = tuple(int(peak) * 1000 // FPS for peak in peaks)
    return Drums(**found)


def loudness_curve(loudness_db: Array, duration_ms: int) -> tuple[int, ...]:
    """Centibels, ten a second: the mean power of each tenth."""
    step = FPS // 10
    count = -(-duration_ms // 100)
    power = 10 ** (loudness_db.astype(np.float64) / 10)
    padded = np.pad(power, (0, max(0, count * step - len(power))), mode="edge")[: count * step]
    level = 10 * np.log10(padded.reshape(count, step).mean(axis=1))
    return tuple(int(value) for value in np.rint(10 * level))


def pauses(loudness_db: Array, duration_ms: int) -> tuple[Stretch, ...]:
    """Where a song holds its breath between two sounding parts; its fade in and out are none."""
    level = smoothed(loudness_db, 0.1)
    usual = float(np.percentile(level, 75))
    quiet, beside = level < usual - _PAUSE_DB, round(_BESIDE_S * FPS)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], quiet, [False]]).astype(np.int8)))
    out = []
    for start, end in edges.reshape(-1, 2).tolist():
        sides = level[max(0, start - beside) : start], level[end : end + beside]
        loud = all(len(side) > 0 and float(side.mean()) > usual - _BESIDE_DB for side in sides)
        if loud and _PAUSE_S <= (end - start) / FPS <= _LONGEST_PAUSE_S:
            out.append(Stretch(start * 1000 // FPS, min(end * 1000 // FPS, duration_ms)))
    return tuple(out)


def drops(loudness_db: Array, downbeats_ms: NDArray[np.int64]) -> tuple[Drop, ...]:
    """The few bar lines where the level leaps up from a dip, the greatest leaps first kept, in order of time."""
    level = smoothed(loudness_db, 0.3)
    found = []
    for time_ms in downbeats_ms.tolist():
        frame = time_ms * FPS // 1000
        earlier, dip, after = (
            level[: frame - 2 * FPS],
            level[frame - 2 * FPS : frame],
            level[frame : frame + FPS],
        )
        if frame < _EARLIEST_DROP_S * FPS or len(after) < FPS // 2:
            continue
        rise = float(after.max() - dip.min())
        if rise > _DROP_DB and float(earlier.max()) > float(after.max()) - _DROP_DB:
            found.append(Drop(time_ms, round(10 * rise)))
    found.sort(key=lambda drop: -drop.rise_cb)
    kept: list[Drop] = []
    for drop in found:
        if len(kept) < _MOST_DROPS and all(abs(drop.time_ms - other.time_ms) > 4_000 for other in kept):
            kept.append(drop)
    return tuple(sorted(kept, key=lambda drop: drop.time_ms))


def level_steps_at(loudness_db: Array, times_ms: NDArray[np.int64]) -> NDArray[np.int64]:
    """Centibels by which the second after each moment is louder than the second before it."""
    sums = np.concatenate([[0.0], loudness_db.astype(np.float64).cumsum()])
    last = len(loudness_db)
    here = np.clip(times_ms * FPS // 1000, 1, last - 1)
    before, after = np.maximum(here - FPS, 0), np.minimum(here + FPS, last)
    step = (sums[after] - sums[here]) / (after - here) - (sums[here] - sums[before]) / (here - before)
    return np.asarray(np.rint(10 * step), np.int64)
