"""The waveform as lowest and highest value of every small stretch, at three zooms, for drawing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from trailers.domain.clock import SAMPLE_RATE

from .audio import read_wav, wav_facts
from .process import replacing

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from .audio import Sound

ZOOMS = (50, 200, 800)
"""Pairs per second."""


def peaks_of(sound: Sound, per_second: int, sample_rate: int = SAMPLE_RATE) -> NDArray[np.int8]:
    """Rows of (lowest, highest), -127..127 with full scale at 127; channels are taken together.

    Row n begins at sample n * sample_rate // per_second, so that none drifts from its time where the one does not
    divide the other. The last row may cover less. Values are rounded away from zero, so that a click never disappears.
    """
    import numpy as np

    low, high = (sound, sound) if sound.ndim == 1 else (sound.min(axis=1), sound.max(axis=1))
    starts = np.arange(-(-len(sound) * per_second // sample_rate), dtype=np.int64) * sample_rate // per_second
    starts = starts[starts < len(sound)]
    if not len(starts):
        return np.zeros((0, 2), np.int8)
    pairs = np.stack([np.minimum.reduceat(low, starts), np.maximum.reduceat(high, starts)], axis=1)
    scaled = np.sign(pairs) * np.ceil(np.abs(pairs) * 127 - 1e-4)
    return np.asarray(np.clip(scaled, -127, 127), np.int8)


def write_peaks(wav: Path, folder: Path) -> dict[int, Path]:
    """One file per zoom in `folder`, peaks-<zoom>.i8: (low, high) bytes, one pair after another."""
    rate = wav_facts(wav).sample_rate  # a song keeps its own
    sound = read_wav(wav, sample_rate=rate)
    made = {}
    for zoom in ZOOMS:
        made[zoom] = folder / f"peaks-{zoom}.i8"
        with replacing(made[zoom]) as temp:
            temp.write_bytes(peaks_of(sound, zoom, rate).tobytes())
    return made
