"""Hair: its volume and length from the side and from behind, and the strands in it.

A style is two lines from the crown to the tips, the outer and the inner one; what lies between them is hair. Unit and
origin as in `heads`.
"""

# Outlines are written as rows of points; a formatter would give every point its own line.
# fmt: off
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .brush import Points, curve, ellipse
from .garments import ribbon
from .recipe import Wardrobe

_Row = tuple[float, float, float]
"""x, y, and how much of the wind moves it."""

_SIDE: Mapping[str, tuple[Sequence[_Row], Sequence[_Row]]] = {
    "short": (
        [(0.34, 0.31, 0), (0.31, 0.48, 0), (0.10, 0.60, 0), (-0.22, 0.59, 0), (-0.47, 0.43, 0), (-0.56, 0.16, 0),
         (-0.53, -0.08, 0), (-0.42, -0.25, 0)],
        [(0.24, 0.28, 0), (0.08, 0.21, 0), (0.0, 0.06, 0), (-0.06, 0.0, 0), (-0.13, 0.08, 0), (-0.18, -0.04, 0),
         (-0.27, -0.19, 0)],
    ),
    "long": (
        [(0.34, 0.29, 0), (0.31, 0.50, 0), (0.10, 0.645, 0), (-0.24, 0.64, 0), (-0.53, 0.49, 0), (-0.68, 0.16, 0),
         (-0.73, -0.25, 0.2), (-0.80, -0.70, 0.7), (-0.83, -1.06, 1.1), (-0.68, -1.36, 1.3)],
        [(0.24, 0.25, 0), (0.13, 0.17, 0), (0.05, 0.0, 0), (0.01, -0.27, 0), (0.0, -0.62, 0.1), (-0.08, -1.02, 0.4),
         (-0.26, -1.24, 0.8), (-0.42, -1.18, 1.0)],
    ),
    "bob": (
        [(0.34, 0.28, 0), (0.31, 0.50, 0), (0.10, 0.63, 0), (-0.26, 0.62, 0), (-0.54, 0.44, 0), (-0.67, 0.12, 0),
         (-0.67, -0.26, 0.2), (-0.57, -0.54, 0.4)],
        [(0.24, 0.24, 0), (0.13, 0.16, 0), (0.07, 0.0, 0), (0.09, -0.22, 0), (0.08, -0.45, 0.1), (-0.12, -0.53, 0.2),
         (-0.34, -0.57, 0.3)],
    ),
}
_TAIL_SIDE: tuple[Sequence[_Row], Sequence[_Row]] = (
    [(-0.40, 0.40, 0), (-0.66, 0.40, 0), (-0.90, 0.04, 0.8), (-0.97, -0.50, 1.3),
     (-0.90, -1.0, 1.6), (-0.76, -1.22, 1.7)],
    [(-0.46, 0.10, 0), (-0.58, 0.0, 0.2), (-0.66, -0.40, 0.9), (-0.68, -0.80, 1.3)],
)
_BACK: Mapping[str, Sequence[_Row]] = {  # the right half, from the crown to the tips
    "short": [(0.0, 0.60, 0), (0.28, 0.55, 0), (0.44, 0.33, 0), (0.46, 0.05, 0), (0.40, -0.18, 0), (0.22, -0.30, 0),
              (0.0, -0.35, 0)],
    "long": [(0.0, 0.66, 0), (0.34, 0.58, 0), (0.52, 0.30, 0), (0.54, -0.15, 0.1), (0.56, -0.70, 0.6),
             (0.50, -1.16, 1.0), (0.26, -1.36, 1.2), (0.0, -1.28, 1.2)],
    "bob": [(0.0, 0.65, 0), (0.34, 0.56, 0), (0.54, 0.28, 0), (0.61, -0.20, 0.1), (0.54, -0.52, 0.3),
            (0.26, -0.57, 0.3), (0.0, -0.55, 0.3)],
}
_TAIL_BACK: Sequence[_Row] = [(0.0, 0.48, 0), (0.12, 0.40, 0), (0.18, 0.0, 0.2), (0.17, -0.65, 1.0), (0.0, -1.18, 1.6)]
_UNDER_HATS = 0.44
"""So high hair reaches under a hat."""
_UNDER_HELMETS = 0.06


@dataclass(frozen=True, slots=True)
class Grown:
    """What grows on a head, and the lines in it."""

    shapes: list[Points]
    strands: list[Points]


def hair_of(wardrobe: Wardrobe, view: str, wind: float) -> Grown:
    """`view` is side or back; positive wind blows it backwards."""
    if wardrobe.hair == "bald" or wardrobe.hat == "hood":
        return Grown([], [])
    shapes, strands = _side(wardrobe.hair, wind) if view == "side" else _back(wardrobe.hair, wind)
    top = {"": None, "helmet": _UNDER_HELMETS}.get(wardrobe.hat, _UNDER_HATS)
    if top is not None:
        shapes, strands = [_below(s, top) for s in shapes], [_below(s, top) for s in strands]
    return Grown(shapes, strands)


