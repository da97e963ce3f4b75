"""From joints to a silhouette: limbs, coat, head, smoothed into one shape with the weight of cloth."""

# ruff: noqa: RUF005 - points are arrays here: + moves them
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import cv2
import numpy as np

from .brush import Mask, Points, View, capsule, curve, ellipse, fill
from .garments import CUTS, hang, side_lines
from .heads import head_of
from .outline import Outlined
from .postures import bust, nape, place_parts, upright
from .recipe import Figure, Wardrobe
from .skeleton import Joints, Point, joints_of, pose_of


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure on its own small canvas, placed on the big one at (x, y) pixels."""

    body: Mask
    accent: Mask
    """Scarf, collar or sash: where the accent colour goes."""
    inner: Mask
    """The near arm alone, so that an edge of light can tell it from the trunk."""
    parts: Mapping[str, Mask]
    """cloth, skin, hair, strands, lines and hat: where the colours of `garb` go."""
    x: int
    y: int


def draw_figure(figure: Figure, view: View, wind: float, phase: float | None = None) -> Drawn:
    """The silhouette of `figure` on `view`, drawn twice as large and reduced, so that it is smooth at any size."""
    if figure.view == "bust" and figure.action == "turn_away":
        shapes = nape(figure.wardrobe, wind, figure.seed)
    elif figure.view == "bust":
        shapes = bust(figure.wardrobe, figure.action, wind, figure.seed)
    elif figure.view in ("back", "front"):
        shapes = upright(figure, wind, figure.phase / 1000 if phase is None else phase)
    else:
        shapes = sideways(figure, wind, figure.phase / 1000 if phase is None else phase)
    if not is_near(figure):  # too small to be seen, and walkers are drawn anew for every frame
        shapes = replace(shapes, strands=[], lines=[])
    return _render(figure, view, shapes)


def is_near(figure: Figure) -> bool:
    """Whether it is seen so large that folds and strands are."""
    return figure.view == "bust" or figure.height > 900


def _render(figure: Figure, view: View, shapes: Outlined) -> Drawn:
    size = figure_size(figure)
    ox, oy = figure.x / 1000 * view.aspect, figure.foot_y / 1000

    def place(s: Points) -> Points:
        return np.column_stack((ox + figure.facing * size * s[:, 0], oy - size * s[:, 1]))

    groups = {
        name: [place(np.asarray(s, np.float64)) for s in group] for name, group in shapes.groups().items()
    }
    every = np.vstack([s for group in groups.values() for s in group])
    low, high = view.px([every.min(axis=0)])[0] - 6, view.px([every.max(axis=0)])[0] + 6
    x0, y0 = max(int(low[0]), 0), max(int(low[1]), 0)
    x1, y1 = min(int(high[0]) + 1, view.width), min(int(high[1]) + 1, view.height)
    wide, tall = max(x1 - x0, 2), max(y1 - y0, 2)
    over = 2 if max(wide, tall) < 900 else 1
    local = View(
        wide * over,
        tall * over,
        view.scale * over,
        view.left + x0 / view.scale,
        view.top + y0 / view.scale,
        view.aspect,
    )
    sigma = max(0.0042 * size * local.scale, 0.01)
    masks = {name: fill(local.blank(), local, *group) for name, group in groups.items() if group}
    masks["main"] = _melt(masks["main"], sigma)
    body = cv2.max(masks.pop("main"), masks.pop("fine")) if "fine" in masks else masks.pop("main")
    small = {
        name: cv2.resize(m, (wide, tall), interpolation=cv2.INTER_AREA) if over > 1 else m
        for name, m in {"body": body, **masks}.items()
    }
    body = small.pop("body")
    small = {name: cv2.min(mask, body) for name, mask in small.items()}
    none = np.zeros_like(body)
    if "accent" in small and "hair" in small:  # hair falls over a scarf
        small["accent"] = cv2.subtract(small["accent"], small["hair"])
    return Drawn(body, small.pop("accent", none), small.pop("arm", none), small, x0, y0)


def figure_size(figure: Figure) -> float:
    """Height in picture heights: stature tells people apart in whole figures, the lens evens it out up close."""
    return (
        figure.height
        / 1000
        * (1.0 if figure.view == "bust" or figure.height > 900 else figure.wardrobe.stature / 1000)
    )


def _melt(mask: Mask, sigma: float) -> Mask:
    """Round the corners where limbs meet: blur, then cut at half again with a soft knife."""
    if sigma < 0.7:
        return mask
    soft = cv2.GaussianBlur(mask, (0, 0), sigma)
    slope = min(max(sigma * 1.5, 2.0), 9.0)
    cut = np.full_like(soft, int(127 - 127 / slope))
    return cv2.convertScaleAbs(cv2.subtract(soft, cut), alpha=slope)


def sideways(figure: Figure, wind: float, phase: float) -> Outlined:
    """A whole body from the side or three-quarters."""
    w = figure.wardrobe
    j = joints_of(pose_of(figure.action, phase, w.stoop, figure.seed))
    if figure.action == "embrace":  # the arms end on the other's back
        j = replace(j, hands=(_part(j.elbows[0], j.hands[0], 0.62), _part(j.elbows[1], j.hands[1], 0.45)))
    b = w.build / 1000
    legs: list[Points] = []
    for k in (1, 0):
        legs += [
            capsule(j.hips[k], 0.056 * b, j.knees[k], 0.036),
            capsule(j.knees[k], 0.037, j.ankles[k], 0.023),
            capsule(j.ankles[k], 0.022, j.toes[k], 0.013),
        ]
    cuff = 0.0225 if w.coat in ("coat", "cloak", "jacket") else 0.0165
    sleeves = [
        [
            capsule(j.shoulders[k], 0.034 * b, j.elbows[k], 0.026 * b),
            capsule(j.elbows[k], 0.027 * b, j.hands[k], cuff),
        ]
        for k in (0, 1)
    ]
    hands = [] if figure.action == "embrace" else [_hand(j, 0), _hand(j, 1)]
    worn = [*_trunk(j, b), *sleeves[0], *sleeves[1], *hang(j, w, wind * figure.facing, phase, figure.action)]
    neck = capsule(j.neck, 0.033 * b, j.head, 0.030)
    head = place_parts(head_of(w, "side", -wind * figure.facing, figure.seed), j.head, j.tilt)
    held = _oar(j) if figure.action == "row" else _held(j, figure.action)
    return Outlined(
        main=[*legs, *worn, *hands, neck],
        fine=[*head.every, *held],
        accent=_scarf(j, w, wind * figure.facing),
        arm=[*sleeves[0], *hands[:1]],
        cloth=[*worn, *([*legs[:2], *legs[3:5]] if CUTS[w.coat].legs else [])],
        skin=[neck, *hands, *head.skin],
        hair=head.hair,
        strands=head.strands,
        hat=head.hat,
        lines=side_lines(j, w),
    )


def _part(a: Point, b: Point, share: float) -> Point:
    return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)


def _hand(j: Joints, k: int) -> Points:
    e, h = np.array(j.elbows[k]), np.array(j.hands[k])
    way = (h - e) / (np.linalg.norm(h - e) + 1e-9)
    out = np.array((way[1], -way[0]))
    return curve(
        [
            h + out * 0.013,
            h + way * 0.022 + out * 0.017,
            h + way * 0.046 + out * 0.012,
            h + way * 0.062 - out * 0.002,
            h + way * 0.040 - out * 0.010,
            h + way * 0.034 - out * 0.021,
            h + way * 0.020 - out * 0.022,
            h - out * 0.012,
        ],
        steps=5,
    )


def _held(j: Joints, action: str) -> list[Points]:
    """What the hands are closed on: an open book to read, a small box or lantern to hold, or nothing."""
    if action not in ("read", "hold"):
        return []
    near = np.array(j.hands[0]) + (0.045, 0.0)
    if action == "read":
        return [
            curve(
                [
                    near + (-0.05, -0.012),
                    near + (0.0, 0.004),
                    near + (0.055, 0.052),
                    near + (0.065, 0.042),
                    near + (0.008, -0.014),
                    near + (-0.045, -0.026),
                ],
                steps=4,
            ),
            curve(
                [
                    near + (-0.05, -0.012),
                    near + (-0.01, 0.006),
                    near + (0.0, 0.052),
                    near + (-0.016, 0.056),
                    near + (-0.03, 0.012),
                ],
                steps=4,
            ),
        ]
    return [
        np.asarray(
            [near + (-0.03, -0.018), near + (-0.026, 0.030), near + (0.034, 0.034), near + (0.036, -0.016)]
        )
    ]


def _oar(j: Joints) -> list[Points]:
    """From the hands down to the water, with its blade."""
    hand = np.array(j.hands[0])
    way = np.array((0.80, -0.60))
    blade = hand + way * 0.42
    return [
        capsule(hand - way * 0.07, 0.006, blade, 0.006),
        capsule(blade - way * 0.02, 0.010, blade + way * 0.11, 0.017),
    ]


def _trunk(j: Joints, b: float) -> list[Points]:
    near, far = np.array(j.shoulders[0]), np.array(j.shoulders[1])
    hip, neck = np.array(j.hip), np.array(j.neck)
    up = (neck - hip) / np.linalg.norm(neck - hip)
    out = np.array([up[1], -up[0]])
    depth = (0.064 + 0.028 * j.turn) * b
    chest, waist = hip + up * 0.20, hip + up * 0.09
    return [
        curve(
            [
                near + out * -0.030 * b,
                hip + up * 0.315 - out * 0.03,
                hip + up * 0.315 + out * 0.03,
                far + out * 0.022 * b,
                chest + out * (depth + 0.012),
                waist + out * depth * 0.88,
                hip + out * depth * 0.92 - up * 0.05,
                hip - out * depth * 1.02 - up * 0.05,
                waist - out * depth * 0.86,
                chest - out * (depth + 0.006),
            ]
        )
    ]


def _scarf(j: Joints, w: Wardrobe, wind: float) -> list[Points]:
    if not w.accent:
        return []
    n = np.array(j.neck) + (0.004, 0.012)
    tail = n + (-0.11 - 0.10 * max(0.0, -wind), -0.07 + 0.06 * abs(wind))
    return [
        ellipse(n[0], n[1], 0.052, 0.026, 18, -0.2),
        curve(
            [
                n + (-0.02, 0.015),
                (n + tail) / 2 + (0, 0.014),
                tail,
                tail + (0.012, -0.03),
                (n + tail) / 2 + (0.0, -0.022),
                n + (-0.01, -0.02),
            ]
        ),
    ]
