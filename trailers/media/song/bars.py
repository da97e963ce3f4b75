"""Which beat is the first of its bar: a vote of everything that marks bar lines, followed through the song.

The nets hear downbeats poorly beside beats, so three witnesses are asked at every beat: the nets, a change of
harmony, and a low onset. One phase for a whole song would fail behind a break of an odd length; a phase that may
move at any beat would follow every fill. So it may move, at a price that only steady evidence outweighs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .beatnet import Activations
from .features import Features
from .sections import standard

Numbers = NDArray[np.float64]

_WEIGHTS = (1.0, 2.0, 0.35)
_SLIP_PRICE = 100.0
"""In deviations of evidence: some twenty bars of a clear song must speak for it."""


def bar_places(evidence: Numbers, metre: int, slip_price: float = _SLIP_PRICE) -> NDArray[np.int64]:
    """Each beat's place in its bar, 0 for the first: the likeliest run, where a slip costs `slip_price`."""
    gains = np.where(np.arange(metre)[None, :] == 0, evidence[:, None], -evidence[:, None] / (metre - 1))
    best, came = gains[0].copy(), np.zeros((len(evidence), metre), np.int64)
    for beat in range(1, len(evidence)):
        steady, jump = np.roll(best, 1), best.max() - slip_price
        slips = steady < jump
        came[beat] = np.where(slips, int(best.argmax()), (np.arange(metre) - 1) % metre)
        best = np.where(slips, jump, steady) + gains[beat]
    places = np.zeros(len(evidence), np.int64)
    place = int(best.argmax())
    for beat in range(len(evidence) - 1, -1, -1):
        places[beat] = place
        place = int(came[beat, place])
    return places


def bar_evidence(times: Numbers, heard: Activations, sound: Features, fps: int) -> Numbers:
    """How much each beat looks like the first of a bar, in deviations from the song's mean."""
    frames = np.clip(np.rint(times * fps).astype(np.int64), 0, len(heard.downbeat) - 1)
    witnesses = (
        _strongest(heard.downbeat, frames),
        _harmony_change(sound.chroma, frames),
        _strongest(sound.onsets[:, 0], frames),
    )
    total: Numbers = np.zeros(len(times))
    for weight, witness in zip(_WEIGHTS, witnesses, strict=True):
        total += weight * standard(witness)
    return total


def _strongest(curve: NDArray[np.float32], frames: NDArray[np.int64]) -> Numbers:
    padded = np.pad(curve, 2, mode="edge")
    around = np.stack([padded[frames + step] for step in range(5)])
    return np.asarray(around.max(axis=0), np.float64)


def _harmony_change(chroma: NDArray[np.float32], frames: NDArray[np.int64]) -> Numbers:
    """One minus the likeness of the pitch classes before and after each beat, over one beat and over two."""
    edges = np.concatenate([[0], frames, [len(chroma)]])
    sums = np.concatenate([np.zeros((1, 12)), chroma.astype(np.float64).cumsum(axis=0)])
    change = np.zeros(len(frames))
    for reach in (1, 2):
        for n in range(len(frames)):
            here = edges[n + 1]
            before = sums[here] - sums[edges[max(n + 1 - reach, 0)]]
            after = sums[edges[min(n + 1 + reach, len(edges) - 1)]] - sums[here]
            sizes = np.linalg.norm(before) * np.linalg.norm(after)
            change[n] += 1 - float(before @ after) / sizes if sizes > 0 else 0.0
    return change
