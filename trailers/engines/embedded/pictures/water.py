"""Water: what it mirrors, the path of light on it, the waves that break both."""

from __future__ import annotations

import cv2
import numpy as np

from .brush import Points, clouds, endless, f32, fill, smoothstep, wander
from .light import halo
from .palette import mix
from .stage import Stage
from .terrain import columns


def water(stage: Stage, level: float, *, rough: float = 0.4, name: str = "water") -> None:
    """Everything below `level` becomes water mirroring the picture so far."""
    full, alpha, y0 = _surface(stage, level, rough, 0.0)
    others = [_surface(stage, level, rough, k / 3)[0] for k in (1, 2)] if stage.sink else []
    stage.lay(name, full, alpha, (0, y0), 0.55, "water")
    for colour in others:
        if stage.sink:
            stage.sink.variant(colour)


def _surface(stage: Stage, level: float, rough: float, phase: float) -> tuple[np.ndarray, np.ndarray, int]:
    """Premultiplied colour, alpha and first row of the water at one moment of its swell."""
    view = stage.view
    p = stage.palette
    half = view.coarse(2)
    _, ys = half.grid()
    top = int(np.clip((level - view.top) * half.scale, 0, half.height - 2))
    ys = ys[top:]
    near = np.clip((ys - level) / max(1 - level, 0.1), 0, 1.3)
    mirrored = _mirror(stage, level, top, rough)
    deep = f32(mix(p.ink, p.top, 0.35)) + 0 * mirrored
    fresnel = (0.86 - 0.50 * smoothstep(0.0, 0.9, near))[:, :, None]
    colour = deep + (mirrored - deep) * fresnel
    swell = _swell(stage, level, top, phase)
    colour *= 1 + (swell * (0.18 + 0.55 * rough))[:, :, None]
    glitter = _path(stage, level, top, swell)
    colour += f32(p.light) * glitter[:, :, None]
    size = (view.width, (half.height - top) * 2)
    full = cv2.resize(np.clip(colour, 0, 1).astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
    y0 = top * 2
    full = full[: view.height - y0]
    alpha = np.ones(full.shape[:2], np.float32)
    shore = int(max(view.scale * 0.004, 2))
    alpha[:shore] = np.linspace(0, 1, shore, dtype=np.float32)[:, None]
    return full, alpha, y0


def _mirror(stage: Stage, level: float, top: int, rough: float) -> np.ndarray:
    """The picture above the line, upside down, drawn out and shaken by the waves."""
    view = stage.view
    half = view.coarse(2)
    small = cv2.resize(stage.picture, (half.width, half.height), interpolation=cv2.INTER_AREA)
    xs, ys = half.grid()
    ys = ys[top:]
    below = ys - level
    rng = stage.dice("mirror")
    line = wander(rng, np.arange(len(ys)), 5, 4)[:, None].astype(np.float32)
    ripple = clouds(rng, half, 0.02, 3, 7.0)[top:] - 0.5
    shake = (ripple * 0.8 + line * 0.12) * (0.012 + 0.05 * rough) * (0.3 + below * 2.6)
    map_x = ((xs + 0 * ys - half.left + shake) * half.scale).astype(np.float32)
    map_y = (
        (level - below * 0.85 - half.top + ripple * rough * 0.10 * (0.2 + below)) * half.scale + 0 * map_x
    ).astype(np.float32)
    out = cv2.remap(small, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    return cv2.blur(out, (3, max(3, int(half.scale * (0.010 + 0.02 * rough)) | 1)))


def _swell(stage: Stage, level: float, top: int, phase: float) -> np.ndarray:
    """Waves in perspective, -1..1: long thin lines far off, broad ones near."""
    view = stage.view.coarse(2)
    xs, ys = view.grid()
    ys = ys[top:]
    depth = 1 / np.clip(ys - level + 0.028, 0.02, None)
    rng = stage.dice("swell")
    lattice = endless(rng, 160)
    out = np.zeros((len(ys), view.width), np.float32)
    for octave, weight in ((1.0, 0.45), (2.2, 0.33), (4.7, 0.22)):
        u = np.mod((xs - stage.subject_x) * depth * 0.85 * octave, 159) + 0 * ys
        v = np.mod(depth * 4.2 * octave - phase * octave * 1.7 + 159 + 0 * xs + 0.35 * np.sin(u * 0.7), 159)
        out += weight * cv2.remap(lattice, u.astype(np.float32), v.astype(np.float32), cv2.INTER_LINEAR)
    return (out - 0.5) * 2


def _path(stage: Stage, level: float, top: int, swell: np.ndarray) -> np.ndarray:
    """The road of light that the source lays on the water, towards us."""
    view = stage.view.coarse(2)
    xs, ys = view.grid()
    ys = ys[top:]
    source = stage.recipe.light
    lx, ly = stage.light_at
    if source.kind in ("window", "screen", "sky") or ly > level + 0.1:
        return np.zeros_like(swell)
    below = np.clip(ys - level, 0, 1)
    width = 0.020 + 0.22 * below
    column = np.exp(-(((xs - lx) / width) ** 2))
    sparks = smoothstep(0.10, 0.42, swell + 0.24 * np.exp(-(((xs - lx) / (width * 0.5)) ** 2)))
    fade = np.exp(-below * 1.5) * (source.strength / 1000)
    spread = halo(view, lx, level, source.reach / 1000, 2.2)[top:]
    return np.clip(column * sparks * fade * 0.85 + spread * sparks * 0.16, 0, 1)


def waves(stage: Stage, name: str, y: float, height: float, depth: float) -> Points:
    """One line of steep water with a torn crest; in storms they stand one behind the other."""
    view = stage.scenery
    xs = columns(view)
    rng = stage.dice("waves", name)
    base = wander(rng, xs, 0.55, 2, 0.4)
    crest = np.abs(wander(rng, xs, 0.16, 4, 0.5))
    ys = y - height * (0.5 + 0.45 * base) + height * 0.5 * crest
    floor = view.bottom + 0.3
    mask = fill(view.blank(), view, np.vstack((np.column_stack((xs, ys)), [(xs[-1], floor), (xs[0], floor)])))
    p = stage.palette
    stage.shape(
        name,
        mask,
        depth,
        tint=mix(p.ink, p.middle, 0.22),
        base=y + height * 0.9,
        rim=0.9,
        rim_width=0.005,
        grain=0.16,
        mist=0.45,
        life="sway",
    )
    return np.column_stack((xs, ys))


def wet_shine(stage: Stage, level: float, amount: float = 0.6) -> None:
    """A wet floor mirrors the picture faintly, long and broken."""
    view = stage.view
    half = view.coarse(2)
    top = int(np.clip((level - view.top) * half.scale, 0, half.height - 2))
    mirrored = _mirror(stage, level, top, 0.25)
    mirrored = cv2.blur(mirrored, (3, max(3, int(half.scale * 0.07) | 1)))
    _, ys = half.grid()
    puddles = clouds(stage.dice("puddles"), half, 0.06, 4, 5.0)[top:]
    weight = smoothstep(0.34, 0.66, puddles) * amount * np.clip((ys[top:] - level) * 14, 0, 1)
    size = (view.width, (half.height - top) * 2)
    alpha = cv2.resize(weight.astype(np.float32), size)[: view.height - top * 2]
    colour = cv2.resize(mirrored.astype(np.float32), size)[: view.height - top * 2]
    stage.lay("shine", colour, alpha, (0, top * 2), 0.75, "water")
