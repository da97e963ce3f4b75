"""Buying a film up, step by step: which of its stills and clips another engine would make, and made none of yet.

A card is lettered here whatever the engines are, and black has no picture. A locked scene stays as it is. What
an engine made for a scene, or was asked to make, is not asked for again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from .cut import Cut, cues_in, grid
from .film import FilmFacts, SceneFact, TakeFact
from .soundtrack import Soundtrack

Rung = Literal["stills", "clips"]
RUNGS: tuple[Rung, ...] = ("stills", "clips")


@dataclass(frozen=True, slots=True)
class Step:
    """One scene that has something to be bought."""

    scene: SceneFact
    still: TakeFact
    """What it shows, or what that was grown from."""


def to_buy(facts: FilmFacts, rung: Rung, engine: str) -> tuple[Step, ...]:
    """In the order of the cut; nothing before there is one."""
    if facts.cut is None:
        return ()
    found = []
    for entry in facts.cut.entries:
        scene, still = facts.scene(entry.scene_id), shown_still(facts, entry.take_id)
        if scene.kind != "shot" or entry.locked or still is None:
            continue
        made = facts.takes_of(scene.key, "image") if rung == "stills" else facts.grown_from(still.id)
        if not any(take.engine == engine for take in made):
            found.append(Step(scene, still))
    return tuple(found)


def shown_still(facts: FilmFacts, take_id: str | None) -> TakeFact | None:
    """The finished still of what an entry shows; None for a clip that was brought, and for nothing."""
    take = facts.takes.get(take_id or "")
    if take is not None and take.kind == "clip":
        take = facts.takes.get(take.parent_id or "")
    return take if take is not None and take.kind == "image" and take.sha256 else None


def price_of(facts: FilmFacts, rung: Rung, steps: tuple[Step, ...]) -> int:
    """Of all of them together, in microusd, by the engines that `facts` name."""
    if rung == "stills":
        return len(steps) * facts.prices.get("image", 0)
    handles = 2 * facts.settings.handle_frames
    return sum(facts.clip_price(facts.window_frames[step.scene.key] + handles) for step in steps)


def retimed(before: Mapping[str, int], after: Mapping[str, int]) -> int:
    """How many scenes that stayed have another length, by the frames of each."""
    return sum(after[scene] != frames for scene, frames in before.items() if scene in after)


def lengths(cut: Cut, soundtrack: Soundtrack) -> dict[str, int]:
    """Scene -> its frames between its own cuts."""
    bounds = grid(cut, cues_in(cut, soundtrack))
    return {entry.scene_id: end - at for entry, at, end in zip(cut.entries, bounds, bounds[1:], strict=False)}
