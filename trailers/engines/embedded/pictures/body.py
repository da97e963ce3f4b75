"""From joints to a silhouette: limbs, coat, head, smoothed into one shape with the weight of cloth."""

# ruff: noqa: RUF005 - points are arrays here: + moves them
from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np

from .brush import Mask, Points, View, capsule, curve, ellipse, fill
from .heads import head_shapes
from .postures import bust, place_head, upright
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
    x: int
    y: int


def draw_figure(figure: Figure, view: View, wind: float, phase: float | None = None) -> Drawn:
    """The silhouette of `figure` on `view`, drawn twice as large and reduced, so that it is smooth at any size."""
    if figure.view == "bust":
        shapes = bust(figure.wardrobe, figure.action, wind, figure.seed)
    elif figure.view in ("back", "front"):
        shapes = upright(figure, wind, figure.phase / 1000 if phase is None else phase)
    else:
        shapes = sideways(figure, wind, figure.phase / 1000 if phase is None else phase)
    return _render(figure, view, *shapes)


def _render(
    figure: Figure,
    view: View,
    main: list[Points],
    fine: list[Points],
    accent: list[Points],
    arm: list[Points],
) -> Drawn:
    size = figure_size(figure)
    ox, oy = figure.x / 1000 * view.aspect, figure.foot_y / 1000

    def place(s: Points) -> Points:
        return np.column_stack((ox + figure.facing * size * s[:, 0], oy - size * s[:, 1]))

    groups = [[place(np.asarray(s, np.float64)) for s in group] for group in (main, fine, accent, arm)]
    every = np.vstack([s for group in groups for s in group])
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
    masks = []
    for k, group in enumerate(groups):
        mask = fill(local.blank(), local, *group) if group else local.blank()
        if k == 0:
            mask = _melt(mask, sigma)
        masks.append(mask)
    body = cv2.max(masks[0], masks[1])
    small = [
        cv2.resize(m, (wide, tall), interpolation=cv2.INTER_AREA) if over > 1 else m
        for m in (body, masks[2], masks[3])
    ]
    return Drawn(small[0], cv2.min(small[1], small[0]), cv2.min(small[2], small[0]), x0, y0)


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


def sideways(
    figure: Figure, wind: float, phase: float
) -> tuple[list[Points], list[Points], list[Points], list[Points]]:
    """A whole body from the side or three-quarters."""
    w = figure.wardrobe
    j = joints_of(pose_of(figure.action, phase, w.stoop, figure.seed))
    if figure.action == "embrace":  # the arms end on the other's back
        j = replace(j, hands=(_part(j.elbows[0], j.hands[0], 0.62), _part(j.elbows[1], j.hands[1], 0.45)))
    b = w.build / 1000
    main: list[Points] = []
    for k in (1, 0):
        main += [
            capsule(j.hips[k], 0.056 * b, j.knees[k], 0.036),
            capsule(j.knees[k], 0.037, j.ankles[k], 0.023),
            capsule(j.ankles[k], 0.022, j.toes[k], 0.013),
        ]
    main += _trunk(j, b)
    cuff = 0.0225 if w.coat in ("coat", "cloak", "jacket") else 0.0165
    arms = [
        [
            capsule(j.shoulders[k], 0.034 * b, j.elbows[k], 0.026 * b),
            capsule(j.elbows[k], 0.027 * b, j.hands[k], cuff),
            *([] if figure.action == "embrace" else [_hand(j, k)]),
        ]
        for k in (0, 1)
    ]
    main += arms[0] + arms[1]
    main += _clothes(j, w, wind * figure.facing, phase, figure.action)
    main.append(capsule(j.neck, 0.033 * b, j.head, 0.030))
    fine = place_head(head_shapes(w, "side", -wind * figure.facing, figure.seed), j.head, j.tilt)
    if figure.action == "row":
        fine += _oar(j)
    if figure.action in ("read", "hold"):
        fine += _held(j, figure.action)
    return main, fine, _scarf(j, w, wind * figure.facing), arms[0]


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
    """What the hands are closed on: an open book to read, a small box or lantern to hold."""
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


def _clothes(j: Joints, w: Wardrobe, wind: float, phase: float, action: str) -> list[Points]:
    """The hang of a coat, dress or cloak from the body's own lines."""
    hip, neck = np.array(j.hip), np.array(j.neck)
    up = (neck - hip) / np.linalg.norm(neck - hip)
    out = np.array([up[1], -up[0]])
    if j.seat or abs(j.lean) > 55 or action in ("climb", "fall", "kneel"):
        long = 0.10 if w.coat in ("coat", "dress", "cloak") else 0.05
        knees = [np.array(k) for k in j.knees]
        if w.coat in ("dress", "coat", "cloak") and action in ("kneel", "sit"):
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
    hem = {"coat": 0.30, "dress": 0.16, "cloak": 0.07, "jacket": 0.475, "suit": 0.46, "armour": 0.47}[w.coat]
    flare = {"coat": 0.050, "dress": 0.085, "cloak": 0.10, "jacket": 0.012, "suit": 0.014, "armour": 0.03}[
        w.coat
    ]
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
    shapes = [skirt]
    if w.coat == "cloak":
        near = np.array(j.shoulders[0])
        shapes.append(
            curve(
                [
                    neck + out * 0.05,
                    near - out * 0.05 - up * 0.02,
                    (back - 0.02 + sway, hem + 0.02),
                    (back + 0.12, hem),
                    hip + out * 0.05,
                ]
            )
        )
    return shapes


def _at_height(j: Joints, k: int, y: float) -> float:
    """Where leg k passes the height y."""
    pts = [j.hips[k], j.knees[k], j.ankles[k]]
    for (ax, ay), (bx, by) in pairwise(pts):
        if min(ay, by) <= y <= max(ay, by) and abs(ay - by) > 1e-6:
            return ax + (bx - ax) * (ay - y) / (ay - by)
    return j.knees[k][0]


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