def beard_of(wardrobe: Wardrobe, view: str) -> list[Points]:
    if not wardrobe.beard or view != "side":
        return []
    return [curve([(-0.02, 0.02), (0.10, -0.12), (0.26, -0.16), (0.40, -0.165), (0.405, -0.22), (0.42, -0.30),
        (0.415, -0.44), (0.36, -0.60), (0.20, -0.66), (0.04, -0.50), (-0.05, -0.26)])]


def _side(style: str, wind: float) -> tuple[list[Points], list[Points]]:
    if style == "curls":
        return _curls_side()
    outer, inner = (_blown(rows, -wind) for rows in _SIDE.get(style, _SIDE["short"]))
    shapes, strands = [_between(outer, inner)], _strands(outer, inner)
    if style == "bun":
        shapes.append(ellipse(-0.62, 0.26, 0.23, 0.22))
        strands.append(ribbon(ellipse(-0.62, 0.26, 0.13, 0.12)[:26], 0.02))
    elif style == "tail":
        outer, inner = (_blown(rows, -wind) for rows in _TAIL_SIDE)
        shapes.append(_between(outer, inner))
        strands += _strands(outer, inner)
    return shapes, strands


def _back(style: str, wind: float) -> tuple[list[Points], list[Points]]:
    if style == "curls":
        rim = _scallops(0.0, 0.10, 0.58, 0.60, 0.0, 2 * np.pi, 23)
        return [rim], _locks(0.0, 0.10, 0.0, 2 * np.pi)
    right = _BACK.get(style, _BACK["short"])
    left = [(-x, y, w) for x, y, w in right]
    outer, inner = _blown(right, wind), _blown(left, wind)
    shapes, strands = [_between(outer, inner)], _strands(outer, inner)
    if style == "bun":
        shapes.append(ellipse(0.0, 0.60, 0.25, 0.22))
        strands.append(ribbon(ellipse(0.0, 0.60, 0.15, 0.12)[:26], 0.02))
    elif style == "tail":
        outer, inner = _blown(_TAIL_BACK, wind), _blown([(-x, y, w) for x, y, w in _TAIL_BACK], wind)
        shapes.append(_between(outer, inner))
        strands += _strands(outer, inner)
    return shapes, strands


def _curls_side() -> tuple[list[Points], list[Points]]:
    rim = _scallops(-0.15, 0.13, 0.60, 0.585, 0.62, 4.10, 15)
    inner = np.array([(-0.26, -0.30), (-0.14, -0.10), (-0.05, 0.06), (0.04, 0.17), (0.18, 0.26), (0.31, 0.34)])
    return [np.vstack((rim, inner))], _locks(-0.15, 0.13, 0.8, 3.9)


def _locks(x: float, y: float, start: float, end: float) -> list[Points]:
    """Short hooks all over, each turned another way."""
    out = []
    for k, t in enumerate(np.linspace(start, end, 15)[:-1]):
        far = (0.30, 0.46, 0.38)[k % 3]
        turn = np.linspace(0.0, 3.4, 9) + 2.4 * k
        at = (x + far * np.cos(t), y + far * np.sin(t))
        out.append(ribbon(np.column_stack((at[0] + 0.065 * np.cos(turn), at[1] + 0.065 * np.sin(turn))), 0.018))
    return out


def _scallops(x: float, y: float, rx: float, ry: float, start: float, end: float, bumps: int) -> Points:
    t = np.linspace(start, end, bumps * 8)
    swell = 1 + 0.055 * np.abs(np.sin((t - start) / (end - start) * np.pi * bumps))
    return np.column_stack((x + rx * swell * np.cos(t), y + ry * swell * np.sin(t)))


def _blown(rows: Sequence[_Row], wind: float) -> Points:
    p = np.asarray(rows, np.float64)
    return np.column_stack((p[:, 0] + 0.35 * wind * p[:, 2], p[:, 1] + 0.10 * abs(wind) * p[:, 2]))


def _between(outer: Points, inner: Points) -> Points:
    meets = 1 if np.allclose(outer[0], inner[0]) else 0  # a point that is there twice would be a thorn
    ends = -1 if np.allclose(outer[-1], inner[-1]) else None
    return curve(np.vstack((outer, inner[meets:ends][::-1])), steps=5)


def _strands(outer: Points, inner: Points) -> list[Points]:
    """Lines that follow both sides, thick at the crown's bend and thin at the tips."""
    a, b = _even(curve(outer, closed=False, steps=6)), _even(curve(inner, closed=False, steps=6))
    widths = 0.020 * np.sin(np.linspace(0.5, np.pi - 0.15, len(a)))
    return [ribbon(a + (b - a) * share, widths) for share in (0.14, 0.30, 0.48, 0.68)]


def _even(line: Points, count: int = 22) -> Points:
    """The line by equal steps, without its very ends."""
    steps = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))))
    at = np.linspace(0.16, 0.97, count) * steps[-1]
    return np.column_stack((np.interp(at, steps, line[:, 0]), np.interp(at, steps, line[:, 1])))


def _below(shape: Points, top: float) -> Points:
    return np.column_stack((shape[:, 0], np.minimum(shape[:, 1], top)))
