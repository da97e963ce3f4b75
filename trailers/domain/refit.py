"""A new clock may leave a clip too short for its scene: then the picture that it grew from stands in for it.

A picture lasts as long as it must, so the film stays whole while a longer clip is made, or bought.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from .clock import Rate
from .conform import Flag, plan_conform
from .cut import Cut, Entry, cues_in, grid, render_span
from .film import TakeFact
from .soundtrack import Soundtrack


def fits(entry: Entry, take: TakeFact, need: int, rate: Rate) -> bool:
    """Whether `take` can fill `need` frames as the entry plays it. A picture always can."""
    if take.kind == "image":
        return True
    if take.rate is None:
        return False
    plan = plan_conform(
        take_frames=take.frames,
        take_rate=take.rate,
        need=need,
        rate=rate,
        in_point=entry.in_point,
        speed=entry.exact_speed,
    )
    return not isinstance(plan, Flag)


def refitted(cut: Cut, clock: Soundtrack, takes: Mapping[str, TakeFact]) -> Cut:
    """The cut with every clip that cannot fill its scene replaced: by its own picture, else by the newest
    picture of the scene, else by nothing (and one is drawn)."""
    bounds = grid(cut, cues_in(cut, clock))
    entries = []
    for index, entry in enumerate(cut.entries):
        take = takes.get(entry.take_id or "")
        first, end = render_span(cut, bounds, index)
        if take is not None and not fits(entry, take, end - first, clock.rate):
            stand_in = _stand_in(take, takes)
            entry = replace(entry, take_id=stand_in, in_point=0, speed=None)
        entries.append(entry)
    return replace(cut, entries=tuple(entries))


def _stand_in(clip: TakeFact, takes: Mapping[str, TakeFact]) -> str | None:
    parent = takes.get(clip.parent_id or "")
    if parent is not None and parent.sha256:
        return parent.id
    pictures = [t for t in takes.values() if t.scene_key == clip.scene_key and t.kind == "image" and t.sha256]
    return max(pictures, key=lambda take: take.number).id if pictures else None
