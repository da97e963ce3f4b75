"""Which beat is the first of its bar: a vote of everything that marks bar lines, followed through the song.

The nets hear downbeats poorly beside beats, so three witnesses are asked at every beat: the nets, a change of
harmony, and a low onset. One phase for a whole song would fail behind a break of an odd length; a phase that may
move at any beat would follow every fill. So it may move, at a price that only steady evidence outweighs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trailers.domain.song import Stretch

from .beatnet import Activations
from .beats import Beats
from .features import Features
from .sections import standard
from .spectrogram import FPS

Numbers = NDArray[np.float64]

_WEIGHTS = (1.0, 2.0, 0.35)
_SLIP_PRICE, _PAUSE_SLIP_PRICE = 100.0, 80.0
"""In deviations of evidence: some twenty bars of a clear song must speak for a slip, a few less behind a pause."""
_OFFBEAT_MARGIN = 1.0
_OFFBEAT_HEARD = 0.4
_METRE_MARGIN = 1.3


@dataclass(frozen=True, slots=True)
class Bars:
    """Beats in seconds, and the place of each in a bar of `metre` beats, 0 for the first."""

    times: Numbers
    places: NDArray[np.int64]
    metre: int


def find_bars(tracked: Beats, heard: Activations, sound: Features, pauses: Sequence[Stretch]) -> Bars:
    """Bars for tracked beats. The beats themselves move by half a beat where all evidence lies between them, and
    the other metre is taken where it explains the evidence much better."""
    times = on_the_beat(tracked.times, tracked.metre, heard, sound)
    evidence = bar_evidence(times, heard, sound)
    metre = likelier_metre(evidence, tracked.metre)
    return Bars(times, bar_places(evidence, metre, slip_prices(times, pauses)), metre)


def on_the_beat(times: Numbers, metre: int, heard: Activations, sound: Features) -> Numbers:
    """The beats, or the moments between them: a strong backbeat or an off-beat guitar can pass for the beat."""
    if len(times) < 4 * metre:
        return times
    between = (times[:-1] + times[1:]) / 2
    both = np.sort(np.concatenate([times, between]))
    evidence = bar_evidence(both, heard, sound)
    on, off = evidence[::2], evidence[1::2]
    best_on, best_off = (max(float(part[k::metre].mean()) for k in range(metre)) for part in (on, off))
    beat_on, beat_off = (float(np.mean(strongest(heard.beat, part))) for part in (times, between))
    if best_off > best_on + _OFFBEAT_MARGIN and beat_off > _OFFBEAT_HEARD * beat_on:
        return between
    return times


def likelier_metre(evidence: Numbers, tracked: int) -> int:
    """Three or four: the tracked one, unless the best phase of the other fits the evidence much better."""
    other = 7 - tracked
    if len(evidence) < 24:
        return tracked
    return other if _fit(evidence, other) > _METRE_MARGIN * max(_fit(evidence, tracked), 0.0) else tracked


def _fit(evidence: Numbers, metre: int) -> float:
    """The correlation of the evidence with bar lines in their best phase."""
    means = [float(evidence[k::metre].mean()) for k in range(metre)]
    return float((max(means) - float(evidence.mean())) / np.sqrt(metre - 1.0))


def slip_prices(times: Numbers, pauses: Sequence[Stretch]) -> Numbers:
    """What it costs at each beat to count anew: little within two seconds of a pause's end."""
    prices = np.full(len(times), _SLIP_PRICE)
    for pause in pauses:
        near = (times * 1000 >= pause.start_ms) & (times * 1000 <= pause.end_ms + 2_000)
        prices[near] = _PAUSE_SLIP_PRICE
    return prices


def bar_places(evidence: Numbers, metre: int, prices: Numbers | float = _SLIP_PRICE) -> NDArray[np.int64]:
    """Each beat's place in its bar, 0 for the first: the likeliest run, where a slip costs its beat's price."""
    price = np.broadcast_to(np.asarray(prices, np.float64), evidence.shape)
    gains = np.where(np.arange(metre)[None, :] == 0, evidence[:, None], -evidence[:, None] / (metre - 1))
    best, came = np.zeros(metre), np.zeros((len(evidence), metre), np.int64)
    for beat in range(len(evidence)):
        steady, jump = np.roll(best, 1), best.max() - price[beat]
        slips = steady < jump
        came[beat] = np.where(slips, int(best.argmax()), (np.arange(metre) - 1) % metre)
        best = np.where(slips, jump, steady) + gains[beat]
    places = np.zeros(len(evidence), np.int64)
    place = int(best.argmax())
    for beat in range(len(evidence) - 1, -1, -1):
        places[beat] = place
        place = int(came[beat, place])
    return places


def bar_evidence(times: Numbers, heard: Activations, sound: Features) -> Numbers:
    """How much each beat looks like the first of a bar, in deviations from the song's mean."""
    frames = np.clip(np.rint(times * FPS).astype(np.int64), 0, len(heard.downbeat) - 1)
    witnesses = (
        strongest(heard.downbeat, times),
        _harmony_change(sound.chroma, frames),
        strongest(sound.onsets[:, 0], times),
    )
    total: Numbers = np.zeros(len(times))
    for weight, witness in zip(_WEIGHTS, witnesses, strict=True):
        total += weight * standard(witness)
    return total


def strongest(curve: NDArray[np.float32], times: Numbers) -> Numbers:
    """The most of a curve within two frames of each moment."""
    frames = np.clip(np.rint(times * FPS).astype(np.int64), 0, len(curve) - 1)
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
