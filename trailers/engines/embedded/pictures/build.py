"""From recipe to picture: the one order in which everything is put on the stage."""

from __future__ import annotations

import cv2
import numpy as np

from .brush import Mask, Plain, View, box, fill
from .cast import place_figure, reflect
from .finish import paint_birds, paint_bloom, paint_reading_light, paint_shafts, paint_source, vignette
from .framing import paint_framing
from .palette import Palette, mix, palette_of
from .props import place_prop
from .recipe import Recipe
from .scenery import paint_scenery
from .stage import Sink, Stage, dither
from .weather import paint_weather


def palette_for(recipe: Recipe) -> Palette:
    return palette_of(
        recipe.genre,
        recipe.time,
        recipe.weather,
        recipe.light.tint if recipe.light.kind not in ("sun", "sky") else "",
    )


def stage_for(
    recipe: Recipe, height_px: float, *, overscan: float = 0.0, sink: Sink | None = None, live: bool = False
) -> Stage:
    """Build the whole picture; `height_px` is the height inside the bars.

    With `live` the birds and the walking figures are left out: motion draws those itself, frame by frame.
    """
    view = View.of(recipe.aspect, height_px, overscan)
    stage = Stage.of(recipe, palette_for(recipe), view, sink)
    stage.skip_figures = live and moves_about(recipe)
    if sink:
        sink.watch(stage)
    paint_scenery(stage)
    if not live:
        paint_birds(stage)
    for k, prop in enumerate(p for p in recipe.props if p.depth < 700):
        mask = place_prop(stage, prop, name=f"prop {k} {prop.name}")
        if prop.name in ("boat", "ship"):
            reflect(stage, mask, prop.base_y / 1000, 0.6)
    paint_source(stage)
    paint_reading_light(stage)
    paint_shafts(stage, stage.picture)
    if recipe.shot == "insert" and recipe.props and recipe.props[0].on_table:
        _table(stage)
    paint_bloom(stage)
    _cast(stage)
    paint_framing(stage)
    return stage


def moves_about(recipe: Recipe) -> bool:
    """Whether the people of the picture walk, run or dance, small enough to be redrawn for every frame."""
    return (
        bool(recipe.figures)
        and recipe.figures[0].action in ("walk", "run", "dance")
        and recipe.figures[0].height < 700
    )


def _cast(stage: Stage) -> None:
    recipe = stage.recipe
    behind = (
        recipe.figures
        and recipe.figures[0].action in ("row", "sit")
        and any(p.name == "boat" and p.depth == 790 for p in recipe.props)
    )
    near = [p for p in recipe.props if p.depth >= 700]
    for k, prop in enumerate(near):
        if not behind:
            _prop(stage, prop, k)
    if not stage.skip_figures:
        for k in range(len(recipe.figures) - 1, -1, -1):
            place_figure(
                stage,
                recipe.figures[k],
                f"figure {k}",
                shadow=not behind and recipe.shot in ("wide", "extreme_wide"),
            )
    if behind:
        for k, prop in enumerate(near):
            _prop(stage, prop, k)


def _prop(stage: Stage, prop: object, k: int) -> None:
    mask = place_prop(stage, prop, name=f"near prop {k}")  # type: ignore[arg-type]
    base = prop.base_y / 1000  # type: ignore[attr-defined]
    if stage.recipe.shot != "insert":
        wet = stage.recipe.weather in ("rain", "storm") or stage.recipe.setting in ("sea", "river")
        reflect(stage, mask, base, 0.55 if wet else 0.25)


def _table(stage: Stage) -> None:
    """The surface on which an insert's object stands, catching the light."""
    view, p = stage.view, stage.palette
    top = 0.70
    mask = fill(view.blank(), view, box(view.left - 0.1, top, view.right + 0.1, view.bottom + 0.1))
    soft = cv2.GaussianBlur(mask, (0, 0), max(0.006 * view.scale, 0.6))
    stage.shape("table", soft, 0.76, tint=mix(p.ink, p.warm, 0.16), grain=0.14, blur=0.0, parallax=0.95)
    coarse = view.coarse(8)
    xs, ys = coarse.grid()
    x = stage.subject_x
    lx, _ = stage.light_at
    away = np.clip((x - lx) * 0.55, -0.35, 0.35)
    pool = np.exp(-(((xs - x) / 0.62) ** 2) - (((ys - 0.82) / 0.12) ** 2))
    stage.add_glow("table light", (pool * 0.34 * (ys > top)).astype(np.float32), p.glow, parallax=0.95)
    shade = np.exp(-(((xs - x - away) / 0.46) ** 2) - (((ys - 0.805) / 0.040) ** 2))
    full = cv2.resize((shade * 255).astype(np.uint8), (view.width, view.height))
    stage.add_shade("contact", full, 0.62, parallax=1.0)


def finished(stage: Stage, *, weather: bool = True) -> Plain:
    """The picture at rest with its weather and its corners, still as floats."""
    if weather:
        paint_weather(stage)
    falloff = cv2.resize(
        vignette(stage.view.coarse(8), stage.light_at), (stage.view.width, stage.view.height)
    )
    return stage.picture * falloff[:, :, None]


def render(recipe: Recipe) -> Mask:
    """The picture as 8-bit BGR at the recipe's own size, bars included."""
    bar = round(recipe.height * recipe.bars / 1000)
    stage = stage_for(recipe, recipe.height - 2 * bar)
    inner = finished(stage) * 255
    high, wide = inner.shape[:2]
    out = np.zeros((recipe.height, recipe.width, 3), np.uint8)
    rows = min(high, recipe.height - 2 * bar)
    cols = min(wide, recipe.width)
    out[bar : bar + rows, :cols] = cv2.add(inner, dither(high, wide), dtype=cv2.CV_8U)[:rows, :cols]
    return out
