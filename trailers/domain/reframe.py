"""One picture for several shots running: the same thing seen from another distance."""

from __future__ import annotations

from dataclasses import replace

from .script import Visual

_SIZES_AFTER = {
    "extreme_wide": ("medium", "wide", "close"),
    "wide": ("close", "medium", "extreme_wide"),
    "medium": ("wide", "close", "insert"),
    "close": ("wide", "medium", "insert"),
    "insert": ("medium", "wide", "close"),
}
"""Per first size the ones that follow, the farthest jump first: neighbours must not look like a jump cut."""


def spread(visuals: tuple[Visual, ...], shots: int) -> tuple[Visual | None, ...]:
    """A picture for each of `shots` shots, in order; shown again, it is seen from another distance.

    With more pictures than shots the last ones are left out. Without pictures every shot has None.
    """
    if not visuals:
        return (None,) * shots
    owners = [i * len(visuals) // shots if shots > len(visuals) else i for i in range(shots)]
    return tuple(_nth(visuals[owner], i - owners.index(owner)) for i, owner in enumerate(owners))


def _nth(visual: Visual, use: int) -> Visual:
    """The picture at its `use`-th showing, from 0."""
    if use == 0:
        return visual
    sizes = _SIZES_AFTER.get(visual.shot_size, _SIZES_AFTER["wide"])
    return replace(visual, shot_size=sizes[(use - 1) % len(sizes)])
