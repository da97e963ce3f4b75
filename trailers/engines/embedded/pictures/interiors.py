"""Rooms: walls in perspective, a window or a lamp that owns the light, its pool on the floor, furniture in shadow."""

from __future__ import annotations

import cv2
import numpy as np

from .brush import Mask, View, box, capsule, clouds, curve, ellipse, f32, fill, stroke
from .light import halo
from .palette import Colour, mix
from .stage import Stage


def room(stage: Stage) -> None:
    """A room with its back wall before us. The light's kind decides what lights it."""
    view = stage.scenery
    recipe = stage.recipe
    lx, ly = stage.light_at
    rng = stage.dice("room")
    half_w, floor, ceiling = view.aspect * 0.30, stage.horizon + 0.20, stage.horizon - 0.52
    cx = view.aspect / 2 + recipe.side * -0.08 * view.aspect
    x0, x1 = cx - half_w, cx + half_w
    _walls(stage, x0, x1, ceiling, floor)
    stage.lights.append((lx, ly, 0.1))
    if recipe.light.kind in ("window", "moon", "sun", "sky"):
        _windows(stage, lx, ly)
    elif recipe.light.kind == "lamp":
        _hanging_lamp(stage, lx, ly)
    elif recipe.light.kind == "fire":
        _hearth(stage, lx, floor)
    elif recipe.light.kind == "screen":
        _screen(stage, lx, ly)
    _furniture(stage, rng, x0, x1, floor)


def _walls(stage: Stage, x0: float, x1: float, ceiling: float, floor: float) -> None:
    view = stage.scenery
    p = stage.palette
    coarse = stage.view.coarse(4)
    lx, ly = stage.light_at
    wall = f32(mix(p.ink, p.cool, 0.30 if stage.night else 0.45))
    glow = halo(coarse, lx, ly, stage.recipe.light.reach / 1000 * 1.5, 1.25)[:, :, None] * (
        stage.recipe.light.strength / 1000
    )
    stain = clouds(stage.dice("wall"), coarse, 0.16, 5)[:, :, None]
    back = wall * (0.75 + 0.5 * stain) + f32(p.glow) * glow * 0.5
    stage.backdrop(np.clip(back, 0, 1).astype(np.float32))
    far_l, far_r, up, down = view.left - 0.6, view.right + 0.6, view.top - 0.6, view.bottom + 0.6
    kx, ky = 2.6, 2.2
    yv = stage.horizon - 0.10
    corners = {
        name: (xx, yy)
        for name, xx, yy in (("tl", x0, ceiling), ("tr", x1, ceiling), ("bl", x0, floor), ("br", x1, floor))
    }
    mid = (x0 + x1) / 2
    out = {k: (mid + (x - mid) * kx * 1.6, yv + (y - yv) * ky * 1.6) for k, (x, y) in corners.items()}
    planes = (
        ("ceiling", [corners["tl"], corners["tr"], out["tr"], (far_r, up), (far_l, up), out["tl"]], 0.55),
        ("left wall", [corners["tl"], out["tl"], (far_l, up), (far_l, down), out["bl"], corners["bl"]], 0.40),
        (
            "right wall",
            [corners["tr"], out["tr"], (far_r, up), (far_r, down), out["br"], corners["br"]],
            0.40,
        ),
        ("floor", [corners["bl"], corners["br"], out["br"], (far_r, down), (far_l, down), out["bl"]], 0.30),
    )
    for name, shape, dark in planes:
        lit_side = name.split()[0] == ("left" if lx > mid else "right")
        stage.add_shade(
            name, fill(stage.view.blank(), view, shape), dark - 0.16 * lit_side, parallax=0.55, colour=p.ink
        )
    lines = stage.view.blank()
    stroke(lines, view, [(x0, floor), (x1, floor)], 0.012)
    stroke(lines, view, [corners["bl"], out["bl"]], 0.010)
    stroke(lines, view, [corners["br"], out["br"]], 0.010)
    stage.add_shade("skirting", cv2.GaussianBlur(lines, (0, 0), 1.2), 0.5, parallax=0.5)
    _boards(stage, mid, yv, floor)


def _boards(stage: Stage, mid: float, yv: float, floor: float) -> None:
    view = stage.scenery
    mask = stage.view.blank()
    for k in np.linspace(-2.6, 2.6, 27):
        x = mid + k * view.aspect * 0.16
        stroke(mask, view, [(x, floor), (mid + (x - mid) * 4.4, yv + (floor - yv) * 4.4)], [0.002, 0.007])
    stage.add_shade("boards", mask, 0.30, parallax=0.6)


