"""From joints to a silhouette: limbs, coat, head, smoothed into one shape with the weight of cloth."""

# ruff: noqa: RUF005 - points are arrays here: + moves them
from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from .brush import Mask, Points, View, capsule, curve, ellipse, fill
from .heads import head_shapes
from .recipe import Figure, Wardrobe
from .skeleton import Joints, joints_of, pose_of

HEAD = 0.132
"""Head height as a share of the body."""


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
            _hand(j, k),
        ]
        for k in (0, 1)
    ]
    main += arms[0] + arms[1]
    main += _clothes(j, w, wind * figure.facing, phase, figure.action)
    main.append(capsule(j.neck, 0.033 * b, j.head, 0.030))
    fine = _place_head(head_shapes(w, "side", -wind * figure.facing, figure.seed), j.head, j.tilt)
    if figure.action in ("read", "hold"):
        fine += _held(j, figure.action)
    return main, fine, _scarf(j, w, wind * figure.facing), arms[0]


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


def _place_head(
    shapes: list[Points], at: tuple[float, float], tilt: float, size: float = HEAD
) -> list[Points]:
    a = np.radians(tilt)
    c, s = np.cos(a), np.sin(a)
    return [
        np.column_stack(
            (at[0] + size * (p[:, 0] * c + p[:, 1] * s), at[1] + size * (-p[:, 0] * s + p[:, 1] * c))
        )
        for p in shapes
    ]


def upright(
    figure: Figure, wind: float, phase: float
) -> tuple[list[Points], list[Points], list[Points], list[Points]]:
    """A body from the back or front: weight on one leg, shoulders not level, the coat hanging."""
    w = figure.wardrobe
    b = w.build / 1000
    sway = 0.006 * np.sin(2 * np.pi * phase)
    tilt = 0.012
    sh = 0.118 * b
    main: list[Points] = []
    wide = figure.action in ("fight", "reach", "look_up", "hold") or figure.seed % 2
    step = 0.085 if wide else 0.050
    step_x = 0.035 * np.sin(2 * np.pi * phase) if figure.action in ("walk", "run") else 0.0
    for side in (-1, 1):
        lift = max(0.0, side * step_x)
        main += [
            capsule((side * 0.045, 0.50), 0.058 * b, (side * step * 0.85, 0.27), 0.040),
            capsule((side * step * 0.85, 0.27), 0.039, (side * step, 0.045 + lift), 0.025),
            curve(
                [
                    (side * step - 0.026, 0.05 + lift),
                    (side * step + 0.026, 0.05 + lift),
                    (side * (step + 0.012) + 0.030, lift),
                    (side * (step + 0.012) - 0.030, lift),
                ]
            ),
        ]
    trunk = curve(
        [
            (-sh, 0.795 + tilt),
            (-0.05, 0.840),
            (0.05, 0.838),
            (sh, 0.795 - tilt),
            (sh * 0.98, 0.72),
            (0.086 * b, 0.60),
            (0.098 * b, 0.48),
            (-0.098 * b, 0.48),
            (-0.086 * b, 0.60),
            (-sh * 0.98, 0.72),
        ]
    )
    main.append(trunk)
    main += _arms_upright(figure, sh, tilt)
    hem = {"coat": 0.28, "dress": 0.10, "cloak": 0.05, "jacket": 0.475, "suit": 0.45, "armour": 0.46}[w.coat]
    flare = {"coat": 0.155, "dress": 0.17, "cloak": 0.205, "jacket": 0.105, "suit": 0.108, "armour": 0.12}[
        w.coat
    ] * b
    blow = wind * figure.facing * 0.5 * (0.5 - hem)
    main.append(
        curve(
            [
                (-0.085 * b, 0.62),
                (-0.105 * b, 0.50),
                (-flare + min(blow, 0) + sway, hem + 0.01),
                (-flare * 0.3 + blow * 0.4, hem - 0.012),
                (flare * 0.35 + blow * 0.4, hem + 0.006),
                (flare + max(blow, 0) + sway, hem),
                (0.105 * b, 0.50),
                (0.085 * b, 0.62),
            ]
        )
    )
    if w.coat == "cloak":
        main.append(
            curve(
                [
                    (-0.05, 0.85),
                    (-sh * 1.12, 0.78),
                    (-flare, hem),
                    (flare, hem),
                    (sh * 1.12, 0.78),
                    (0.05, 0.85),
                ],
                steps=5,
            )
        )
    main.append(capsule((0, 0.82), 0.040 * b, (0.004, 0.89), 0.034))
    lean = 0.016 if w.stoop > 8 else 0.0
    nod = {"look_up": -12.0, "read": 0.0}.get(figure.action, 5.0)
    fine = _place_head(
        head_shapes(w, "back", wind * figure.facing, figure.seed), (0.006 + sway, 0.925 - lean), nod
    )
    accent: list[Points] = []
    if w.accent:
        accent = [
            curve(
                [(-0.062, 0.850), (0.0, 0.868), (0.062, 0.848), (0.070, 0.818), (0.0, 0.806), (-0.070, 0.820)]
            )
        ]
        accent.append(
            curve(
                [
                    (0.03, 0.83),
                    (0.075, 0.74),
                    (0.10 + 0.1 * max(wind * figure.facing, 0), 0.66),
                    (0.07, 0.65),
                    (0.03, 0.74),
                ]
            )
        )
    return main, fine, accent, []


