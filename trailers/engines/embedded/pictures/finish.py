"""The last marks: light rays, birds, weather held still, bloom, and the darkening of the corners."""

from __future__ import annotations

import cv2
import numpy as np

from . import light
from .brush import Plain, View, clouds, curve, fill, smoothstep
from .palette import mix
from .stage import Stage


def paint_source(stage: Stage) -> None:
    """The glow of a source that stands in the air: lamp, fire, headlights, beam."""
    source, p = stage.recipe.light, stage.palette
    x, y = stage.light_at
    small = stage.view.coarse(8)
    if source.kind in ("lamp", "fire", "headlights", "screen"):
        glow = light.halo(small, x, y, source.reach / 1000 * 0.9)
        stage.add_glow(
            "source glow",
            glow * 0.62 * source.strength / 1000,
            p.glow,
            parallax=0.6,
            life="flicker" if source.flicker else "",
        )
    if source.kind == "lamp" and stage.recipe.setting == "street":
        _street_cone(stage, small, x, y)
    if source.kind == "headlights":
        _headlights(stage, small, x, y)
    if source.kind == "beam":
        _beam(stage, small, x, y)


def _street_cone(stage: Stage, small: View, x: float, y: float) -> None:
    xs, ys = small.grid()
    down = np.clip(ys - y, 0, None)
    width = 0.05 + 0.42 * down
    cone = np.exp(-(((xs - x) / width) ** 2) * 1.6) * np.clip(1.05 - down * 1.25, 0, 1) * (ys > y)
    stage.add_glow("cone", (cone * 0.42).astype(np.float32), stage.palette.glow, parallax=0.75)


def _headlights(stage: Stage, small: View, x: float, y: float) -> None:
    xs, ys = small.grid()
    spread = np.zeros((small.height, small.width), np.float32)
    for dx in (-0.035, 0.035):
        d = np.hypot((xs - x - dx) / 1.4, ys - y)
        spread += np.exp(-((d / 0.030) ** 1.2)) + 0.35 * np.exp(-((d / 0.16) ** 1.1))
        spread += 0.30 * np.exp(-(((ys - y) / 0.012) ** 2)) * np.exp(-np.abs(xs - x - dx) * 3.0)
    stage.add_glow("headlights", np.clip(spread, 0, 1), stage.palette.light, parallax=0.5, cover=0.9)


def _beam(stage: Stage, small: View, x: float, y: float) -> None:
    xs, ys = small.grid()
    for side, tilt in ((1, 0.10), (-1, -0.06)):
        along = (xs - x) * side
        off = (ys - y) - tilt * along
        beam = (
            np.exp(-((off / (0.012 + 0.085 * np.clip(along, 0, None))) ** 2))
            * (along > 0)
            * np.exp(-along * 0.7)
        )
        stage.add_glow(f"beam {side}", (beam * 0.55).astype(np.float32), stage.palette.glow, parallax=0.3)


