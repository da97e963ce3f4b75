"""The near dark: what stands between us and the picture, out of focus."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .brush import OVERSCAN, Mask, box, curve, fill, stroke, wander
from .plants import clump, grass, pine, twig
from .stage import Stage


def paint_framing(stage: Stage) -> None:
    """Draw the framing on the side away from the subject, soft, the darkest plane of all."""
    kind = stage.recipe.framing
    if kind not in FRAMINGS:
        return
    mask = stage.view.blank()
    FRAMINGS[kind](stage, mask, -stage.recipe.side)
    soft = 0.006 if stage.recipe.shot in ("extreme_wide", "wide") else 0.012
    hard = kind in ("doorway", "wall", "window", "rail")
    soft *= 0.7 if hard else 1.0
    stage.shape(
        "framing", mask, 1.0, rim=0.55 if hard else 0.12, rim_width=0.012, grain=0.0, blur=soft,
        parallax=1.75, life="sway" if kind in ("branches", "grass") else "",
    )  # fmt: skip


def _sides(stage: Stage) -> tuple[float, float]:
    """Where the overscan ends, left and right. What hangs or grows begins there, so no camera finds its root."""
    aspect = stage.view.aspect
    return -OVERSCAN * aspect, (1 + OVERSCAN) * aspect


def _branches(stage: Stage, mask: Mask, side: int) -> None:
    view = stage.view
    rng = stage.dice("framing")
    left, right = _sides(stage)
    edge = left - 0.02 if side < 0 else right + 0.02
    reach = 0.62 + OVERSCAN * view.aspect
    for k in range(4):
        y = -OVERSCAN + 0.02 + 0.12 * k + 0.08 * rng.random()
        twig(view, mask, rng, edge, y, -side * (reach - 0.08 * k) * (0.7 + 0.5 * rng.random()), 0.013, 5)
    for _ in range(34):
        x = edge - side * reach * rng.random() ** 1.6
        clump(view, mask, rng, x, -OVERSCAN + 0.38 * rng.random() ** 2, 0.018 + 0.035 * rng.random())


def _grass(stage: Stage, mask: Mask, side: int) -> None:
    rng = stage.dice("framing")
    left, right = _sides(stage)
    corner = left if side < 0 else right
    for height, x0, x1, density in ((0.30, left, right, 0.55), (0.52, corner - 0.6, corner + 0.6, 0.8)):
        grass(
            stage.view,
            mask,
            rng,
            1.02 + OVERSCAN,
            height + OVERSCAN,
            x0,
            x1,
            wind=stage.recipe.wind / 1000,
            density=density,
            ears=stage.recipe.setting == "field",
        )


def _rocks(stage: Stage, mask: Mask, side: int) -> None:
    view = stage.view
    rng = stage.dice("framing")
    xs = np.linspace(view.left - 0.05, view.right + 0.05, 160)
    centre = 0.0 if side < 0 else view.aspect
    near = np.exp(-(((xs - centre) / (0.42 * view.aspect)) ** 2))
    ys = 1.04 - 0.34 * near - 0.05 * wander(rng, xs, 0.25, 5) * (0.4 + near)
    fill(
        mask,
        view,
        np.vstack((np.column_stack((xs, ys)), [(xs[-1], view.bottom + 0.3), (xs[0], view.bottom + 0.3)])),
    )


def _doorway(stage: Stage, mask: Mask, side: int) -> None:
    """The jamb of the door we stand in. Its lintel is out of sight and stays so, wherever the camera looks."""
    view = stage.view
    outer = view.left - 0.3 if side < 0 else view.right + 0.3
    inner = (0.0 if side < 0 else view.aspect) - side * 0.13 * view.aspect
    fill(mask, view, box(min(outer, inner), view.top - 0.1, max(outer, inner), view.bottom + 0.1))
    fill(mask, view, box(inner - 0.016, view.top - 0.1, inner + 0.016, view.bottom + 0.1))


def _window(stage: Stage, mask: Mask, side: int) -> None:
    view = stage.view
    for k in (0.0, 0.36, 1.0):
        x = view.aspect * (k if side < 0 else 1 - k)
        wide = 0.07 if k in (0.0, 1.0) else 0.020
        fill(mask, view, box(x - wide, view.top - 0.1, x + wide, view.bottom + 0.1))
    fill(mask, view, box(view.left - 0.1, 0.30, view.right + 0.1, 0.318))


def _wall(stage: Stage, mask: Mask, side: int) -> None:
    """The corner of a house: a jamb, a bracket with a hanging sign, ivy or a gutter's line."""
    view = stage.view
    rng = stage.dice("framing")
    edge = view.left - 0.05 if side < 0 else view.right + 0.05
    inner = (0.0 if side < 0 else view.aspect) - side * 0.085 * view.aspect
    ys = np.linspace(view.top - 0.1, view.bottom + 0.1, 60)
    xs = inner + wander(rng, ys, 0.12, 4) * 0.005
    fill(mask, view, np.vstack((np.column_stack((xs, ys)), [(edge, ys[-1]), (edge, ys[0])])))
    y = 0.10 + 0.1 * rng.random()
    tip = inner - side * 0.20
    stroke(mask, view, [(inner, y), (tip, y)], 0.010)
    stroke(mask, view, [(inner, y + 0.085), (inner - side * 0.10, y)], 0.007)
    for k in (0.35, 0.85):
        stroke(mask, view, [(inner - side * 0.20 * k, y), (inner - side * 0.20 * k, y + 0.03)], 0.004)
    fill(mask, view, box(min(inner - side * 0.05, tip), y + 0.03, max(inner - side * 0.05, tip), y + 0.15))


