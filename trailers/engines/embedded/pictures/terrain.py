"""Land: ridges, hills, dunes, cliffs, rocks, ground seen in perspective, roads, caves."""

from __future__ import annotations

import cv2
import numpy as np

from .brush import Mask, Points, View, box, endless, f32, fill, wander
from .light import halo
from .palette import Colour, mix
from .stage import Stage


def columns(view: View, step: float = 1 / 260) -> Points:
    """World places along the width of the view, with a little to spare."""
    return np.arange(np.floor(view.left / step) - 4, np.ceil(view.right / step) + 5) * step


def land(view: View, xs: Points, ys: Points) -> Mask:
    """Everything below a line."""
    floor = max(view.bottom, 1.0) + 0.2
    return fill(view.blank(), view, np.vstack((np.column_stack((xs, ys)), [(xs[-1], floor), (xs[0], floor)])))


def ridge(
    stage: Stage,
    name: str,
    y: float,
    height: float,
    cell: float,
    depth: float,
    *,
    sharp: float = 0.0,
    octaves: int = 6,
    rim: float = 0.25,
    view: View | None = None,
    tint: Colour | None = None,
) -> Points:
    """A line of hills (sharp 0) or mountains (sharp 1). Returns the crest as points, for what grows on it."""
    view = view or stage.scenery
    xs = columns(view)
    rng = stage.dice("ridge", name)
    line = wander(rng, xs, cell, octaves, 0.5)
    if sharp:
        peaks = 1 - 2 * np.abs(wander(rng, xs, cell * 1.4, octaves, 0.48))
        line = line * (1 - sharp) + peaks * sharp
    ys = y - height * (0.5 + 0.5 * line)
    stage.shape(name, land(view, xs, ys), depth, base=y + height * 0.1, rim=rim)
    return np.column_stack((xs, ys))


def at(crest: Points, x: float) -> float:
    """Height of a crest line at x."""
    return float(np.interp(x, crest[:, 0], crest[:, 1]))


def ground(
    stage: Stage, kind: str, level: float | None = None, *, view: View | None = None, depth: float = 0.62
) -> None:
    """The floor of the world from the horizon to our feet: bright far away, ink near, glossy when wet."""
    view = stage.view
    p, recipe = stage.palette, stage.recipe
    level = stage.horizon if level is None else level
    coarse = view.coarse(4)
    xs, ys = coarse.grid()
    near = np.clip((ys - level) / max(1 - level, 0.1), 0, 1.3) + 0 * xs
    far_tone, near_tone, gloss = _GROUND[kind](stage)
    share = np.power(np.clip(near, 0, 1), 0.62)[:, :, None]
    colour = f32(far_tone) + (f32(near_tone) - f32(far_tone)) * share
    lx, ly = stage.light_at
    pool = halo(coarse, lx, max(level, min(ly, 1.0)), recipe.light.reach / 1000 * 0.9, 1.6)
    colour = colour + f32(p.glow) * (pool * gloss * recipe.light.strength / 1000)[:, :, None]
    colour = _ground_texture(stage, colour, level, kind)
    full = cv2.resize(
        np.clip(colour, 0, 1).astype(np.float32), (view.width, view.height), interpolation=cv2.INTER_LINEAR
    )
    xs1 = columns(view)
    bumps = 0.0 if kind in ("wet", "floor", "ice") else 0.006
    ys1 = level + wander(stage.dice("ground line", kind), xs1, 0.5, 5) * bumps
    mask = land(view, xs1, ys1)
    alpha = (
        cv2.GaussianBlur(mask, (0, 0), max((0.0015 + stage.blur) * view.scale, 0.5)).astype(np.float32) / 255
    )
    top = max(int((level - 0.05 - view.top) * view.scale), 0)
    alpha, full = alpha[top:], full[top:]
    stage.lay("ground", full, alpha, (0, top), 0.75, "")


