"""A figure as outlines: what its silhouette is made of, and which part of it is what."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from .brush import Points


@dataclass(frozen=True, slots=True)
class Outlined:
    """`main` is melted into one body, `fine` keeps its edges; the rest lies inside both and has colours of its own."""

    main: list[Points]
    fine: list[Points]
    accent: list[Points] = field(default_factory=list)
    arm: list[Points] = field(default_factory=list)
    """The near arm."""
    cloth: list[Points] = field(default_factory=list)
    skin: list[Points] = field(default_factory=list)
    hair: list[Points] = field(default_factory=list)
    strands: list[Points] = field(default_factory=list)
    hat: list[Points] = field(default_factory=list)
    lines: list[Points] = field(default_factory=list)
    """Where cloth is buttoned, belted or sewn."""

    def groups(self) -> dict[str, list[Points]]:
        return {each.name: getattr(self, each.name) for each in fields(self)}
