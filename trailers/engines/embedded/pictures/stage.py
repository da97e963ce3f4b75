"""The stage on which a recipe is built plane by plane, back to front, under one light.

Every mark ends as a plane, a colour seen through an alpha; a glow's colour is brighter than white and its alpha
small. The stage keeps the finished picture at rest and tells a sink (motion) the planes it was made of.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import cv2
import numpy as np

from . import light
from .brush import Mask, Plain, View, clouds, dice, f32, smoothstep, soften
from .palette import Colour, Palette, mix
from .recipe import Recipe


class Sink(Protocol):
    """Somebody who wants the planes one by one, back to front (motion does); what they hear is theirs to change."""

    def plane(
        self, name: str, colour: Plain, alpha: Plain | None, at: tuple[int, int], parallax: float, life: str
    ) -> None:
        """Called before the plane is laid. `colour` is straight, not multiplied; `alpha` None means opaque.

        `life` is '', flicker, water, drift or sway.
        """
        ...

    def watch(self, stage: Stage) -> None:
        """The stage that is about to speak; its `picture` is what lies under the plane announced next."""
        ...

    def variant(self, colour: Plain) -> None:
        """Another moment of the plane just given (water between two waves)."""
        ...


@dataclass(slots=True)
class Stage:
    recipe: Recipe
    palette: Palette
    view: View
    """What the lens sees, at subject distance."""
    picture: Plain
    sink: Sink | None = None
    lights: list[tuple[float, float, float]] = field(default_factory=list)
    """Practical lights drawn so far: (x, y, size) in the world of `view`, for glows and bokeh."""
    _sheet: Plain | None = None
    skip_figures: bool = False
    """Motion draws moving figures itself."""

    @classmethod
    def of(cls, recipe: Recipe, palette: Palette, view: View, sink: Sink | None = None) -> Stage:
        return cls(recipe, palette, view, np.zeros((view.height, view.width, 3), np.float32), sink)

    # --- places ---------------------------------------------------------------------------------------

    @property
    def horizon(self) -> float:
        return self.recipe.horizon / 1000

    @property
    def light_at(self) -> tuple[float, float]:
        return self.recipe.light.x / 1000 * self.view.aspect, self.recipe.light.y / 1000

    @property
    def subject_x(self) -> float:
        return self.recipe.subject_x / 1000 * self.view.aspect

    @property
    def scenery(self) -> View:
        """The view in which distance is drawn: nearer for close shots, the horizon staying put."""
        return self.view.nearer(self.recipe.zoom / 1000, self.subject_x, self.horizon)

    @property
    def blur(self) -> float:
        """Softness of the distance in heights: the closer the shot, the shallower the focus."""
        return {"medium": 0.0022, "close": 0.0075, "insert": 0.010}.get(self.recipe.shot, 0.0)

    @property
    def night(self) -> bool:
        return self.recipe.time == "night"

    def dice(self, *names: object) -> np.random.Generator:
        return dice(self.recipe.seed, *names)

    # --- marks ----------------------------------------------------------------------------------------

    def backdrop(self, small: Plain) -> None:
        """Lay the opaque first plane, given on a coarse canvas."""
        self.picture = cv2.resize(small, (self.view.width, self.view.height), interpolation=cv2.INTER_CUBIC)
        if self.sink:
            self.sink.plane("sky", self.picture, None, (0, 0), 0.06, "")

    def shape(
        self,
        name: str,
        mask: Mask,
        depth: float,
        *,
        parallax: float | None = None,
        tint: Colour | None = None,
        base: float | None = None,
        rim: float = 0.0,
        rim_width: float = 0.004,
        blur: float | None = None,
        mist: float = 0.5,
        grain: float = 0.05,
        lit: Mask | None = None,
        lit_colour: Colour | None = None,
        life: str = "",
        rim_at: tuple[float, float] | None = None,
    ) -> None:
        """A silhouette at `depth` (0 the horizon, 1 the lens) with the air, the rim and the light that go with it.

        `base` is the world height where mist gathers at its foot; `lit` marks what shines of itself.
        """
        sigma = (self.blur * (1 - depth * 0.6) if blur is None else blur) * self.view.scale
        mask = soften(mask, sigma)
        x, y, wide, high = cv2.boundingRect(mask)
        if not wide:
            return
        part = mask[y : y + high, x : x + wide]
        view = self._window(x, y, wide, high)
        colour = self._surface(view, depth, tint, base, mist, grain, name)
        if rim:
            at = rim_at or self.light_at
            edge = light.rim(part, view, at[0], at[1], rim_width)
            if base is not None and depth < 0.7:
                edge *= smoothstep(base + 0.005, base - 0.06, view.grid()[1])
            glow = np.maximum(f32(self.palette.glow) - 0.15, 0.1) * (rim * self.recipe.light.strength / 1000)
            cv2.add(colour, cv2.transform(edge, glow[:, None]), colour)
        if lit is not None and (lit_part := soften(lit, sigma)[y : y + high, x : x + wide]).any():
            shine = unit(lit_part)
            colour = cv2.blendLinear(
                plain(wide, high, lit_colour or self.palette.lamp), colour, shine, 1 - shine
            )
        self.lay(name, colour, unit(part), (x, y), self._parallax(depth, parallax), life)

    def add_glow(
        self,
        name: str,
        small: Plain,
        colour: Colour,
        *,
        parallax: float = 0.3,
        life: str = "",
        cover: float = 0.75,
    ) -> None:
        """Light in the air: `small` (0..1, a coarse canvas) times colour, screened on; `cover` is how much it hides."""
        if float(small.max()) < 0.004:
            return
        size = (self.view.width, self.view.height)
        step = size[0] / small.shape[1]
        x, y, wide, high = cv2.boundingRect((small > 0.0015).astype(np.uint8))
        x0, y0 = int(max((x - 1) * step, 0)), int(max((y - 1) * step, 0))
        x1, y1 = int(min((x + wide + 1) * step, size[0])), int(min((y + high + 1) * step, size[1]))
        amount = cv2.resize(np.clip(small, 0, 1).astype(np.float32), size, interpolation=cv2.INTER_LINEAR)[
            y0:y1, x0:x1
        ]
        tone = (colour[0] / cover, colour[1] / cover, colour[2] / cover)
        self.lay(name, tone, amount * np.float32(cover), (x0, y0), parallax, life)

    def add_shade(
        self,
        name: str,
        mask: Mask,
        amount: float,
        *,
        parallax: float = 1.0,
        colour: Colour | None = None,
        life: str = "",
    ) -> None:
        """Darken (towards `colour`, else the ink) what lies under the mask."""
        x, y, wide, high = cv2.boundingRect(mask)
        if wide:
            alpha = unit(mask[y : y + high, x : x + wide]) * np.float32(amount)
            self.lay(name, colour or self.palette.ink, alpha, (x, y), parallax, life)

    def fog(
        self,
        name: str,
        level: float,
        spread: float,
        amount: float,
        *,
        parallax: float,
        cell: float = 0.5,
        life: str = "drift",
        colour: Colour | None = None,
    ) -> None:
        """A bank of mist around the height `level`, torn by slow noise."""
        view = self.view.coarse(8)
        _, ys = view.grid()
        band = np.exp(-(((ys - level) / spread) ** 2))
        torn = smoothstep(0.15, 0.85, clouds(self.dice("fog", name), view, cell * 0.5, 4, 3.0))
        density = (band * (0.35 + 0.75 * torn) * amount).astype(np.float32)
        tone = colour or mix(self.palette.haze, self.palette.low, 0.5)
        rows = np.nonzero(density.max(axis=1) > 0.004)[0]
        if not len(rows):
            return
        low, high = max(int(rows[0]) - 1, 0), int(rows[-1]) + 2
        step = 8
        size = (self.view.width, min((high - low) * step, self.view.height - low * step))
        alpha = cv2.resize(
            np.clip(density[low:high], 0, 0.92), (size[0], (min(high, view.height) - low) * step)
        )[: size[1]]
        tones = np.clip(f32(tone) + self._scatter(view, 0.25)[:, :, None] * f32(self.palette.glow), 0, 1)[
            low:high
        ]
        full = cv2.resize(tones, (size[0], (min(high, view.height) - low) * step))[: size[1]]
        self.lay(name, full, alpha, (0, low * step), parallax, life)

    def lay(
        self,
        name: str,
        colour: Plain | Colour,
        alpha: Plain,
        at: tuple[int, int],
        parallax: float,
        life: str = "",
    ) -> None:
        """Put a plane on the picture: a colour (an array, or one for all) seen through `alpha`; tell the sink."""
        x, y = at
        high, wide = alpha.shape
        alpha = np.ascontiguousarray(alpha, np.float32)
        solid = colour if isinstance(colour, np.ndarray) else plain(wide, high, colour)
        if self.sink:
            self.sink.plane(name, solid, alpha, at, parallax, life)
        room = self.picture[y : y + high, x : x + wide]
        cv2.blendLinear(np.ascontiguousarray(solid, np.float32), room, alpha, 1 - alpha, room)

    # --- inside ---------------------------------------------------------------------------------------

    def _window(self, x: int, y: int, wide: int, high: int) -> View:
        v = self.view
        return View(wide, high, v.scale, v.left + x / v.scale, v.top + y / v.scale, v.aspect)

    def _parallax(self, depth: float, parallax: float | None) -> float:
        return parallax if parallax is not None else 0.12 + 0.9 * depth**1.6 + max(0.0, depth - 0.8) * 1.6

    def _surface(
        self,
        view: View,
        depth: float,
        tint: Colour | None,
        base: float | None,
        mist: float,
        grain: float,
        name: str,
    ) -> Plain:
        """The colour of a silhouette: ink seen through the air between it and us."""
        coarse = view.coarse(8)
        p = self.palette
        air = min((1 - depth) ** 1.5 * (0.62 + 0.5 * p.veil), 0.94)
        tone = f32(mix(tint or p.ink, p.haze, air))
        colour = np.broadcast_to(tone, (coarse.height, coarse.width, 3)).copy()
        if base is not None and mist:
            _, ys = coarse.grid()
            gather = (
                smoothstep(base - 0.34, base + 0.02, ys)
                * mist
                * (0.25 + 0.75 * (1 - depth))
                * (0.5 + 0.6 * p.veil)
            )
            colour += np.clip(gather, 0, 0.85)[:, :, None] * (f32(mix(p.haze, p.low, 0.5)) - colour)
        colour += self._scatter(coarse, (1 - depth) ** 1.2 * (0.35 + 0.35 * p.veil))[:, :, None] * f32(p.glow)
        half = view.coarse(2)
        full = cv2.resize(colour, (half.width, half.height), interpolation=cv2.INTER_LINEAR)
        if grain:
            wash = 1 + (self._paper(name, half) - 0.5) * (grain * 6)
            full = cv2.multiply(full, cv2.cvtColor(wash, cv2.COLOR_GRAY2BGR))
        return cv2.resize(full, (view.width, view.height), interpolation=cv2.INTER_LINEAR)

    def _paper(self, name: str, half: View) -> Plain:
        """The tooth of the paper under a plane: one sheet per picture, turned another way for each plane."""
        if self._sheet is None:
            whole = self.view.coarse(2)
            self._sheet = clouds(self.dice("paper"), whole, 0.055, 4, 1.0, 0.62)
        turned = cv2.flip(self._sheet, (-1, 0, 1)[sum(name.encode()) % 3])
        x, y = (
            round((half.left - self.view.left) * half.scale),
            round((half.top - self.view.top) * half.scale),
        )
        part = turned[max(y, 0) : y + half.height, max(x, 0) : x + half.width]
        return (
            part if part.shape == (half.height, half.width) else cv2.resize(part, (half.width, half.height))
        )

    def _scatter(self, view: View, amount: float) -> Plain:
        """Light that the air around the source throws in front of whatever stands there."""
        x, y = self.light_at
        source = self.recipe.light
        return light.halo(view, x, y, source.reach / 1000) * (amount * source.strength / 1000)


def unit(mask: Mask) -> Plain:
    """A mask as 0..1."""
    return np.multiply(mask, np.float32(1 / 255), dtype=np.float32)


def plain(wide: int, high: int, colour: Colour) -> Plain:
    """A canvas of one colour."""
    out = np.empty((high, wide, 3), np.float32)
    cv2.rectangle(out, (0, 0), (wide, high), tuple(float(c) for c in colour), -1)
    return out


_TILE = dice(20240611, "dither").random((257, 263)).astype(np.float32) - 0.5
_TILE3 = cv2.merge((_TILE, _TILE, _TILE))


def dither(high: int, wide: int) -> Plain:
    """Half a step of fixed noise, so that slow gradients do not band when they become 8 bit."""
    return cv2.copyMakeBorder(_TILE3, 0, max(high - 257, 0), 0, max(wide - 263, 0), cv2.BORDER_WRAP)[
        :high, :wide
    ]