def _ground_texture(stage: Stage, colour: np.ndarray, level: float, kind: str) -> np.ndarray:
    """Noise laid down in perspective: fine at the horizon, broad at our feet."""
    coarse = stage.view.coarse(4)
    xs, ys = coarse.grid()
    depth = 1 / np.clip(ys - level + 0.035, 0.02, None)
    rng = stage.dice("ground", kind)
    lattice = endless(rng, 128)
    u = ((xs - stage.subject_x) * depth * 2.2 + 0 * ys).astype(np.float32)
    v = (depth * 3.1 + 0 * xs).astype(np.float32)
    out = np.zeros_like(u)
    for octave, weight in ((1.0, 0.5), (2.3, 0.3), (5.1, 0.2)):
        out += weight * cv2.remap(
            lattice,
            np.mod(u * octave, 127).astype(np.float32),
            np.mod(v * octave, 127).astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_WRAP,
        )
    strength = {"snow": 0.16, "sand": 0.2, "wet": 0.5, "floor": 0.14, "ice": 0.2}.get(kind, 0.42)
    return f32(colour * (1 + (out - 0.5)[:, :, None] * strength * 1.7))


def _earth(stage: Stage) -> tuple[Colour, Colour, float]:
    p = stage.palette
    sunny = 0.30 if stage.recipe.time == "day" else 0.12 if stage.recipe.time == "dawn" else 0.0
    return (
        mix(mix(p.haze, p.ink, 0.45), p.warm, sunny),
        mix(mix(p.ink, p.haze, 0.05), p.warm, sunny * 0.8),
        0.30,
    )


def _wet(stage: Stage) -> tuple[Colour, Colour, float]:
    p = stage.palette
    return mix(p.haze, p.ink, 0.55), mix(p.ink, p.middle, 0.10), 0.34


def _snow(stage: Stage) -> tuple[Colour, Colour, float]:
    p = stage.palette
    return mix(p.low, p.pale, 0.35), mix(p.middle, p.pale, 0.12 if stage.night else 0.3), 0.30


def _sand(stage: Stage) -> tuple[Colour, Colour, float]:
    p = stage.palette
    return mix(p.haze, p.low, 0.3), mix(p.ink, p.warm, 0.30), 0.34


def _floor(stage: Stage) -> tuple[Colour, Colour, float]:
    p = stage.palette
    return mix(p.haze, p.ink, 0.72), p.ink, 0.30


_GROUND = {"earth": _earth, "wet": _wet, "snow": _snow, "sand": _sand, "floor": _floor, "ice": _snow}


def rocks(
    stage: Stage,
    name: str,
    level: float,
    size: float,
    depth: float,
    *,
    spread: tuple[float, float],
    view: View | None = None,
    count: int = 9,
    rim: float = 0.7,
) -> None:
    """Broken boulders along a line, leaning on one another."""
    view = view or stage.scenery
    rng = stage.dice("rocks", name)
    mask = view.blank()
    low, high = spread
    for _ in range(count):
        x = low + (high - low) * rng.random()
        r = size * (0.35 + 0.75 * rng.random() ** 2)
        t = np.sort(rng.random(9)) * np.pi
        shape = np.column_stack(
            (
                x + r * 1.35 * np.cos(t) * (0.8 + 0.4 * rng.random(9)),
                level + size * 0.12 - r * np.sin(t) * (0.55 + 0.5 * rng.random(9)),
            )
        )
        fill(
            mask,
            view,
            np.vstack((shape, [(x - r * 1.3, level + size * 0.4), (x + r * 1.3, level + size * 0.4)])),
        )
    stage.shape(name, mask, depth, base=level + size * 0.2, rim=rim, grain=0.10)


