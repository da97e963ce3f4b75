"""Trees, branches, grass and wheat, as outlines."""

from __future__ import annotations

import numpy as np

from .brush import Mask, Points, View, capsule, ellipse, fill, wander
from .stage import Stage


def pine(view: View, mask: Mask, rng: np.random.Generator, x: float, foot: float, height: float) -> None:
    """A fir: tiers of drooping branches, ragged, narrowing to a leader."""
    tiers = 8 if height * view.scale < 60 else 13
    half = height * (0.16 + 0.06 * rng.random())
    left, right = [], []
    lean = (rng.random() - 0.5) * 0.04 * height
    for k in range(tiers):
        t = (k + 0.6) / tiers
        y = foot - height * (1 - t * 0.92)
        reach = half * t**0.85 * (0.72 + 0.5 * rng.random())
        cx = x + lean * (1 - t)
        left += [(cx - reach * 0.42, y - height * 0.012), (cx - reach, y + height * 0.045 * (0.6 + t))]
        reach = half * t**0.85 * (0.72 + 0.5 * rng.random())
        right += [(cx + reach * 0.42, y - height * 0.012), (cx + reach, y + height * 0.045 * (0.6 + t))]
    outline = [
        (x + lean, foot - height),
        *right,
        (x + height * 0.016, foot - height * 0.05),
        (x + height * 0.02, foot),
        (x - height * 0.02, foot),
        (x - height * 0.016, foot - height * 0.05),
        *left[::-1],
    ]
    fill(mask, view, outline)


def bare_tree(
    view: View,
    mask: Mask,
    rng: np.random.Generator,
    x: float,
    foot: float,
    height: float,
    *,
    lean: float = 0.0,
    thick: float = 0.035,
    levels: int = 6,
) -> list[tuple[float, float]]:
    """A leafless tree grown branch by branch. Returns the tips, where leaves may sit."""
    tips: list[tuple[float, float]] = []
    flare = height * thick
    fill(
        mask,
        view,
        [
            (x - flare * 1.7, foot + 0.004),
            (x - flare * 0.8, foot - height * 0.05),
            (x + flare * 0.8, foot - height * 0.05),
            (x + flare * 1.7, foot + 0.004),
        ],
    )
    todo = [(x, foot, -np.pi / 2 + lean, height * 0.27, height * thick, 0)]
    while todo:
        px, py, angle, length, radius, level = todo.pop()
        bend = (rng.random() - 0.5) * 0.5
        mx, my = px + np.cos(angle) * length * 0.5, py + np.sin(angle) * length * 0.5
        qx, qy = mx + np.cos(angle + bend) * length * 0.5, my + np.sin(angle + bend) * length * 0.5
        fill(
            mask,
            view,
            capsule((px, py), radius, (mx, my), radius * 0.86, 4),
            capsule((mx, my), radius * 0.86, (qx, qy), radius * 0.7, 4),
        )
        if level >= levels or radius * view.scale < 0.22:
            tips.append((qx, qy))
            continue
        forks = 2 if rng.random() < 0.62 or level == 0 else 3
        for k in range(forks):
            spread = (k - (forks - 1) / 2) * (0.75 + 0.35 * rng.random()) + (rng.random() - 0.5) * 0.35
            turn = angle + bend + spread
            turn += 0.12 * (-np.pi / 2 - turn)
            todo.append((qx, qy, turn, length * (0.66 + 0.26 * rng.random()), radius * 0.66, level + 1))
    return tips


def leafy_tree(
    view: View, mask: Mask, rng: np.random.Generator, x: float, foot: float, height: float, lean: float = 0.0
) -> None:
    """A broad-leaved tree: boughs carrying clumps of foliage with sky between them."""
    tips = bare_tree(view, mask, rng, x, foot, height, lean=lean, thick=0.03, levels=4)
    for tx, ty in tips:
        clump(view, mask, rng, tx, ty, height * (0.075 + 0.05 * rng.random()))


def clump(view: View, mask: Mask, rng: np.random.Generator, x: float, y: float, r: float) -> None:
    """A ragged tuft of leaves: a lobed body and loose leaves at its edge."""
    t = np.linspace(0, 2 * np.pi, 22, endpoint=False)
    edge = r * (0.72 + 0.3 * rng.random(22))
    fill(mask, view, np.column_stack((x + edge * np.cos(t) * 1.15, y + edge * np.sin(t) * 0.78)))
    for a, d, s in zip(rng.random(9) * 6.28, rng.random(9), rng.random(9), strict=True):
        fill(
            mask,
            view,
            ellipse(
                x + np.cos(a) * r * (1 + 0.35 * d),
                y + np.sin(a) * r * 0.8 * (1 + 0.3 * d),
                r * (0.09 + 0.10 * s),
                r * 0.07,
                6,
                a,
            ),
        )


