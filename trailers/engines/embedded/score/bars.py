"""The bars of a form with their chords: what is sounding where, before anybody plays it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from .characters import Character
from .form import Form, Section
from .harmony import Chord, chord

_OPENING_UNTIL, _BUILD_UNTIL = 0.36, 0.74
"""Heat at which the progression of the opening gives way to the build's, and that to the climax's."""


@dataclass(frozen=True, slots=True)
class Bar:
    """`beats` beats of a section from its beat `first`. `number` counts from the start of the score."""

    section: Section
    first: int
    beats: int
    number: int
    in_section: int
    heat: float
    chord: Chord
    tonic: int
    """Pitch class, lifted for the last stretch."""
    ends_section: bool
    ends_score: bool
    """The bar before the breath."""

    def at(self, beat: Fraction | int) -> int:
        """The sample of a beat of this bar; beyond its end it stays at the end of the section."""
        return self.section.at(min(Fraction(self.first) + beat, Fraction(self.section.beats)))

    @property
    def end(self) -> int:
        return self.at(self.beats)


def bars_of(form: Form, character: Character, tonic: int) -> tuple[Bar, ...]:
    """Every bar of the played sections; the last of a section may be short."""
    played = form.played
    lifted = played[-1] if len(played) >= 3 else None
    out: list[Bar] = []
    for section in played:
        here = (tonic + (character.lift if section is lifted else 0)) % 12
        starts = range(0, section.beats, form.meter)
        for index, first in enumerate(starts):
            beats = min(form.meter, section.beats - first)
            ends = first + beats >= section.beats
            final = ends and section is played[-1]
            heat = section.heat_at(Fraction(2 * first + beats, 2))
            symbol = character.turn if final and len(starts) > 1 else _symbol(character, heat, index)
            out.append(
                Bar(section, first, beats, len(out), index, heat, chord(symbol, here), here, ends, final)
            )
    return tuple(out)


def _symbol(character: Character, heat: float, index: int) -> str:
    if heat < _OPENING_UNTIL:
        return character.opening[index // character.slow_chords % len(character.opening)]
    row = character.build if heat < _BUILD_UNTIL else character.climax
    return row[index % len(row)]


def runs(bars: tuple[Bar, ...]) -> Iterator[tuple[Bar, ...]]:
    """Bars in a row of one section that share their chord."""
    run: list[Bar] = []
    for bar in bars:
        if run and (bar.chord != run[-1].chord or bar.section is not run[-1].section):
            yield tuple(run)
            run = []
        run.append(bar)
    if run:
        yield tuple(run)
