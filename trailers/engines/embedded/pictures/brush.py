"""The drawing surface: a world measured in picture heights, seen through a View, and the few ways to mark it.

World: x from 0 to the aspect ratio, y from 0 (top) to 1 (bottom); a canvas may show more than the picture
(overscan, so that the camera can move) and at any size. Everything random is drawn in world units from named
seeds, so the same recipe gives the same shapes at every size.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

# OpenCV's stubs know no more than "some array"; what each holds is said here.
Mask = NDArray[Any]
"""8 bit: covers, and finished pixels."""
Plain = NDArray[Any]
"""float32: light and colour, 0..1."""
Points = NDArray[Any]
"""float64, (n, 2): outlines in world units."""
Outline = Points | Sequence[Any]
"""Points, or rows of two numbers that become points."""
_SHIFT = 4
OVERSCAN = 0.075
"""How much more than the picture the planes show at each side when a camera is to move over them."""


def f32(values: ArrayLike) -> Plain:
    """A colour, matrix or row of numbers as a float32 array."""
    return np.asarray(values, np.float32)


def dice(seed: int, *names: object) -> np.random.Generator:
    """A generator for one named part of one picture; adding a part never changes the others."""
    return np.random.Generator(np.random.PCG64([seed, zlib.crc32("\x1f".join(map(str, names)).encode())]))


@dataclass(frozen=True, slots=True)
class View:
    """Which part of the world a canvas of `width` x `height` pixels shows."""

    width: int
    height: int
    scale: float
    """Pixels per picture height."""
    left: float
    top: float
    """World place of the canvas's upper left corner."""
    aspect: float

    @classmethod
    def of(cls, aspect: float, height_px: float, overscan: float = 0.0) -> View:
        wide = round(height_px * aspect * (1 + 2 * overscan))
        high = round(height_px * (1 + 2 * overscan))
        return cls(wide, high, height_px, -overscan * aspect, -overscan, aspect)

    def nearer(self, zoom: float, x: float, y: float) -> View:
        """The same canvas when the world stands `zoom` times nearer, (x, y) staying where it is."""
        left = x + (self.left - x) / zoom
        return replace(self, scale=self.scale * zoom, left=left, top=y + (self.top - y) / zoom)

    def coarse(self, step: int) -> View:
        return replace(
            self, width=-(-self.width // step), height=-(-self.height // step), scale=self.scale / step
        )

    @property
    def right(self) -> float:
        return self.left + self.width / self.scale

    @property
    def bottom(self) -> float:
        return self.top + self.height / self.scale

    def px(self, points: Outline) -> Points:
        out = np.asarray(points, np.float64)
        return (out - (self.left, self.top)) * self.scale

    def grid(self) -> tuple[Plain, Plain]:
        """World x (as a row) and y (as a column) of every pixel centre."""
        xs = self.left + (np.arange(self.width, dtype=np.float32) + 0.5) / self.scale
        ys = self.top + (np.arange(self.height, dtype=np.float32) + 0.5) / self.scale
        return xs[None, :].astype(np.float32), ys[:, None].astype(np.float32)

    def blank(self) -> Mask:
        return np.zeros((self.height, self.width), np.uint8)


def fill(mask: Mask, view: View, *shapes: Outline, value: int = 255) -> Mask:
    """Fill polygons given in world units, anti-aliased to a sixteenth of a pixel."""
    for shape in shapes:
        points = np.round((view.px(shape) - 0.5) * (1 << _SHIFT)).astype(np.int32)
        cv2.fillPoly(mask, [points], value, cv2.LINE_AA, _SHIFT)
    return mask


def stroke(
    mask: Mask,
    view: View,
    points: Outline,
    width: float | Sequence[float],
    value: int = 255,
) -> Mask:
    """A line with its own width at every point (world units), round ended."""
    line = np.asarray(points, np.float64)
    widths = np.broadcast_to(np.asarray(width, np.float64), (len(line),))
    for (p, q), (a, b) in zip(pairwise(line), pairwise(widths), strict=True):
        fill(mask, view, capsule(p, a / 2, q, b / 2), value=value)
    return mask


def capsule(p: Outline, rp: float, q: Outline, rq: float, steps: int = 7) -> Points:
    """The outline of a tapered limb from p (radius rp) to q (radius rq)."""
    a, b = np.asarray(p, np.float64), np.asarray(q, np.float64)
    along = float(np.arctan2(b[1] - a[1], b[0] - a[0]))
    turn = np.linspace(np.pi / 2, 3 * np.pi / 2, steps)
    start = a + rp * np.column_stack((np.cos(along + turn), np.sin(along + turn)))
    end = b + rq * np.column_stack((np.cos(along + turn + np.pi), np.sin(along + turn + np.pi)))
    return np.vstack((start, end))


def ellipse(x: float, y: float, rx: float, ry: float, steps: int = 40, turn: float = 0.0) -> Points:
    t = np.linspace(0, 2 * np.pi, steps, endpoint=False)
    out = np.column_stack((rx * np.cos(t), ry * np.sin(t)))
    c, s = np.cos(turn), np.sin(turn)
    return np.asarray(out @ np.array([[c, s], [-s, c]]) + (x, y))


def box(x0: float, y0: float, x1: float, y1: float) -> Points:
    return np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], np.float64)


