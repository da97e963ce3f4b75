"""The shape of a score: sections between the film's hits, how hot each burns, and the beats inside them.

Everything here is whole samples and whole beats. A section's beats are spread evenly between its ends, so
every hit lies exactly on a beat; the tempo is the one at which the sections need to be stretched the least.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from trailers.domain.clock import SAMPLE_RATE
from trailers.engines.ports import Hit

SectionKind = Literal["play", "breath", "title", "tail"]

_MS = SAMPLE_RATE // 1000
_LONGEST_PLAY = 22 * SAMPLE_RATE
"""A longer stretch without a hit gets a turn of its own in the middle."""
_SHORTEST_PLAY = 5 * SAMPLE_RATE // 2
_BREATH = 9 * SAMPLE_RATE // 10
_LONGEST_BREATH = 6 * SAMPLE_RATE
_TITLE_PLACE = Fraction(17, 20)
"""Where the last blow falls in a film that names no title."""
_COOL, _HOT = 0.12, 1.0
_STEP_BACK = 0.07
"""A new act begins a little below where the last one ended, and ends well above."""


@dataclass(frozen=True, slots=True)
class Section:
    """[start, end) in samples with `beats` even beats; the heat goes straight from `heat` to `heat_end`."""

    kind: SectionKind
    start: int
    end: int
    beats: int
    heat: float
    heat_end: float

    def at(self, beat: Fraction | int) -> int:
        """The sample of a beat, which may lie between two."""
        return self.start + int((self.end - self.start) * Fraction(beat) / self.beats)

    def heat_at(self, beat: Fraction | int) -> float:
        return self.heat + (self.heat_end - self.heat) * float(Fraction(beat) / self.beats)


@dataclass(frozen=True, slots=True)
class Form:
    """Sections tile [0, samples). `title` is the sample of the blow, `strikes` those of the smaller ones."""

    samples: int
    bpm: float
    meter: int
    sections: tuple[Section, ...]
    title: int
    strikes: tuple[int, ...]

    @property
    def breath(self) -> Section | None:
        return next((section for section in self.sections if section.kind == "breath"), None)

    @property
    def played(self) -> tuple[Section, ...]:
        return tuple(section for section in self.sections if section.kind == "play")


def shape(samples: int, hits: Sequence[Hit], *, bpm_range: tuple[int, int], meter: int = 4) -> Form:
    """The form of a score of `samples`, served as well as it can be to any hits, even senseless ones."""
    if samples <= 0:
        raise ValueError(f"a score of {samples} samples")
    title = _title(samples, hits)
    breath = _breath(title, hits)
    edges = _edges(breath, hits)
    bpm = _tempo(list(pairwise(edges)), bpm_range, meter)
    sections = _played(edges, bpm, meter)
    if title > breath:
        sections.append(Section("breath", breath, title, _beats(title - breath, bpm, 1), 0.0, 0.0))
    sections += _ending(samples, title, hits, bpm)
    strikes = tuple(edge for edge in edges[1:-1] if any(_near(edge, hit) for hit in hits))
    return Form(samples, bpm, meter, tuple(sections), title, strikes)


def _title(samples: int, hits: Sequence[Hit]) -> int:
    """The title's sample; without one the end card's, the climax's, else a place near the end."""
    for kind in ("title", "end", "climax"):
        places = [hit.time_ms * _MS for hit in hits if hit.kind == kind and 0 <= hit.time_ms * _MS < samples]
        if places:
            return places[-1]
    return int(samples * _TITLE_PLACE)


def _breath(title: int, hits: Sequence[Hit]) -> int:
    """Where the music stops before the blow: at the black when there is one, else a breath ahead."""
    blacks = [hit.time_ms * _MS for hit in hits if hit.kind == "black"]
    near = [black for black in blacks if 0 < title - black <= _LONGEST_BREATH]
    return max(0, near[0]) if near else title - min(_BREATH, title // 6)


def _edges(breath: int, hits: Sequence[Hit]) -> list[int]:
    """0, the acts and other turns, the breath: none too near, long stretches parted evenly."""
    turns = sorted(hit.time_ms * _MS for hit in hits if hit.kind in ("act", "black", "climax"))
    edges = [0]
    for turn in turns:
        if turn - edges[-1] >= _SHORTEST_PLAY and breath - turn >= _SHORTEST_PLAY:
            edges.append(turn)
    out = []
    for start, end in zip(edges, [*edges[1:], breath], strict=True):
        parts = max(1, -(-(end - start) // _LONGEST_PLAY))
        out += [start + (end - start) * part // parts for part in range(parts)]
    return [*out, breath]


def _near(edge: int, hit: Hit) -> bool:
    return edge == hit.time_ms * _MS


def _tempo(stretches: Sequence[tuple[int, int]], bpm_range: tuple[int, int], meter: int) -> float:
    """The tempo (in half beats per minute) at which whole bars fit all stretches best."""
    low, high = bpm_range
    middle = (low + high) / 2

    def misfit(bpm: float) -> tuple[float, float]:
        total = 0.0
        for start, end in stretches:
            seconds = (end - start) / SAMPLE_RATE
            bars = seconds * bpm / 60 / meter
            total += seconds * abs(bars - max(1, round(bars))) / max(bars, 1e-9)
        return round(total, 6), abs(bpm - middle)

    return min((low + step / 2 for step in range((high - low) * 2 + 1)), key=misfit)


def _beats(length: int, bpm: float, unit: int) -> int:
    """Beats in `length`, a multiple of `unit` unless that would stretch them by more than 8 %."""
    exact = length * bpm / 60 / SAMPLE_RATE
    for step in (unit, 2, 1):
        beats = max(step, round(exact / step) * step)
        if abs(beats / max(exact, 1e-9) - 1) <= 0.08:
            return beats
    return max(1, round(exact))


def _played(edges: Sequence[int], bpm: float, meter: int) -> list[Section]:
    spans = [(start, end) for start, end in pairwise(edges) if end > start]
    total = edges[-1] or 1
    sections = []
    for index, (start, end) in enumerate(spans):
        heat = _heat(start / total) - (_STEP_BACK if index else 0.0)
        sections.append(
            Section("play", start, end, _beats(end - start, bpm, meter), heat, _heat(end / total))
        )
    return sections


def _heat(share: float) -> float:
    """Slow to kindle, then steady: a build that is felt from the first act on."""
    return _COOL + (_HOT - _COOL) * float(share**1.15)


def _ending(samples: int, title: int, hits: Sequence[Hit], bpm: float) -> list[Section]:
    """The blow and what rings after it; from the end card on, a tail."""
    ends = [hit.time_ms * _MS for hit in hits if hit.kind == "end" and title < hit.time_ms * _MS < samples]
    tail = ends[-1] if ends else samples
    sections = [Section("title", title, tail, _beats(tail - title, bpm, 1), 0.8, 0.4)]
    if tail < samples:
        sections.append(Section("tail", tail, samples, _beats(samples - tail, bpm, 1), 0.35, 0.1))
    return sections
