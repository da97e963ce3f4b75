"""Which parts of the screen each layer can touch, worked out once per shot, so that frames skip the rest.

The screen is cut into upright strips. In each, a layer matters only between its own first and last row, and above
the rows that nearer layers always cover. All with room for the farthest that this shot's camera goes.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from ..pictures.brush import Mask, View
from .layers import Layer

_STRIPS = 12
_STEP = 8
_EMPTY = 2


@dataclass(frozen=True, slots=True)
class Room:
    """A rectangle of the screen."""

    x0: int
    y0: int
    x1: int
    y1: int

    def within(self, other: Room) -> Room | None:
        """What both have in common, None when that is nothing."""
        x0, y0, x1, y1 = (
            max(self.x0, other.x0),
            max(self.y0, other.y0),
            min(self.x1, other.x1),
            min(self.y1, other.y1),
        )
        return Room(x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None


Reach = tuple[int, int]
"""The most pixels by which a layer leaves its place on the screen, sideways and up or down."""


def rooms_of(
    layers: list[Layer], canvas: View, width: int, height: int, reaches: list[Reach]
) -> list[list[Room]]:
    """For each layer the rectangles of the screen that it has to be drawn in, given how far each one goes."""
    edges = [round(width * k / _STRIPS) for k in range(_STRIPS + 1)]
    both = list(zip(layers, reaches, strict=True))
    spans = [_spans(layer, canvas, edges, height, reach) for layer, reach in both]
    covers = [_covers(layer, canvas, edges, height, reach) for layer, reach in both]
    out = []
    for k in range(len(layers)):
        rooms: list[Room] = []
        for s, (x0, x1) in enumerate(pairwise(edges)):
            low, high = spans[k][s]
            hidden = min((cover[s] for cover in covers[k + 1 :]), default=height)
            high = min(high, hidden)
            if high - low < 1:
                continue
            last = rooms[-1] if rooms else None
            if last and last.x1 == x0 and abs(last.y0 - low) <= 48 and abs(last.y1 - high) <= 48:
                rooms[-1] = Room(last.x0, min(last.y0, low), x1, max(last.y1, high))
            else:
                rooms.append(Room(x0, low, x1, high))
        out.append(rooms)
    return out


def _grid(layer: Layer, take: str) -> Mask:
    """Alpha on a grid eight times coarser: the most (or the least) of each cell."""
    seen = layer.pixels[:, :, 3]
    if take == "most":
        seen = cv2.max(
            seen, cv2.max(cv2.extractChannel(layer.pixels, 1), cv2.extractChannel(layer.pixels, 2))
        )
    high, wide = seen.shape
    pad = cv2.copyMakeBorder(seen, 0, -high % _STEP, 0, -wide % _STEP, cv2.BORDER_REPLICATE)
    cells = pad.reshape(pad.shape[0] // _STEP, _STEP, pad.shape[1] // _STEP, _STEP)
    return np.asarray(cells.max(axis=(1, 3)) if take == "most" else cells.min(axis=(1, 3)))


def _columns(layer: Layer, canvas: View, x0: int, x1: int, reach: int) -> tuple[int, int]:
    shift = round(canvas.left * canvas.scale) + layer.x
    return (x0 - reach - shift) // _STEP, -((shift - x1 - reach) // _STEP)


def _spans(layer: Layer, canvas: View, edges: list[int], height: int, reach: Reach) -> list[tuple[int, int]]:
    if layer.opaque:
        return [(0, height)] * (len(edges) - 1)
    grid = _grid(layer, "most") > _EMPTY
    top = round(canvas.top * canvas.scale) + layer.y
    out = []
    for x0, x1 in pairwise(edges):
        a, b = _columns(layer, canvas, x0, x1, reach[0])
        rows = (
            np.nonzero(grid[:, max(a, 0) : max(b, 0)].any(axis=1))[0]
            if b > 0 and a < grid.shape[1]
            else np.empty(0, int)
        )
        if not len(rows):
            out.append((0, 0))
            continue
        low, high = top + int(rows[0]) * _STEP - reach[1], top + (int(rows[-1]) + 1) * _STEP + reach[1]
        out.append((max(low, 0), min(high, height)))
    return out


def _covers(layer: Layer, canvas: View, edges: list[int], height: int, reach: Reach) -> list[int]:
    """First row from which the layer always hides everything behind it, per strip."""
    grid = _grid(layer, "least") >= 254
    top = round(canvas.top * canvas.scale) + layer.y
    reaches_floor = top + layer.pixels.shape[0] - reach[1] >= height
    out = []
    for x0, x1 in pairwise(edges):
        a, b = _columns(layer, canvas, x0, x1, reach[0])
        if not reaches_floor or a < 0 or b > grid.shape[1]:
            a, b = max(a, 0), min(b, grid.shape[1])
            inside = layer.x <= 2 and layer.x + layer.pixels.shape[1] >= canvas.width - 2
            if not reaches_floor or not inside or b <= a:
                out.append(height)
                continue
        solid = grid[:, a:b].all(axis=1)
        loose = np.nonzero(~solid)[0]
        first = (int(loose[-1]) + 1 if len(loose) else 0) * _STEP
        out.append(min(top + first + reach[1], height) if first < layer.pixels.shape[0] else height)
    return out
