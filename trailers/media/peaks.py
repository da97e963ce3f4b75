"""The waveform as lowest and highest value of every small stretch, at three zooms, for drawing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from trailers.domain.clock import SAMPLE_RATE

from .audio import read_wav
from .process import replacing

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from .audio import Sound

ZOOMS = (50, 200, 800)
"""Pairs per second. Each divides the sample rate, so that no pair ever drifts from its time."""


def peaks_of(sound: Sound, per_second: int) -> NDArray[np.int8]:
    """Rows of (lowest, highest), -127..127 with full scale at 127; channels are taken together.

    The last row may cover less. Values are rounded away from zero, so that a click never disappears.
    """
    import numpy as np

    size = SAMPLE_RATE // per_second
    rows = -(-len(sound) // size)
    low, high = (sound, sound) if sound.ndim == 1 else (sound.min(axis=1), sound.max(axis=1))
    lowest, highest = _padded(low, rows * size), _padded(high, rows * size)
    pairs = np.stack(
        [lowest.reshape(rows, size).min(axis=1), highest.reshape(rows, size).max(axis=1)], axis=1
    )
    scaled = np.sign(pairs) * np.ceil(np.abs(pairs) * 127 - 1e-4)
    return np.asarray(np.clip(scaled, -127, 127), np.int8)


def write_peaks(wav: Path, folder: Path) -> dict[int, Path]:
    """One file per zoom in `folder`, peaks-<zoom>.i8: (low, high) bytes, one pair after another."""
    sound = read_wav(wav)
    made = {}
    for zoom in ZOOMS:
        made[zoom] = folder / f"peaks-{zoom}.i8"
        with replacing(made[zoom]) as temp:
            temp.write_bytes(peaks_of(sound, zoom).tobytes())
    return made


def _padded(values: Sound, length: int) -> Sound:
    """The last stretch is filled up with its own last value: it changes neither its lowest nor its
    highest."""
    import numpy as np

    return np.pad(values, (0, length - len(values)), mode="edge") if len(values) else values
