"""Cottages, works and ruins: what people built outside the city."""

from __future__ import annotations

import numpy as np

from .architecture import burning_windows
from .brush import Mask, Points, View, box, capsule, ellipse, fill, stroke, wander
from .stage import Stage


def cottages(
    stage: Stage, name: str, crest: Points, size: float, depth: float, *, count: int = 9, church: bool = False
) -> None:
    """Pitched roofs and chimneys huddled along a crest, a few windows lit, a steeple among them."""
    view = stage.scenery
    rng = stage.dice("cottages", name)
    mask, lit = view.blank(), view.blank()
    span = np.linspace(view.left + 0.05, view.right - 0.05, count + 1)
    for k, x in enumerate(span[:-1]):
        x = float(x + (span[1] - span[0]) * 0.6 * rng.random())
        foot = float(np.interp(x, crest[:, 0], crest[:, 1])) + size * 0.12
        s = size * (0.7 + 0.5 * rng.random())
        if church and k == count // 2:
            _church(view, mask, lit, x, foot, size * 1.1)
            continue
        cottage(view, mask, lit, rng, x, foot, s, glow=0.6 if stage.recipe.time in ("night", "dusk") else 0.0)
    ys = crest[:, 1]
    fill(mask, view, np.vstack((crest, [(crest[-1, 0], ys.max() + 0.6), (crest[0, 0], ys.max() + 0.6)])))
    stage.shape(name, mask, depth, base=float(ys.mean()) + size, rim=0.5, lit=lit, mist=0.7, grain=0.08)


def cottage(
    view: View, mask: Mask, lit: Mask, rng: np.random.Generator, x: float, foot: float, s: float, glow: float
) -> None:
    w, wall, roof = s * (0.9 + 0.5 * rng.random()), s * 0.42, s * (0.36 + 0.2 * rng.random())
    eave = w * 0.08
    fill(mask, view, box(x - w / 2, foot - wall, x + w / 2, foot + s * 0.3))
    fill(
        mask,
        view,
        [
            (x - w / 2 - eave, foot - wall + s * 0.02),
            (x - w * 0.28, foot - wall - roof),
            (x + w * 0.28, foot - wall - roof),
            (x + w / 2 + eave, foot - wall + s * 0.02),
        ],
    )
    cx = x + w * (0.18 if rng.random() < 0.5 else -0.18)
    fill(mask, view, box(cx - s * 0.05, foot - wall - roof * 1.35, cx + s * 0.05, foot - wall - roof * 0.5))
    for i in (-0.27, 0.02, 0.28):
        if rng.random() < glow:
            fill(
                lit,
                view,
                box(x + w * i - s * 0.055, foot - wall * 0.72, x + w * i + s * 0.055, foot - wall * 0.3),
                value=int(rng.integers(120, 255)),
            )


def _church(view: View, mask: Mask, lit: Mask, x: float, foot: float, s: float) -> None:
    fill(
        mask,
        view,
        box(x - s * 0.9, foot - s * 0.55, x + s * 0.1, foot + s * 0.3),
        [
            (x - s * 0.98, foot - s * 0.53),
            (x - s * 0.75, foot - s * 1.05),
            (x - s * 0.05, foot - s * 1.05),
            (x + s * 0.12, foot - s * 0.53),
        ],
        box(x + s * 0.05, foot - s * 1.35, x + s * 0.45, foot + s * 0.3),
        [(x + s * 0.01, foot - s * 1.33), (x + s * 0.25, foot - s * 2.5), (x + s * 0.49, foot - s * 1.33)],
    )
    stroke(mask, view, [(x + s * 0.25, foot - s * 2.45), (x + s * 0.25, foot - s * 2.68)], s * 0.025)
    stroke(mask, view, [(x + s * 0.18, foot - s * 2.6), (x + s * 0.32, foot - s * 2.6)], s * 0.025)
    fill(lit, view, ellipse(x + s * 0.25, foot - s * 1.05, s * 0.05, s * 0.10), value=200)


