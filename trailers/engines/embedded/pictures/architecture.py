"""The towers of a city: set-backs, tanks, masts, and windows that burn."""

from __future__ import annotations

import numpy as np

from .brush import Mask, View, box, fill, stroke
from .palette import mix
from .stage import Stage


def skyline(
    stage: Stage, name: str, level: float, tall: float, depth: float, *, lit: float = 0.12, gap: float = 0.0
) -> None:
    """A row of towers with set-backs, tanks and masts, some windows burning."""
    view = stage.scenery
    rng = stage.dice("skyline", name)
    mask, lamps = view.blank(), view.blank()
    x = view.left - 0.1
    centre = stage.light_at[0] if stage.recipe.light.kind in ("sun", "moon") else view.aspect * 0.5
    while x < view.right + 0.1:
        wide = tall * (0.14 + 0.26 * rng.random())
        valley = 0.55 + 0.45 * min(abs(x - centre) / (0.5 * view.aspect), 1.0)
        high = tall * (0.34 + 0.66 * rng.random() ** 1.6) * valley
        _tower(view, mask, rng, x, level, wide, high)
        if lit and stage.recipe.time in ("night", "dusk"):
            burning_windows(view, lamps, rng, x, level, wide, high, lit, depth)
        x += wide * (0.86 + gap * rng.random())
    fill(mask, view, box(view.left - 0.1, level - 0.002, view.right + 0.1, view.bottom + 0.5))
    p = stage.palette
    warm = mix(p.lamp, p.haze, 0.55 * (1 - depth))
    stage.shape(name, mask, depth, base=level, rim=0.28, mist=0.85, lit=lamps, lit_colour=warm, grain=0.03)


def _tower(
    view: View, mask: Mask, rng: np.random.Generator, x: float, level: float, wide: float, high: float
) -> None:
    top = level - high
    fill(mask, view, box(x, top, x + wide, level + 0.01))
    kind = rng.integers(0, 6)
    mid = x + wide * (0.4 + 0.2 * rng.random())
    if kind in (0, 4):
        for k in (0.72, 0.44):
            half = wide * k / 2
            rise = high * 0.10 * rng.random() + 0.008
            fill(mask, view, box(mid - half, top - rise, mid + half, top + 0.01))
            top -= rise
    if kind == 1:
        fill(mask, view, [(x, top), (mid, top - wide * 0.55), (x + wide, top)])
        top -= wide * 0.5
    if kind in (0, 1, 3):
        stroke(
            mask,
            view,
            [(mid, top + 0.01), (mid, top - high * (0.10 + 0.14 * rng.random()))],
            [wide * 0.06, wide * 0.012],
        )
    if kind == 2:
        t = x + wide * 0.3
        r = wide * 0.13
        stroke(mask, view, [(t - r, top), (t - r, top - r * 2.2)], r * 0.2)
        stroke(mask, view, [(t + r, top), (t + r, top - r * 2.2)], r * 0.2)
        fill(
            mask,
            view,
            box(t - r * 1.15, top - r * 4, t + r * 1.15, top - r * 1.9),
            [(t - r * 1.25, top - r * 3.9), (t, top - r * 5), (t + r * 1.25, top - r * 3.9)],
        )


def burning_windows(
    view: View,
    lamps: Mask,
    rng: np.random.Generator,
    x: float,
    level: float,
    wide: float,
    high: float,
    lit: float,
    depth: float,
) -> None:
    pitch_x, pitch_y = 0.011 + 0.006 * depth, 0.016 + 0.008 * depth
    nx, ny = int(wide * 0.84 / pitch_x), int(high * 0.9 / pitch_y)
    if nx < 1 or ny < 1:
        return
    on = rng.random((ny, nx)) < lit * (0.4 + 1.2 * rng.random())
    level_of = rng.integers(70, 255, (ny, nx))
    for j, i in zip(*np.nonzero(on), strict=True):
        cx, cy = x + wide * 0.08 + (i + 0.2) * pitch_x, level - high * 0.95 + (j + 0.2) * pitch_y
        (ax, ay), (bx, by) = view.px([(cx, cy), (cx + pitch_x * 0.5, cy + pitch_y * 0.56)])
        if bx > 0 and by > 0:
            x0, y0 = max(round(ax), 0), max(round(ay), 0)
            lamps[y0 : max(round(by), y0 + 1), x0 : max(round(bx), x0 + 1)] = level_of[j, i]
