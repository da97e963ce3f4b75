"""What moves of itself: weather, mist, birds, people walking, light that flickers."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from ..pictures import light
from ..pictures.body import draw_figure, figure_size
from ..pictures.brush import Mask, Plain, View, clouds, dice, f32, fill, smoothstep
from ..pictures.cast import form_shade
from ..pictures.finish import bird_shape
from ..pictures.garb import garb
from ..pictures.palette import Colour, mix
from ..pictures.recipe import Figure
from ..pictures.stage import Stage
from ..pictures.weather import Swarm, draw_swarm, light_map, swarm_colour, swarms
from .camera import Camera
from .compositor import Compositor, Screen
from .layers import TWIST

SHUTTER = 0.5
"""Share of a frame's time that the shutter is open: the length of rain streaks."""
_SLOWEST = 0.5
_DEPTHS = {"rain": 1.25, "snow": 1.3, "dust": 1.2, "embers": 1.05}


def flicker(seconds: float, amount: int, seed: int) -> float:
    """Gain of a living light around 1: slow breath and quick licks, without a visible period."""
    if not amount:
        return 1.0
    p = seed % 100
    wave = (
        0.55 * math.sin(3.1 * seconds + p)
        + 0.3 * math.sin(7.7 * seconds + 2 * p)
        + 0.15 * math.sin(13.3 * seconds + 3 * p)
    )
    return 1.0 + wave * amount / 1000 * 0.5


