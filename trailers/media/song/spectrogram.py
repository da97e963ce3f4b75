"""The input of the beat nets: 272 values for each 20 ms of a song.

136 triangular filters, 24 an octave, over the magnitudes of a 64 ms window, their logarithm, and how much each
rose since the frame before. The nets were trained on exactly this; nothing here may be improved.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.fft import rfft

Array = NDArray[np.float32]

SAMPLE_RATE = 22_050
HOP = 441
FPS = 50
BANDS = 136
_WINDOW = 1411
_BINS = _WINDOW // 2
_BLOCK = 2_048


def beat_spectrogram(mono: Array) -> Array:
    """(frames, 272) of a 22.05 kHz song; frame n is centred on sample 441 n."""
    frames = -(-len(mono) // HOP)
    padded = np.zeros(frames * HOP + _WINDOW, np.float32)
    padded[_WINDOW // 2 : _WINDOW // 2 + len(mono)] = mono
    views = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[: frames * HOP : HOP]
    window, filters = np.hanning(_WINDOW).astype(np.float32), filterbank()
    out = np.zeros((frames, 2 * BANDS), np.float32)
    for start in range(0, frames, _BLOCK):
        part = slice(start, start + _BLOCK)
        magnitudes = np.abs(rfft(views[part] * window, axis=1)[:, :_BINS])
        out[part, :BANDS] = np.log10(magnitudes @ filters + 1)
    np.maximum(out[1:, :BANDS] - out[:-1, :BANDS], 0, out=out[1:, BANDS:])
    return out


def filterbank() -> Array:
    """(705, 136): each column one filter, summing to 1."""
    lines = np.arange(_BINS) * (SAMPLE_RATE / (2 * _BINS))
    centres = 440.0 * 2.0 ** (np.arange(-93, 127) / 24)
    centres = centres[(centres >= 30) & (centres <= 17_000)]
    right = np.clip(np.searchsorted(lines, centres), 1, _BINS - 1)
    nearest = right - (centres - lines[right - 1] < lines[right] - centres)
    bins = np.unique(nearest)
    out = np.zeros((_BINS, len(bins) - 2), np.float32)
    for column, (start, centre, stop) in enumerate(zip(bins, bins[1:], bins[2:], strict=False)):
        if stop - start < 2:
            centre, stop = start, start + 1
        rise = np.linspace(0, 1, centre - start, endpoint=False)
        fall = np.linspace(1, 0, stop - centre, endpoint=False)
        shape = np.concatenate([rise, fall])
        out[start:stop, column] = shape / shape.sum()
    return out
