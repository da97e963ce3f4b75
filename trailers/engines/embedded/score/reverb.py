"""A hall that never was: an impulse response made of decaying noise, and its convolution."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

from trailers.domain.clock import SAMPLE_RATE
from trailers.media.filters import band, equalise, high_pass, low_pass

if TYPE_CHECKING:
    import numpy as np

    from trailers.media.audio import Sound

_BANDS = ((90.0, 1.15), (250.0, 1.1), (700.0, 1.0), (1900.0, 0.8), (4800.0, 0.5), (10_000.0, 0.28))
"""Centre of each band and its share of the room's decay: stone keeps the lows, air eats the highs."""
_PREDELAY_S = 0.024
_BUILD_S = 0.05
"""Time in which the reflections grow dense."""


def impulse(room_s: float, seed: int = 0) -> Sound:
    """Two channels of a room that falls by 60 dB in `room_s` seconds; energy 1 in each. Same input, same
    room."""
    import numpy as np

    length = int((_PREDELAY_S + room_s) * SAMPLE_RATE)
    delay = int(_PREDELAY_S * SAMPLE_RATE)
    chance = np.random.Generator(np.random.Philox(crc32(f"room/{room_s}/{seed}".encode())))
    at = np.arange(length - delay)[:, None] / SAMPLE_RATE
    body = np.zeros((length - delay, 2), np.float32)
    for hz, share in _BANDS:
        sound = equalise(chance.standard_normal(body.shape, np.float32), *band(hz, 1.5))
        body += sound * np.power(10.0, -3 * at / (room_s * share)).astype(np.float32)
    body *= np.minimum(1.0, 0.25 + 0.75 * at / _BUILD_S).astype(np.float32)
    out = np.zeros((length, 2), np.float32)
    out[delay:] = body
    _add_first_reflections(out, chance)
    out = equalise(out, high_pass(70), low_pass(9000))
    return np.asarray(out / np.sqrt(np.square(out).sum(axis=0)), np.float32)


def _add_first_reflections(out: Sound, chance: np.random.Generator) -> None:
    """Seven early echoes, each from its own side."""
    import numpy as np

    for _ in range(7):
        place = int(chance.uniform(0.009, 0.075) * SAMPLE_RATE)
        side = int(chance.integers(0, 2))
        strength = float(np.abs(out).max() * chance.uniform(0.5, 1.6))
        out[place, side] += strength
        out[place + 11, 1 - side] -= strength * 0.6


def reverberate(sound: Sound, room: Sound) -> Sound:
    """`sound` in the room, as long as it was: what rings beyond its end is cut."""
    import numpy as np
    from scipy.signal import oaconvolve

    wet = [oaconvolve(sound[:, side], room[:, side])[: len(sound)] for side in (0, 1)]
    return np.asarray(np.stack(wet, axis=1), np.float32)
