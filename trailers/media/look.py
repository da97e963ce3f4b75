"""The two looks. Noir: local contrast on luma, one tone curve, no colour. Colour: a gentle contrast.

Noir is CLAHE with ONE grid of 8x8 tables for a whole take. A grid computed per frame makes a still wall step
in brightness whenever a light moves beside it (9.6 grey levels measured, against 0.6 in the source); with one
grid an untouched block keeps its values.

The grid is applied in small cells, each with a table interpolated from the grid: one add and one gather a
pixel, which makes it cheap enough to stand beside the encoder.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]

TILES = 8
BLACK, WHITE = 16, 235
"""Luma of black and of white in every file that Cuelock makes."""
NEUTRAL = 128
"""Chroma of grey."""
_CLIP = 2.2
"""Most gain that a tile may give a tone: higher finds detail in shadows, and noise."""
_SPREAD = 8
"""Tones over which one is spread when tones are counted."""
_STRENGTH = 0.72
"""How much of the local contrast is taken; the rest stays as it was drawn or shot."""
_CELL_AT_1080 = 8
"""Side of a cell in pixels at 1080 lines: 17 cells a tile, so that no edge between two of them shows."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A tone curve from black to white: a smooth S, set by its steepness and its depth."""

    floor: float
    """Tones this near to black are black, so that grain does not crawl in a black ground."""
    slope: float
    """Contrast of the middle; above 1 the toe and the shoulder are soft."""
    depth: float
    """Above 1 the middle lies below the straight line."""
    ceiling: float

    def of(self, luma: NDArray[np.floating]) -> Floats:
        """16..235 in and out, monotone."""
        unit = (np.asarray(luma, np.float64) - BLACK) / (WHITE - BLACK)
        part = np.clip((unit - self.floor) / (1 - self.floor), 0, 1)
        light, dark = part**self.slope, (1 - part) ** self.slope
        return np.asarray(
            BLACK + (WHITE - BLACK) * self.ceiling * light / (light + self.depth * dark), np.float32
        )


NOIR = Curve(floor=0.012, slope=1.2, depth=1.15, ceiling=0.985)
"""A clean black, a soft toe, a silver middle, rolled-off lights."""
COLOUR = Curve(floor=0.0, slope=1.08, depth=1.03, ceiling=1.0)
COLOUR_CHROMA = 1.05