def factory(stage: Stage, name: str, level: float, size: float, depth: float) -> list[tuple[float, float]]:
    """Sheds with saw-tooth roofs, tanks, gantries and chimneys; returns the chimney mouths."""
    view = stage.scenery
    rng = stage.dice("factory", name)
    mask, lit = view.blank(), view.blank()
    mouths: list[tuple[float, float]] = []
    x = view.left - 0.1
    while x < view.right:
        w = size * (0.5 + 0.7 * rng.random())
        kind = rng.integers(0, 5)
        h = size * (0.28 + 0.3 * rng.random())
        if kind in (0, 3):
            n = 3
            for i in range(n):
                a, b = x + w * i / n, x + w * (i + 1) / n
                fill(mask, view, [(a, level + 0.02), (a, level - h * 1.3), (b, level - h), (b, level + 0.02)])
        elif kind == 1:
            r = w * 0.36
            fill(
                mask,
                view,
                box(x, level - h * 1.1, x + 2 * r, level + 0.02),
                ellipse(x + r, level - h * 1.1, r, r * 0.28),
            )
            stroke(
                mask,
                view,
                [(x + 2 * r, level - h * 0.9), (x + w, level - h * 0.9), (x + w, level)],
                size * 0.025,
            )
        else:
            fill(mask, view, box(x, level - h * 1.45, x + w * 0.7, level + 0.02))
            _lattice(view, mask, x + w * 0.75, level, size * 0.12, h * 2.1)
        if kind in (0, 2, 4):
            cx, tall = x + w * 0.5, size * (1.0 + 0.7 * rng.random())
            fill(
                mask,
                view,
                [
                    (cx - size * 0.055, level),
                    (cx - size * 0.036, level - tall),
                    (cx + size * 0.036, level - tall),
                    (cx + size * 0.055, level),
                ],
                box(cx - size * 0.045, level - tall, cx + size * 0.045, level - tall + size * 0.035),
            )
            mouths.append((cx, level - tall))
        if stage.recipe.time in ("night", "dusk"):
            burning_windows(view, lit, rng, x, level, w * 0.8, h * 0.8, 0.10, depth)
        x += w * 0.95
    fill(mask, view, box(view.left - 0.1, level - 0.003, view.right + 0.1, view.bottom + 0.5))
    stage.shape(name, mask, depth, base=level, rim=0.45, lit=lit, mist=0.8, grain=0.06)
    return mouths


def _lattice(view: View, mask: Mask, x: float, foot: float, wide: float, high: float) -> None:
    """A steel mast: two legs and the braces between them."""
    n = 7
    for k in range(n):
        a, b = k / n, (k + 1) / n
        wa, wb = wide * (1 - 0.6 * a) / 2, wide * (1 - 0.6 * b) / 2
        ya, yb = foot - high * a, foot - high * b
        for p, q in (
            ((x - wa, ya), (x - wb, yb)),
            ((x + wa, ya), (x + wb, yb)),
            ((x - wa, ya), (x + wb, yb)),
            ((x + wa, ya), (x - wb, yb)),
        ):
            stroke(mask, view, [p, q], wide * 0.06)


def ruin(stage: Stage, name: str, level: float, size: float, depth: float, *, rim: float = 0.6) -> None:
    """Broken arcades and columns of something that was once great."""
    view = stage.scenery
    rng = stage.dice("ruin", name)
    mask = view.blank()
    x = view.left - 0.05
    while x < view.right + 0.1:
        kind = rng.integers(0, 4)
        h = size * (0.55 + 0.5 * rng.random())
        w = size * 0.5
        if kind == 0:
            _column(view, mask, rng, x + w * 0.4, level, h)
        elif kind in (1, 2):
            _arch(view, mask, rng, x, level, w * 1.25, h, broken=kind == 2)
            x += w * 0.5
        else:
            top = [(x + w * t, level - h * 0.6 * (0.4 + 0.6 * rng.random())) for t in np.linspace(0, 1, 7)]
            fill(mask, view, [(x, level + 0.05), *top, (x + w, level + 0.05)])
        x += w * (1.0 + 0.5 * rng.random())
    xs = np.linspace(view.left - 0.1, view.right + 0.1, 200)
    ys = level - size * 0.05 * (0.5 + wander(rng, xs, 0.09, 5))
    fill(
        mask,
        view,
        np.vstack((np.column_stack((xs, ys)), [(xs[-1], view.bottom + 0.5), (xs[0], view.bottom + 0.5)])),
    )
    stage.shape(name, mask, depth, base=level, rim=rim, mist=0.7, grain=0.14)


