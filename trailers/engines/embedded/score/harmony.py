"""Chords and how voices move between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

SCALES: dict[str, tuple[int, ...]] = {
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "harmonic": (0, 2, 3, 5, 7, 8, 11),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "major": (0, 2, 4, 5, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "octatonic": (0, 1, 3, 4, 6, 7, 9, 10),
}
QUALITIES: dict[str, tuple[int, ...]] = {
    "M": (0, 4, 7),
    "m": (0, 3, 7),
    "5": (0, 7),
    "sus2": (0, 2, 7),
    "sus4": (0, 5, 7),
    "dim": (0, 3, 6),
    "M7": (0, 4, 7, 11),
    "m7": (0, 3, 7, 10),
    "7": (0, 4, 7, 10),
    "m9": (0, 3, 7, 10, 14),
    "m6": (0, 3, 7, 9),
    "mM7": (0, 3, 7, 11),
    "add9": (0, 4, 7, 14),
    "madd9": (0, 3, 7, 14),
    "7b9": (0, 4, 7, 10, 13),
    "cluster": (0, 1, 6, 7),
    "lyd": (0, 4, 6, 7),
}


@dataclass(frozen=True, slots=True)
class Chord:
    """A root and its other tones as pitch classes (0..11)."""

    root: int
    tones: tuple[int, ...]


def chord(symbol: str, tonic: int) -> Chord:
    """'8M' over tonic D: the major chord eight semitones above D. The number is the root, the rest the
    quality."""
    digits = len(symbol) - len(symbol.lstrip("0123456789"))
    # A quality may itself begin with a digit ('7', '5', '7b9'): the root is at most 11.
    while digits > 1 and (int(symbol[:digits]) > 11 or symbol[digits:] not in QUALITIES):
        digits -= 1
    root = (tonic + int(symbol[:digits])) % 12
    return Chord(root, tuple((root + interval) % 12 for interval in QUALITIES[symbol[digits:]]))


def near(pitch_class: int, pitch: int) -> int:
    """The pitch of this class nearest to `pitch` (the lower one of two equally near)."""
    up = (pitch_class - pitch) % 12
    return pitch + up if up < 6 else pitch + up - 12


def above(pitch_class: int, low: int) -> int:
    """The lowest pitch of this class that is not below `low`."""
    return low + (pitch_class - low) % 12


def lead(previous: Sequence[int], chord_: Chord, count: int, low: int, high: int) -> tuple[int, ...]:
    """`count` voices of the chord inside [low, high], each as near as it can be to where it was.

    The first time they are spread from the middle of the register. No two voices are on the same pitch.
    """
    pitches = [pitch for pitch in range(low, high + 1) if pitch % 12 in chord_.tones]
    if len(pitches) <= count:
        return tuple(pitches)
    before = sorted(previous) or [low + (high - low) * (2 * k + 1) // (2 * count) for k in range(count)]
    best: tuple[int, ...] = ()
    best_cost = 10**9
    for voicing in _voicings(pitches, count):
        cost = sum(abs(a - b) for a, b in zip(voicing, before, strict=False)) * 2
        cost += 12 * len(set(chord_.tones[:3]) - {pitch % 12 for pitch in voicing})
        cost += sum(6 for a, b in pairwise(voicing) if b - a < 3 or b - a > 12)
        if cost < best_cost:
            best, best_cost = voicing, cost
    return best


def _voicings(pitches: Sequence[int], count: int) -> list[tuple[int, ...]]:
    """Ascending choices of `count` pitches whose neighbours are not further than ten places apart."""
    grown: list[tuple[int, ...]] = [(pitch,) for pitch in pitches]
    for _ in range(count - 1):
        grown = [(*voicing, pitch) for voicing in grown for pitch in pitches if 0 < pitch - voicing[-1] <= 12]
    return grown or [tuple(pitches[:count])]


def scale_pitch(scale: Sequence[int], tonic: int, step: int) -> int:
    """The pitch `step` scale steps above (or below) the tonic."""
    octave, place = divmod(step, len(scale))
    return tonic + 12 * octave + scale[place]


def snap(pitch: int, chord_: Chord) -> int:
    """The chord tone nearest to `pitch`."""
    return min((near(tone, pitch) for tone in chord_.tones), key=lambda p: (abs(p - pitch), p))
