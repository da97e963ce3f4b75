"""What falls and floats, as particles with depth: the same ones in the still and, moving, in the clip."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from .brush import Plain, View, dice
from .palette import Colour, mix
from .stage import Stage


@dataclass(frozen=True, slots=True)
class Swarm:
    """Particles in world units; `pos` is where they are at time 0, `speed` how far they go per second."""

    kind: str
    pos: Plain
    speed: Plain
    size: Plain
    bright: Plain
    sway: Plain
    """Phase and reach of each one's own wander."""

    def at(self, seconds: float, view: View) -> Plain:
        """Places at a moment, wrapped round the view."""
        wander = np.stack(
            (
                np.sin(self.sway[:, 0] + seconds * 1.3) * self.sway[:, 1],
                np.cos(self.sway[:, 0] * 1.7 + seconds * 0.9) * self.sway[:, 1] * 0.5,
            ),
            axis=1,
        )
        moved = self.pos + self.speed * seconds + wander
        low = np.array((-0.35, -0.25))
        span = np.array((view.aspect + 0.7, 1.5))
        return np.asarray(low + np.mod(moved - low, span))


_COUNTS = {"rain": 520, "snow": 460, "dust": 170, "embers": 90}


def swarms(seed: int, air: tuple[str, ...], wind: float, aspect: float) -> list[Swarm]:
    """Three depths of each kind: far ones small, slow and faint."""
    out = []
    for kind in air:
        if kind not in _COUNTS:
            continue
        rng = dice(seed, "swarm", kind)
        count = round(_COUNTS[kind] * min(aspect, 2.4) / 2.4) + 8
        depth = np.array((0.34, 0.62, 1.0))[rng.choice(3, count, p=(0.55, 0.33, 0.12))]
        pos = np.stack((-0.35 + (aspect + 0.7) * rng.random(count), -0.25 + 1.5 * rng.random(count)), axis=1)
        jitter = 0.75 + 0.5 * rng.random(count)
        speed, size, bright, reach = _habits(kind, depth, jitter, wind, rng)
        sway = np.stack((rng.random(count) * 6.28, reach), axis=1)
        out.append(Swarm(kind, pos, speed, size, bright, sway))
    return out


def _habits(
    kind: str, depth: Plain, jitter: Plain, wind: float, rng: np.random.Generator
) -> tuple[Plain, Plain, Plain, Plain]:
    still = np.zeros_like(depth)
    if kind == "rain":
        return (
            np.stack((wind * 0.9 * depth, 2.5 * depth * jitter), axis=1),
            0.0011 * depth + 0.0002,
            0.10 + 0.22 * depth,
            still,
        )
    if kind == "snow":
        return (
            np.stack((wind * 0.35 * depth, 0.13 * depth * jitter), axis=1),
            (0.0011 + 0.0042 * depth**2) * jitter,
            0.30 + 0.45 * depth,
            0.018 * depth,
        )
    if kind == "embers":
        return (
            np.stack((wind * 0.12 + (rng.random(len(depth)) - 0.5) * 0.06, -0.16 * depth * jitter), axis=1),
            0.0010 + 0.0016 * depth,
            0.5 + 0.5 * depth,
            0.02 * depth,
        )
    return (
        np.stack((wind * 0.05 + (rng.random(len(depth)) - 0.5) * 0.012, -0.006 * jitter), axis=1),
        0.0009 + 0.0022 * depth**2,
        0.12 + 0.30 * depth,
        0.02 * depth,
    )


def draw_swarm(
    canvas: Plain, view: View, swarm: Swarm, seconds: float, shutter: float, only: slice = slice(None)
) -> None:
    """Add the particles to an 8-bit single-channel canvas, streaked over the time the shutter is open."""
    now = view.px(swarm.at(seconds, view))
    trail = swarm.speed * shutter * view.scale
    if swarm.kind == "rain":
        _draw_rain(canvas, view, swarm, now, trail, only)
        return
    for (x, y), size, bright in zip(now[only], swarm.size[only], swarm.bright[only], strict=True):
        r = size * view.scale
        level = bright if r > 0.8 else bright * max(r / 0.8, 0.3)
        cv2.circle(
            canvas, (int(x * 16), int(y * 16)), int(max(r, 0.8) * 16), int(255 * level), -1, cv2.LINE_AA, 4
        )


def _draw_rain(canvas: Plain, view: View, swarm: Swarm, now: Plain, trail: Plain, only: slice) -> None:
    """Streaks; those wholly beside the canvas are left out, and numbers turned whole all at once."""
    high, wide = canvas.shape
    ends = now + trail
    low, top = np.minimum(now, ends), np.maximum(now, ends)
    near = (top > -8).all(axis=1) & (low[:, 0] < wide + 8) & (low[:, 1] < high + 8)
    starts, stops = (np.trunc(places[only][near[only]] * 16).astype(int).tolist() for places in (now, ends))
    thick = np.maximum(1, np.rint(swarm.size * view.scale * 1.1)).astype(int)[only][near[only]].tolist()
    level = (255 * swarm.bright).astype(int)[only][near[only]].tolist()
    for start, stop, width, tone in zip(starts, stops, thick, level, strict=True):
        cv2.line(canvas, start, stop, tone, width, cv2.LINE_AA, 4)


def swarm_colour(stage: Stage, kind: str) -> Colour:
    p = stage.palette
    if kind == "embers":
        return mix(p.lamp, p.accent, 0.3)
    if kind == "dust":
        return p.glow
    return mix(p.low, p.pale, 0.6)


def light_map(stage: Stage) -> Plain:
    """Where floating things are lit: near the source most (coarse canvas)."""
    from .light import halo

    small = stage.view.coarse(8)
    x, y = stage.light_at
    return np.clip(0.30 + 1.1 * halo(small, x, y, stage.recipe.light.reach / 1000 * 1.4), 0, 1).astype(
        np.float32
    )


def paint_weather(stage: Stage) -> None:
    """The weather of the still."""
    for swarm in swarms(stage.recipe.seed, stage.recipe.air, stage.recipe.wind / 1000, stage.view.aspect):
        canvas = stage.view.blank()
        draw_swarm(canvas, stage.view, swarm, 0.0, 1 / 40)
        if swarm.kind != "rain":
            canvas = cv2.GaussianBlur(canvas, (0, 0), max(0.0008 * stage.view.scale, 0.5))
        lit = (
            cv2.resize(light_map(stage), (stage.view.width, stage.view.height))
            if swarm.kind in ("dust", "rain", "snow")
            else 1.0
        )
        amount = canvas.astype(np.float32) / 255 * lit
        stage.lay(
            f"weather {swarm.kind}", swarm_colour(stage, swarm.kind), np.clip(amount, 0, 1), (0, 0), 1.0
        )
