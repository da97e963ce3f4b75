"""The cut of clothes: how far each hangs, how wide it flares, and the lines by which it is told from another."""

# ruff: noqa: RUF005 - points are arrays here: + moves them
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from .brush import Outline, Points, curve
from .recipe import Wardrobe
from .skeleton import Joints


@dataclass(frozen=True, slots=True)
class Cut:
    """Heights are of a body 1 high, flares half the width that the hem has beyond the legs."""

    side_hem: float
    side_flare: float
    hem: float
    flare: float
    """From the back or front."""
    collar: float = 0.0
    """How far its collar stands up, close."""
    legs: bool = False
    """Whether the legs are of the same cloth."""
    opens: bool = False
    """Whether it is buttoned down the front."""
    belt: bool = False


CUTS: Mapping[str, Cut] = {
    "coat": Cut(0.30, 0.050, 0.28, 0.155, collar=0.10, opens=True, belt=True),
    "dress": Cut(0.16, 0.085, 0.10, 0.170, belt=True),
    "cloak": Cut(0.07, 0.100, 0.05, 0.205, collar=0.10),
    "jacket": Cut(0.475, 0.012, 0.475, 0.105, collar=0.03, opens=True),
    "suit": Cut(0.46, 0.014, 0.45, 0.108, collar=0.03, legs=True, opens=True),
    "uniform": Cut(0.44, 0.020, 0.43, 0.116, collar=0.05, legs=True, opens=True, belt=True),
    "shirt": Cut(0.485, 0.004, 0.485, 0.098),
    "armour": Cut(0.47, 0.030, 0.46, 0.120, legs=True, belt=True),
}


def ribbon(line: Outline, width: float | Points) -> Points:
    """A line as a narrow polygon, `width` wide at each point."""
    p = np.asarray(line, np.float64)
    way = np.gradient(p, axis=0)
    out = np.column_stack((-way[:, 1], way[:, 0])) / (np.hypot(way[:, 0], way[:, 1])[:, None] + 1e-9)
    half = np.broadcast_to(np.asarray(width, np.float64), (len(p),))[:, None] / 2
    return np.vstack((p + out * half, (p - out * half)[::-1]))


def hang(j: Joints, w: Wardrobe, wind: float, phase: float, action: str) -> list[Points]:
    """The hang of a garment from the body's own lines, seen from the side."""
    hip, neck = np.array(j.hip), np.array(j.neck)
    up = (neck - hip) / np.linalg.norm(neck - hip)
    out = np.array([up[1], -up[0]])
    if j.seat or abs(j.lean) > 55 or action in ("climb", "fall", "kneel"):
        return _folded(j, w, action, hip, up, out)
    cut = CUTS[w.coat]
    hem, flare = cut.side_hem, cut.side_flare
    xs = [_at_height(j, k, hem) for k in (0, 1)]
    sway = 0.018 * np.sin(2 * np.pi * phase + 1.2)
    back, front = (
        min(xs) - 0.045 - flare - max(0.0, -wind) * 0.16 * (0.52 - hem) * 3,
        max(xs) + 0.042 + flare * 0.45 + max(0.0, wind) * 0.16 * (0.52 - hem) * 3,
    )
    b = w.build / 1000
    waist = hip + up * 0.10
    skirt = curve(
        [
            waist + out * 0.066 * b,
            hip + out * 0.085 * b,
            (front + sway, hem + 0.012),
            ((front + back) / 2, hem - 0.010),
            (back + sway, hem - 0.004 + 0.03 * abs(wind)),
            hip - out * 0.088 * b,
            waist - out * 0.062 * b,
        ]
    )
    if w.coat != "cloak":
        return [skirt]
    near = np.array(j.shoulders[0])
    cape = curve(
        [
            neck + out * 0.05,
            near - out * 0.05 - up * 0.02,
            (back - 0.02 + sway, hem + 0.02),
            (back + 0.12, hem),
            hip + out * 0.05,
        ]
    )
    return [skirt, cape]


def _folded(
    j: Joints, w: Wardrobe, action: str, hip: Points, up: Points, out: Points
) -> list[Points]:  # fmt: skip
    """Over the lap of who sits or kneels; a short skirt of cloth on who climbs or falls."""
    if w.coat in ("dress", "coat", "cloak") and action in ("kneel", "sit"):
        knees = [np.array(k) for k in j.knees]
        mid = (knees[0] + knees[1]) / 2
        return [
            curve(
                [
                    hip + out * 0.06 + up * 0.05,
                    mid + (0.03, 0.035),
                    mid + (0.02, -0.05),
                    hip - (0.02, 0.13),
                    hip - out * 0.08 - up * 0.02,
                ]
            )
        ]
    long = 0.10 if w.coat in ("coat", "dress", "cloak") else 0.05
    return [
        curve(
            [
                hip + out * 0.08 + up * 0.04,
                hip + out * 0.085 - up * long,
                hip - out * 0.09 - up * long,
                hip - out * 0.085 + up * 0.04,
            ]
        )
    ]


def _at_height(j: Joints, k: int, y: float) -> float:
    """Where leg k passes the height y."""
    pts = [j.hips[k], j.knees[k], j.ankles[k]]
    for (ax, ay), (bx, by) in pairwise(pts):
        if min(ay, by) <= y <= max(ay, by) and abs(ay - by) > 1e-6:
            return ax + (bx - ax) * (ay - y) / (ay - by)
    return j.knees[k][0]


def side_lines(j: Joints, w: Wardrobe) -> list[Points]:
    """Where it is buttoned and belted, from the side; nothing on who sits or climbs."""
    if j.seat or abs(j.lean) > 55:
        return []
    hip, neck = np.array(j.hip), np.array(j.neck)
    up = (neck - hip) / np.linalg.norm(neck - hip)
    out = np.array([up[1], -up[0]])
    cut, b = CUTS[w.coat], w.build / 1000
    lines = []
    if cut.opens:
        end = np.array((float(hip[0]) + 0.055 * b, cut.side_hem + 0.02))
        lines.append(
            ribbon([neck + out * 0.02, hip + up * 0.20 + out * 0.052 * b, hip + out * 0.058 * b, end], 0.007)
        )
    if cut.belt:
        waist = hip + up * 0.085
        lines.append(ribbon([waist - out * 0.075 * b, waist + out * 0.075 * b], 0.014))
    return lines


def back_lines(w: Wardrobe) -> list[Points]:
    """The belt, and the seam and vent of what is buttoned in front, from behind."""
    cut, b = CUTS[w.coat], w.build / 1000
    lines = []
    if cut.belt:
        lines.append(ribbon([(-0.10 * b, 0.592), (0.0, 0.586), (0.10 * b, 0.592)], 0.014))
    if cut.opens:
        lines.append(ribbon([(0.003, 0.82), (0.0, 0.66), (0.002, cut.hem + 0.01)], 0.005))
    return lines


def close_lines(w: Wardrobe) -> list[Points]:
    """Lapel or buttons of head and shoulders in profile."""
    if not CUTS[w.coat].opens:
        return []
    b = w.build / 1000
    lapel = [(0.115, 0.265), (0.20 * b, 0.16), (0.17 * b, 0.02), (0.20 * b, -0.5)]
    inner = [(0.02, 0.26), (0.08 * b, 0.12), (0.16 * b, 0.02)]
    strap = [(-0.40 * b, 0.225), (-0.16, 0.285)]
    out = [
        ribbon(curve(lapel, closed=False, steps=5), 0.012),
        ribbon(curve(inner, closed=False, steps=5), 0.010),
    ]
    return [*out, ribbon(strap, 0.03)] if w.coat == "uniform" else out
