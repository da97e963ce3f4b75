"""An edited cut on a new clock: what a person moved, split, merged or chose stays; the rest follows the new plan.

Three cuts are compared scene by scene: the plan that the person began with, what they made of it, and the plan
for the new sound. Where the person left the plan alone, the new plan counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from .cut import Cut, Entry, cues_in, grid
from .cut_check import transition_problems
from .errors import UserError
from .soundtrack import Soundtrack

_PLACE = ("start", "transition", "transition_frames")
"""What the plan decides. The rest of an entry belongs to the picture and is always the person's."""


def relaid(mine: Cut, plan: Cut, new_plan: Cut, clock: Soundtrack) -> Cut:
    """`mine`, which was made from `plan`, laid on the `clock` of `new_plan`.

    What cannot stand there any more (a boundary that would cross another) is given up, moved boundaries first,
    then splits and merges; the pictures are kept in any case.
    """
    for starts, shape in ((True, True), (False, True), (False, False)):
        laid = replace(new_plan, entries=tuple(_entries(mine, plan, new_plan, starts=starts, shape=shape)))
        if _stands(laid, clock):
            return laid
    raise ValueError("a plan does not tile its own clock")


def _entries(mine: Cut, plan: Cut, new_plan: Cut, *, starts: bool, shape: bool) -> Iterator[Entry]:
    planned = {entry.scene_id: entry for entry in plan.entries}
    made = {entry.scene_id: entry for entry in mine.entries}
    follows = _splits(mine, planned)
    for fresh in new_plan.entries:
        before, own = planned.get(fresh.scene_id), made.get(fresh.scene_id)
        if own is None:
            if before is None or not shape:
                yield fresh
            continue
        entry = fresh
        if own.kind == fresh.kind:
            place = {name: getattr(fresh, name) for name in _PLACE}
            entry = replace(own, **place)
        if before is not None and starts:
            entry = _placed(entry, before, own)
        yield entry
        if shape:
            yield from follows.get(fresh.scene_id, ())


def _placed(entry: Entry, before: Entry, own: Entry) -> Entry:
    """The boundary and the way in that the person gave it, where they gave it any."""
    if own.start != before.start:
        entry = replace(entry, start=own.start)
    way, known = ((e.transition, e.transition_frames) for e in (own, before))
    if way != known:
        entry = replace(entry, transition=own.transition, transition_frames=own.transition_frames)
    return entry


def _splits(mine: Cut, planned: Mapping[str, Entry]) -> dict[str, tuple[Entry, ...]]:
    """Planned scene -> the scenes that a person made of its end."""
    found: dict[str, tuple[Entry, ...]] = {}
    last = ""
    for entry in mine.entries:
        if entry.scene_id in planned:
            last = entry.scene_id
        else:
            found[last] = (*found.get(last, ()), entry)
    return found


def _stands(cut: Cut, clock: Soundtrack) -> bool:
    try:
        bounds = grid(cut, cues_in(cut, clock))
    except UserError:
        return False
    return not any(transition_problems(cut, bounds))
