"""Simple equalisers: second-order sections after the well-known audio cookbook, run without block edges."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from trailers.domain.clock import SAMPLE_RATE

if TYPE_CHECKING:
    from .audio import Sound

Section = tuple[float, float, float, float, float, float]
"""b0, b1, b2, a0, a1, a2."""


def high_pass(hz: float, q: float = 0.7071) -> Section:
    cosine, alpha = _angle(hz, q)
    return _norm((1 + cosine) / 2, -(1 + cosine), (1 + cosine) / 2, 1 + alpha, -2 * cosine, 1 - alpha)


def low_pass(hz: float, q: float = 0.7071) -> Section:
    cosine, alpha = _angle(hz, q)
    return _norm((1 - cosine) / 2, 1 - cosine, (1 - cosine) / 2, 1 + alpha, -2 * cosine, 1 - alpha)


def bell(hz: float, gain_db: float, q: float = 1.0) -> Section:
    cosine, alpha = _angle(hz, q)
    a = 10 ** (gain_db / 40)
    return _norm(1 + alpha * a, -2 * cosine, 1 - alpha * a, 1 + alpha / a, -2 * cosine, 1 - alpha / a)


def low_shelf(hz: float, gain_db: float) -> Section:
    cosine, alpha = _angle(hz, 0.7071)
    a = 10 ** (gain_db / 40)
    lift = 2 * math.sqrt(a) * alpha
    return _norm(
        a * ((a + 1) - (a - 1) * cosine + lift),
        2 * a * ((a - 1) - (a + 1) * cosine),
        a * ((a + 1) - (a - 1) * cosine - lift),
        (a + 1) + (a - 1) * cosine + lift,
        -2 * ((a - 1) + (a + 1) * cosine),
        (a + 1) + (a - 1) * cosine - lift,
    )


def high_shelf(hz: float, gain_db: float) -> Section:
    cosine, alpha = _angle(hz, 0.7071)
    a = 10 ** (gain_db / 40)
    lift = 2 * math.sqrt(a) * alpha
    return _norm(
        a * ((a + 1) + (a - 1) * cosine + lift),
        -2 * a * ((a - 1) + (a + 1) * cosine),
        a * ((a + 1) + (a - 1) * cosine - lift),
        (a + 1) - (a - 1) * cosine + lift,
        2 * ((a - 1) - (a + 1) * cosine),
        (a + 1) - (a - 1) * cosine - lift,
    )


def band(hz: float, octaves: float) -> tuple[Section, Section]:
    """Only what lies within `octaves` around `hz`, with gentle slopes."""
    return high_pass(hz * 2 ** (-octaves / 2)), low_pass(hz * 2 ** (octaves / 2))


def equalise(sound: Sound, *sections: Section) -> Sound:
    """`sound` through the sections one after another; silence before its first sample is assumed."""
    import numpy as np
    from scipy.signal import sosfilt

    if not sections or not len(sound):
        return sound
    sos = np.array(sections, np.float64)
    if sound.ndim == 1:
        return np.asarray(sosfilt(sos, sound), np.float32)
    out = np.empty(sound.shape, np.float32)
    for channel in range(sound.shape[1]):  # one at a time: the filter wants them contiguous
        out[:, channel] = sosfilt(sos, sound[:, channel])
    return out


def _angle(hz: float, q: float) -> tuple[float, float]:
    omega = 2 * math.pi * hz / SAMPLE_RATE
    return math.cos(omega), math.sin(omega) / (2 * q)


def _norm(b0: float, b1: float, b2: float, a0: float, a1: float, a2: float) -> Section:
    return b0 / a0, b1 / a0, b2 / a0, 1.0, a1 / a0, a2 / a0
