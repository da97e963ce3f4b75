"""The score's own melody: a few notes, drawn by lot from good shapes, and the ways in which it comes back."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

Pulse = tuple[Fraction, Fraction]
"""Start and length in beats."""


@dataclass(frozen=True, slots=True)
class Tone:
    """A note of the motif: scale steps from its first note, in beats from its start."""

    start: Fraction
    length: Fraction
    step: int


@dataclass(frozen=True, slots=True)
class Motif:
    tones: tuple[Tone, ...]
    beats: int


def _rhythm(text: str) -> tuple[Pulse, ...]:
    """'3 1 4' -> lengths in beats one after another; a number in brackets is a rest."""
    out, at = [], Fraction(0)
    for word in text.split():
        length = Fraction(word.strip("()"))
        if not word.startswith("("):
            out.append((at, length))
        at += length
    return tuple(out)


_RHYTHMS = {
    "slow": ("3 1 4", "2 1 1 4", "3/2 1/2 2 4", "2 2 3 1", "1 3 1 3", "(1) 1 2 4"),
    "singing": ("3/2 1/2 1 1 4", "1 1 2 1 3", "3 1/2 1/2 4", "1 1 1 1 4", "2 1/2 1/2 1 4"),
    "heroic": ("3/2 1/2 2 1 1 2", "1 1/2 1/2 2 3/2 1/2 2", "2 3/2 1/2 4", "1/2 1/2 1 2 4"),
    "lively": ("1/2 1/2 1 1/2 1/2 1 1 1 2", "3/4 1/4 1 1 1 3/4 1/4 1 2", "1 1/2 1/2 1 1 1/2 1/2 1 2"),
    "sparse": ("2 (2) 4", "(2) 2 4", "1 1 (2) 4", "3 (1) 3 (1)"),
}
_SHAPES: tuple[tuple[int, ...], ...] = (
    (0, 4, 3, 1, 2, 0, 1, -1, 0),
    (0, 2, 4, 3, 2, 4, 3, 1, 0),
    (0, -1, 2, 1, 4, 2, 3, 1, 0),
    (0, 1, 2, 5, 4, 2, 1, 2, 0),
    (4, 3, 2, 0, 1, 2, -1, 0, 0),
    (0, 5, 4, 2, 3, 1, 2, -1, 0),
    (2, 3, 4, 1, 0, -2, 0, 1, 0),
)


def compose(chance: random.Random, character: str) -> Motif:
    """A motif of two four-beat bars in the manner of `character` (a key of the rhythm table)."""
    pulses = _rhythm(chance.choice(_RHYTHMS[character]))
    shape = chance.choice(_SHAPES)
    tones = [Tone(start, length, shape[k % len(shape)]) for k, (start, length) in enumerate(pulses)]
    return Motif(tuple(tones), 8)


def vary(motif: Motif, turn: int) -> Motif:
    """How it sounds the `turn`-th time: as it is, a step up, its answer, in pieces, turned over, and round
    again."""
    ways = (_same, _lifted, _answered, _pressed, _turned)
    return ways[turn % len(ways)](motif)


def _same(motif: Motif) -> Motif:
    return motif


def _lifted(motif: Motif) -> Motif:
    return _with_steps(motif, [tone.step + 1 for tone in motif.tones])


def _answered(motif: Motif) -> Motif:
    """The first half as it was, the second falling home."""
    half = len(motif.tones) // 2
    fall = [tone.step - (k - half + 1) * (k >= half) for k, tone in enumerate(motif.tones)]
    return _with_steps(motif, fall)


def _pressed(motif: Motif) -> Motif:
    """Its first bar twice, the second time a step higher."""
    half = Fraction(motif.beats, 2)
    head = [tone for tone in motif.tones if tone.start < half]
    head = [replace(tone, length=min(tone.length, half - tone.start)) for tone in head]
    again = [replace(tone, start=tone.start + half, step=tone.step + 1) for tone in head]
    return Motif((*head, *again), motif.beats)


def _turned(motif: Motif) -> Motif:
    first = motif.tones[0].step
    return _with_steps(motif, [2 * first - tone.step + 2 for tone in motif.tones])


def _with_steps(motif: Motif, steps: Sequence[int]) -> Motif:
    tones = tuple(replace(tone, step=step) for tone, step in zip(motif.tones, steps, strict=True))
    return replace(motif, tones=tones)


def broaden(motif: Motif) -> Motif:
    """Twice as slow: how it stands over the climax."""
    tones = tuple(Tone(tone.start * 2, tone.length * 2, tone.step) for tone in motif.tones)
    return Motif(tones, motif.beats * 2)
