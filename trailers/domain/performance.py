"""A clip of the artist: where in the song it was filmed, and which scenes it can be cut into. Decisions only.

`media.song.align` measures; nothing here does.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .clock import Rate, exact_ms, round_half_up
from .errors import UserError

LEAST_STRENGTH = 16.0
"""Deviations by which waves must agree; those of two recordings that have nothing in common reach about five."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """The song is at `offset_ms` when the clip begins; negative for a clip that was begun before it."""

    offset_ms: int
    strength: float

    @property
    def is_sure(self) -> bool:
        return self.strength >= LEAST_STRENGTH


@dataclass(frozen=True, slots=True)
class Covered:
    scene_id: str
    in_point: int
    """The clip's own frame that is seen first."""


def placed(alignment: Alignment | None, name: str) -> int:
    """The offset of a clip. UserError performance.not_heard when the song was not found in it for certain."""
    if alignment is None or not alignment.is_sure:
        raise UserError("performance.not_heard", name=name)
    return alignment.offset_ms


def covered(
    scenes: Iterable[tuple[str, int, int]], rate: Rate, offset_ms: int, clip_frames: int, clip_rate: Rate
) -> tuple[Covered, ...]:
    """The scenes (id, first frame, frame after the last) that the clip covers whole, at full speed.

    `offset_ms` counts from the film's first frame. The in-point is the clip's frame nearest to the scene's start.
    """
    return tuple(_covered(scenes, rate, offset_ms, clip_frames, clip_rate))


def _covered(
    scenes: Iterable[tuple[str, int, int]], rate: Rate, offset_ms: int, clip_frames: int, clip_rate: Rate
) -> Iterator[Covered]:
    for scene_id, first, end in scenes:
        in_point = round_half_up((exact_ms(first, rate) - offset_ms) * clip_rate.exact / 1000)
        need = math.ceil((end - first) * clip_rate.exact / rate.exact)
        if in_point >= 0 and in_point + need <= clip_frames:
            yield Covered(scene_id, in_point)