def _windows(stage: Stage, lx: float, ly: float) -> None:
    """A tall window with its bars, the light it throws on the floor and through the air."""
    view = stage.scenery
    p = stage.palette
    w, h = 0.20, 0.40
    panes, frame = stage.view.blank(), stage.view.blank()
    shape = box(lx - w / 2, ly - h / 2, lx + w / 2, ly + h / 2)
    fill(panes, view, shape)
    _bars(frame, view, lx, ly, w, h)
    coarse = stage.view.coarse(4)
    _, ys = coarse.grid()
    up = np.clip((ys - (ly - h / 2)) / h, 0, 1)
    bright = f32(p.light) * (0.80 + 0.2 * up)[:, :, None] + 0 * coarse.grid()[0][:, :, None]
    full = cv2.resize(bright.astype(np.float32), (stage.view.width, stage.view.height))
    soft = cv2.GaussianBlur(panes, (0, 0), max((0.001 + stage.blur) * stage.view.scale, 0.6))
    alpha = soft.astype(np.float32) / 255
    stage.lay("panes", full, alpha, (0, 0), 0.4, "")
    stage.shape("bars", frame, 0.55, rim=0.0, grain=0, parallax=0.42, mist=0)
    _curtains(stage, lx, ly, w, h)
    _pool(stage, lx, ly, w, h)


def _bars(mask: Mask, view: View, lx: float, ly: float, w: float, h: float) -> None:
    for k in (0.0, -0.5, 0.5):
        stroke(mask, view, [(lx + w * k, ly - h / 2), (lx + w * k, ly + h / 2)], 0.012 if k else 0.008)
    for k in (-0.5, -0.17, 0.17, 0.5):
        stroke(
            mask,
            view,
            [(lx - w / 2, ly + h * k), (lx + w / 2, ly + h * k)],
            0.012 if abs(k) == 0.5 else 0.007,
        )


def _curtains(stage: Stage, lx: float, ly: float, w: float, h: float) -> None:
    view = stage.scenery
    mask = stage.view.blank()
    rng = stage.dice("curtain")
    for side in (-1, 1):
        xs = np.linspace(0, 1, 10)
        edge = lx + side * (w * (0.62 - 0.16 * np.sin(xs * 2.4)) + 0.004 * rng.random(10))
        ys = ly - h * 0.56 + (h * 1.22) * xs
        outer = np.full(10, lx + side * w * 0.98)
        fill(mask, view, np.vstack((np.column_stack((edge, ys)), np.column_stack((outer, ys))[::-1])))
    stroke(mask, view, [(lx - w, ly - h * 0.57), (lx + w, ly - h * 0.57)], 0.010)
    stage.shape("curtains", mask, 0.62, rim=0.75, rim_width=0.012, grain=0.08, mist=0, parallax=0.45)


def _pool(stage: Stage, lx: float, ly: float, w: float, h: float) -> None:
    """The window's own shape, laid slanting over the floor, and the beam that leads to it."""
    view = stage.scenery
    slant = -0.5 if lx > view.aspect / 2 else 0.5
    fx, fy, fh = lx + slant * 0.62, stage.horizon + 0.30, 0.20
    pool, beam = stage.view.blank(), stage.view.blank()
    for i in (-1, 1):
        for j in range(3):
            y0, y1 = fy + fh * j / 3 + 0.006, fy + fh * (j + 1) / 3 - 0.006
            shift0, shift1 = slant * (y0 - fy) * 1.1, slant * (y1 - fy) * 1.1
            grow0, grow1 = 1 + (y0 - fy) * 1.6, 1 + (y1 - fy) * 1.6
            a, b = (0.06, w / 2 * 1.15) if i > 0 else (-w / 2 * 1.15, -0.06)
            a, b = (0.012, w / 2 * 1.15) if i > 0 else (-w / 2 * 1.15, -0.012)
            fill(
                pool,
                view,
                [
                    (fx + shift0 + a * grow0, y0),
                    (fx + shift0 + b * grow0, y0),
                    (fx + shift1 + b * grow1, y1),
                    (fx + shift1 + a * grow1, y1),
                ],
            )
    fill(
        beam,
        view,
        [
            (lx - w / 2, ly - h / 2),
            (lx + w / 2, ly - h / 2),
            (lx + w / 2, ly + h / 2),
            (fx + w * 0.8, fy + fh),
            (fx - w * 0.8 + slant * fh, fy + fh),
            (lx - w / 2, ly + h / 2),
        ],
    )
    s = stage.view.scale
    small = stage.view.coarse(8)
    size = (small.width, small.height)
    soft_pool = cv2.GaussianBlur(pool, (0, 0), max(0.006 * s, 0.8)).astype(np.float32) / 255
    stage.lay("pool", _times(stage.palette.glow, 2.07), soft_pool * 0.30, (0, 0), 0.8, "")
    soft_beam = (
        cv2.GaussianBlur(
            cv2.resize(beam, size, interpolation=cv2.INTER_AREA), (0, 0), max(0.020 * s / 8, 0.8)
        ).astype(np.float32)
        / 255
    )
    xs, ys = small.grid()
    fade = np.clip(1.15 - np.hypot(xs - lx, ys - ly) * 1.1, 0.15, 1)
    stage.add_glow("beam", soft_beam * fade * 0.26, stage.palette.glow, parallax=0.6, life="drift")