def paint_shafts(stage: Stage, before: Plain) -> None:
    """Rays between trunks, ribs and houses: the brightness behind the near planes, smeared from the source."""
    source = stage.recipe.light
    if source.kind not in ("sun", "moon", "sky", "window", "lamp") or stage.recipe.setting in (
        "sea",
        "space",
    ):
        return
    small = stage.view.coarse(8)
    size = (small.width, small.height)
    now = cv2.cvtColor(cv2.resize(stage.picture, size, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY)
    x, y = stage.light_at
    near = light.halo(small, x, y, source.reach / 1000 * 1.3)
    bright = np.clip(now - 0.30, 0, 1) * near * 1.6
    rays = light.shafts(bright.astype(np.float32), small, x, y, 0.9)
    rays = np.clip(rays - bright * 0.5, 0, 1)
    amount = {"forest": 0.95, "underground": 0.8, "interior": 0.35, "street": 0.6, "ruins": 0.7}.get(
        stage.recipe.setting, 0.35
    )
    stage.add_glow(
        "shafts",
        rays * amount * (0.6 + 0.7 * stage.palette.veil) * source.strength / 1000,
        stage.palette.glow,
        parallax=0.35,
        life="drift",
    )


def paint_reading_light(stage: Stage) -> None:
    """A breath of lit mist behind the subject, so that the pose reads before anything else does."""
    recipe, p = stage.recipe, stage.palette
    if not recipe.figures or (recipe.figures[0].view == "bust" and recipe.setting == "interior"):
        return
    figure = recipe.figures[0]
    view = stage.view.coarse(8)
    xs, ys = view.grid()
    x = figure.x / 1000 * stage.view.aspect
    size = figure.height / 1000
    wide, tall = (0.75, 0.55) if size > 0.7 else (size * 0.95, size * 0.62)
    middle = min(figure.foot_y / 1000 - size * 0.55, 0.7) if size < 0.7 else 0.45
    lobe = np.exp(-(((xs - x) / wide) ** 2) - (((ys - middle) / tall) ** 2)) * np.clip(
        (figure.foot_y / 1000 + 0.02 - ys) * 12, 0, 1
    )
    torn = clouds(stage.dice("reading"), view, 0.2, 3, 2.5)
    amount = (0.24 if recipe.time == "night" else 0.16) * (
        1.3 if recipe.setting in ("forest", "underground", "interior", "city") else 1.0
    )
    stage.add_glow(
        "reading light",
        (lobe * (0.6 + 0.7 * torn) * amount).astype(np.float32),
        mix(p.haze, p.glow, 0.55),
        parallax=0.6,
        cover=1.0,
    )


def paint_birds(stage: Stage) -> None:
    if "birds" not in stage.recipe.air:
        return
    view = stage.view
    rng = stage.dice("birds")
    mask = view.blank()
    cx, cy = view.aspect / 2 - stage.recipe.side * 0.22 * view.aspect, max(stage.horizon - 0.27, 0.12)
    for k in range(int(rng.integers(5, 10))):
        x, y = cx + (rng.random() - 0.5) * 0.5, cy + (rng.random() - 0.5) * 0.17
        fill(mask, view, bird_shape(x, y, 0.007 + 0.008 * rng.random(), float(rng.random()), k))
    stage.shape("birds", mask, 0.5, grain=0, mist=0, blur=0.0006, parallax=0.3, life="birds")


def bird_shape(x: float, y: float, size: float, beat: float, k: int) -> Plain:
    """A far bird: two wings at one moment of their beat."""
    lift = np.sin(2 * np.pi * beat) * 0.75
    return curve(
        [
            (x - size * 1.6, y - size * lift),
            (x - size * 0.75, y - size * (lift * 0.75 + 0.22)),
            (x, y),
            (x + size * 0.75, y - size * (lift * 0.75 + 0.22)),
            (x + size * 1.6, y - size * lift),
            (x + size * 0.7, y - size * (lift * 0.75 + 0.02)),
            (x, y + size * 0.24),
            (x - size * 0.7, y - size * (lift * 0.75 + 0.02)),
        ],
        steps=4,
    )


def vignette(view: View, focus: tuple[float, float], strength: float = 0.42) -> Plain:
    """A multiplier that lets the corners fall away from the place the eye should be."""
    xs, ys = view.grid()
    fx = view.aspect / 2 * 0.6 + focus[0] * 0.4
    d = np.hypot((xs - fx) / (view.aspect * 0.62), (ys - 0.5) / 0.80)
    return (1 - strength * smoothstep(0.35, 1.25, d)).astype(np.float32)


def paint_bloom(stage: Stage) -> None:
    spill = light.bloom(stage.picture, 0.66, stage.view, 0.018)
    amount = cv2.cvtColor(spill.astype(np.float32), cv2.COLOR_BGR2GRAY) * 0.9
    stage.add_glow("bloom", amount, stage.palette.glow, parallax=0.5, cover=0.6)
