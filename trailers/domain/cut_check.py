"""Everything that is wrong with a cut, found at once: what a page lists and a service refuses."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from .cues import Cue
from .cut import Cut, body_span, grid, grid_problems
from .cut_rules import faults
from .errors import UserError


def problems_of(cut: Cut, cues: Sequence[Cue], take_ids: Collection[str]) -> tuple[UserError, ...]:
    """Everything that keeps the cut from being rendered, in the order of its scenes; empty when it is sound.

    Whether each take is long enough is not asked here: `segments_of` plans that and raises Unplayable.
    """
    found = [*_entry_problems(cut, take_ids), *grid_problems(cut, cues)]
    if not any(grid_problems(cut, cues)):
        found += transition_problems(cut, grid(cut, cues))
    return tuple(sorted(found, key=lambda problem: problem.params.get("scene", 0)))


def check(cut: Cut, cues: Sequence[Cue], take_ids: Collection[str]) -> None:
    """Raise the first of the cut's problems, if there are any."""
    for problem in problems_of(cut, cues, take_ids):
        raise problem


def transition_problems(cut: Cut, bounds: Sequence[int]) -> Iterator[UserError]:
    """Transitions that have nothing to come from, or leave a scene without a frame of its own picture."""
    if cut.entries[0].transition == "dissolve":
        yield UserError("cut.dissolve_first", scene=1)
    for index in range(len(cut.entries)):
        first, end = body_span(cut, bounds, index)
        if end <= first:
            frames = bounds[index + 1] - bounds[index]
            yield UserError("cut.transition_long", scene=index + 1, frames=frames, excess=first - end + 1)


def _entry_problems(cut: Cut, take_ids: Collection[str]) -> Iterator[UserError]:
    seen: set[str] = set()
    for number, entry in enumerate(cut.entries, start=1):
        for name, wanted in faults(entry.to_json()):
            yield UserError("cut.bad_value", scene=number, name=name, wanted=wanted)
        if entry.scene_id in seen:
            yield UserError("cut.scene_twice", scene=number)
        seen.add(entry.scene_id)
        if entry.take_id is None and entry.kind != "black":
            yield UserError("cut.no_take", scene=number)
        elif entry.take_id is not None and entry.take_id not in take_ids:
            yield UserError("cut.unknown_take", scene=number, take=entry.take_id)
