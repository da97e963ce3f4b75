"""Takes that arrive: where each is shown by itself, in the cut that stands or in one that is gone back to.

Going back to an earlier cut never loses what arrived meanwhile: it is the earlier cut with every take that
arrived since put where it would have gone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from . import setups
from .cut import Cut, Entry
from .film import FilmFacts, TakeFact
from .first_cut import with_take
from .refit import fits
from .setups import setup_of


@dataclass(frozen=True, slots=True)
class Arrival:
    """A take whose picture has come; `chosen` by a person who ordered it to replace what the scene shows."""

    take: TakeFact
    chosen: bool = False


def filled(facts: FilmFacts, cut: Cut, arrival: Arrival) -> Cut:
    """Show a new take where it was wanted: in an empty entry, or as the clip grown from the image shown there
    (of which another clip may stand there already, if somebody ordered this one instead).

    A clip that was ordered for an earlier, shorter scene stays on the shelf: its picture can stand longer.
    `facts` hold the same boundaries as `cut`.
    """
    take = arrival.take
    if setup_of(take):
        return setups.filled(cut, facts, take, facts.handles_of(take))
    entry = next((e for e in cut.entries if e.scene_id == take.scene_key), None)
    if entry is None or entry.locked:
        return cut
    if take.kind == "clip":
        return _moving(facts, cut, entry, take, chosen=arrival.chosen)
    if entry.take_id is None or arrival.chosen:
        return with_take(cut, entry.scene_id, take.id)
    return cut


def replayed(facts: FilmFacts, cut: Cut, arrivals: Iterable[Arrival]) -> Cut:
    """An earlier cut with everything that arrived since it was left, in that order.

    The same cut, to the value, when nothing of it concerns one of its scenes.
    """
    there = replace(facts, cut=cut)
    for arrival in arrivals:
        cut = filled(there, cut, arrival)
    return cut


def _moving(facts: FilmFacts, cut: Cut, entry: Entry, clip: TakeFact, *, chosen: bool) -> Cut:
    """The clip in place of its image; or, when a person ordered it so, of another clip of the same image."""
    on_show = facts.takes.get(entry.take_id or "")
    if on_show is None or clip.parent_id not in (on_show.id, on_show.parent_id if chosen else None):
        return cut
    shown = with_take(cut, entry.scene_id, clip.id, handle_frames=facts.handles_of(clip))
    need = facts.window_frames[entry.scene_id]
    return shown if fits(shown.entry(entry.scene_id), clip, need, facts.rate) else cut
