"""The bars of a song on the frame grid, numbered as a musician counts them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .clock import frame_at
from .soundtrack import Soundtrack


@dataclass(frozen=True, slots=True)
class Bar:
    """`number` counts from 1; 0 holds what is played before the first whole bar. `frames` are its beats, ascending."""

    number: int
    frames: tuple[int, ...]
    first: int = 1
    """Which beat of the bar the first of them is, counted from 1: an upbeat begins late."""


def bars_of(soundtrack: Soundtrack) -> tuple[Bar, ...]:
    """Every bar of which a beat lies inside the film, in order; none in a film that is spoken."""
    found: list[Bar] = []
    number = 0
    for beat in soundtrack.beats:
        frame = frame_at(beat.time_ms, soundtrack.rate)
        if frame >= soundtrack.frames:
            break
        if beat.place == 0:
            number += 1
        if found and found[-1].number == number:
            found[-1] = replace(found[-1], frames=(*found[-1].frames, frame))
        else:
            found.append(Bar(number, (frame,), beat.place + 1))
    return tuple(found)


def beat_names(soundtrack: Soundtrack) -> dict[int, str]:
    """Frame -> "beat 3 of bar 12", the beat counted from 1."""
    return {
        frame: f"beat {place} of bar {bar.number}"
        for bar in bars_of(soundtrack)
        for place, frame in enumerate(bar.frames, start=bar.first)
    }
