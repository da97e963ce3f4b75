"""What people built: skylines, streets in perspective, cottages, chimneys, ruins."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from .brush import Mask, Points, View, box, capsule, ellipse, fill, stroke, wander
from .palette import mix
from .stage import Stage


def skyline(
    stage: Stage, name: str, level: float, tall: float, depth: float, *, lit: float = 0.12, gap: float = 0.0
) -> None:
    """A row of towers with set-backs, tanks and masts, some windows burning."""
    view = stage.scenery
    rng = stage.dice("skyline", name)
    mask, lamps = view.blank(), view.blank()
    x = view.left - 0.1
    centre = stage.light_at[0] if stage.recipe.light.kind in ("sun", "moon") else view.aspect * 0.5
    while x < view.right + 0.1:
        wide = tall * (0.14 + 0.26 * rng.random())
        valley = 0.55 + 0.45 * min(abs(x - centre) / (0.5 * view.aspect), 1.0)
        high = tall * (0.34 + 0.66 * rng.random() ** 1.6) * valley
        _tower(view, mask, rng, x, level, wide, high)
        if lit and stage.recipe.time in ("night", "dusk"):
            _windows(view, lamps, rng, x, level, wide, high, lit, depth)
        x += wide * (0.86 + gap * rng.random())
    fill(mask, view, box(view.left - 0.1, level - 0.002, view.right + 0.1, view.bottom + 0.5))
    p = stage.palette
    warm = mix(p.lamp, p.haze, 0.55 * (1 - depth))
    stage.shape(name, mask, depth, base=level, rim=0.28, mist=0.85, lit=lamps, lit_colour=warm, grain=0.03)


def _tower(
    view: View, mask: Mask, rng: np.random.Generator, x: float, level: float, wide: float, high: float
) -> None:
    top = level - high
    fill(mask, view, box(x, top, x + wide, level + 0.01))
    kind = rng.integers(0, 6)
    mid = x + wide * (0.4 + 0.2 * rng.random())
    if kind in (0, 4):
        for k in (0.72, 0.44):
            half = wide * k / 2
            rise = high * 0.10 * rng.random() + 0.008
            fill(mask, view, box(mid - half, top - rise, mid + half, top + 0.01))
            top -= rise
    if kind == 1:
        fill(mask, view, [(x, top), (mid, top - wide * 0.55), (x + wide, top)])
        top -= wide * 0.5
    if kind in (0, 1, 3):
        stroke(
            mask,
            view,
            [(mid, top + 0.01), (mid, top - high * (0.10 + 0.14 * rng.random()))],
            [wide * 0.06, wide * 0.012],
        )
    if kind == 2:
        t = x + wide * 0.3
        r = wide * 0.13
        stroke(mask, view, [(t - r, top), (t - r, top - r * 2.2)], r * 0.2)
        stroke(mask, view, [(t + r, top), (t + r, top - r * 2.2)], r * 0.2)
        fill(
            mask,
            view,
            box(t - r * 1.15, top - r * 4, t + r * 1.15, top - r * 1.9),
            [(t - r * 1.25, top - r * 3.9), (t, top - r * 5), (t + r * 1.25, top - r * 3.9)],
        )


def _windows(
    view: View,
    lamps: Mask,
    rng: np.random.Generator,
    x: float,
    level: float,
    wide: float,
    high: float,
    lit: float,
    depth: float,
) -> None:
    pitch_x, pitch_y = 0.011 + 0.006 * depth, 0.016 + 0.008 * depth
    nx, ny = int(wide * 0.84 / pitch_x), int(high * 0.9 / pitch_y)
    if nx < 1 or ny < 1:
        return
    on = rng.random((ny, nx)) < lit * (0.4 + 1.2 * rng.random())
    level_of = rng.integers(70, 255, (ny, nx))
    for j, i in zip(*np.nonzero(on), strict=True):
        cx, cy = x + wide * 0.08 + (i + 0.2) * pitch_x, level - high * 0.95 + (j + 0.2) * pitch_y
        (ax, ay), (bx, by) = view.px([(cx, cy), (cx + pitch_x * 0.5, cy + pitch_y * 0.56)])
        if bx > 0 and by > 0:
            x0, y0 = max(round(ax), 0), max(round(ay), 0)
            lamps[y0 : max(round(by), y0 + 1), x0 : max(round(bx), x0 + 1)] = level_of[j, i]


@dataclass(frozen=True, slots=True)
class Alley:
    """One-point perspective: where the street vanishes, and how a place at distance z (1 near) is seen."""

    vx: float
    vy: float

    def at(self, x: float, y: float, z: float) -> tuple[float, float]:
        """x, y are offsets from the vanishing point at z = 1."""
        return self.vx + x / z, self.vy + y / z


def street(stage: Stage, *, lamps: bool = True) -> Alley:
    """House fronts on both sides running to a bright gap; returns the perspective for what stands in it."""
    view = stage.scenery
    p = stage.palette
    lx, _ = stage.light_at
    alley = Alley(lx * 0.7 + view.aspect / 2 * 0.3, stage.horizon)
    cuts = [9.0, 5.6, 3.6, 2.45, 1.7, 1.18, 0.8, 0.5]
    floor = 0.55
    for k, (far, near) in enumerate(pairwise(cuts)):
        depth = 0.10 + 0.78 * k / (len(cuts) - 2)
        mask, lit = view.blank(), view.blank()
        for side in (-1, 1):
            rng = stage.dice("street", k, side)
            half = (0.62 if side < 0 else 0.70) * (0.92 + 0.22 * rng.random())
            tall = 1.5 + 1.3 * rng.random()
            a0, a1 = alley.at(side * half, -tall, far), alley.at(side * half, floor, far)
            b0, b1 = alley.at(side * half, -tall, near), alley.at(side * half, floor, near)
            out = alley.at(side * (half + 3), floor, near)
            fill(mask, view, [a0, b0, b1, a1], [b0, (out[0], b0[1]), (out[0], b1[1]), b1])
            _cornice(mask, view, alley, side, half, tall, far, near)
            _front_windows(stage, lit, view, alley, rng, side, half, tall, floor, far, near, k)
            if 1 < k < 6 and rng.random() < 0.6:
                _sign(mask, lit, view, alley, rng, side, half, near)
        rim = 0.30 if k > 0 else 0.2
        warm = mix(p.lamp, p.haze, 0.5 * (1 - depth))
        stage.shape(
            f"houses {k}",
            mask,
            depth,
            base=stage.horizon + floor / near,
            rim=rim,
            mist=0.6,
            lit=lit,
            lit_colour=warm,
            grain=0.09,
            parallax=0.15 + 0.75 * depth**1.4,
        )
        if k in (0, 2, 4):
            stage.fog(
                f"street air {k}", stage.horizon + 0.03, 0.22, 0.20 + 0.4 * p.veil, parallax=0.2 + depth * 0.5
            )
    return alley


def _cornice(
    mask: Mask, view: View, alley: Alley, side: int, half: float, tall: float, far: float, near: float
) -> None:
    inner = half - 0.03
    fill(
        mask,
        view,
        [
            alley.at(side * half, -tall, far),
            alley.at(side * inner, -tall + 0.05, far),
            alley.at(side * inner, -tall + 0.05, near),
            alley.at(side * half, -tall - 0.02, near),
        ],
    )


def _front_windows(
    stage: Stage,
    lit: Mask,
    view: View,
    alley: Alley,
    rng: np.random.Generator,
    side: int,
    half: float,
    tall: float,
    floor: float,
    far: float,
    near: float,
    k: int,
) -> None:
    burning = 0.17 if stage.recipe.time in ("night", "dusk") else 0.0
    columns = 4 if k < 4 else 3
    for j in range(5):
        y0 = floor - 0.42 - j * 0.46
        if y0 - 0.28 < -tall:
            break
        for i in range(columns):
            lit_now = rng.random() < burning
            za = 1 / (1 / far + (1 / near - 1 / far) * (i + 0.22) / columns)
            zb = 1 / (1 / far + (1 / near - 1 / far) * (i + 0.78) / columns)
            quad = [
                alley.at(side * half, y0 - 0.26, za),
                alley.at(side * half, y0 - 0.26, zb),
                alley.at(side * half, y0, zb),
                alley.at(side * half, y0, za),
            ]
            fill(lit, view, quad, value=int(rng.integers(70, 200)) if lit_now else 9 + 2 * k)
            mx = (quad[0][0] + quad[1][0]) / 2
            stroke(
                lit,
                view,
                [(mx, (quad[0][1] + quad[1][1]) / 2), (mx, (quad[2][1] + quad[3][1]) / 2)],
                0.006 / near,
                value=0,
            )


def _sign(
    mask: Mask,
    lit: Mask,
    view: View,
    alley: Alley,
    rng: np.random.Generator,
    side: int,
    half: float,
    z: float,
) -> None:
    y = -0.12 - 0.35 * rng.random()
    a = alley.at(side * half, y - 0.16, z)
    b = alley.at(side * (half - 0.13), y + 0.10, z)
    fill(mask, view, box(min(a[0], b[0]), a[1], max(a[0], b[0]), b[1]))
    stroke(
        mask,
        view,
        [alley.at(side * half, y - 0.19, z), alley.at(side * (half - 0.16), y - 0.19, z)],
        0.012 / z,
    )


def street_lamp(
    stage: Stage, name: str, x: float, foot: float, height: float, depth: float, side: int
) -> tuple[float, float]:
    """A lamp post with its cone of light. Returns where the lamp is."""
    view = stage.view
    mask, lit = view.blank(), view.blank()
    arm = height * 0.16 * side
    top = foot - height
    stroke(
        mask,
        view,
        [(x, foot), (x, foot - height * 0.2), (x, top + height * 0.08)],
        [height * 0.030, height * 0.020, height * 0.014],
    )
    hook = [
        (x, top + height * 0.09),
        (x + arm * 0.05, top + height * 0.02),
        (x + arm * 0.4, top - height * 0.012),
        (x + arm, top + height * 0.01),
    ]
    stroke(mask, view, hook, height * 0.012)
    lx, ly = x + arm, top + height * 0.03
    fill(
        mask,
        view,
        [
            (lx - height * 0.045, ly + height * 0.012),
            (lx - height * 0.018, ly - height * 0.022),
            (lx + height * 0.018, ly - height * 0.022),
            (lx + height * 0.045, ly + height * 0.012),
        ],
    )
    fill(lit, view, ellipse(lx, ly + height * 0.014, height * 0.03, height * 0.012))
    stage.shape(
        name,
        cv2.max(mask, lit),
        depth,
        rim=0.7,
        rim_width=0.002,
        lit=lit,
        lit_colour=stage.palette.light,
        grain=0,
    )
    return lx, ly + height * 0.02


def cottages(
    stage: Stage, name: str, crest: Points, size: float, depth: float, *, count: int = 9, church: bool = False
) -> None:
    """Pitched roofs and chimneys huddled along a crest, a few windows lit, a steeple among them."""
    view = stage.scenery
    rng = stage.dice("cottages", name)
    mask, lit = view.blank(), view.blank()
    span = np.linspace(view.left + 0.05, view.right - 0.05, count + 1)
    for k, x in enumerate(span[:-1]):
        x = float(x + (span[1] - span[0]) * 0.6 * rng.random())
        foot = float(np.interp(x, crest[:, 0], crest[:, 1])) + size * 0.12
        s = size * (0.7 + 0.5 * rng.random())
        if church and k == count // 2:
            _church(view, mask, lit, x, foot, size * 1.1)
            continue
        cottage(view, mask, lit, rng, x, foot, s, glow=0.6 if stage.recipe.time in ("night", "dusk") else 0.0)
    ys = crest[:, 1]
    fill(mask, view, np.vstack((crest, [(crest[-1, 0], ys.max() + 0.6), (crest[0, 0], ys.max() + 0.6)])))
    stage.shape(name, mask, depth, base=float(ys.mean()) + size, rim=0.5, lit=lit, mist=0.7, grain=0.08)


def cottage(
    view: View, mask: Mask, lit: Mask, rng: np.random.Generator, x: float, foot: float, s: float, glow: float
) -> None:
    w, wall, roof = s * (0.9 + 0.5 * rng.random()), s * 0.42, s * (0.36 + 0.2 * rng.random())
    eave = w * 0.08
    fill(mask, view, box(x - w / 2, foot - wall, x + w / 2, foot + s * 0.3))
    fill(
        mask,
        view,
        [
            (x - w / 2 - eave, foot - wall + s * 0.02),
            (x - w * 0.28, foot - wall - roof),
            (x + w * 0.28, foot - wall - roof),
            (x + w / 2 + eave, foot - wall + s * 0.02),
        ],
    )
    cx = x + w * (0.18 if rng.random() < 0.5 else -0.18)
    fill(mask, view, box(cx - s * 0.05, foot - wall - roof * 1.35, cx + s * 0.05, foot - wall - roof * 0.5))
    for i in (-0.27, 0.02, 0.28):
        if rng.random() < glow:
            fill(
                lit,
                view,
                box(x + w * i - s * 0.055, foot - wall * 0.72, x + w * i + s * 0.055, foot - wall * 0.3),
                value=int(rng.integers(120, 255)),
            )


def _church(view: View, mask: Mask, lit: Mask, x: float, foot: float, s: float) -> None:
    fill(
        mask,
        view,
        box(x - s * 0.9, foot - s * 0.55, x + s * 0.1, foot + s * 0.3),
        [
            (x - s * 0.98, foot - s * 0.53),
            (x - s * 0.75, foot - s * 1.05),
            (x - s * 0.05, foot - s * 1.05),
            (x + s * 0.12, foot - s * 0.53),
        ],
        box(x + s * 0.05, foot - s * 1.35, x + s * 0.45, foot + s * 0.3),
        [(x + s * 0.01, foot - s * 1.33), (x + s * 0.25, foot - s * 2.5), (x + s * 0.49, foot - s * 1.33)],
    )
    stroke(mask, view, [(x + s * 0.25, foot - s * 2.45), (x + s * 0.25, foot - s * 2.68)], s * 0.025)
    stroke(mask, view, [(x + s * 0.18, foot - s * 2.6), (x + s * 0.32, foot - s * 2.6)], s * 0.025)
    fill(lit, view, ellipse(x + s * 0.25, foot - s * 1.05, s * 0.05, s * 0.10), value=200)


def factory(stage: Stage, name: str, level: float, size: float, depth: float) -> list[tuple[float, float]]:
    """Sheds with saw-tooth roofs, tanks, gantries and chimneys; returns the chimney mouths."""
    view = stage.scenery
    rng = stage.dice("factory", name)
    mask, lit = view.blank(), view.blank()
    mouths: list[tuple[float, float]] = []
    x = view.left - 0.1
    while x < view.right:
        w = size * (0.5 + 0.7 * rng.random())
        kind = rng.integers(0, 5)
        h = size * (0.28 + 0.3 * rng.random())
        if kind in (0, 3):
            n = 3
            for i in range(n):
                a, b = x + w * i / n, x + w * (i + 1) / n
                fill(mask, view, [(a, level + 0.02), (a, level - h * 1.3), (b, level - h), (b, level + 0.02)])
        elif kind == 1:
            r = w * 0.36
            fill(
                mask,
                view,
                box(x, level - h * 1.1, x + 2 * r, level + 0.02),
                ellipse(x + r, level - h * 1.1, r, r * 0.28),
            )
            stroke(
                mask,
                view,
                [(x + 2 * r, level - h * 0.9), (x + w, level - h * 0.9), (x + w, level)],
                size * 0.025,
            )
        else:
            fill(mask, view, box(x, level - h * 1.45, x + w * 0.7, level + 0.02))
            _lattice(view, mask, x + w * 0.75, level, size * 0.12, h * 2.1)
        if kind in (0, 2, 4):
            cx, tall = x + w * 0.5, size * (1.0 + 0.7 * rng.random())
            fill(
                mask,
                view,
                [
                    (cx - size * 0.055, level),
                    (cx - size * 0.036, level - tall),
                    (cx + size * 0.036, level - tall),
                    (cx + size * 0.055, level),
                ],
                box(cx - size * 0.045, level - tall, cx + size * 0.045, level - tall + size * 0.035),
            )
            mouths.append((cx, level - tall))
        if stage.recipe.time in ("night", "dusk"):
            _windows(view, lit, rng, x, level, w * 0.8, h * 0.8, 0.10, depth)
        x += w * 0.95
    fill(mask, view, box(view.left - 0.1, level - 0.003, view.right + 0.1, view.bottom + 0.5))
    stage.shape(name, mask, depth, base=level, rim=0.45, lit=lit, mist=0.8, grain=0.06)
    return mouths


def _lattice(view: View, mask: Mask, x: float, foot: float, wide: float, high: float) -> None:
    """A steel mast: two legs and the braces between them."""
    n = 7
    for k in range(n):
        a, b = k / n, (k + 1) / n
        wa, wb = wide * (1 - 0.6 * a) / 2, wide * (1 - 0.6 * b) / 2
        ya, yb = foot - high * a, foot - high * b
        for p, q in (
            ((x - wa, ya), (x - wb, yb)),
            ((x + wa, ya), (x + wb, yb)),
            ((x - wa, ya), (x + wb, yb)),
            ((x + wa, ya), (x - wb, yb)),
        ):
            stroke(mask, view, [p, q], wide * 0.06)


def ruin(stage: Stage, name: str, level: float, size: float, depth: float, *, rim: float = 0.6) -> None:
    """Broken arcades and columns of something that was once great."""
    view = stage.scenery
    rng = stage.dice("ruin", name)
    mask = view.blank()
    x = view.left - 0.05
    while x < view.right + 0.1:
        kind = rng.integers(0, 4)
        h = size * (0.55 + 0.5 * rng.random())
        w = size * 0.5
        if kind == 0:
            _column(view, mask, rng, x + w * 0.4, level, h)
        elif kind in (1, 2):
            _arch(view, mask, rng, x, level, w * 1.25, h, broken=kind == 2)
            x += w * 0.5
        else:
            top = [(x + w * t, level - h * 0.6 * (0.4 + 0.6 * rng.random())) for t in np.linspace(0, 1, 7)]
            fill(mask, view, [(x, level + 0.05), *top, (x + w, level + 0.05)])
        x += w * (1.0 + 0.5 * rng.random())
    xs = np.linspace(view.left - 0.1, view.right + 0.1, 200)
    ys = level - size * 0.05 * (0.5 + wander(rng, xs, 0.09, 5))
    fill(
        mask,
        view,
        np.vstack((np.column_stack((xs, ys)), [(xs[-1], view.bottom + 0.5), (xs[0], view.bottom + 0.5)])),
    )
    stage.shape(name, mask, depth, base=level, rim=rim, mist=0.7, grain=0.14)


def _column(view: View, mask: Mask, rng: np.random.Generator, x: float, foot: float, h: float) -> None:
    r = h * 0.075
    whole = rng.random() < 0.5
    top = [
        (x - r * 0.85, foot - h),
        (x - r * 0.2, foot - h * (1 if whole else 1.06)),
        (x + r * 0.85, foot - h * (1 if whole else 0.9)),
    ]
    fill(
        mask,
        view,
        [(x - r, foot + 0.03), *top, (x + r, foot + 0.03)],
        box(x - r * 1.4, foot - h * 0.05, x + r * 1.4, foot + 0.03),
    )
    if whole:
        fill(
            mask,
            view,
            [
                (x - r * 0.85, foot - h),
                (x - r * 1.5, foot - h * 1.07),
                (x + r * 1.5, foot - h * 1.07),
                (x + r * 0.85, foot - h),
            ],
        )


def _arch(
    view: View, mask: Mask, rng: np.random.Generator, x: float, foot: float, w: float, h: float, broken: bool
) -> None:
    pier = w * 0.17
    t = np.linspace(np.pi, 0, 20)
    inner = np.column_stack(
        (x + w / 2 + (w / 2 - pier) * np.cos(t), foot - h * 0.55 - (w / 2 - pier) * np.sin(t))
    )
    crown = foot - h * 0.55 - w / 2 - h * 0.10
    if not broken:
        ragged = [(x + w * k, crown + h * 0.07 * rng.random()) for k in np.linspace(0, 1, 8)]
        fill(
            mask,
            view,
            [
                (x, foot + 0.03),
                *ragged,
                (x + w, foot + 0.03),
                (x + w - pier, foot + 0.03),
                *inner[::-1],
                (x + pier, foot + 0.03),
            ],
        )
        return
    keep = inner[: int(rng.integers(9, 14))]
    outer = np.column_stack((keep[:, 0], keep[:, 1] - pier * (0.9 + 0.3 * rng.random(len(keep)))))
    fill(
        mask,
        view,
        [(x, foot + 0.03), (x, float(outer[0, 1]) - pier), *outer[1:], *keep[::-1], (x + pier, foot + 0.03)],
        box(x + w - pier, foot - h * (0.2 + 0.3 * rng.random()), x + w, foot + 0.03),
    )


def poles(stage: Stage, level: float, vanish_x: float, side: int, depth: float = 0.7) -> None:
    """Telegraph poles along a road, their wires sagging between them."""
    view = stage.view
    mask = view.blank()
    tops: list[tuple[float, float]] = []
    for k in range(9):
        z = 0.62 * 1.52**k
        x, foot, h = vanish_x + side * 0.62 / z, level + 0.36 / z, 0.62 / z
        stroke(mask, view, [(x, foot), (x, foot - h)], [0.016 / z, 0.010 / z])
        stroke(mask, view, [(x - 0.09 / z, foot - h * 0.93), (x + 0.09 / z, foot - h * 0.93)], 0.010 / z)
        tops.append((x, foot - h * 0.95))
    for a, b in pairwise(tops):
        for shift in (-1, 1):
            w = abs(a[0] - b[0])
            off = (shift * 0.10 * abs(a[0] - vanish_x) / 0.62, shift * 0.10 * abs(b[0] - vanish_x) / 0.62)
            line = [
                (
                    a[0] + off[0] + (b[0] + off[1] - a[0] - off[0]) * t,
                    a[1] + (b[1] - a[1]) * t + w * 0.16 * (1 - (2 * t - 1) ** 2),
                )
                for t in np.linspace(0, 1, 12)
            ]
            stroke(mask, view, line, max(0.0016, w * 0.006))
    stage.shape("poles", mask, depth, rim=0.3, grain=0)


def pipes(stage: Stage, name: str, depth: float, y: float, count: int = 4) -> None:
    """Pipes and girders crossing overhead, with flanges and a hanging chain or two."""
    view = stage.view
    rng = stage.dice("pipes", name)
    mask = view.blank()
    for _ in range(count):
        py, r = y - 0.22 * rng.random(), 0.008 + 0.02 * rng.random()
        tilt = (rng.random() - 0.5) * 0.05
        stroke(mask, view, [(view.left - 0.1, py - tilt), (view.right + 0.1, py + tilt)], 2 * r)
        for fx in rng.random(5):
            x = view.left + fx * (view.right - view.left)
            fill(mask, view, box(x - r * 0.5, py - r * 1.6, x + r * 0.5, py + r * 1.6))
    for fx in rng.random(2):
        x = view.left + fx * (view.right - view.left)
        stroke(mask, view, [(x, view.top - 0.1), (x, y + 0.1 * rng.random())], 0.007)
        fill(mask, view, capsule((x, y + 0.05), 0.008, (x + 0.012, y + 0.075), 0.006))
    stage.shape(name, mask, depth, rim=0.5, grain=0.08)
