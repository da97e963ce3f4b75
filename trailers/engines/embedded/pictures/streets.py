"""Streets in one-point perspective, their lamps, and the poles of country roads."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np

from .brush import Mask, View, box, ellipse, fill, stroke
from .palette import mix
from .stage import Stage


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
            out = alley.at(side * (half * 1.3 + 0.3 * near), floor, near)  # beyond, nearer houses hide it
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