def _arms_upright(figure: Figure, sh: float, tilt: float) -> list[Points]:
    b = figure.wardrobe.build / 1000
    out: list[Points] = []
    for side in (-1, 1):
        s = np.array((side * sh * 0.93, 0.778 - side * tilt))
        if figure.action in ("hold", "read"):
            e, h = s + (side * 0.035, -0.155), s + (-side * 0.05, -0.17)
        elif figure.action == "fight" or (figure.action in ("reach", "climb") and side > 0):
            e, h = s + (side * 0.11, 0.10), s + (side * 0.10, 0.25)
        elif figure.seed % 3 == 0 and side > 0:
            e, h = s + (0.062, -0.150), s + (0.018, -0.270)
        else:
            e, h = s + (side * 0.030, -0.165), s + (side * 0.034, -0.310)
        out += [
            capsule(s, 0.037 * b, e, 0.029 * b),
            capsule(e, 0.029 * b, h, 0.019),
            capsule(h, 0.018, h + (h - e) * 0.25, 0.012),
        ]
    return out


def bust(
    w: Wardrobe, action: str, wind: float, seed: int
) -> tuple[list[Points], list[Points], list[Points], list[Points]]:
    """Head and shoulders in profile, for close shots. Unit: 1 is from below the shoulders to the crown."""
    head = 0.56
    tilt = {"look_up": -20.0, "read": 16.0, "hold": 10.0, "turn_away": 4.0, "kneel": 16.0, "sit": 4.0}.get(
        action, 2.0
    ) + w.stoop * 0.4
    b = w.build / 1000
    at = (0.02 + 0.002 * tilt, 0.70)
    neck = curve(
        [
            (-0.205, 0.62),
            (0.085, 0.52),
            (0.105, 0.40),
            (0.125, 0.31),
            (0.30 * b, 0.20),
            (0.40 * b, 0.02),
            (0.46 * b, -0.5),
            (-0.74 * b, -0.5),
            (-0.66 * b, 0.02),
            (-0.52 * b, 0.19),
            (-0.32, 0.305),
            (-0.225, 0.41),
        ]
    )
    main = [neck]
    if w.coat in ("coat", "cloak", "suit", "jacket") and w.hat != "hood":
        lift = 0.10 if w.coat in ("coat", "cloak") else 0.03
        main.append(
            curve(
                [
                    (-0.235, 0.40 + lift),
                    (-0.14, 0.36 + lift * 0.4),
                    (0.02, 0.26),
                    (0.13, 0.295 + lift * 0.7),
                    (0.20, 0.22),
                    (0.10, 0.10),
                    (-0.30, 0.16),
                    (-0.34, 0.28),
                ],
                steps=5,
            )
        )
    fine = _place_head(head_shapes(w, "side", -wind, seed), at, tilt, head)
    accent = []
    if w.accent:
        accent = [
            curve(
                [
                    (-0.235, 0.41),
                    (-0.06, 0.345),
                    (0.10, 0.345),
                    (0.15, 0.30),
                    (0.11, 0.25),
                    (-0.06, 0.245),
                    (-0.26, 0.32),
                ]
            ),
            curve(
                [(-0.16, 0.30), (-0.06, 0.275), (-0.10, 0.14), (-0.16, 0.0), (-0.26, -0.02), (-0.22, 0.14)]
            ),
        ]
    ear = _place_head([ellipse(-0.055, -0.01, 0.052, 0.098, 20, 0.15)], at, tilt, head)
    covered = w.hair in ("long", "bob") or w.hat in ("hood", "helmet", "bonnet")
    return main, fine, accent, [] if covered else ear
