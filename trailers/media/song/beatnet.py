"""How likely each 20 ms frame of a song is a beat, and a downbeat: BeatNet's three nets in numpy.

A convolution, a layer and a two-layer LSTM each (Heydari, Cwitkowitz, Duan: BeatNet, 2021; weights CC BY 4.0,
see docs/licences.md). `scripts/beatnet_weights.py` made the file of weights; the three nets run side by side.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .spectrogram import Array, beat_spectrogram

_FILE = Path(__file__).with_name("beatnet.npz")
_UNITS = 150
_BLOCK = 2_048


@dataclass(frozen=True, slots=True)
class Activations:
    """Probabilities at 50 frames a second."""

    beat: Array
    """Of any beat, downbeats among them."""
    downbeat: Array


def activations(mono: Array) -> Activations:
    """Hear a 22.05 kHz song. Takes about 1 s of processor time a minute."""
    classes = class_probabilities(beat_spectrogram(mono))
    return Activations(beat=np.minimum(classes[:, 0] + classes[:, 1], 1), downbeat=classes[:, 1].copy())


def class_probabilities(features: Array) -> Array:
    """(frames, 272) to (frames, 3): beat but no downbeat, downbeat, neither. The mean of the three nets."""
    with np.load(_FILE) as file:
        weights = {name: file[name] for name in file.files}
    hidden = np.concatenate(
        [
            _front(features[start : start + _BLOCK], weights)
            for start in range(0, len(features), _BLOCK)
        ],
        axis=1,
    )  # fmt: skip
    for layer in ("l0", "l1"):
        hidden = _lstm(hidden, weights, layer)
    scores = hidden @ _turned(weights["linear.weight"]) + weights["linear.bias"][:, None]
    scores = np.exp(scores - scores.max(axis=2, keepdims=True))
    return np.asarray((scores / scores.sum(axis=2, keepdims=True)).mean(axis=0), np.float32)


def _front(features: Array, weights: dict[str, Array]) -> Array:
    """(frames, 272) to (3 nets, frames, 150): convolution along the bands, halved by maxima, one layer."""
    windows = np.lib.stride_tricks.sliding_window_view(features, 10, axis=1)[:, :262]
    kernels = weights["conv1.weight"].reshape(6, 10)
    heard = np.ascontiguousarray(windows).reshape(-1, 10) @ kernels.T + weights["conv1.bias"].reshape(6)
    pooled = np.maximum(heard, 0).reshape(len(features), 131, 2, 6).max(axis=2)
    flat = pooled.reshape(len(features), 131, 3, 2).transpose(2, 0, 3, 1).reshape(3, len(features), 262)
    return np.asarray(flat @ _turned(weights["linear0.weight"]) + weights["linear0.bias"][:, None])


def _lstm(inputs: Array, weights: dict[str, Array], layer: str) -> Array:
    """One layer of all nets, frame by frame: (3, frames, 150) to the same.

    The gates' rows are halved beforehand: then a logistic gate is (1 + tanh) / 2, and one tanh serves all four.
    """
    halves = np.full(4 * _UNITS, 0.5, np.float32)
    halves[2 * _UNITS : 3 * _UNITS] = 1
    bias = (weights[f"lstm.bias_ih_{layer}"] + weights[f"lstm.bias_hh_{layer}"]) * halves
    driven = inputs @ _turned(weights[f"lstm.weight_ih_{layer}"] * halves[:, None]) + bias[:, None]
    driven = np.ascontiguousarray(driven.transpose(1, 0, 2))
    recurrent = np.ascontiguousarray(weights[f"lstm.weight_hh_{layer}"] * halves[:, None])
    out = np.empty((len(driven), 3, _UNITS), np.float32)
    hidden, cell = np.zeros((3, _UNITS), np.float32), np.zeros((3, _UNITS), np.float32)
    for frame, gates in enumerate(driven):
        gates += np.matmul(recurrent, hidden[:, :, None])[:, :, 0]
        np.tanh(gates, out=gates)
        let_in, keep, fresh, show = gates.reshape(3, 4, _UNITS).transpose(1, 0, 2)
        cell = 0.5 * ((keep + 1) * cell + (let_in + 1) * fresh)
        hidden = out[frame] = 0.5 * (show + 1) * np.tanh(cell)
    return out.transpose(1, 0, 2)


def _turned(matrices: Array) -> Array:
    return matrices.transpose(0, 2, 1)
