"""What is done to the letters of a title, by genre: a horizon of light, a glow, erosion, or plain ink.

Works on a mask and gives colour and cover, so that cards, posters and covers share one hand.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from .pictures.brush import Mask, Plain, View, clouds, dice, f32, smoothstep
from .pictures.palette import Colour, Palette, mix

TREATMENTS = {
    "noir": "horizon",
    "thriller": "horizon",
    "drama": "horizon",
    "science_fiction": "glow",
    "fantasy": "glow",
    "romance": "glow",
    "horror": "erosion",
    "war": "erosion",
    "western": "erosion",
    "comedy": "plain",
    "adventure": "horizon",
    "documentary": "plain",
}
TRACKING = {
    "horror": 0.16,
    "noir": 0.30,
    "thriller": 0.26,
    "drama": 0.30,
    "science_fiction": 0.44,
    "fantasy": 0.24,
    "romance": 0.34,
    "war": 0.12,
    "western": 0.14,
    "comedy": 0.08,
    "adventure": 0.16,
    "documentary": 0.22,
}
"""Space between the letters of a title in parts of their size: wide is quiet, narrow is loud."""
SIZE = {
    "horror": 0.30,
    "noir": 0.23,
    "thriller": 0.24,
    "drama": 0.20,
    "science_fiction": 0.19,
    "fantasy": 0.24,
    "romance": 0.19,
    "war": 0.32,
    "western": 0.32,
    "comedy": 0.32,
    "adventure": 0.30,
    "documentary": 0.20,
}
"""Largest size of a title in parts of the picture's height."""


@dataclass(frozen=True, slots=True)
class Inked:
    """Letters ready to be laid: their colour (BGR, 0..1), their cover, and light that they throw."""

    colour: Plain
    cover: Plain
    glow: Plain


def ink(mask: Mask, treatment: str, palette: Palette, seed: int, middle: float) -> Inked:
    """Treat letters; `middle` is the row of their optical centre, where a horizon would run."""
    high, wide = mask.shape
    cover = mask.astype(np.float32) / 255
    pale = mix(palette.pale, (1.0, 1.0, 1.0), 0.45)
    colour: Plain = np.empty((high, wide, 3), np.float32)
    colour[...] = f32(pale)
    rows = np.arange(high, dtype=np.float32)[:, None]
    size = _letter_height(mask)
    glow = np.zeros((high, wide, 3), np.float32)
    if treatment == "horizon":
        near = np.exp(-np.abs(rows - middle) / max(size * 0.36, 1))
        shade = (0.46 + 0.54 * near)[:, :, None]
        below = smoothstep(0, size * 0.55, rows - middle)[:, :, None]
        colour = colour * shade * (1 - 0.50 * below) + f32(palette.glow) * (near[:, :, None] * 0.16)
        glow += _halo(cover, size * 0.30, palette.glow, 0.30)
    elif treatment == "glow":
        colour = colour * 0.5 + f32(mix(palette.light, palette.low, 0.25)) * 0.5
        glow += _halo(cover, size * 0.12, palette.glow, 0.55) + _halo(cover, size * 0.55, palette.glow, 0.50)
    elif treatment == "erosion":
        cover = _eroded(mask, seed, size)
        colour *= (0.82 + 0.18 * smoothstep(-size, size * 0.2, middle - rows))[:, :, None]
        glow += _halo(cover, size * 0.40, palette.warm, 0.16)
    else:
        glow += _halo(cover, size * 0.35, palette.glow, 0.14)
    return Inked(np.clip(colour, 0, 1), cover, glow)


def _letter_height(mask: Mask) -> float:
    rows = np.nonzero(mask.max(axis=1) > 8)[0]
    return float(max(rows[-1] - rows[0], 8)) if len(rows) else 8.0


def _halo(cover: Plain, sigma: float, colour: Colour, amount: float) -> Plain:
    high, wide = cover.shape
    small = cv2.resize(cover, (max(wide // 8, 2), max(high // 8, 2)), interpolation=cv2.INTER_AREA)
    soft = cv2.resize(cv2.GaussianBlur(small, (0, 0), max(sigma / 8, 0.6)), (wide, high))
    return soft[:, :, None] * f32(colour) * amount


def _eroded(mask: Mask, seed: int, size: float) -> Plain:
    """Letters that the weather has been at: chipped edges, worn feet, a crack or two."""
    high, wide = mask.shape
    view = View(wide, high, float(max(size, 16)), 0.0, 0.0, wide / max(size, 16))
    rng = dice(seed, "erosion")
    coarse, fine = clouds(rng, view, 0.32, 4), clouds(rng, view, 0.05, 3)
    inside = cv2.distanceTransform((mask > 127).astype(np.uint8), cv2.DIST_L2, 3).astype(np.float32) / max(
        size, 8
    )
    rows = np.nonzero(mask.max(axis=1) > 8)[0]
    top, foot = (int(rows[0]), int(rows[-1])) if len(rows) else (0, high)
    wear = np.clip((np.arange(high, dtype=np.float32)[:, None] - top) / max(foot - top, 1), 0, 1)
    bite = smoothstep(0.54, 0.80, coarse * 0.62 + fine * 0.38 + 0.05 * wear)
    keep = smoothstep(-0.006, 0.010, inside - bite * (0.028 + 0.046 * wear))
    specks = 1 - smoothstep(0.72, 0.78, fine) * (0.25 + 0.5 * wear)
    return (mask.astype(np.float32) / 255) * keep * specks