@dataclass(slots=True)
class Life:
    """The live parts of one shot, prepared once."""

    stage: Stage
    seconds: float
    seed: int
    swarms: list[Swarm] = field(default_factory=list)
    tints: list[Colour] = field(default_factory=list)
    lit: Mask | None = None
    mist: Mask | None = None
    mist_rows: tuple[int, int] = (0, 0)
    """First and last row of the coarse mist that holds any."""

    @classmethod
    def of(cls, stage: Stage, compositor: Compositor, seconds: float, seed: int) -> Life:
        r = stage.recipe
        life = cls(stage, seconds, seed, swarms(r.seed, r.air, r.wind / 1000, stage.view.aspect))
        life.tints = [_twisted(swarm_colour(stage, s.kind)) for s in life.swarms]
        screen = compositor.screen
        if life.swarms:
            small = View(
                -(-screen.width // 8), -(-screen.height // 8), screen.scale / 8, 0, 0, stage.view.aspect
            )
            x, y = stage.light_at
            lit = np.clip(0.30 + 1.1 * light.halo(small, x, y, r.light.reach / 1000 * 1.4), 0, 1)
            life.lit = cv2.convertScaleAbs(cv2.resize(lit, (screen.width, screen.height)), alpha=255)
        life.mist = _mist(stage, compositor)
        if life.mist is not None:
            rows = np.nonzero((life.mist[:, :, 3] > 1).any(axis=1))[0]
            life.mist_rows = (max(int(rows[0]) - 1, 0), int(rows[-1]) + 2) if len(rows) else (0, 0)
            life.mist = life.mist if len(rows) else None
        return life

    def draw_mist(self, compositor: Compositor, camera: Camera, now: float) -> None:
        """A torn sheet of haze that the wind carries past, laid between the middle and the subject."""
        if self.mist is None:
            return
        wind = self.stage.recipe.wind / 1000
        speed = (0.010 + 0.05 * abs(wind)) * (1 if wind >= 0 else -1)
        screen = compositor.screen
        k = screen.scale / 8
        wide = self.mist.shape[1] // 2
        shift = math.fmod((now * speed + camera.x * 0.6) * k, wide)
        shift = shift if shift <= 0 else shift - wide
        small = cv2.warpAffine(
            self.mist,
            f32([[1, 0, shift], [0, 1, camera.y * 0.6 * k]]),
            (-(-screen.width // 8), -(-screen.height // 8)),
        )
        low, high = self.mist_rows
        part = cv2.resize(small[low:high], (screen.width, (high - low) * 8), interpolation=cv2.INTER_LINEAR)
        compositor.over(part[: screen.height - low * 8], 0, low * 8)

    def draw_weather(self, luma: Mask, screen: Screen, camera: Camera, now: float, rate: float) -> None:
        """Rain, snow and dust at their three depths, added to the luma of the finished frame: they are pale."""
        for swarm in self.swarms:
            if swarm.kind == "embers":
                continue
            view = screen.view(self.stage.view.aspect, camera, _DEPTHS[swarm.kind])
            canvas: Mask = np.zeros((screen.height, screen.width), np.uint8)
            draw_swarm(canvas, view, swarm, now, SHUTTER / rate)
            if swarm.kind != "rain":
                canvas = cv2.blur(canvas, (3, 3))
            if self.lit is not None:
                canvas = cv2.multiply(canvas, self.lit, scale=0.8 / 255)
            cv2.add(luma, canvas, luma)

    def draw_embers(self, compositor: Compositor, camera: Camera, now: float, rate: float) -> None:
        """Glowing flakes with their own colour."""
        for swarm, tint in zip(self.swarms, self.tints, strict=True):
            if swarm.kind != "embers":
                continue
            view = compositor.screen.view(self.stage.view.aspect, camera, _DEPTHS[swarm.kind])
            for (x, y), size, bright in zip(
                view.px(swarm.at(now, view)), swarm.size, swarm.bright, strict=True
            ):
                tone = tuple(255 * c * float(bright) for c in tint)
                cv2.circle(
                    compositor.frame,
                    (int(x * 16), int(y * 16)),
                    int(max(size * view.scale, 0.8) * 16),
                    tone,
                    -1,
                    cv2.LINE_AA,
                    4,
                )

    def draw_birds(self, compositor: Compositor, camera: Camera, now: float) -> None:
        if "birds" not in self.stage.recipe.air:
            return
        stage = self.stage
        view = compositor.screen.view(stage.view.aspect, camera, 0.25)
        rng = stage.dice("birds")
        cx, cy = view.aspect / 2 - stage.recipe.side * 0.22 * view.aspect, max(stage.horizon - 0.27, 0.12)
        travel = (now - self.seconds / 2) * 0.035 * stage.recipe.side
        shapes = []
        for k in range(int(rng.integers(5, 10))):
            x, y = cx + (rng.random() - 0.5) * 0.5, cy + (rng.random() - 0.5) * 0.17
            size, beat = 0.007 + 0.008 * rng.random(), float(rng.random())
            glide = 1.0 if math.sin(now * 0.7 + k * 1.9) > -0.2 else 0.15
            shapes.append(
                bird_shape(
                    x + travel * (0.8 + 0.05 * k),
                    y + 0.006 * math.sin(now + k),
                    size,
                    beat + now * 1.9 * glide,
                    k,
                )
            )
        every = view.px(np.vstack(shapes))
        x0, y0 = np.maximum(every.min(axis=0).astype(int) - 3, 0)
        x1, y1 = np.minimum(every.max(axis=0).astype(int) + 4, (view.width, view.height))
        if x1 - x0 < 2 or y1 - y0 < 2:
            return
        local = View(
            int(x1 - x0),
            int(y1 - y0),
            view.scale,
            view.left + x0 / view.scale,
            view.top + y0 / view.scale,
            view.aspect,
        )
        mask = fill(local.blank(), local, *shapes)
        tone = mix(stage.palette.ink, stage.palette.haze, 0.35)
        compositor.over(_solid(mask, _twisted(tone)), int(x0), int(y0))

    def draw_people(self, compositor: Compositor, camera: Camera, now: float) -> None:
        """Walkers and runners, stepping on: the middle of the shot is the moment of the still."""
        recipe = self.stage.recipe
        view = compositor.screen.view(self.stage.view.aspect, camera, 1.0)
        for figure in reversed(recipe.figures):
            stride = {"walk": 0.95, "run": 1.45, "dance": 0.6}.get(figure.action, 0.9)
            since = now - self.seconds / 2
            size = figure_size(figure)
            speed = {"walk": 0.72, "run": 1.9, "dance": 0.0}.get(figure.action, 0.0) * size * stride
            slow = _slowed(speed * self.seconds * 0.62, view.aspect)
            speed, stride = speed * slow, stride * slow
            x = figure.x / 1000 * view.aspect + figure.facing * speed * since * 0.62
            moved = replace(figure, x=round(x / view.aspect * 1_000_000) / 1000)  # type: ignore[arg-type]
            self._person(compositor, view, moved, figure.phase / 1000 + since * stride)

    def _person(self, compositor: Compositor, view: View, figure: Figure, phase: float) -> None:
        p = self.stage.palette
        drawn = draw_figure(figure, view, self.stage.recipe.wind / 1000, phase)
        high, wide = drawn.body.shape
        local = View(
            wide,
            high,
            view.scale,
            view.left + drawn.x / view.scale,
            view.top + drawn.y / view.scale,
            view.aspect,
        )
        self._shadow(compositor, view, figure, drawn.body, drawn.x, drawn.y)
        edge = light.rim(drawn.body, local, *self.stage.light_at, max(0.0016, figure.height / 1000 * 0.006))
        glow = f32(p.glow)[:, None] * (1.1 * self.stage.recipe.light.strength / 1000)
        colour = cv2.transform(edge, np.hstack((glow, f32(mix(p.ink, p.haze, 0.03))[:, None])))
        time = self.stage.recipe.time
        if (worn := garb(drawn.parts, figure.wardrobe, p, time, form_shade(None, edge), edge)) is not None:
            share = worn[1][:, :, None]
            colour = colour * (1 - share) + worn[0] * share
        if drawn.accent.any():
            tone = {"warm": p.accent, "cool": mix(p.cool, p.pale, 0.25), "pale": p.pale}.get(
                figure.wardrobe.accent, p.accent
            )
            share = drawn.accent.astype(np.float32)[:, :, None] * (0.6 / 255)
            colour = colour * (1 - share) + f32(tone) * share
        alpha = drawn.body.astype(np.float32)[:, :, None] / 255
        compositor.over(pack_patch(np.clip(colour, 0, 1) * alpha, drawn.body), drawn.x, drawn.y)

    def _shadow(self, compositor: Compositor, view: View, figure: Figure, body: Mask, x: int, y: int) -> None:
        """The long shadow, on a patch below the feet only."""
        foot_px = round((figure.foot_y / 1000 - view.top) * view.scale)
        lx, ly = self.stage.light_at
        fx, foot = figure.x / 1000 * view.aspect, figure.foot_y / 1000
        lean = float(np.clip((fx - lx) / max(foot - ly, 0.12), -2.2, 2.2))
        stretch = float(np.clip(0.30 / max(foot - ly, 0.1), 0.25, 1.4))
        high, wide = body.shape
        reach = int(high * stretch) + 4
        slide = int(abs(lean) * reach) + 4
        rows = min(reach, compositor.screen.height - foot_px)
        if rows < 3:
            return
        left = x - slide
        base = foot_px - y
        move = f32([[1, -lean * stretch, slide + lean * stretch * base], [0, -stretch, stretch * base]])
        shadow = cv2.warpAffine(body, move, (wide + 2 * slide, rows))
        shadow = cv2.blur(shadow, (5, 5))
        x0, x1 = max(left, 0), min(left + shadow.shape[1], compositor.screen.width)
        if x1 - x0 < 2:
            return
        alpha = cv2.convertScaleAbs(shadow[:, x0 - left : x1 - left], alpha=0.55)
        compositor.over(_solid(alpha, _twisted(self.stage.palette.ink)), x0, foot_px)


def _mist(stage: Stage, compositor: Compositor) -> Mask | None:
    recipe = stage.recipe
    if recipe.setting == "space":
        return None
    screen = compositor.screen
    small = View(-(-screen.width // 8), -(-screen.height // 8), screen.scale / 8, 0, 0, stage.view.aspect)
    half = replace(small, width=small.width * 2)
    torn = clouds(dice(recipe.seed, "live mist"), half, 0.16, 4, 3.2)
    fade = np.linspace(0, 1, small.width, dtype=np.float32)[None, :]
    first, second = torn[:, : small.width], torn[:, small.width : 2 * small.width]
    loop = first * fade + second[:, : small.width] * (1 - fade)
    sheet = smoothstep(0.42, 0.78, np.concatenate((loop, loop, loop[:, :1]), axis=1))
    _, ys = small.grid()
    level = stage.horizon + 0.06
    spread = 0.34 if "fog" in recipe.air else 0.20
    amount = 0.10 + 0.34 * stage.palette.veil if recipe.setting not in ("interior", "underground") else 0.10
    alpha = sheet * np.exp(-(((ys - level) / spread) ** 2)) * amount
    tone = f32(_twisted(mix(stage.palette.haze, stage.palette.low, 0.5)))
    out = np.dstack((alpha[:, :, None] * tone * 255, alpha[:, :, None] * 255))
    return np.clip(out + 0.5, 0, 255).astype(np.uint8)


def _slowed(travel: float, aspect: float) -> float:
    """In a long shot people walk slower, down to half as fast, so that they are seen for most of it."""
    return min(1.0, max(_SLOWEST, 0.8 * aspect / travel)) if travel > 0 else 1.0


def _twisted(colour: Colour) -> Colour:
    out = np.clip(TWIST @ f32(colour), 0, 1)
    return float(out[0]), float(out[1]), float(out[2])


def _solid(mask: Mask, colour: Colour) -> Mask:
    """A mask in one colour, premultiplied."""
    return cv2.merge((*(cv2.convertScaleAbs(mask, alpha=c) for c in colour), mask))


def pack_patch(colour: Plain, alpha: Mask) -> Mask:
    turned = cv2.transform(np.ascontiguousarray(colour, np.float32), TWIST * 255)
    out = np.empty((*alpha.shape, 4), np.uint8)
    solid = np.clip(turned + 0.5, 0, 255).astype(np.uint8)
    cv2.mixChannels([solid, alpha], [out], [0, 0, 1, 1, 2, 2, 3, 3])
    return out


__all__ = ["Life", "flicker", "light_map", "pack_patch"]
