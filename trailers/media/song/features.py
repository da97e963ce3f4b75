"""What a song sounds like, 50 times a second: level, timbre, harmony, and what begins in which band.

The frames are those of the beat nets, so a beat's frame is an index here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.fft import dct, rfft

from .spectrogram import FPS, HOP, SAMPLE_RATE, Array

_WINDOW = 2_048
_BLOCK = 2_048
_MELS = 64
_FLOOR_DB = 80.0
_DRUM_BANDS_HZ = {"kick": (30, 120), "body": (170, 420), "wires": (1_500, 5_500), "hihat": (7_000, 11_025)}


@dataclass(frozen=True, slots=True)
class Features:
    """All arrays have a row a frame; bands go from low to high."""

    mel_db: Array
    """64 bands, 0 at the loudest of the song, at least -80."""
    timbre: Array
    """16 cepstral coefficients of the bands."""
    chroma: Array
    """12 pitch classes, the strongest 1."""
    loudness_db: Array
    """A-weighted level below full scale, at least -80."""
    onsets: Array
    """How much low, middle and high bands rose since the frame before, in dB a band."""
    drums: dict[str, Array]
    """How much the bands of kick, snare and hi-hat rose since the frame before, in dB."""


def features(mono: Array) -> Features:
    """Measure a 22.05 kHz song."""
    frames = -(-len(mono) // HOP)
    padded = np.zeros(frames * HOP + _WINDOW, np.float32)
    padded[_WINDOW // 2 : _WINDOW // 2 + len(mono)] = mono
    views = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[: frames * HOP : HOP]
    filters, weight = _filters(), _a_weighting()
    window = np.hanning(_WINDOW + 1)[:-1].astype(np.float32)
    power, loud = np.empty((frames, filters.shape[1]), np.float32), np.empty(frames, np.float32)
    for start in range(0, frames, _BLOCK):
        part = slice(start, start + _BLOCK)
        spectrum = rfft(views[part] * window, axis=1)
        energy = spectrum.real**2 + spectrum.imag**2
        power[part], loud[part] = energy @ filters, energy @ weight
    mel_db = _decibels(power[:, :_MELS])
    chroma = power[:, _MELS : _MELS + 12]
    rises = np.maximum(np.diff(mel_db, axis=0, prepend=mel_db[:1]), 0)
    return Features(
        mel_db=mel_db,
        timbre=np.asarray(dct(mel_db, axis=1, norm="ortho")[:, :16], np.float32),
        chroma=chroma / np.maximum(chroma.max(axis=1, keepdims=True), 1e-9),
        loudness_db=np.asarray(10 * np.log10(loud + 1e-8), np.float32),
        onsets=np.stack([rises[:, a:b].mean(axis=1) for a, b in ((0, 6), (6, 30), (30, _MELS))], axis=1),
        drums=_drums(power[:, _MELS + 12 :]),
    )


def smoothed(curve: Array, seconds: float) -> Array:
    """The mean over a window of that many seconds around each frame."""
    from scipy.ndimage import uniform_filter1d

    return np.asarray(uniform_filter1d(curve, max(1, round(seconds * FPS)), axis=0, mode="nearest"))


def _drums(power: Array) -> dict[str, Array]:
    """A snare is heard in its body and in its wires at once, a kick alone is not."""
    level = _decibels(power)
    rises = np.maximum(np.diff(level, axis=0, prepend=level[:1]), 0)
    kick, body, wires, hihat = rises.T
    return {"kick": kick, "snare": np.minimum(body, wires), "hihat": hihat}


def _decibels(power: Array) -> Array:
    level = 10 * np.log10(power + 1e-10)
    return np.asarray(np.maximum(level, level.max() - _FLOOR_DB) - level.max(), np.float32)


def _filters() -> Array:
    """(1025, 80): 64 mel triangles of equal area, 12 pitch classes, 4 bands of drums."""
    lines = np.arange(_WINDOW // 2 + 1, dtype=np.float64) * (SAMPLE_RATE / _WINDOW)
    edges: NDArray[np.float64] = _mel_to_hz(np.linspace(0, _hz_to_mel(SAMPLE_RATE / 2), _MELS + 2))
    rise = (lines[:, None] - edges[:-2]) / (edges[1:-1] - edges[:-2])
    fall = (edges[2:] - lines[:, None]) / (edges[2:] - edges[1:-1])
    mels = np.maximum(0, np.minimum(rise, fall)) * 2 / (edges[2:] - edges[:-2])
    drums = np.stack([(lines >= a) & (lines < b) for a, b in _DRUM_BANDS_HZ.values()], axis=1)
    return np.concatenate([mels, _pitch_classes(lines), drums], axis=1).astype(np.float32)


def _pitch_classes(lines: NDArray[np.float64]) -> NDArray[np.float64]:
    """Between 80 and 2,000 Hz, each line to its two nearest semitones, low lines counting less."""
    audible = (lines >= 80) & (lines <= 2_000)
    pitch = 12 * np.log2(np.maximum(lines, 1) / 440.0)
    apart = (pitch[:, None] - np.arange(12) + 6) % 12 - 6
    octaves = np.exp(-0.5 * ((np.log2(np.maximum(lines, 1) / 440.0)) / 1.2) ** 2)
    return np.where(audible[:, None], np.exp(-0.5 * (apart / 0.35) ** 2) * octaves[:, None], 0.0)


def _a_weighting() -> Array:
    """Factors of power by which a tone is heard, scaled so that the sum is a level below full scale."""
    f2 = (np.arange(_WINDOW // 2 + 1) * (SAMPLE_RATE / _WINDOW)) ** 2
    top = 12_194**2 * f2**2
    below = (f2 + 20.6**2) * np.sqrt((f2 + 107.7**2) * (f2 + 737.9**2)) * (f2 + 12_194**2)
    amplitude = 1.2589 * top / below
    return np.asarray(amplitude**2 * 2 / (0.375 * _WINDOW**2), np.float32)


def _hz_to_mel(hz: float) -> float:
    """Slaney's scale: even steps to 1 kHz, even ratios above."""
    return hz * 3 / 200 if hz < 1_000 else 15 + 27 * float(np.log(hz / 1_000) / np.log(6.4))


def _mel_to_hz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(mel < 15, mel * 200 / 3, 1_000 * np.exp(np.log(6.4) / 27 * (mel - 15)))
