"""Two set pieces of the scenery: smoke over chimneys, and the great window of a ship."""

from __future__ import annotations

import numpy as np

from .brush import box, ellipse, fill, stroke
from .palette import mix
from .stage import Stage


def paint_viewport(stage: Stage) -> None:
    """The great round window of a ship: its ring, its thin ribs, the dark wall around it."""
    view = stage.view
    cx, cy = view.aspect / 2, 0.46
    rx, ry = min(view.aspect * 0.43, 0.98), 0.44
    ring = fill(view.blank() + 255, view, ellipse(cx, cy, rx, ry, 90), value=0)
    stage.shape("wall", ring, 0.62, rim=0.9, rim_width=0.010, grain=0.08, parallax=0.7, mist=0)
    ribs = view.blank()
    for k in (-0.46, 0.46):
        bow = [(cx + rx * k * (1 + 0.10 * (1 - t * t)), cy + ry * t) for t in np.linspace(-1, 1, 14)]
        stroke(ribs, view, bow, 0.012)
    stroke(ribs, view, [(cx - rx, cy + ry * 0.40), (cx + rx, cy + ry * 0.40)], 0.010)
    stage.shape("ribs", ribs, 0.66, rim=0.8, rim_width=0.004, grain=0, parallax=0.74, mist=0)
    sill = fill(view.blank(), view, box(view.left - 0.1, 0.90, view.right + 0.1, view.bottom + 0.2))
    stage.shape("sill", sill, 0.72, rim=0.9, rim_width=0.004, grain=0.08, parallax=0.9, mist=0)


def paint_smoke(stage: Stage, mouths: list[tuple[float, float]], size: float) -> None:
    """Plumes leaning with the wind, lit from the source's side."""
    view = stage.view.coarse(4)
    xs, ys = view.grid()
    rng = stage.dice("smoke")
    total = np.zeros((view.height, view.width), np.float32)
    wind = stage.recipe.wind / 1000 + 0.25
    for x, y in mouths[:5]:
        x = stage.subject_x + (x - stage.subject_x) * stage.recipe.zoom / 1000
        y = stage.horizon + (y - stage.horizon) * stage.recipe.zoom / 1000
        for k in range(12):
            t = k / 12
            r = size * (0.10 + 0.6 * t)
            cx, cy = x + wind * size * 3.2 * t**1.3 + (rng.random() - 0.5) * r, y - size * 2.2 * t**0.8
            total += np.exp(-(((xs - cx) / r) ** 2) - (((ys - cy) / (r * 0.8)) ** 2)) * (
                0.34 * (1 - t) ** 1.2
            )
    p = stage.palette
    stage.add_glow(
        "smoke", np.clip(total, 0, 0.6), mix(p.haze, p.low, 0.4), parallax=0.25, cover=1.0, life="drift"
    )