def _column(view: View, mask: Mask, rng: np.random.Generator, x: float, foot: float, h: float) -> None:
    r = h * 0.075
    whole = rng.random() < 0.5
    top = [
        (x - r * 0.85, foot - h),
        (x - r * 0.2, foot - h * (1 if whole else 1.06)),
        (x + r * 0.85, foot - h * (1 if whole else 0.9)),
    ]
    fill(
        mask,
        view,
        [(x - r, foot + 0.03), *top, (x + r, foot + 0.03)],
        box(x - r * 1.4, foot - h * 0.05, x + r * 1.4, foot + 0.03),
    )
    if whole:
        fill(
            mask,
            view,
            [
                (x - r * 0.85, foot - h),
                (x - r * 1.5, foot - h * 1.07),
                (x + r * 1.5, foot - h * 1.07),
                (x + r * 0.85, foot - h),
            ],
        )


def _arch(
    view: View, mask: Mask, rng: np.random.Generator, x: float, foot: float, w: float, h: float, broken: bool
) -> None:
    pier = w * 0.17
    t = np.linspace(np.pi, 0, 20)
    inner = np.column_stack(
        (x + w / 2 + (w / 2 - pier) * np.cos(t), foot - h * 0.55 - (w / 2 - pier) * np.sin(t))
    )
    crown = foot - h * 0.55 - w / 2 - h * 0.10
    if not broken:
        ragged = [(x + w * k, crown + h * 0.07 * rng.random()) for k in np.linspace(0, 1, 8)]
        fill(
            mask,
            view,
            [
                (x, foot + 0.03),
                *ragged,
                (x + w, foot + 0.03),
                (x + w - pier, foot + 0.03),
                *inner[::-1],
                (x + pier, foot + 0.03),
            ],
        )
        return
    keep = inner[: int(rng.integers(9, 14))]
    outer = np.column_stack((keep[:, 0], keep[:, 1] - pier * (0.9 + 0.3 * rng.random(len(keep)))))
    fill(
        mask,
        view,
        [(x, foot + 0.03), (x, float(outer[0, 1]) - pier), *outer[1:], *keep[::-1], (x + pier, foot + 0.03)],
        box(x + w - pier, foot - h * (0.2 + 0.3 * rng.random()), x + w, foot + 0.03),
    )


def pipes(stage: Stage, name: str, depth: float, y: float, count: int = 4) -> None:
    """Pipes and girders crossing overhead, with flanges and a hanging chain or two."""
    view = stage.view
    rng = stage.dice("pipes", name)
    mask = view.blank()
    for _ in range(count):
        py, r = y - 0.22 * rng.random(), 0.008 + 0.02 * rng.random()
        tilt = (rng.random() - 0.5) * 0.05
        stroke(mask, view, [(view.left - 0.1, py - tilt), (view.right + 0.1, py + tilt)], 2 * r)
        for fx in rng.random(5):
            x = view.left + fx * (view.right - view.left)
            fill(mask, view, box(x - r * 0.5, py - r * 1.6, x + r * 0.5, py + r * 1.6))
    for fx in rng.random(2):
        x = view.left + fx * (view.right - view.left)
        stroke(mask, view, [(x, view.top - 0.1), (x, y + 0.1 * rng.random())], 0.007)
        fill(mask, view, capsule((x, y + 0.05), 0.008, (x + 0.012, y + 0.075), 0.006))
    stage.shape(name, mask, depth, rim=0.5, grain=0.08)
