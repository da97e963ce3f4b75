"""Bodies that are not seen from the side: from the back or front, and head and shoulders."""

# ruff: noqa: RUF005 - points are arrays here: + moves them
from __future__ import annotations

import numpy as np

from .brush import Points, capsule, curve, ellipse
from .garments import CUTS, back_lines, close_lines
from .heads import Head, head_of
from .outline import Outlined
from .recipe import Figure, Wardrobe

HEAD = 0.132
"""Head height as a share of the body."""
_CLOSE_HEAD = 0.56
"""The same of head and shoulders."""


def place_head(
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


def place_parts(head: Head, at: tuple[float, float], tilt: float, size: float = HEAD) -> Head:
    """The head on its body."""
    parts = (place_head(part, at, tilt, size) for part in (head.skin, head.hair, head.strands, head.hat))
    return Head(*parts)


def upright(figure: Figure, wind: float, phase: float) -> Outlined:
    """A body from the back or front: weight on one leg, shoulders not level, the coat hanging."""
    w = figure.wardrobe
    b = w.build / 1000
    sway = 0.006 * np.sin(2 * np.pi * phase)
    tilt = 0.012
    sh = 0.118 * b
    legs: list[Points] = []
    wide = figure.action in ("fight", "reach", "look_up", "hold") or figure.seed % 2
    step = 0.085 if wide else 0.050
    step_x = 0.035 * np.sin(2 * np.pi * phase) if figure.action in ("walk", "run") else 0.0
    for side in (-1, 1):
        lift = max(0.0, side * step_x)
        legs += [
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
    sleeves, hands = _arms_upright(figure, sh, tilt)
    worn = [trunk, *sleeves]
    cut = CUTS[w.coat]
    hem, flare = cut.hem, cut.flare * b
    blow = wind * figure.facing * 0.5 * (0.5 - hem)
    worn.append(
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
        worn.append(
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
    neck = capsule((0, 0.82), 0.040 * b, (0.004, 0.89), 0.034)
    lean = 0.016 if w.stoop > 8 else 0.0
    nod = {"look_up": -12.0, "read": 0.0}.get(figure.action, 5.0)
    head = place_parts(
        head_of(w, "back", wind * figure.facing, figure.seed), (0.006 + sway, 0.925 - lean), nod
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
    return Outlined(
        main=[*legs, *worn, *hands, neck],
        fine=head.every,
        accent=accent,
        cloth=[*worn, *([*legs[:2], *legs[3:5]] if cut.legs else [])],
        skin=[neck, *hands, *head.skin],
        hair=head.hair,
        strands=head.strands,
        hat=head.hat,
        lines=back_lines(w),
    )


def _arms_upright(figure: Figure, sh: float, tilt: float) -> tuple[list[Points], list[Points]]:
    """Sleeves and hands."""
    b = figure.wardrobe.build / 1000
    sleeves: list[Points] = []
    hands: list[Points] = []
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
        sleeves += [capsule(s, 0.037 * b, e, 0.029 * b), capsule(e, 0.029 * b, h, 0.019)]
        hands.append(capsule(h, 0.018, h + (h - e) * 0.25, 0.012))
    return sleeves, hands


def bust(w: Wardrobe, action: str, wind: float, seed: int) -> Outlined:
    """Head and shoulders in profile, for close shots. Unit: 1 is from below the shoulders to the crown."""
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
    worn = [_shoulders(w)]
    if (lift := CUTS[w.coat].collar) and w.hat != "hood":
        collar = [(-0.235, 0.40 + lift), (-0.14, 0.36 + lift * 0.4), (0.02, 0.26), (0.13, 0.295 + lift * 0.7),
                  (0.20, 0.22), (0.10, 0.10), (-0.30, 0.16), (-0.34, 0.28)]  # fmt: skip
        worn.append(curve(collar, steps=5))
    head = place_parts(head_of(w, "side", -wind, seed), at, tilt, _CLOSE_HEAD)
    ear = place_head([ellipse(-0.055, -0.01, 0.052, 0.098, 20, 0.15)], at, tilt, _CLOSE_HEAD)
    covered = w.hair in ("long", "bob", "curls") or w.hat in ("hood", "helmet", "bonnet")
    return Outlined(
        main=[neck, *worn[1:]],
        fine=head.every,
        accent=_close_scarf() if w.accent else [],
        arm=[] if covered else ear,
        cloth=worn,
        skin=[neck, *head.skin],
        hair=head.hair,
        strands=head.strands,
        hat=head.hat,
        lines=close_lines(w),
    )


def nape(w: Wardrobe, wind: float, seed: int) -> Outlined:
    """Head and shoulders from behind, for close shots of somebody who turns away. Unit as in `bust`."""
    b = w.build / 1000
    neck = curve([(-0.13, 0.60), (0.13, 0.60), (0.135, 0.40), (0.20, 0.32), (0.46 * b, 0.235), (0.62 * b, 0.05),
                  (0.68 * b, -0.5), (-0.68 * b, -0.5), (-0.62 * b, 0.05), (-0.46 * b, 0.235), (-0.20, 0.32),
                  (-0.135, 0.40)])  # fmt: skip
    lift = CUTS[w.coat].collar
    worn = [curve([(-0.17, 0.33 + lift), (0.0, 0.30 + lift), (0.17, 0.33 + lift), (0.46 * b, 0.24), (0.63 * b, 0.05),
                   (0.70 * b, -0.52), (-0.70 * b, -0.52), (-0.63 * b, 0.05), (-0.46 * b, 0.24)], steps=5)]  # fmt: skip
    head = place_parts(head_of(w, "back", wind, seed), (0.0, 0.70), 0.0, _CLOSE_HEAD)
    band = [(-0.20, 0.40), (0.0, 0.43), (0.20, 0.40), (0.215, 0.30), (0.0, 0.27), (-0.215, 0.30)]
    return Outlined(
        main=[neck, *worn],
        fine=head.every,
        accent=[curve(band)] if w.accent else [],
        cloth=worn,
        skin=[neck, *head.skin],
        hair=head.hair,
        strands=head.strands,
        hat=head.hat,
    )


def _shoulders(w: Wardrobe) -> Points:
    """The garment of a bust, up to its neckline: a dress is cut lower than a coat."""
    b, drop = w.build / 1000, 0.085 if w.coat == "dress" else 0.0
    return curve([(-0.235, 0.385 - drop * 0.4), (-0.06, 0.30 - drop), (0.125, 0.305 - drop * 1.4), (0.30 * b, 0.195),
                  (0.40 * b, 0.02), (0.46 * b, -0.52), (-0.76 * b, -0.52), (-0.67 * b, 0.02), (-0.53 * b, 0.19),
                  (-0.325, 0.305)], steps=5)  # fmt: skip


def _close_scarf() -> list[Points]:
    return [
        curve([(-0.235, 0.41), (-0.06, 0.345), (0.10, 0.345), (0.15, 0.30), (0.11, 0.25), (-0.06, 0.245),
               (-0.26, 0.32)]),
        curve([(-0.16, 0.30), (-0.06, 0.275), (-0.10, 0.14), (-0.16, 0.0), (-0.26, -0.02), (-0.22, 0.14)]),
    ]  # fmt: skip