def cliff(
    stage: Stage,
    name: str,
    side: int,
    top: float,
    foot: float,
    reach: float,
    depth: float,
    *,
    rim: float = 0.6,
) -> tuple[float, float]:
    """A headland falling into the sea from one side. Returns a standing place (x, y) near its brow."""
    view = stage.scenery
    rng = stage.dice("cliff", name)
    n = 26
    t = np.linspace(0, 1, n)
    edge = 0 if side < 0 else view.aspect
    tip = edge - side * reach
    brow = np.column_stack(
        (np.linspace(edge + side * 0.4, tip, n), top + wander(rng, t, 0.3, 4) * 0.018 + 0.03 * t**3)
    )
    fall = np.column_stack(
        (
            tip + side * (0.16 * t**1.7) * reach + wander(rng, t, 0.13, 5) * 0.035 - side * 0.02 * (1 - t),
            top + 0.03 + (foot - top + 0.03) * t,
        )
    )
    body = np.vstack((brow, fall, [(edge + side * 0.4, foot + 0.05)]))
    mask = fill(view.blank(), view, body)
    stage.shape(name, mask, depth, base=foot, rim=rim, grain=0.16, mist=0.7)
    x = tip + side * reach * 0.28
    return x, float(
        np.interp(-x * np.sign(-side), -brow[:, 0] * np.sign(-side), brow[:, 1])
    ) if side < 0 else float(np.interp(x, brow[::-1, 0], brow[::-1, 1]))


def dunes(stage: Stage, name: str, y: float, height: float, cell: float, depth: float) -> None:
    """One wave of sand: a soft crest and a shadowed lee side."""
    view = stage.scenery
    xs = columns(view)
    rng = stage.dice("dunes", name)
    line = wander(rng, xs, cell, 2, 0.25)
    ys = y - height * (0.5 + 0.5 * line)
    p = stage.palette
    stage.shape(
        name,
        land(view, xs, ys),
        depth,
        base=y + height,
        rim=0.35,
        rim_width=0.008,
        grain=0.03,
        mist=0.9,
        tint=mix(p.ink, p.warm, 0.35),
    )
    slope = np.gradient(ys, xs)
    side = 1 if stage.light_at[0] > view.aspect / 2 else -1
    lee = np.clip(-side * slope * 2.0, 0, 1)
    lower = ys + height * (0.25 + 1.4 * lee) * (lee > 0.02) + 0.001
    shade = fill(
        view.blank(), view, np.vstack((np.column_stack((xs, ys + 0.002)), np.column_stack((xs, lower))[::-1]))
    )
    stage.add_shade(
        name + " lee",
        cv2.GaussianBlur(shade, (0, 0), max(0.004 * view.scale, 0.6)),
        0.22 + 0.45 * depth,
        parallax=stage._parallax(depth, None),
    )


def road(stage: Stage, level: float, vanish_x: float, near_half: float, colour: Colour) -> Mask:
    """A road running to the horizon, as a mask on the stage's view, with its middle line."""
    view = stage.view
    p = stage.palette
    near_x = stage.subject_x * 0.35 + view.aspect / 2 * 0.65
    body = fill(
        view.blank(),
        view,
        [
            (vanish_x - 0.006, level),
            (vanish_x + 0.006, level),
            (near_x + near_half, 1.12),
            (near_x - near_half, 1.12),
        ],
    )
    stage.add_shade("road", body, 0.55, parallax=0.75, colour=colour)
    dashes = view.blank()
    for k in range(1, 26):
        a, b = 1 / (1 + k * 0.9), 1 / (1 + k * 0.9 + 0.42)
        ya, yb = level + (1.12 - level) * a, level + (1.12 - level) * b
        xa, xb = vanish_x + (near_x - vanish_x) * a, vanish_x + (near_x - vanish_x) * b
        wa, wb = 0.016 * a * near_half * 2, 0.016 * b * near_half * 2
        fill(dashes, view, [(xb - wb, yb), (xb + wb, yb), (xa + wa, ya), (xa - wa, ya)])
    stage.add_shade("dashes", dashes, 0.5, parallax=0.75, colour=mix(p.haze, p.pale, 0.3))
    return body


