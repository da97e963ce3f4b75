"""Stretches: what of the film belongs to each item, too short ones joined to a neighbour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from .cues import Cue
from .errors import FatalError
from .script import Item, Script
from .soundtrack import Soundtrack

SceneKind = Literal["shot", "card", "black"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Film from cue to cue that belongs to `item`; a short neighbour may have joined it."""

    item: Item
    kind: SceneKind
    start: Cue
    end: Cue
    joins: bool
    """May become part of a neighbouring shot when it is too short to be seen."""
    spoken: bool
    """Has words to cut between."""

    @property
    def frames(self) -> int:
        return self.end.frame - self.start.frame


def stretches_of(script: Script, soundtrack: Soundtrack, cues: Sequence[Cue]) -> Iterator[Stretch]:
    """One stretch an item, in order. FatalError when the soundtrack has an item that the script has not."""
    items = {item.id: item for item in script.items}
    named = {cue.id: cue for cue in cues}
    starts = [
        named["start"],
        *(named[f"{span.item_id}:start"] for span in soundtrack.spans[1:]),
        named["end"],
    ]
    for span, start, end in zip(soundtrack.spans, starts, starts[1:], strict=False):
        if span.item_id not in items:
            raise FatalError("split.unknown_item", item=span.item_id)
        item = items[span.item_id]
        joins = item.kind == "line" or (item.kind == "silence" and item.role != "black")
        yield Stretch(item, _kind_of(item), start, end, joins, span.first_word is not None)


def _kind_of(item: Item) -> SceneKind:
    if item.kind == "card":
        return "card"
    if item.kind == "silence" and (item.role == "black" or not item.visuals):
        return "black"
    return "shot"


def joined(stretches: Iterable[Stretch], shortest: int) -> list[Stretch]:
    """The stretches; one that lasts less than `shortest` joins the shot before it, else the shot after it."""
    out: list[Stretch] = []
    for now in stretches:
        before = out[-1] if out and out[-1].kind == "shot" else None
        if before and now.joins and now.frames < shortest:
            out[-1] = replace(before, end=now.end, spoken=before.spoken or now.spoken)
        elif out and out[-1].joins and out[-1].frames < shortest and now.kind == "shot":
            out[-1] = replace(now, start=out[-1].start, spoken=now.spoken or out[-1].spoken)
        else:
            out.append(now)
    return out