def _hanging_lamp(stage: Stage, lx: float, ly: float) -> None:
    view = stage.scenery
    mask, lit = stage.view.blank(), stage.view.blank()
    stroke(mask, view, [(lx, view.top - 0.3), (lx, ly - 0.05)], 0.005)
    fill(
        mask,
        view,
        [
            (lx - 0.022, ly - 0.06),
            (lx + 0.022, ly - 0.06),
            (lx + 0.085, ly + 0.004),
            (lx - 0.085, ly + 0.004),
        ],
    )
    fill(lit, view, ellipse(lx, ly + 0.006, 0.05, 0.016))
    stage.shape(
        "lamp",
        cv2.max(mask, lit),
        0.62,
        lit=lit,
        lit_colour=stage.palette.light,
        grain=0,
        mist=0,
        parallax=0.7,
    )
    _cone(stage, lx, ly, 0.8)


def _cone(stage: Stage, lx: float, ly: float, spread: float) -> None:
    small = stage.view.coarse(8)
    mask = np.zeros((small.height, small.width), np.uint8)
    floor = 1.05
    fill(
        mask,
        small,
        [
            (lx - 0.05, ly),
            (lx + 0.05, ly),
            (lx + spread * (floor - ly), floor),
            (lx - spread * (floor - ly), floor),
        ],
    )
    soft = cv2.GaussianBlur(mask, (0, 0), max(0.03 * small.scale, 0.8)).astype(np.float32) / 255
    _, ys = small.grid()
    stage.add_glow(
        "cone",
        soft * np.clip(1.0 - (ys - ly) * 1.2, 0.12, 1) * 0.34,
        stage.palette.glow,
        parallax=0.6,
        life="flicker",
    )
    xs, ys = small.grid()
    y = min(stage.horizon + 0.32, 0.95)
    pool = np.exp(-(((xs - lx) / 0.48) ** 2) - (((ys - y) / 0.10) ** 2))
    stage.add_glow(
        "lamp pool", pool.astype(np.float32) * 0.30, stage.palette.glow, parallax=0.8, life="flicker"
    )


def _hearth(stage: Stage, lx: float, floor: float) -> None:
    view = stage.scenery
    mask, lit = stage.view.blank(), stage.view.blank()
    w, h = 0.17, 0.24
    fill(
        mask,
        view,
        box(lx - w * 1.5, floor - h * 1.45, lx + w * 1.5, floor + 0.015),
        box(lx - w * 1.75, floor - h * 1.62, lx + w * 1.75, floor - h * 1.42),
        box(lx - w * 1.1, stage.view.top - 0.3, lx + w * 1.1, floor - h * 1.5),
    )
    t = np.linspace(np.pi, 0, 16)
    mouth = np.vstack(
        (
            np.column_stack((lx + w * 0.85 * np.cos(t), floor - h * 0.62 - h * 0.42 * np.sin(t))),
            [(lx + w * 0.85, floor), (lx - w * 0.85, floor)],
        )
    )
    fill(lit, view, mouth, value=60)
    rng = stage.dice("hearth")
    for k in range(13):
        x = lx + (rng.random() - 0.5) * w * 1.25
        tall = h * (0.22 + 0.62 * rng.random() ** 1.4) * (1 - 0.55 * abs(x - lx) / w)
        half, bend = w * (0.07 + 0.09 * rng.random()), (rng.random() - 0.5) * w * 0.25
        tongue = [
            (x - half, floor),
            (x - half * 1.15, floor - tall * 0.30),
            (x - half * 0.35 + bend, floor - tall * 0.66),
            (x + bend * 1.6, floor - tall),
            (x + half * 0.45 + bend, floor - tall * 0.58),
            (x + half * 1.1, floor - tall * 0.26),
            (x + half, floor),
        ]
        fill(lit, view, curve(tongue, steps=4), value=120 + 10 * k)
    for k in (-1, 1):
        fill(
            lit,
            view,
            capsule(
                (lx - k * w * 0.55, floor - h * 0.03), 0.012, (lx + k * w * 0.45, floor - h * 0.11), 0.010
            ),
            value=40,
        )
    stage.shape(
        "hearth",
        mask,
        0.5,
        rim=0.0,
        lit=cv2.GaussianBlur(lit, (0, 0), max(0.004 * stage.view.scale, 0.6)),
        lit_colour=stage.palette.light,
        mist=0,
        grain=0.1,
    )
    small = stage.view.coarse(8)
    xs, ys = small.grid()
    pool = np.exp(-(((xs - lx) / 0.55) ** 2) - (((ys - floor - 0.10) / 0.13) ** 2))
    stage.add_glow(
        "fire pool", (pool * 0.42).astype(np.float32), stage.palette.glow, parallax=0.7, life="flicker"
    )


