"""Faders: how loud a layer is where it plays, and the hand that keeps the whole on its way from cool to hot."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from trailers.domain.clock import SAMPLE_RATE
from trailers.media.filters import equalise, high_pass, high_shelf

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from trailers.media.audio import Sound

    from .writing import Score

HOT_LUFS = -20.0
"""Loudness of the music where it is hottest."""
COOL_LUFS = -27.5
"""And where it is coolest: a quiet opening, but one that is heard under a voice."""
_STEP = SAMPLE_RATE // 5
_MOST_UP_DB, _MOST_DOWN_DB = 10.0, -6.0


def powers(sound: Sound) -> NDArray[np.float64]:
    """Power of every 200 ms after a quick K-like weighting at half the rate; at least one value."""
    import numpy as np

    mono = equalise(sound[::2].mean(axis=1) * np.float32(math.sqrt(2)), high_pass(110), high_shelf(3400, 4.0))
    half = _STEP // 2
    blocks = max(1, len(mono) // half)
    squares = np.square(mono.astype(np.float64))
    if len(mono) < half:
        return np.array([squares.mean() if len(mono) else 0.0])
    return np.asarray(squares[: blocks * half].reshape(blocks, half).mean(axis=1))


def loudness(sound: Sound) -> float:
    """Roughly the LUFS of a layer where it is loud, its loudest third; -inf for silence."""
    import numpy as np

    power = powers(sound)
    heard = np.sort(power[power > power.max() * 0.01])[::-1]
    if not len(heard) or heard[0] <= 1e-14:
        return -math.inf
    return lufs(float(heard[: max(1, len(heard) // 3)].mean()))


def lufs(power: float) -> float:
    return -0.691 + 10 * math.log10(power) if power > 0 else -math.inf


def wanted_lufs(heat: float) -> float:
    return COOL_LUFS + (HOT_LUFS - COOL_LUFS) * heat


def ride(music: Sound, score: Score) -> NDArray[np.float32]:
    """Gain over time that brings every bar to the loudness its heat asks for, one smooth hand over three bars.

    It moves at most 10 dB up and 6 dB down, and leaves alone what comes after the breath.
    """
    import numpy as np

    curve = np.ones(len(music), np.float32)
    if not score.bars:
        return curve
    power = powers(music)
    gains = []
    for bar in score.bars:
        first = bar.at(0) // _STEP
        here = (
            lufs(float(np.mean(power[first : max(first + 1, bar.end // _STEP)])))
            if first < len(power)
            else -math.inf
        )
        missing = 0.0 if here == -math.inf else wanted_lufs(bar.heat) - here
        gains.append(min(_MOST_UP_DB, max(_MOST_DOWN_DB, missing)))
    smooth = np.convolve(np.pad(gains, 1, mode="edge"), np.full(3, 1 / 3), "valid")
    end = score.bars[-1].end
    per_ms = SAMPLE_RATE // 1000
    middles = [(bar.at(0) + bar.end) / 2 for bar in score.bars]
    steps = np.interp(np.arange(0, end + per_ms, per_ms), middles, smooth)
    curve[:end] = np.repeat(np.power(10.0, steps / 20), per_ms)[:end]
    return curve
