"""The scenes of a music video: from cue to cue, each showing the setup that the plan gives it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from .accents import Accent, accents_of
from .clock import frame_at
from .cut import Cut
from .errors import UserError
from .scenes import PlannedScene
from .script import NAMESPACE
from .shot_plan import ShotPlan
from .shot_refit import refit
from .song_wishes import CutSong
from .soundtrack import Soundtrack


@dataclass(frozen=True, slots=True)
class SceneExtras:
    """What a scene of a music video has besides its picture."""

    move: str
    """Of the camera over its still, until it has a clip."""
    accents: tuple[Accent, ...]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> SceneExtras:
        """The inverse of `dataclasses.asdict`."""
        return cls(data["move"], tuple(Accent(**accent) for accent in data["accents"]))


def scene_id(cue_id: str) -> str:
    """A scene belongs to the cue that it begins with, wherever that is moved."""
    return str(uuid.uuid5(NAMESPACE, f"song:{cue_id}"))


def song_scenes(
    cut: CutSong, plan: ShotPlan, clock: Soundtrack, *, accents: bool = True
) -> tuple[tuple[PlannedScene, SceneExtras], ...]:
    """Every scene in order; they tile [0, clock.frames).

    UserError song.cues_too_close when two cues fall on one frame, or the last on the film's end.
    """
    times = [cue.time_ms for cue in cut.cues]
    bounds = [*(frame_at(time, clock.rate) for time in times), clock.frames]
    if bounds[0] != 0 or any(b <= a for a, b in pairwise(bounds)):
        raise UserError("song.cues_too_close", shortest_ms=0)
    names = ["start", *(f"t{time}" for time in times[1:]), "end"]
    struck = accents_of(cut.song, list(pairwise(bounds)), clock.rate, wanted=accents)
    shots = refit(plan, [cue.id for cue in cut.cues], sections_of(cut)).shots
    seen: dict[str, int] = {}
    out = []
    for n, (cue, shot) in enumerate(zip(cut.cues, shots, strict=True)):
        setup = plan.setup(shot.setup)
        index = seen[setup.id] = seen.get(setup.id, -1) + 1
        scene = PlannedScene(
            id=scene_id(cue.id),
            number=n + 1,
            kind="shot",
            item_id=setup.id,
            index=index,
            visual=setup.visual,
            start_cue=names[n],
            end_cue=names[n + 1],
            start=bounds[n],
            end=bounds[n + 1],
        )
        out.append((scene, SceneExtras(setup.move, struck[n])))
    return tuple(out)


def sections_of(cut: CutSong) -> tuple[int, ...]:
    """Of each cue, the number of the section that it lies in."""
    return tuple(cut.song.sections.index(cut.song.section_at(cue.time_ms)) for cue in cut.cues)


def dressed(cut: Cut, extras: Mapping[str, SceneExtras]) -> Cut:
    """The cut with each scene's own camera move over stills, and its accents."""
    entries = tuple(
        replace(entry, move=extras[entry.scene_id].move, accents=extras[entry.scene_id].accents)
        if entry.scene_id in extras
        else entry
        for entry in cut.entries
    )
    return replace(cut, entries=entries)