def cave(stage: Stage, rings: int = 5) -> None:
    """Rock arches one behind the other, brighter towards the mouth where the light stands."""
    view = stage.view
    lx, ly = stage.light_at
    for k in range(rings):
        depth = 0.12 + 0.8 * k / max(rings - 1, 1)
        rng = stage.dice("cave", k)
        open_x = 0.16 + 0.24 * (k + 1) ** 1.18 * 0.62
        open_y = 0.20 + 0.145 * (k + 1)
        t = np.linspace(0, 2 * np.pi, 90, endpoint=False)
        wobble = 1 + 0.34 * wander(rng, np.cos(t) * 1.1 + np.sin(t) * 0.37 + 5, 0.42, 6, 0.6)
        x = lx + (view.aspect / 2 - lx) * (k / rings) * 0.8
        y = ly + (0.5 - ly) * (k / rings)
        hole = np.column_stack((x + open_x * wobble * np.cos(t), y + open_y * wobble * np.sin(t)))
        floor = stage.horizon + 0.08 + 0.07 * k
        hole[:, 1] = np.minimum(hole[:, 1], floor + wander(rng, hole[:, 0], 0.2, 4) * 0.012)
        mask = fill(view.blank() + 255, view, hole, value=0)
        for _ in range(5 + k):
            spike = float(x + open_x * (rng.random() * 2 - 1) * 0.9)
            root = float(y - open_y * (0.55 + 0.35 * rng.random()))
            drop = (0.05 + 0.10 * rng.random()) * (0.5 + 0.25 * k)
            thick = 0.008 + 0.012 * rng.random() * (1 + 0.5 * k)
            fill(
                mask,
                view,
                [
                    (spike - thick * 2, root - 0.12),
                    (spike + thick * 2, root - 0.12),
                    (spike + 0.003, root + drop),
                ],
            )
        stage.shape(
            f"arch {k}",
            mask,
            0.30 + 0.66 * depth,
            rim=0.42 * (1 - 0.5 * depth),
            rim_width=0.014,
            grain=0.2,
            mist=0,
            parallax=0.12 + 0.75 * depth,
        )


def snow_caps(stage: Stage, name: str, crest: Points, height: float, depth: float) -> None:
    """Light on the sides of a mountain that face the source, broken by rock."""
    view = stage.scenery
    rng = stage.dice("caps", name)
    xs, ys = crest[:, 0], crest[:, 1]
    depth_line = height * (0.12 + 0.5 * np.clip(0.5 + wander(rng, xs, 0.035, 4) * 0.9, 0, 1))
    slope = np.gradient(ys, xs)
    side = 1 if stage.light_at[0] > view.aspect / 2 else -1
    lit = np.clip(0.35 + side * slope * 0.8, 0.05, 1)
    lower = ys + depth_line * lit
    mask = fill(view.blank(), view, np.vstack((crest, np.column_stack((xs, lower))[::-1])))
    p = stage.palette
    tone = mix(mix(p.haze, p.low, 0.5), p.pale, 0.35)
    stage.add_shade(
        name,
        cv2.GaussianBlur(mask, (0, 0), max(0.002 * view.scale, 0.5)),
        0.55 * (1 - depth * 0.5),
        parallax=stage._parallax(depth, None),
        colour=tone,
    )


def slab(stage: Stage, name: str, x0: float, x1: float, y: float, depth: float, *, drop: float = 0.6) -> None:
    """A rough ledge, wall top or bank to stand or sit on, ending at both sides."""
    view = stage.view
    rng = stage.dice("slab", name)
    xs = np.linspace(x0, x1, 60)
    ys = y + wander(rng, xs, 0.08, 4) * 0.006
    mask = fill(view.blank(), view, np.vstack((np.column_stack((xs, ys)), box(x0, y, x1, y + drop)[2:])))
    stage.shape(name, mask, depth, rim=0.5, grain=0.12, base=y + drop)
