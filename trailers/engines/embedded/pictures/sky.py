"""Skies: gradient, clouds lit from the source, sun, moon, stars, planets."""

from __future__ import annotations

import cv2
import numpy as np

from .brush import clouds, ellipse, f32, fill, smoothstep
from .light import halo
from .palette import mix
from .stage import Stage, plain


def paint_sky(stage: Stage) -> None:
    """The opaque first plane: from the top of the sky to the horizon, with clouds and the source's glow."""
    p, recipe = stage.palette, stage.recipe
    view = stage.view.coarse(4)
    xs, ys = view.grid()
    level = np.clip(ys / max(stage.horizon, 0.25), 0, 1.15) + 0 * xs
    top, middle, low = (f32(c) for c in (p.top, p.middle, p.low))
    upper, lower = smoothstep(0.0, 0.68, level)[:, :, None], smoothstep(0.45, 1.02, level)[:, :, None]
    sky = top + (middle - top) * upper
    sky = sky + (low - sky) * lower
    x, y = stage.light_at
    source = recipe.light
    near = halo(view, x, y, source.reach / 1000 * 1.25, 1.5)[:, :, None] * (source.strength / 1000)
    if recipe.setting != "space":
        sky = _clouds(stage, sky.astype(np.float32), near)
    strength = 0.78 if recipe.light.kind in ("sun", "moon", "sky", "star") else 0.35
    glow = f32(p.glow) * (near * strength)
    sky = 1 - (1 - sky) * (1 - np.clip(glow, 0, 1))
    stage.backdrop(np.clip(sky, 0, 1).astype(np.float32))
    if (stage.night and recipe.weather in ("clear", "wind")) or recipe.setting == "space":
        _stars(stage)
    if source.kind in ("sun", "moon"):
        _disc(stage)


def _clouds(stage: Stage, sky: np.ndarray, near: np.ndarray) -> np.ndarray:
    """Long banks, brighter where they face the light, darker in their bellies; heavier with the weather."""
    view = stage.view.coarse(4)
    recipe, p = stage.recipe, stage.palette
    amount = {"clear": 0.42, "wind": 0.6, "rain": 0.85, "snow": 0.7, "fog": 0.3, "storm": 1.0, "dust": 0.4}[
        recipe.weather
    ]
    heavy = recipe.weather in ("storm", "rain")
    rng = stage.dice("clouds")
    cell = 0.20 if heavy else 0.13
    mass = clouds(rng, view, cell, 6, 3.4 if not heavy else 2.4, 0.52)
    wisps = clouds(rng, view, 0.055, 4, 7.0, 0.55)
    _, ys = view.grid()
    mass = (
        mass * 0.78
        + wisps * 0.22
        + (0.06 if heavy else 0.0)
        - np.clip(ys - stage.horizon + 0.25, 0, 0.3) * 0.35
    )
    cover = smoothstep(0.62 - 0.22 * amount, 0.86 - 0.16 * amount, mass)[:, :, None] * (0.35 + 0.6 * amount)
    lifted = np.roll(mass, 6, axis=0)
    edge = np.clip((mass - lifted) * 9, -1, 1)[:, :, None]
    dark = f32(mix(p.top, p.ink, 0.45 if heavy else 0.12))
    light = f32(mix(p.low, p.light, 0.35))
    body = dark + (f32(p.middle) - dark) * 0.55 + edge * 0.05
    lit = np.clip(near * 1.5 + np.clip(edge, 0, 1) * 0.22, 0, 1)
    body = body + (light - body) * lit
    if recipe.time == "night":
        body = body * (0.75 + 0.5 * near)
    return f32(sky + (body - sky) * cover)


