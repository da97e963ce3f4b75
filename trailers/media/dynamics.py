"""Gain that changes with time: compressor, ducking and look-ahead limiter. None of them delays the
sound."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from trailers.domain.clock import SAMPLE_RATE

from .audio import db
from .loudness import between_peaks, true_peak

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from .audio import Sound

_TICK = SAMPLE_RATE // 1000
"""Detectors run at 1 kHz; between two ticks the gain is drawn as a straight line in decibels."""


def compress(
    sound: Sound, *, threshold_db: float, ratio: float, attack_ms: float = 4.0, release_ms: float = 120.0
) -> Sound:
    """What is above the threshold rises only 1/ratio as fast. Peak detector, looking `attack_ms` ahead; no
    make-up."""
    import numpy as np

    level = _levels_db(sound)
    over = np.maximum(level - threshold_db, 0.0) * (1.0 - 1.0 / ratio)
    reduction = _follow(over, attack_ms, release_ms)
    return _with_gain(sound, -reduction, shift=round(attack_ms))


def _levels_db(sound: Sound) -> NDArray[np.float64]:
    """Peak of every millisecond, all channels together."""
    import numpy as np

    loudest = np.abs(sound) if sound.ndim == 1 else np.abs(sound).max(axis=1)
    ticks = -(-len(loudest) // _TICK)
    padded = np.zeros(ticks * _TICK, np.float32)
    padded[: len(loudest)] = loudest
    peaks = padded.reshape(ticks, _TICK).max(axis=1) if ticks else np.zeros(0)
    return np.asarray(20.0 * np.log10(np.maximum(peaks, 1e-6)), np.float64)


def _follow(wanted_db: NDArray[np.float64], attack_ms: float, release_ms: float) -> NDArray[np.float64]:
    """One-pole follower, fast up and slow down: the nature of this filter asks for a loop, one step per
    ms."""
    import numpy as np

    rise, fall = np.exp(-1.0 / attack_ms), np.exp(-1.0 / release_ms)
    out, held = np.empty_like(wanted_db), 0.0
    for tick, target in enumerate(wanted_db.tolist()):
        keep = rise if target > held else fall
        held = target + keep * (held - target)
        out[tick] = held
    return out


def _with_gain(sound: Sound, gain_db: NDArray[np.float64], *, shift: int = 0) -> Sound:
    """Apply one gain per millisecond, taken `shift` ms early so that it is there when the loud sound
    comes."""
    import numpy as np

    if not len(sound):
        return sound
    moved = np.concatenate([gain_db[shift:], np.repeat(gain_db[-1:], min(shift, len(gain_db)))])[
        : len(gain_db)
    ]
    at = np.arange(len(moved)) * _TICK + _TICK // 2
    curve = np.interp(np.arange(len(sound)), at, moved)
    factor = np.power(10.0, curve / 20.0).astype(np.float32)
    return np.asarray(sound * (factor if sound.ndim == 1 else factor[:, None]))


def duck_curve(
    samples: int, ducks: Sequence[tuple[int, int]], *, depth_db: float, attack_ms: int, release_ms: int
) -> Sound:
    """Factor per sample for the score: `depth_db` down throughout every [start, end) of `ducks`.

    It goes down in the `attack_ms` before and comes up in the `release_ms` after, in straight lines of
    decibels; where two ducks are nearer than that, it only comes up as far as it can get. A word is never
    touched.
    """
    import numpy as np

    curve = np.zeros(samples)
    attack, release = attack_ms * _TICK, release_ms * _TICK
    for start, end in ducks:
        first, last = max(0, start - attack), min(samples, end + release)
        corners = (start - attack, start, max(start, end - 1), max(start, end - 1) + release)
        here = np.interp(np.arange(first, last), corners, (0.0, -depth_db, -depth_db, 0.0))
        curve[first:last] = np.minimum(curve[first:last], here)
    return np.asarray(np.power(10.0, curve / 20.0), np.float32)


def level_curve(samples: int, levels: Sequence[tuple[int, int, int | None]]) -> Sound:
    """Factor per sample for (start, end, tenths of a decibel): 1 where none applies, 0 where one is None.

    A step is a straight line over `_RAMP_MS`, half of it on each side, so that it does not click.
    """
    import numpy as np

    curve = np.ones(samples)
    for start, end, tenths in levels:
        curve[start:end] *= 0.0 if tenths is None else 10.0 ** (tenths / 200.0)
    half = _RAMP_MS * _TICK // 2
    sums = np.concatenate([[0.0], np.cumsum(np.pad(curve, half, mode="edge"))])
    smooth = (sums[2 * half :] - sums[: -2 * half])[:samples] / (2 * half)
    return np.asarray(smooth, np.float32)


_RAMP_MS = 20


def limit(
    sound: Sound, ceiling: float | Sound, *, window_ms: float = 5.0, oversampled: bool = False
) -> Sound:
    """Keep every sample at or below `ceiling` (a factor, or one per sample) by smooth gain, looking ahead.

    The gain a peak needs is held over the window and averaged over the same window: the average can never
    be above what any peak in it needs, so the bound is exact. With `oversampled` the peaks between samples
    count too.
    """
    import numpy as np
    from scipy.ndimage import minimum_filter1d, uniform_filter1d

    if not len(sound):
        return sound
    loudest = between_peaks(sound) if oversampled else np.abs(sound)
    if loudest.ndim > 1:
        loudest = loudest.max(axis=1)
    needed = np.minimum(1.0, ceiling / np.maximum(loudest, 1e-9)).astype(np.float64)
    if needed.min() >= 1.0:
        return sound
    half = max(1, int(window_ms * _TICK / 2))
    size = 2 * half + 1
    held = minimum_filter1d(needed, size, mode="constant", cval=1.0)
    gain = uniform_filter1d(held, size, mode="nearest").astype(np.float32)
    return np.asarray(sound * (gain if sound.ndim == 1 else gain[:, None]))


def limit_true_peak(sound: Sound, ceiling_db: float) -> Sound:
    """`limit` with peaks between samples, repeated until the measured true peak is not above the ceiling."""
    import numpy as np

    wanted = db(ceiling_db)
    for _ in range(4):
        sound = limit(sound, wanted, oversampled=True)
        peak = true_peak(sound)
        if peak <= wanted:
            return sound
        wanted *= min(1.0, db(ceiling_db) / peak) * 0.9995
    return np.asarray(sound * np.float32(db(ceiling_db) / max(peak, db(ceiling_db))), np.float32)
