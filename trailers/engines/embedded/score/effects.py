"""What no instrument plays: blows on the film's hits, risers into them, the held breath before the title."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trailers.domain.clock import SAMPLE_RATE

from .bars import Bar
from .characters import Character
from .form import Form
from .harmony import above


@dataclass(frozen=True, slots=True)
class Effect:
    """A synthesised sound: what, from which sample, how many samples, how loud (1 is the title's), which
    pitch."""

    kind: str
    start: int
    length: int
    level: float
    pitch: int


_RING = 5 * SAMPLE_RATE


def effects_of(form: Form, character: Character, tonic: int, bars: Sequence[Bar]) -> tuple[Effect, ...]:
    """All effects of a score, in no particular order. Every one ends inside it."""
    low = above(tonic, 26)
    made = [*_strikes(form, character, low), *_breath(form, character, low), *_blow(form, character, low)]
    if character.risers:
        made += _risers(form, low)
    return tuple(_inside(effect, form.samples) for effect in made if 0 <= effect.start < form.samples)


def _inside(effect: Effect, samples: int) -> Effect:
    length = min(effect.length, samples - effect.start)
    return Effect(effect.kind, effect.start, length, effect.level, effect.pitch)


def _strikes(form: Form, character: Character, low: int) -> Iterator[Effect]:
    """A smaller blow on every act, growing with the heat; a score of booms also begins with one."""
    kind = next((kind for kind in character.blow if kind in ("boom", "soft_boom", "button")), "soft_boom")
    for strike in form.strikes:
        heat = next(section.heat for section in form.played if section.start == strike)
        yield Effect(kind, strike, _RING, (0.18 + 0.55 * heat) * (0.5 if kind == "button" else 1.0), low)
        if "metal" in character.blow:
            yield Effect("braam", strike, _RING, 0.08 + 0.5 * heat, low)
    if form.played and kind == "boom":
        yield Effect("boom", 0, _RING, 0.25, low)


def _risers(form: Form, low: int) -> Iterator[Effect]:
    """Noise that climbs into a turn of the film and is cut off by it."""
    turns = [
        (section.end, section.heat_end)
        for section in form.played
        if section.end in (*form.strikes, _end(form))
    ]
    for end, heat in turns:
        length = min(end, int(SAMPLE_RATE * (1.5 + 2.5 * heat)))
        yield Effect("riser", end - length, length, 0.05 + 0.38 * heat, low)


def _end(form: Form) -> int:
    return form.played[-1].end if form.played else -1


def _breath(form: Form, character: Character, low: int) -> Iterator[Effect]:
    """The stop itself, one low note held under a long black, and air drawn in just before the blow."""
    breath = form.breath
    if breath is None or not form.played:
        return
    length = breath.end - breath.start
    if character.risers:
        yield Effect("thud", breath.start, min(length, SAMPLE_RATE), 0.5, low)
    if length > 3 * SAMPLE_RATE // 2 and "button" not in character.blow:
        yield Effect("held_note", breath.start + SAMPLE_RATE // 2, length - SAMPLE_RATE // 2, 0.06, low)
    if character.breathes_in and length > SAMPLE_RATE // 2:
        swell = min(length // 2, SAMPLE_RATE * 7 // 10)
        yield Effect("inhale", breath.end - swell, swell, 0.15, low)


def _blow(form: Form, character: Character, low: int) -> Iterator[Effect]:
    levels = {
        "boom": 1.0,
        "soft_boom": 0.8,
        "metal": 0.4,
        "shriek": 0.3,
        "cymbal": 0.3,
        "bell": 0.5,
        "button": 0.8,
    }
    for kind in character.blow:
        if kind in levels:
            yield Effect(kind, form.title, _RING, levels[kind], low)
        elif kind in ("drums", "timpani"):
            yield Effect(kind, form.title, 3 * SAMPLE_RATE, 0.8, low)
    if "metal" in character.blow:
        yield Effect("braam", form.title, _RING, 0.6, low)