def trunk(
    view: View, mask: Mask, rng: np.random.Generator, x: float, foot: float, width: float, lean: float
) -> None:
    """A trunk that leaves the top of the picture, with a flared foot and a few dead branches."""
    ys = np.linspace(foot + 0.03, view.top - 0.05, 24)
    t = (foot - ys) / 1.2
    flare = np.exp(-np.clip(t, 0, None) * 26) * 0.9 + 1 - 0.28 * t
    cx = x + lean * t + wander(rng, ys, 0.35, 3) * width * 0.3
    edge = width / 2 * flare
    left, right = (
        cx - edge * (1 + 0.12 * wander(rng, ys, 0.05, 3)),
        cx + edge * (1 + 0.12 * wander(rng, ys, 0.05, 3)),
    )
    fill(mask, view, np.vstack((np.column_stack((left, ys)), np.column_stack((right, ys))[::-1])))
    for _ in range(int(rng.integers(2, 6))):
        y = foot - (0.25 + 0.7 * rng.random()) * max(foot - view.top, 0.2)
        side = 1 if rng.random() < 0.5 else -1
        twig(
            view, mask, rng, x + lean * (foot - y) / 1.2, y, side * (0.06 + 0.16 * rng.random()), width * 0.16
        )


def twig(
    view: View,
    mask: Mask,
    rng: np.random.Generator,
    x: float,
    y: float,
    reach: float,
    radius: float,
    levels: int = 3,
) -> None:
    """A side branch, crooked and forking, reaching `reach` to its side."""
    angle = (-0.35 - 0.5 * rng.random()) if reach > 0 else np.pi + 0.35 + 0.5 * rng.random()
    todo = [(x, y, angle, abs(reach) * 0.5, radius, 0)]
    while todo:
        px, py, a, length, r, level = todo.pop()
        qx, qy = px + np.cos(a) * length, py + np.sin(a) * length
        fill(mask, view, capsule((px, py), r, (qx, qy), r * 0.62, 4))
        if level < levels and r * view.scale > 0.2:
            for _ in range(2):
                todo.append(
                    (
                        qx,
                        qy,
                        a + (rng.random() - 0.5) * 1.3,
                        length * (0.55 + 0.3 * rng.random()),
                        r * 0.62,
                        level + 1,
                    )
                )


def forest_edge(
    view: View,
    mask: Mask,
    rng: np.random.Generator,
    crest: Points,
    size: float,
    kind: str = "pine",
    gap: float = 0.5,
) -> None:
    """Trees standing along a crest line."""
    x = float(crest[0, 0])
    while x < crest[-1, 0]:
        height = size * (0.55 + 0.65 * rng.random())
        foot = float(np.interp(x, crest[:, 0], crest[:, 1])) + size * 0.06
        if kind == "pine":
            pine(view, mask, rng, x, foot, height)
        else:
            clump(view, mask, rng, x, foot - height * 0.35, height * 0.5)
        x += size * gap * (0.25 + 0.9 * rng.random())


def grass(
    view: View,
    mask: Mask,
    rng: np.random.Generator,
    level: float,
    height: float,
    x0: float,
    x1: float,
    *,
    wind: float = 0.0,
    density: float = 1.0,
    ears: bool = False,
) -> None:
    """Blades bending one way; `ears` makes them wheat."""
    count = int((x1 - x0) / height * 16 * density)
    for x, s, b in zip(x0 + (x1 - x0) * rng.random(count), rng.random(count), rng.random(count), strict=True):
        h = height * (0.45 + 0.75 * s)
        bend = (b - 0.5) * 0.5 * h + wind * 0.55 * h
        w = height * 0.022
        mid = (x + bend * 0.3, level - h * 0.55)
        tip = (x + bend, level - h)
        fill(
            mask,
            view,
            [
                (x - w, level + 0.02),
                (mid[0] - w * 0.8, mid[1]),
                tip,
                (mid[0] + w * 0.8, mid[1]),
                (x + w, level + 0.02),
            ],
        )
        if ears:
            lean = float(np.arctan2(tip[1] - mid[1], tip[0] - mid[0]))
            fill(mask, view, ellipse(tip[0], tip[1], h * 0.085, h * 0.020, 10, lean))


def plant_row(
    stage: Stage, name: str, crest: Points, size: float, depth: float, kind: str = "pine", gap: float = 0.5
) -> None:
    view = stage.scenery
    mask = view.blank()
    forest_edge(view, mask, stage.dice("row", name), crest, size, kind, gap)
    ys = crest[:, 1] + size * 0.04
    fill(
        mask,
        view,
        np.vstack(
            (
                np.column_stack((crest[:, 0], ys)),
                [(crest[-1, 0], ys.max() + size), (crest[0, 0], ys.max() + size)],
            )
        ),
    )
    stage.shape(name, mask, depth, base=float(crest[:, 1].mean()) + size * 0.5, rim=0.35, mist=0.8)