def _stars(stage: Stage) -> None:
    view = stage.view
    rng = stage.dice("stars")
    count = 900 if stage.recipe.setting == "space" else 380
    mask = view.blank()
    limit = 1.3 if stage.recipe.setting == "space" else stage.horizon - 0.05
    for fx, fy, size in zip(rng.random(count), rng.random(count), rng.random(count) ** 5, strict=True):
        x, y = (fx * 1.4 - 0.2) * view.aspect, -0.15 + fy * (limit + 0.15)
        r = 0.0007 + 0.0016 * size
        cx, cy = view.px([(x, y)])[0]
        level = int((70 + 185 * size) * (1.0 if limit > 1 else float(np.clip((limit - y) * 3, 0.15, 1))))
        cv2.circle(
            mask, (int(cx * 16), int(cy * 16)), max(int(r * view.scale * 16), 8), level, -1, cv2.LINE_AA, 4
        )
    amount = mask.astype(np.float32) / 255
    stage.lay("stars", stage.palette.pale, amount, (0, 0), 0.05)


def _disc(stage: Stage) -> None:
    """The sun or moon itself: small and hard in clear air, swollen and soft low in haze."""
    p, source = stage.palette, stage.recipe.light
    x, y = stage.light_at
    veil = p.veil
    r = (0.036 if source.kind == "moon" else 0.046) * (
        1.25 if stage.recipe.shot in ("close", "medium") else 1.0
    )
    room = r * (1.6 + veil)
    x0, y0 = np.maximum(np.floor(stage.view.px([(x - room, y - room)])[0]), 0).astype(int)
    x1, y1 = np.minimum(
        np.ceil(stage.view.px([(x + room, y + room)])[0]), (stage.view.width, stage.view.height)
    ).astype(int)
    if x1 - x0 < 2 or y1 - y0 < 2:
        return
    view = stage._window(int(x0), int(y0), int(x1 - x0), int(y1 - y0))
    mask = fill(view.blank(), view, ellipse(x, y, r, r, 72))
    mask = cv2.GaussianBlur(mask, (0, 0), max(view.scale * (0.0012 + 0.006 * veil), 0.6))
    amount = mask.astype(np.float32) / 255 * (1 - 0.45 * veil)
    tone = plain(view.width, view.height, p.light)
    if source.kind == "moon":
        seas = clouds(stage.dice("moon"), view, 0.03, 4)
        tone *= (1 - 0.22 * smoothstep(0.48, 0.66, seas))[:, :, None]
    stage.lay("disc", tone, amount, (int(x0), int(y0)), 0.05)


def paint_planet(stage: Stage, x: float, y: float, r: float) -> None:
    """A great body lit from the side of the source: a bright limb, an air line, a dark side that melts away."""
    view, p = stage.view, stage.palette
    half = view.coarse(2)
    xs, ys = half.grid()
    dx, dy = (xs - x) / r + 0 * ys, (ys - y) / r + 0 * xs
    d2 = dx * dx + dy * dy
    z = np.sqrt(np.clip(1 - d2, 0, 1))
    lx, ly = stage.light_at[0] - x, stage.light_at[1] - y
    n = float(np.hypot(lx, ly)) + 1e-6
    facing = (dx * lx / n + dy * ly / n) * 0.93 + z * 0.22
    day = smoothstep(-0.05, 0.85, facing)
    bands = clouds(stage.dice("planet"), half, r * 0.24, 5, 3.6)
    tone = f32(mix(p.cool, p.pale, 0.45)) * (0.45 + 0.9 * bands[:, :, None]) * day[:, :, None]
    edge = np.exp(-(((np.sqrt(d2) - 0.995) / 0.02) ** 2)) * np.clip(facing + 0.3, 0, 1)
    tone = tone + f32(mix(p.ink, p.middle, 0.35))
    inside = smoothstep(1.004, 0.992, np.sqrt(d2))
    tone = tone * inside[:, :, None] + f32(p.low) * (edge * 0.9)[:, :, None]
    size = (view.width, view.height)
    alpha = cv2.resize(np.clip(inside + edge * 0.5, 0, 1).astype(np.float32), size)
    stage.lay(
        "planet",
        cv2.resize(
            np.clip(tone / np.maximum(inside + edge * 0.5, 0.02)[:, :, None], 0, 1).astype(np.float32), size
        ),
        alpha,
        (0, 0),
        0.1,
    )
