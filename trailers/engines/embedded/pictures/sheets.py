"""Reference sheets of people: one person three times in plain light, in the very wardrobe they wear in every scene.

From behind, from the side and close, on a seamless ground. A place needs no sheet of its own: its reference is a
wide picture of it with nobody there, which `compose` stages like any other.
"""

from __future__ import annotations

import cv2
import numpy as np

from trailers.domain.script import Character, Style

from .brush import Mask, Plain, View, f32, smoothstep
from .cast import place_figure
from .finish import vignette
from .palette import Palette, mix, palette_of
from .recipe import Figure, Light, Recipe
from .stage import Stage, dither
from .wardrobe import wardrobe_of

_FLOOR = 0.86
"""Where the ground of the studio meets its wall, in heights."""
_VIEWS = (("back", 200, 930, 760), ("side", 500, 930, 760), ("bust", 785, 1010, 610))
"""How, where (x, foot) and how large each time, in thousandths."""


def person_sheet(person: Character, style: Style, *, seed: int, width: int, height: int) -> Mask:
    """8-bit BGR of the given size. The same person, style and seed give the same bytes."""
    stage = _studio(_recipe(person, style, seed, width, height))
    for number, figure in enumerate(stage.recipe.figures):
        place_figure(stage, figure, f"figure {number}", shadow=figure.view != "bust")
    view = stage.view
    falloff = cv2.resize(vignette(view.coarse(8), stage.light_at), (view.width, view.height))
    lit = (np.clip(stage.picture * falloff[:, :, None], 0, 1) * 255)[:height, :width]
    return cv2.add(lit, dither(height, width)[: lit.shape[0], : lit.shape[1]], dtype=cv2.CV_8U)


def _recipe(person: Character, style: Style, seed: int, width: int, height: int) -> Recipe:
    """The studio as a value: no place, no weather, one lamp from the side."""
    clothes = wardrobe_of(person.name, person.description)
    narrow = min(1.0, width / height / 1.5)
    figures = tuple(
        Figure(x, foot, round(size * narrow), 1 if x < 500 else -1, "stand", view, clothes, 0, seed % 10_000)
        for view, x, foot, size in _VIEWS
    )
    return Recipe(
        seed=seed, width=width, height=height, bars=0, genre=style.genre, setting="", time="dusk", weather="clear",
        shot="wide", horizon=round(_FLOOR * 1000), side=-1, subject_x=500, zoom=1000,
        light=Light("lamp", 640, 180, "warm", 900, 900), framing="", air=(), wind=0, figures=figures,
    )  # fmt: skip


def _studio(recipe: Recipe) -> Stage:
    """A seamless wall, bright enough behind a silhouette that its outline can be read."""
    palette = palette_of(recipe.genre, recipe.time, recipe.weather, recipe.light.tint)
    stage = Stage.of(recipe, palette, View.of(recipe.aspect, recipe.height, 0.0))
    stage.backdrop(_wall(stage.view.coarse(8), palette))
    return stage


def _wall(view: View, palette: Palette) -> Plain:
    xs, ys = view.grid()
    near = np.exp(-(((xs - 0.5 * view.aspect) / (0.62 * view.aspect)) ** 2) - (((ys - 0.42) / 0.6) ** 2))
    wall = f32(mix(palette.middle, palette.low, 0.35))
    bright = f32(mix(palette.low, palette.pale, 0.45))
    ground = f32(mix(palette.middle, palette.ink, 0.35))
    lit = wall + near[:, :, None] * (bright - wall)
    floor = smoothstep(_FLOOR - 0.03, _FLOOR + 0.12, ys + 0 * xs)[:, :, None]
    return np.ascontiguousarray(lit + floor * (ground - lit) * 0.8, np.float32)