def black_frame(width: int, height: int) -> Bytes:
    """A black picture as planar yuv420p."""
    frame = np.full(width * height * 3 // 2, NEUTRAL, np.uint8)
    frame[: width * height] = BLACK
    return frame


def tile_histograms(frames: Iterable[Bytes]) -> NDArray[np.int64]:
    """Counts of each luma value in each of the 8x8 tiles, summed over the frames: (8, 8, 256)."""
    total = np.zeros(TILES * TILES * 256, np.int64)
    places: NDArray[np.int64] | None = None
    for frame in frames:
        if places is None:
            height, width = frame.shape
            rows = np.arange(height) * TILES // height
            columns = np.arange(width) * TILES // width
            places = (rows[:, None] * TILES + columns[None, :]) * 256
        total += np.bincount((places + frame).ravel(), minlength=total.size)
    return total.reshape(TILES, TILES, 256)


def _evened(share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Every tone spread over its neighbours: a few frames stand for a whole take, and fall between its tones."""
    padded = np.pad(share, ((0, 0), (0, 0), (_SPREAD, _SPREAD)), mode="reflect")
    weights = _SPREAD + 1 - np.abs(np.arange(-_SPREAD, _SPREAD + 1))
    taps = (padded[..., n : n + share.shape[-1]] * weight for n, weight in enumerate(weights))
    return np.asarray(sum(taps) / weights.sum())


def local_contrast(histograms: NDArray[np.int64]) -> Floats:
    """A table for each tile: contrast-limited equalisation, mixed with the tone itself.

    Black stays black and white white in every tile, so that a card keeps its ground and bars stay bars.
    """
    tones = WHITE - BLACK
    counts = histograms[..., BLACK:WHITE].astype(np.float64)
    counts[..., 0] += histograms[..., :BLACK].sum(-1)
    counts[..., -1] += histograms[..., WHITE:].sum(-1)
    share = _evened(counts / np.maximum(counts.sum(-1, keepdims=True), 1))
    limit = _CLIP / tones
    excess = np.maximum(share - limit, 0).sum(-1, keepdims=True)
    share = np.minimum(share, limit) + excess / tones
    rise = np.concatenate([np.zeros((*share.shape[:-1], 1)), np.cumsum(share, -1)], -1)
    rise /= rise[..., -1:]
    ramp = np.linspace(0, 1, tones + 1)
    mixed = _STRENGTH * rise + (1 - _STRENGTH) * ramp
    tables = np.empty((TILES, TILES, 256), np.float32)
    tables[..., BLACK : WHITE + 1] = BLACK + tones * mixed
    tables[..., :BLACK], tables[..., WHITE + 1 :] = BLACK, WHITE
    return tables


@dataclass(frozen=True, slots=True)
class Grade:
    """Noir of one take at one size, ready to be applied to frame after frame."""

    side: int
    """Of a cell, in pixels."""
    tables: Bytes
    """(bands, cells * 256): for each band of rows, the tables of its cells one after another."""
    offsets: NDArray[np.int64]
    """(1, width): where the table of each column begins."""

    @classmethod
    def of(cls, grid: Floats, width: int, height: int) -> Grade:
        """Send the grid through the tone curve and interpolate it to cells."""
        side = max(2, round(_CELL_AT_1080 * min(width, height) / 1080))
        bands, cells = -(-height // side), -(-width // side)
        rows = _between(bands, side, height)
        columns = _between(cells, side, width)
        curved = NOIR.of(grid).reshape(TILES, TILES * 256)
        wide = (rows @ curved).reshape(bands, TILES, 256)
        tables = np.rint(columns @ wide).astype(np.uint8).reshape(bands, cells * 256)
        offsets = (np.arange(width) // side * 256).astype(np.int64)[None, :]
        return cls(side, tables, offsets)

    def apply(self, luma: Bytes, out: Bytes) -> None:
        """Grade a frame of the size this was made for into `out`, which may be `luma` itself."""
        places = np.empty((self.side, luma.shape[1]), np.int64)
        for band, table in enumerate(self.tables):
            top = band * self.side
            rows = luma[top : top + self.side]
            where = places[: len(rows)]
            np.add(rows, self.offsets, out=where)
            table.take(where, out=out[top : top + self.side], mode="clip")


def grade_still(luma: Floats, grid: Floats) -> Floats:
    """Local contrast on a still in full precision, pixel by pixel, before any tone curve."""
    height, width = luma.shape
    rows, columns = _between(height, 1, height), _between(width, 1, width)
    base = np.clip(luma, 0, 254.999)
    floor = base.astype(np.int64)
    part = (base - floor).astype(np.float32)
    out = np.zeros_like(luma)
    for i in range(TILES):
        here = np.flatnonzero(rows[:, i])
        band = slice(here[0], here[-1] + 1)
        mixed = np.einsum("cj,jv->cv", columns, grid[i]).astype(np.float32)
        flat = mixed.ravel()
        places = floor[band] + (np.arange(width) * 256)[None, :]
        low, high = flat.take(places), flat.take(places + 1)
        out[band] += rows[band, i, None] * (low + part[band] * (high - low))
    return out


def _between(count: int, step: int, size: int) -> Floats:
    """Weights (count, 8) of the tiles around the middle of each of `count` cells of `step` pixels."""
    place = (np.arange(count) + 0.5) * step * TILES / size - 0.5
    place = np.clip(place, 0, TILES - 1)
    low = np.minimum(place.astype(np.int64), TILES - 2)
    part = place - low
    weights = np.zeros((count, TILES), np.float32)
    weights[np.arange(count), low] = 1 - part
    weights[np.arange(count), low + 1] = part
    return weights
