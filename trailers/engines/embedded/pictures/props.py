"""Drawing an object of the recipe on the stage: silhouette, lit planes, hollows and what shines."""

from __future__ import annotations

import cv2
import numpy as np

from .brush import Mask, Plain, Points, View, clouds, fill, soften, wander
from .objects import DRAWERS, Sketch
from .palette import mix
from .recipe import Prop
from .sky import paint_planet
from .stage import Stage


def masks_of(prop: Prop, view: View) -> dict[str, Mask]:
    """The drawing as masks by tone, in painter's order: what comes later covers what was there."""
    sketch = Sketch(dice=np.random.Generator(np.random.PCG64(prop.seed)))
    DRAWERS[prop.name](sketch)
    x, y, size = prop.x / 1000 * view.aspect, prop.base_y / 1000, prop.height / 1000
    if prop.depth == 820 and prop.name not in ("bird", "plane"):
        y += size * min(float(shape[:, 1].min()) for _, shape in sketch.parts)  # what lies, lies on something
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
    if prop.name == "planet":
        size = prop.height / 1000
        paint_planet(stage, prop.x / 1000 * view.aspect, prop.base_y / 1000 - size / 2, size / 2)
        return view.blank()
    if stage.recipe.setting in ("coast", "sea", "river") and prop.depth == 420:
        _islet(stage, prop)
    name = name or f"prop {prop.name}"
    depth = prop.depth / 1000
    masks = masks_of(prop, view)
    insert = stage.recipe.shot == "insert" and prop.depth >= 700
    blur = 0.0 if insert else None
    parallax = stage._parallax(depth, None)
    tint = mix(p.ink, p.cool, 0.12) if insert else None
    stage.shape(
        name,
        masks["body"],
        depth,
        rim=1.0,
        rim_width=0.010 if insert else 0.0028,
        tint=tint,
        blur=blur,
        grain=0.07,
        lit=masks["lit"],
        lit_colour=_shine(stage, prop),
        mist=0.3,
        base=prop.base_y / 1000,
    )
    face = mix(mix(p.haze, p.pale, 0.3), p.glow, 0.4)
    soft = max(0.0008 * view.scale, 0.0)
    fall = _falloff(stage) if insert else None
    if masks["face"].any():
        stage.add_shade(
            name + " face",
            _lit(soften(masks["face"], soft), fall),
            0.66 if insert else 0.30 * (0.5 + 0.5 * depth),
            parallax=parallax,
            colour=face,
        )
    if fall is not None:
        stage.add_shade(name + " form", _lit(masks["body"], fall), 0.30, parallax=parallax, colour=p.glow)
    if masks["dark"].any():
        stage.add_shade(name + " dark", soften(masks["dark"], soft), 0.66 * depth, parallax=parallax)
    return masks["body"]


def _falloff(stage: Stage) -> Plain:
    """Light across a near object: full on the side of the source, nearly nothing on the other."""
    view = stage.view
    lx, ly = stage.light_at
    coarse = view.coarse(8)
    xs, ys = coarse.grid()
    reach = np.hypot((xs - lx) * 0.85, ys - ly)
    grime = clouds(stage.dice("grime"), coarse, 0.12, 4)
    fall = np.clip(np.exp(-reach * 2.1) * 1.75 * (0.62 + 0.75 * grime), 0, 1).astype(np.float32)
    return cv2.resize(fall, (view.width, view.height))


def _lit(mask: Mask, fall: Plain | None) -> Mask:
    return mask if fall is None else cv2.multiply(mask, fall, dtype=cv2.CV_8U)


def _shine(stage: Stage, prop: Prop) -> tuple[float, float, float]:
    p = stage.palette
    if prop.name in ("knife", "mirror", "book", "map"):
        return mix(p.light, p.haze, 0.25)
    if prop.name == "screen":
        return mix(p.light, p.cool, 0.2)
    dim = 0.0 if stage.recipe.time in ("night", "dusk") else 0.45
    return mix(mix(p.lamp, p.light, 0.3), p.haze, dim)


def _islet(stage: Stage, prop: Prop) -> None:
    """Rock for a building to stand on where there is only water."""
    view = stage.view
    rng = stage.dice("islet", prop.name)
    x, y, size = prop.x / 1000 * view.aspect, prop.base_y / 1000, prop.height / 1000
    half = size * (0.55 if prop.name != "bridge" else 1.5)
    xs = np.linspace(x - half * 1.5, x + half * 1.5, 60)
    hump = np.exp(-(((xs - x) / half) ** 4)) * size * 0.14 + wander(rng, xs, size * 0.2, 4) * size * 0.035
    mask = fill(
        view.blank(),
        view,
        np.vstack(
            (
                np.column_stack((xs, y + size * 0.10 - hump * 1.2)),
                [(xs[-1], y + size * 0.13), (xs[0], y + size * 0.13)],
            )
        ),
    )
    stage.shape("islet", mask, prop.depth / 1000, rim=0.7, rim_width=0.003, grain=0.14, base=y + size * 0.2)
