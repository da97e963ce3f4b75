"""Heads: profile, hair, hats. Unit: the head from chin to crown is 1; origin at its middle, y up, looking along +x."""

# Outlines are written as rows of points; a formatter would give every point its own line.
# fmt: off
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .brush import Points, curve, ellipse
from .hair import beard_of, hair_of
from .recipe import Wardrobe

_FRONT = [(0.02, 0.50), (0.22, 0.45), (0.335, 0.33), (0.372, 0.20), (0.385, 0.125), (0.352, 0.065),
    (0.398, -0.005),
          (0.470, -0.088), (0.445, -0.128), (0.385, -0.138), (0.410, -0.172), (0.418, -0.196),
              (0.378, -0.215),
          (0.402, -0.238), (0.388, -0.268), (0.358, -0.300), (0.380, -0.355), (0.345, -0.430),
              (0.250, -0.455),
          (0.110, -0.420), (0.050, -0.36)]
_BACK = [(-0.10, -0.36), (-0.30, -0.22), (-0.42, -0.04), (-0.47, 0.14), (-0.42, 0.34), (-0.22, 0.48)]


def profile(wardrobe: Wardrobe, seed: int = 0) -> Points:
    """A face seen from the side, with its own nose, brow and chin."""
    dice = np.random.Generator(np.random.PCG64(seed % 2**32))
    nose, chin, brow = dice.random(3) - 0.5
    front = [list(p) for p in _FRONT]
    for i in (6, 7, 8):
        front[i][0] += 0.05 * nose
    front[7][1] += 0.03 * nose
    for i in (16, 17, 18):
        front[i][0] += 0.045 * chin
    front[4][0] += 0.018 * brow
    return curve([*front, *_BACK], steps=5)


def hat_shapes(hat: str, view: str) -> list[Points]:
    side = view == "side"
    if hat in ("fedora", "brim"):
        reach = 0.70 if hat == "fedora" else 0.92
        lift = 0.045 if hat == "fedora" else 0.15
        brim = curve([(reach, 0.24 - lift * 0.2), (0.30, 0.335), (-0.3, 0.335), (-reach, 0.27 + lift),
            (-reach * 0.9, 0.235 + lift * 0.6), (-0.3, 0.235),
                      (0.3, 0.235), (reach * 0.92, 0.20 - lift * 0.1)])
        if not side:
            brim = curve([(reach, 0.25 + lift), (0.3, 0.33), (-0.3, 0.33), (-reach, 0.25 + lift),
                (-0.3, 0.21), (0.3, 0.21)])
        crown = [(0.37, 0.27), (0.35, 0.52), (0.27, 0.68), (0.06, 0.655), (-0.12, 0.69), (-0.34, 0.60),
            (-0.42, 0.27)]
        return [brim, curve(crown, steps=5)]
    if hat == "cap":
        top = [(0.37, 0.20), (0.37, 0.40), (0.18, 0.57), (-0.12, 0.60), (-0.42, 0.48), (-0.50, 0.22)]
        return [curve(top, steps=6), curve([(0.30, 0.31), (0.62, 0.21), (0.64, 0.165),
            (0.30, 0.19)], steps=5)] if side else [
            curve([(0.46, 0.20), (0.45, 0.42), (0.20, 0.60), (-0.20, 0.60), (-0.45, 0.42), (-0.46, 0.20)], steps=6)]
    if hat == "hood":
        if side:
            return [curve([(0.34, 0.36), (0.20, 0.57), (-0.08, 0.66), (-0.42, 0.55), (-0.64, 0.22),
                (-0.66, -0.25), (-0.56, -0.70), (0.02, -0.75), (0.10, -0.40),
                           (0.14, -0.05), (0.26, 0.16)])]
        return [curve([(0.0, 0.68), (0.36, 0.55), (0.50, 0.15), (0.52, -0.35), (0.62, -0.75),
            (-0.62, -0.75), (-0.52, -0.35), (-0.50, 0.15), (-0.36, 0.55)])]
    if hat == "helmet":
        return [curve([(0.44, 0.14), (0.40, 0.42), (0.18, 0.60), (-0.15, 0.61), (-0.44, 0.44),
            (-0.54, 0.12), (-0.56, 0.06), (-0.36, 0.02), (0.46, 0.10)])]
    if hat == "bonnet":
        return [curve([(0.36, 0.30), (0.22, 0.54), (-0.10, 0.62), (-0.44, 0.48), (-0.58, 0.10),
            (-0.52, -0.40), (-0.60, -0.95), (-0.25, -1.0), (0.05, -0.50),
                       (0.12, -0.15), (0.24, 0.08)])]
    return []


@dataclass(frozen=True, slots=True)
class Head:
    """Everything above the neck, each part as polygons to be filled together."""

    skin: list[Points]
    hair: list[Points]
    strands: list[Points]
    hat: list[Points]

    @property
    def every(self) -> list[Points]:
        return [*self.skin, *self.hair, *self.hat]


def head_of(wardrobe: Wardrobe, view: str, wind: float, seed: int) -> Head:
    """`view` is side or back; positive wind blows hair backwards."""
    if view == "side":
        face = profile(wardrobe, seed)
    else:
        face = curve([(0.0, 0.50), (0.24, 0.46), (0.37, 0.26), (0.375, 0.0), (0.31, -0.26), (0.16, -0.45),
            (0.0, -0.49), (-0.16, -0.45), (-0.31, -0.26),
                      (-0.375, 0.0), (-0.37, 0.26), (-0.24, 0.46)])
    grown = hair_of(wardrobe, view, wind)
    skin = [face]
    if view != "side" and wardrobe.hair in ("short", "bald") and wardrobe.hat not in ("hood", "helmet"):
        skin += [ellipse(side * 0.395, -0.02, 0.05, 0.10) for side in (-1, 1)]
    return Head(skin, [*grown.shapes, *beard_of(wardrobe, view)], grown.strands, hat_shapes(wardrobe.hat, view))


def head_shapes(wardrobe: Wardrobe, view: str, wind: float, seed: int) -> list[Points]:
    """Everything above the neck, as polygons to be filled together."""
    return head_of(wardrobe, view, wind, seed).every
