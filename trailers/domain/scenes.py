"""Scenes: the shots of a film, from cue to cue, tiling [0, N).

- A line carries as many shots as it has pictures, cut at the best pauses near equal shares; fewer when it is
  too short for them, more (the same pictures from another distance) when a shot would pass the maximum.
- A silence with pictures is a shot; a card is a card; black, and every silence without pictures, is black.
- No scene is ever longer than the maximum. Where nobody speaks for so long, or one word lasts so long, the
  cut falls on a plain frame, in quiet if there is any.
- A line, or a silence that is not meant black, that lasts less than the minimum joins the shot before it, or
  else the shot after it. Where there is neither (it stands between cards), and for short cards and black, the
  scene is as short as its item: that is the script's wish, and `validate_split` notes it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .clock import Rate
from .cues import Cue, cues_of
from .errors import UserError
from .reframe import spread
from .script import NAMESPACE, Script, Visual
from .script_check import Problem, SplitReport, validate_script
from .soundtrack import Soundtrack
from .split import validate_split
from .stretch_cuts import StretchCutter
from .stretches import SceneKind, Stretch, joined, stretches_of

__all__ = [
    "PlannedScene",
    "Problem",
    "SceneKind",
    "SplitReport",
    "longest_frames",
    "plan_scenes",
    "validate_script",
    "validate_split",
]


@dataclass(frozen=True, slots=True)
class PlannedScene:
    """One shot on screen, the frames [start, end)."""

    id: str
    """Stable: made from the item and the shot's index under it."""
    number: int
    kind: SceneKind
    item_id: str
    index: int
    visual: Visual | None
    start_cue: str
    end_cue: str
    start: int
    end: int

    @property
    def frames(self) -> int:
        return self.end - self.start


def plan_scenes(
    script: Script, soundtrack: Soundtrack, *, max_scene_ms: int = 8000, min_scene_frames: int = 12
) -> tuple[PlannedScene, ...]:
    """Every scene of the film in order; see the module for the rules.

    UserError "split.limits" when the maximum is less than twice the minimum (no division could keep both).
    """
    longest = longest_frames(max_scene_ms, soundtrack.rate)
    if min_scene_frames < 1 or longest < 2 * min_scene_frames:
        raise UserError("split.limits", longest_ms=max_scene_ms, shortest=min_scene_frames)
    cues = cues_of(soundtrack)
    scenes: list[PlannedScene] = []
    for stretch in joined(stretches_of(script, soundtrack, cues), min_scene_frames):
        cutter = StretchCutter(soundtrack, cues, stretch, min_scene_frames, longest)
        scenes.extend(_scenes_of(stretch, cutter.bounds(), len(scenes) + 1))
    return tuple(scenes)


def longest_frames(max_scene_ms: int, rate: Rate) -> int:
    """The whole frames that fit into the longest allowed scene."""
    exact = max_scene_ms * rate.exact / 1000
    return exact.numerator // exact.denominator


def _scenes_of(stretch: Stretch, bounds: Sequence[Cue], number: int) -> Iterator[PlannedScene]:
    count = len(bounds) - 1
    pictures = () if stretch.kind == "black" else stretch.item.visuals
    visuals = (
        spread(pictures, count) if stretch.kind == "shot" else (pictures[0] if pictures else None,) * count
    )
    for index, (start, end) in enumerate(pairwise(bounds)):
        yield PlannedScene(
            id=str(uuid.uuid5(NAMESPACE, f"{stretch.item.id}:{index}")),
            number=number + index,
            kind=stretch.kind,
            item_id=stretch.item.id,
            index=index,
            visual=visuals[index],
            start_cue=start.id,
            end_cue=end.id,
            start=start.frame,
            end=end.frame,
        )