def _pines(stage: Stage, mask: Mask, side: int) -> None:
    view = stage.view
    rng = stage.dice("framing")
    edge = 0.0 if side < 0 else view.aspect
    for k in range(3):
        pine(view, mask, rng, edge - side * (0.03 + 0.15 * k) * view.aspect * 0.55, 1.14, 1.28 - 0.33 * k)


def _cables(stage: Stage, mask: Mask, side: int) -> None:
    view = stage.view
    left, right = _sides(stage)
    for k in range(4):
        y = 0.03 + 0.045 * k
        t = np.linspace(0, 1, 24)
        line = np.column_stack(
            (
                left - 0.05 + (right - left + 0.1) * t,
                y + 0.11 * (1 - (2 * t - 1) ** 2) + side * 0.05 * t,
            )
        )
        stroke(mask, view, line, 0.006)
    x = view.aspect * (0.06 if side < 0 else 0.94)
    stroke(mask, view, [(x, view.top - 0.1), (x, view.bottom + 0.1)], 0.035)
    stroke(mask, view, [(x - 0.12, 0.05), (x + 0.12, 0.05)], 0.018)


def _shoulder(stage: Stage, mask: Mask, side: int) -> None:
    """Somebody very near, seen from behind: the back of a head, a collar, a shoulder."""
    view = stage.view
    x = view.aspect * (0.045 if side < 0 else 0.955)
    fill(
        mask,
        view,
        curve(
            [
                (x, 0.16),
                (x + 0.13, 0.24),
                (x + 0.155, 0.40),
                (x + 0.115, 0.55),
                (x + 0.10, 0.66),
                (x + 0.20, 0.73),
                (x + 0.36, 0.84),
                (x + 0.43, 1.3),
                (x - 0.45, 1.3),
                (x - 0.38, 0.84),
                (x - 0.20, 0.73),
                (x - 0.10, 0.66),
                (x - 0.115, 0.55),
                (x - 0.155, 0.40),
                (x - 0.13, 0.24),
            ]
        ),
    )


def _rail(stage: Stage, mask: Mask, side: int) -> None:
    view = stage.view
    fill(
        mask,
        view,
        box(view.left - 0.1, 0.86, view.right + 0.1, 0.90),
        box(view.left - 0.1, 0.985, view.right + 0.1, 1.0),
    )
    left, right = _sides(stage)
    for x in np.arange(left - 0.1, right + 0.1, 0.24):
        fill(mask, view, box(x - 0.012, 0.87, x + 0.012, view.bottom + 0.1))


FRAMINGS: dict[str, Callable[[Stage, Mask, int], None]] = {
    "branches": _branches,
    "grass": _grass,
    "rocks": _rocks,
    "doorway": _doorway,
    "window": _window,
    "wall": _wall,
    "pines": _pines,
    "cables": _cables,
    "shoulder": _shoulder,
    "rail": _rail,
}