def curve(points: Outline, closed: bool = True, steps: int = 8) -> Points:
    """A smooth line through the points (centripetal enough for drawing: uniform Catmull-Rom)."""
    p = np.asarray(points, np.float64)
    ends = (p[-1:], p, p[:2]) if closed else (2 * p[:1] - p[1:2], p, 2 * p[-1:] - p[-2:-1])
    p = np.vstack(ends)
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    a, b, c, d = p[:-3, None], p[1:-2, None], p[2:-1, None], p[3:, None]
    out = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
    flat = out.reshape(-1, 2)
    return flat if closed else np.vstack((flat, p[-2:-1]))


def wander(
    rng: np.random.Generator, xs: Plain | Points, cell: float, octaves: int = 5, gain: float = 0.5
) -> Points:
    """One-dimensional value noise at world places `xs`, about -1..1: ridge lines, shorelines, folds."""
    out = np.zeros(len(xs))
    weight, total = 1.0, 0.0
    for _ in range(octaves):
        lattice = rng.random(1024) * 2 - 1
        at = np.asarray(xs, np.float64) / cell + 400.37
        low = np.floor(at).astype(int)
        t = at - low
        t = t * t * (3 - 2 * t)
        out += weight * (lattice[low % 1024] * (1 - t) + lattice[(low + 1) % 1024] * t)
        total += weight
        weight *= gain
        cell /= 2.03
    return out / total


def clouds(
    rng: np.random.Generator,
    view: View,
    cell: float,
    octaves: int = 5,
    stretch: float = 1.0,
    gain: float = 0.5,
    shift: float = 0.0,
) -> Plain:
    """Two-dimensional value noise in 0..1 over the view, `stretch` times longer than high."""
    out = np.zeros((view.height, view.width), np.float32)
    weight, total = 1.0, 0.0
    for _ in range(octaves):
        lattice = rng.random((96, 96), np.float32)
        if cell * view.scale < 1.5:
            break
        sx, sy = cell * stretch, cell
        warp = f32(
            [
                [1 / (view.scale * sx), 0, (view.left + shift) / sx + 31.3],
                [0, 1 / (view.scale * sy), view.top / sy + 17.7],
            ]
        )
        out += weight * cv2.warpAffine(
            lattice,
            warp,
            (view.width, view.height),
            None,
            cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
            cv2.BORDER_WRAP,
        )
        total += weight
        weight *= gain
        cell /= 2.03
    return out / total if total else out + 0.5  # every octave finer than a pixel: its mean


def endless(rng: np.random.Generator, size: int) -> Plain:
    """A square of noise whose last row and column are its first, to be read modulo size - 1 without a seam."""
    lattice = rng.random((size, size), np.float32)
    lattice[-1], lattice[:, -1] = lattice[0], lattice[:, 0]
    return lattice


def soften(mask: Mask, sigma_px: float) -> Mask:
    """Gaussian blur that stays cheap at any width: wide ones are done on a smaller copy."""
    if sigma_px < 0.4:
        return mask
    step = 1
    while sigma_px / step > 4:
        step *= 2
    if step == 1:
        return cv2.GaussianBlur(mask, (0, 0), sigma_px)
    high, wide = mask.shape[:2]
    small = cv2.resize(mask, (max(wide // step, 2), max(high // step, 2)), interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), sigma_px / step)
    return cv2.resize(small, (wide, high), interpolation=cv2.INTER_LINEAR)


def smoothstep(low: float, high: float, value: Plain) -> Plain:
    t = np.clip((value - low) / (high - low), 0, 1)
    return (t * t * (3 - 2 * t)).astype(np.float32)
