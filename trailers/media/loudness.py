"""Loudness and true peak after ITU-R BS.1770-4: K-weighting, 400 ms blocks, absolute and relative gate."""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING

from trailers.domain.clock import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from .audio import Sound

# The standard's own coefficients at 48 kHz: a shelf for the head, then a high pass.
_SHELF = (1.53512485958697, -2.69169618940638, 1.19839281085285, 1.0, -1.69065929318241, 0.73248077421585)
_HIGH_PASS = (1.0, -2.0, 1.0, 1.0, -1.99004745483398, 0.99007225036621)
_REACH = 16
"""Samples on either side that an interpolated point looks at."""
_STEP = SAMPLE_RATE // 10
_BLOCK_STEPS = 4
_ABSOLUTE_GATE, _RELATIVE_GATE = -70.0, -10.0
SILENCE = -math.inf


def integrated_lufs(sound: Sound) -> float:
    """Gated programme loudness; SILENCE when nothing is above the absolute gate."""
    power = block_power(sound)
    power = power[power > _power(_ABSOLUTE_GATE)]
    if not len(power):
        return SILENCE
    power = power[power > _power(_lufs(float(power.mean())) + _RELATIVE_GATE)]
    return _lufs(float(power.mean()))


def block_power(sound: Sound) -> NDArray[np.float64]:
    """K-weighted power of every 400 ms block, one each 100 ms; channels add up."""
    import numpy as np

    steps = _step_power(sound)
    if len(steps) < _BLOCK_STEPS:
        return np.array([steps.mean()]) if len(steps) else steps
    return np.convolve(steps, np.full(_BLOCK_STEPS, 1 / _BLOCK_STEPS), "valid")


def mean_lufs(sound: Sound) -> float:
    """Ungated loudness of the whole: for one short line, where gates would leave nothing to measure."""
    import numpy as np

    weighted = weight(sound)
    power = float(np.mean(np.square(weighted), axis=0).sum()) if len(weighted) else 0.0
    return _lufs(power) if power > 0 else SILENCE


def weight(sound: Sound) -> NDArray[np.float64]:
    """K-weighted copy in double precision (the high pass sits very near zero frequency)."""
    import numpy as np
    from scipy.signal import sosfilt

    if not len(sound):
        return sound.astype(np.float64)
    sos = np.array([_SHELF, _HIGH_PASS])
    return np.asarray(sosfilt(sos, sound.astype(np.float64), axis=0))


def between_peaks(sound: Sound) -> Sound:
    """For every sample the highest magnitude from it up to the next one, four points looked at."""
    import numpy as np

    peaks = np.abs(sound)
    for taps in _phases():
        for channel in range(1 if sound.ndim == 1 else sound.shape[1]):
            one, out = (sound, peaks) if sound.ndim == 1 else (sound[:, channel], peaks[:, channel])
            between = np.convolve(one, taps)[_REACH : _REACH + len(one)]
            np.maximum(out, np.abs(between), out=out)
    return peaks


@functools.cache
def _phases() -> tuple[NDArray[np.float32], ...]:
    """Interpolators for 1/4, 1/2 and 3/4 of the way between two samples: windowed sinc, 32 taps each."""
    import numpy as np

    at = np.arange(-_REACH, _REACH)
    phases = []
    for quarter in (0.25, 0.5, 0.75):
        shifted = at + quarter
        window = np.i0(9.0 * np.sqrt(np.maximum(0.0, 1.0 - np.square(shifted / _REACH)))) / np.i0(9.0)
        taps = np.sinc(shifted) * window
        phases.append((taps / taps.sum()).astype(np.float32))
    return tuple(phases)


def true_peak(sound: Sound) -> float:
    """Highest magnitude on and between the samples."""
    return float(between_peaks(sound).max()) if len(sound) else 0.0


def true_peak_db(sound: Sound) -> float:
    peak = true_peak(sound)
    return 20 * math.log10(peak) if peak > 0 else SILENCE


def _step_power(sound: Sound) -> NDArray[np.float64]:
    """Power of every whole 100 ms; of all there is, when that is less."""
    import numpy as np

    if not len(sound):
        return np.zeros(0)
    weighted = weight(sound).reshape(len(sound), -1)
    whole = len(weighted) // _STEP
    if not whole:
        return np.asarray(np.square(weighted).sum(keepdims=True)[0] / len(weighted))
    blocks = np.square(weighted[: whole * _STEP]).reshape(whole, -1)
    return np.asarray(blocks.sum(axis=1) / _STEP)


def _lufs(power: float) -> float:
    return -0.691 + 10 * math.log10(power)


def _power(lufs: float) -> float:
    return float(10 ** ((lufs + 0.691) / 10))