def _screen(stage: Stage, lx: float, ly: float) -> None:
    view = stage.scenery
    mask, lit = stage.view.blank(), stage.view.blank()
    fill(
        mask,
        view,
        box(lx - 0.165, ly - 0.105, lx + 0.165, ly + 0.095),
        box(lx - 0.02, ly + 0.09, lx + 0.02, ly + 0.15),
        box(lx - 0.07, ly + 0.14, lx + 0.07, ly + 0.155),
    )
    fill(lit, view, box(lx - 0.155, ly - 0.095, lx + 0.155, ly + 0.082))
    stage.shape(
        "screen",
        mask,
        0.58,
        lit=lit,
        lit_colour=stage.palette.light,
        grain=0,
        mist=0,
        parallax=0.6,
        life="flicker",
    )
    desk = fill(
        stage.view.blank(),
        view,
        box(lx - 0.45, ly + 0.153, lx + 0.45, ly + 0.18),
        box(lx - 0.42, ly + 0.17, lx - 0.40, 1.3),
        box(lx + 0.40, ly + 0.17, lx + 0.42, 1.3),
    )
    stage.shape("desk", desk, 0.6, rim=0.9, grain=0.1, mist=0, parallax=0.62)


def _furniture(stage: Stage, rng: np.random.Generator, x0: float, x1: float, floor: float) -> None:
    """Quiet shapes along the back wall: a cupboard, a picture, a shelf; the light passes over their edges."""
    view = stage.scenery
    lx, _ = stage.light_at
    mask = stage.view.blank()
    free = x0 + 0.05 if lx > (x0 + x1) / 2 else x1 - 0.45
    w = 0.22 + 0.1 * rng.random()
    kind = rng.integers(0, 3)
    if kind == 0:
        fill(
            mask,
            view,
            box(free, floor - 0.42, free + w, floor + 0.01),
            box(free - 0.012, floor - 0.435, free + w + 0.012, floor - 0.415),
        )
    elif kind == 1:
        fill(mask, view, box(free, floor - 0.16, free + w * 1.2, floor + 0.01))
        fill(
            mask,
            view,
            box(free + w * 0.3, floor - 0.26, free + w * 0.36, floor - 0.15),
            ellipse(free + w * 0.33, floor - 0.28, 0.05, 0.045),
        )
    else:
        for y in (0.06, 0.19, 0.32):
            fill(mask, view, box(free, floor - y - 0.012, free + w, floor - y))
            x = free + 0.01
            while x < free + w - 0.02:
                t, h = 0.008 + 0.012 * rng.random(), 0.06 + 0.045 * rng.random()
                fill(mask, view, box(x, floor - y - h, x + t, floor - y))
                x += t + 0.003 + (0.03 if rng.random() < 0.12 else 0)
        fill(
            mask,
            view,
            box(free - 0.01, floor - 0.44, free + 0.004, floor),
            box(free + w - 0.004, floor - 0.44, free + w + 0.01, floor),
        )
    stage.shape("furniture", mask, 0.5, rim=0.6, mist=0, grain=0.1, parallax=0.5)
    frame, hole = stage.view.blank(), 0.13
    fx = (x0 + x1) / 2 + (x0 + x1 - 2 * lx) * 0.28
    fill(frame, view, box(fx - hole, stage.horizon - 0.36, fx + hole, stage.horizon - 0.16))
    fill(
        frame,
        view,
        box(fx - hole + 0.012, stage.horizon - 0.348, fx + hole - 0.012, stage.horizon - 0.172),
        value=90,
    )
    stage.shape("frame", frame, 0.45, rim=0.5, mist=0, parallax=0.42)


def _times(colour: Colour, k: float) -> Colour:
    return (colour[0] * k, colour[1] * k, colour[2] * k)
