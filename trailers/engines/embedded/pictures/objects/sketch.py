"""A drawn thing in its own units: base centre at (0, 0), about 1 high, y up; polygons by tone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from ..brush import Points, box, capsule, curve, ellipse

TONES = ("body", "face", "dark", "lit", "cut")
"""body: the silhouette; face: planes turned to the light; dark: lines and hollows; lit: shines; cut: seen through."""


@dataclass(slots=True)
class Sketch:
    """Collects shapes in painter's order."""

    parts: list[tuple[str, Points]] = field(default_factory=list)
    dice: np.random.Generator = field(default_factory=lambda: np.random.Generator(np.random.PCG64(1)))

    def poly(self, *points: Sequence[float], tone: str = "body") -> None:
        self.parts.append((tone, np.asarray(points, np.float64)))

    def blob(self, *points: Sequence[float], tone: str = "body", steps: int = 6) -> None:
        self.parts.append((tone, curve(points, steps=steps)))

    def rect(self, x0: float, y0: float, x1: float, y1: float, tone: str = "body") -> None:
        self.parts.append((tone, box(x0, y0, x1, y1)))

    def oval(self, x: float, y: float, rx: float, ry: float, tone: str = "body", turn: float = 0.0) -> None:
        self.parts.append((tone, ellipse(x, y, rx, ry, 40, turn)))

    def line(
        self,
        points: Sequence[Sequence[float]],
        width: float | Sequence[float],
        tone: str = "body",
        smooth: bool = False,
    ) -> None:
        line = curve(points, closed=False, steps=6) if smooth else np.asarray(points, np.float64)
        widths = np.interp(
            np.linspace(0, 1, len(line)),
            np.linspace(0, 1, np.size(width)),
            np.atleast_1d(np.asarray(width, np.float64)),
        )
        for p, q, a, b in zip(line, line[1:], widths, widths[1:], strict=False):
            self.parts.append((tone, capsule(p, a / 2, q, b / 2, 5)))


Drawer = Callable[[Sketch], None]
