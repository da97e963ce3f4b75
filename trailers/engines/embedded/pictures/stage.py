"""The stage on which a recipe is built plane by plane, back to front, under one light.

Every mark ends as a premultiplied plane `picture = picture * (1 - alpha) + colour`; a glow has little alpha, a
shadow no colour. The stage keeps the finished picture at rest and, for motion, the planes it was made of.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np

from . import light
from .brush import Mask, Plain, View, clouds, dice, smoothstep, soften
from .palette import Colour, Palette, mix
from .recipe import Recipe


@dataclass(slots=True)
class Plane:
    """A piece of the picture that moves as one. `pixels` is premultiplied BGRA, 8 bit, placed at (x, y)."""

    name: str
    pixels: Mask
    x: int
    y: int
    parallax: float
    """How far it moves with the camera: 0 the sky, 1 the subject, more for what is nearer."""
    life: str = ""
    """'', flicker, water, sway, drift."""


@dataclass(slots=True)
class Stage:
    recipe: Recipe
    palette: Palette
    view: View
    """What the lens sees, at subject distance."""
    picture: Plain
    keep: bool = False
    planes: list[Plane] = field(default_factory=list)
    lights: list[tuple[float, float, float]] = field(default_factory=list)
    """Practical lights drawn so far: (x, y, size) in the world of `view`, for glows and bokeh."""
    skip_figures: bool = False
    """Motion draws moving figures itself."""

    @classmethod
    def of(cls, recipe: Recipe, palette: Palette, view: View, keep: bool = False) -> Stage:
        return cls(recipe, palette, view, np.zeros((view.height, view.width, 3), np.float32), keep)

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
        if self.keep:
            self._store("sky", self.picture, None, (0, 0), 0.06, "")

    def shape(self, name: str, mask: Mask, depth: float, *, parallax: float | None = None, tint: Colour | None = None,
              base: float | None = None, rim: float = 0.0, rim_width: float = 0.004, blur: float | None = None,
              mist: float = 0.5, grain: float = 0.05, lit: Mask | None = None, lit_colour: Colour | None = None,
              life: str = "", rim_at: tuple[float, float] | None = None) -> None:  # fmt: skip
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
            edge = light.rim(part, view, at[0], at[1], rim_width) * (rim * self.recipe.light.strength / 1000)
            glow = np.float32(self.palette.glow)
            colour += edge[:, :, None] * np.maximum(glow - 0.15, 0.1)
        if lit is not None and (lit_part := soften(lit, sigma)[y : y + high, x : x + wide]).any():
            shine = lit_part.astype(np.float32)[:, :, None] / 255
            colour = colour * (1 - shine) + np.float32(lit_colour or self.palette.lamp) * shine
        alpha = part.astype(np.float32) / 255
        self.lay(name, colour * alpha[:, :, None], alpha, (x, y), self._parallax(depth, parallax), life)

    def add_glow(self, name: str, small: Plain, colour: Colour, *, parallax: float = 0.3, life: str = "",
                 cover: float = 0.75) -> None:  # fmt: skip
        """Light in the air: `small` (0..1, a coarse canvas) times colour, screened on."""
        if float(small.max()) < 0.004:
            return
        size = (self.view.width, self.view.height)
        amount = cv2.resize(np.clip(small, 0, 1).astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
        mask = cv2.convertScaleAbs(amount, alpha=1000)
        x, y, wide, high = cv2.boundingRect(mask)
        amount = amount[y : y + high, x : x + wide]
        self.lay(name, amount[:, :, None] * np.float32(colour), amount * cover, (x, y), parallax, life)

    def add_shade(self, name: str, mask: Mask, amount: float, *, parallax: float = 1.0, colour: Colour | None = None,
                  life: str = "") -> None:  # fmt: skip
        """Darken (towards `colour`, else the ink) what lies under the mask."""
        x, y, wide, high = cv2.boundingRect(mask)
        if wide:
            alpha = mask[y : y + high, x : x + wide].astype(np.float32) * (amount / 255)
            tone = np.float32(colour or self.palette.ink)
            self.lay(name, alpha[:, :, None] * tone, alpha, (x, y), parallax, life)

    def fog(self, name: str, level: float, spread: float, amount: float, *, parallax: float, cell: float = 0.5,
            life: str = "drift", colour: Colour | None = None) -> None:  # fmt: skip
        """A bank of mist around the height `level`, torn by slow noise."""
        view = self.view.coarse(8)
        _, ys = view.grid()
        band = np.exp(-(((ys - level) / spread) ** 2))
        torn = smoothstep(0.15, 0.85, clouds(self.dice("fog", name), view, cell * 0.5, 4, 3.0))
        density = (band * (0.35 + 0.75 * torn) * amount).astype(np.float32)
        tone = colour or mix(self.palette.haze, self.palette.low, 0.5)
        size = (self.view.width, self.view.height)
        alpha = np.clip(cv2.resize(density, size, interpolation=cv2.INTER_LINEAR), 0, 0.92)
        tone_map = np.float32(tone) + self._scatter(view, 0.25)[:, :, None] * np.float32(self.palette.glow)
        full = cv2.resize(np.clip(tone_map, 0, 1), size, interpolation=cv2.INTER_LINEAR)
        self.lay(name, full * alpha[:, :, None], alpha, (0, 0), parallax, life)

    def lay(self, name: str, colour: Plain, alpha: Plain, at: tuple[int, int], parallax: float, life: str = "") -> None:
        """Put a premultiplied plane on the picture, and keep it when motion wants it."""
        x, y = at
        high, wide = alpha.shape
        room = self.picture[y : y + high, x : x + wide]
        under = np.ascontiguousarray(room)
        keep = cv2.subtract(1.0, alpha.astype(np.float32, copy=False))
        room[...] = cv2.add(cv2.multiply(under, cv2.merge((keep, keep, keep))), colour.astype(np.float32, copy=False))
        if self.keep:
            self._store(name, colour, alpha, at, parallax, life)

    # --- inside ---------------------------------------------------------------------------------------

    def _window(self, x: int, y: int, wide: int, high: int) -> View:
        v = self.view
        return View(wide, high, v.scale, v.left + x / v.scale, v.top + y / v.scale, v.aspect)

    def _parallax(self, depth: float, parallax: float | None) -> float:
        return parallax if parallax is not None else 0.12 + 0.9 * depth**1.6 + max(0.0, depth - 0.8) * 1.6

    def _surface(self, view: View, depth: float, tint: Colour | None, base: float | None, mist: float, grain: float,
                 name: str) -> Plain:  # fmt: skip
        """The colour of a silhouette: ink seen through the air between it and us."""
        coarse = view.coarse(8)
        p = self.palette
        air = min((1 - depth) ** 1.5 * (0.62 + 0.5 * p.veil), 0.94)
        tone = np.float32(mix(tint or p.ink, p.haze, air))
        colour = np.broadcast_to(tone, (coarse.height, coarse.width, 3)).copy()
        if base is not None and mist:
            _, ys = coarse.grid()
            gather = smoothstep(base - 0.34, base + 0.02, ys) * mist * (0.25 + 0.75 * (1 - depth)) * (0.5 + 0.6 * p.veil)
            colour += np.clip(gather, 0, 0.85)[:, :, None] * (np.float32(mix(p.haze, p.low, 0.5)) - colour)
        colour += self._scatter(coarse, (1 - depth) ** 1.2 * (0.35 + 0.35 * p.veil))[:, :, None] * np.float32(p.glow)
        size = (view.width, view.height)
        full = cv2.resize(colour, size, interpolation=cv2.INTER_LINEAR)
        if grain:
            half = view.coarse(2)
            wash = clouds(self.dice("grain", name), half, 0.055, 4, 1.0, 0.62)
            full *= cv2.resize(1 + (wash - 0.5) * (grain * 6), size, interpolation=cv2.INTER_LINEAR)[:, :, None]
        return full

    def _scatter(self, view: View, amount: float) -> Plain:
        """Light that the air around the source throws in front of whatever stands there."""
        x, y = self.light_at
        source = self.recipe.light
        return light.halo(view, x, y, source.reach / 1000) * (amount * source.strength / 1000)

    def _store(self, name: str, colour: Plain, alpha: Plain | None, at: tuple[int, int], parallax: float, life: str) -> None:
        high, wide = colour.shape[:2]
        out = np.empty((high, wide, 4), np.uint8)
        noise = dither(high, wide)
        cv2.mixChannels([cv2.add(colour * 255, noise, dtype=cv2.CV_8U)], [out], [0, 0, 1, 1, 2, 2])
        out[:, :, 3] = 255 if alpha is None else cv2.convertScaleAbs(alpha, alpha=255)
        self.planes.append(Plane(name, out, at[0], at[1], parallax, life))


_TILE = dice(20240611, "dither").random((257, 263)).astype(np.float32) - 0.5


def dither(high: int, wide: int) -> Plain:
    """Half a step of fixed noise, so that slow gradients do not band when they become 8 bit."""
    tile = np.tile(_TILE, (-(-high // 257), -(-wide // 263)))[:high, :wide]
    return np.repeat(tile[:, :, None], 3, axis=2)
