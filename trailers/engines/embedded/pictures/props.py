"""Drawing an object of the recipe on the stage: silhouette, lit planes, hollows and what shines."""

from __future__ import annotations

import cv2
import numpy as np

from .brush import Mask, Points, View, fill, soften
from .objects import DRAWERS, Sketch
from .palette import mix
from .recipe import Prop
from .stage import Stage


def masks_of(prop: Prop, view: View) -> dict[str, Mask]:
    """The drawing as masks by tone, in painter's order: what comes later covers what was there."""
    sketch = Sketch(dice=np.random.Generator(np.random.PCG64(prop.seed)))
    DRAWERS[prop.name](sketch)
    x, y, size = prop.x / 1000 * view.aspect, prop.base_y / 1000, prop.height / 1000
    masks = {tone: view.blank() for tone in ("body", "face", "dark", "lit")}
    for tone, shape in sketch.parts:
        placed: Points = np.column_stack((x + prop.facing * size * shape[:, 0], y - size * shape[:, 1]))
        if tone == "cut":
            for mask in masks.values():
                fill(mask, view, placed, value=0)
            continue
        fill(masks["body"], view, placed)
        for other in ("face", "dark", "lit"):
            if other == tone:
                fill(masks[other], view, placed)
            elif masks[other].any():
                fill(masks[other], view, placed, value=0)
    return masks


def place_prop(stage: Stage, prop: Prop, view: View | None = None, name: str = "") -> Mask:
    """Put it on the stage; returns its silhouette for shadows and reflections."""
    view = view or stage.view
    p = stage.palette
    name = name or f"prop {prop.name}"
    depth = prop.depth / 1000
    masks = masks_of(prop, view)
    insert = stage.recipe.shot == "insert" and prop.depth >= 700
    blur = 0.0 if insert else None
    parallax = stage._parallax(depth, None)
    tint = mix(p.ink, p.cool, 0.30) if insert else None
    stage.shape(name, masks["body"], depth, rim=1.0, rim_width=0.010 if insert else 0.0028, tint=tint, blur=blur, grain=0.07,
                lit=masks["lit"], lit_colour=_shine(stage, prop), mist=0.3, base=prop.base_y / 1000)  # fmt: skip
    lift = 0.62 if insert else 0.30
    face = mix(mix(p.haze, p.pale, 0.3), p.glow, 0.4)
    soft = max(0.0008 * view.scale, 0.0)
    if masks["face"].any():
        stage.add_shade(name + " face", soften(masks["face"], soft), lift * (0.5 + 0.5 * depth), parallax=parallax, colour=face)
    if masks["dark"].any():
        stage.add_shade(name + " dark", soften(masks["dark"], soft), 0.62 * depth, parallax=parallax)
    if insert:
        _form(stage, name, masks["body"], parallax)
    return masks["body"]


def _shine(stage: Stage, prop: Prop) -> tuple[float, float, float]:
    p = stage.palette
    if prop.name in ("knife", "mirror", "book", "map"):
        return mix(p.light, p.haze, 0.25)
    if prop.name == "screen":
        return mix(p.light, p.cool, 0.2)
    dim = 0.0 if stage.recipe.time in ("night", "dusk") else 0.45
    return mix(mix(p.lamp, p.light, 0.3), p.haze, dim)


def _form(stage: Stage, name: str, mask: Mask, parallax: float) -> None:
    """Light that falls off across a near object, brighter on the side of the source."""
    view = stage.view
    lx, ly = stage.light_at
    coarse = view.coarse(8)
    xs, ys = coarse.grid()
    fall = np.exp(-np.hypot(xs - lx, ys - ly) * 1.4).astype(np.float32)
    shade = cv2.resize(fall, (view.width, view.height))
    lit = cv2.multiply(mask.astype(np.float32), shade, scale=1.0)
    stage.add_shade(name + " form", np.clip(lit, 0, 255).astype(np.uint8), 0.34, parallax=parallax, colour=stage.palette.glow)
