"""Frames of the three kinds of shot, as I420 pixels inside the bars: drawn picture, flat picture, card."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from trailers.domain.errors import UserError

from ..pictures.brush import OVERSCAN, Mask, View, f32
from ..pictures.build import moves_about, stage_for
from ..pictures.finish import vignette
from ..pictures.recipe import Recipe
from ..pictures.stage import Stage
from .camera import Camera, camera_at
from .compositor import Compositor, Screen, reach_of
from .layers import TWIST, Layer, LayerSink
from .life import Life, flicker
from .strips import Room, rooms_of


def drawn_frames(
    recipe: Recipe, move: str, frames: int, rate: float, width: int, height: int, seed: int
) -> Iterator[Mask]:
    """Planes rebuilt from the recipe and moved by their depth, with weather, water and people alive."""
    canvas = View.of(recipe.aspect, height, OVERSCAN)
    sink = LayerSink(canvas)
    stage = stage_for(recipe, height, overscan=OVERSCAN, sink=sink, live=True)
    layers = sink.finish()
    screen = Screen(width, height, float(height), _focus(stage))
    made = Compositor(screen, canvas)
    seconds = frames / rate
    cameras = [camera_at(move, k, frames, seconds, seed, aspect=recipe.aspect) for k in range(frames)]
    leans = [abs(sway(layer.parallax, recipe.wind)) if layer.life == "sway" else 0.0 for layer in layers]
    reaches = [
        reach_of(screen, canvas, layer, cameras, lean) for layer, lean in zip(layers, leans, strict=True)
    ]
    rooms = rooms_of(layers, canvas, width, height, reaches)
    life = Life.of(stage, made, seconds, seed)
    stage.picture = np.zeros((1, 1, 3), np.float32)
    corner = _corners(recipe, screen, stage.light_at)
    people = moves_about(recipe)
    for k, camera in enumerate(cameras):
        now = k / rate
        _compose(made, layers, rooms, camera, now, recipe, life, people)
        life.draw_embers(made, camera, now, rate)
        whole = to_i420(made.frame, corner)
        life.draw_weather(whole[:height], screen, camera, now, rate)
        yield whole


def _focus(stage: Stage) -> tuple[float, float]:
    """Between subject and light, but in the middle of the picture: a zoom keeps its edges outside."""
    x = stage.subject_x * 0.7 + stage.light_at[0] * 0.3
    aspect = stage.view.aspect
    return min(max(x, 0.2 * aspect), 0.8 * aspect), min(max(stage.horizon - 0.05, 0.35), 0.6)


def _compose(
    made: Compositor,
    layers: list[Layer],
    rooms: list[list[Room]],
    camera: Camera,
    now: float,
    recipe: Recipe,
    life: Life,
    people: bool,
) -> None:
    """Back to front; mist comes before the subject, walkers before the framing, birds after the sky."""
    last = max((k for k, layer in enumerate(layers) if layer.parallax <= 1.0), default=0)
    misted = False
    for k, layer in enumerate(layers):
        if not misted and layer.parallax >= 1.0:
            life.draw_mist(made, camera, now)
            misted = True
        if layer.life == "water" and layer.variants:
            made.lay(layer, rooms[k], camera, pixels=breathing(layer, now))
        elif layer.life == "flicker":
            made.lay(
                layer, rooms[k], camera, gain=flicker(now, max(recipe.light.flicker, 40), recipe.seed + k)
            )
        elif layer.life == "sway":
            lean = sway(layer.parallax, recipe.wind) * math.sin(1.1 * now + k)
            made.lay(layer, rooms[k], camera, shear=lean)
        else:
            made.lay(layer, rooms[k], camera)
        if k == 0:
            life.draw_birds(made, camera, now)
        if k == last and people:
            life.draw_people(made, camera, now)


def sway(parallax: float, wind: int) -> float:
    """The most that a plane leans in that wind: sideways by its height times this."""
    return (0.010 if parallax > 1.2 else 0.0022) * (0.5 + abs(wind) / 800)


def breathing(layer: Layer, now: float) -> Mask:
    """Water between its moments: each swells and fades in turn, the sum always one."""
    moments = [layer.pixels, *layer.variants]
    place = (now / 2.6) % 1.0 * len(moments)
    low = int(place)
    share = place - low
    share = share * share * (3 - 2 * share)
    return cv2.addWeighted(moments[low], 1 - share, moments[(low + 1) % len(moments)], share, 0)


def _corners(recipe: Recipe, screen: Screen, at: tuple[float, float]) -> tuple[Mask, Mask]:
    small = View(-(-screen.width // 8), -(-screen.height // 8), screen.scale / 8, 0, 0, recipe.aspect)
    gain = cv2.resize(vignette(small, at), (screen.width, screen.height))
    lift = (16 * (1 - gain)).astype(np.float32)
    return cv2.convertScaleAbs(gain, alpha=255), cv2.convertScaleAbs(lift)


def to_i420(frame: Mask, corner: tuple[Mask, Mask] | None = None) -> Mask:
    """BGRA (twisted) to planar YUV in limited range, the corners darkened on luma."""
    out = cv2.cvtColor(frame, cv2.COLOR_BGRA2YUV_I420)
    if corner is not None:
        luma = out[: frame.shape[0]]
        cv2.multiply(luma, corner[0], luma, 1 / 255)
        cv2.add(luma, corner[1], luma)
    return out


def flat_frames(
    image: Path, move: str, frames: int, rate: float, width: int, height: int, seed: int
) -> Iterator[Mask]:
    """A picture without planes: covered to size and moved as a whole, never past its edges."""
    picture = cv2.imread(str(image), cv2.IMREAD_COLOR)
    if picture is None:
        raise UserError("motion.unreadable_picture", name=image.name)
    high, wide = picture.shape[:2]
    room = 1.12
    k = max(width * room / wide, height * room / high)
    shrink = cv2.INTER_AREA if k < 1 else cv2.INTER_CUBIC
    picture = cv2.resize(picture, (math.ceil(wide * k), math.ceil(high * k)), interpolation=shrink)
    turned = cv2.transform(picture.astype(np.float32), TWIST)
    canvas = cv2.cvtColor(np.clip(turned + 0.5, 0, 255).astype(np.uint8), cv2.COLOR_BGR2BGRA)
    ch, cw = canvas.shape[:2]
    frame = np.empty((height, width, 4), np.uint8)
    for n in range(frames):
        camera = camera_at(move, n, frames, frames / rate, seed)
        s = (1 / room) * camera.zoom
        x, y = width / 2 - cw / 2 * s + camera.x * height, height / 2 - ch / 2 * s + camera.y * height
        x, y = min(max(x, width - cw * s), 0.0), min(max(y, height - ch * s), 0.0)
        cv2.warpAffine(
            canvas,
            f32([[s, 0, x], [0, s, y]]),
            (width, height),
            frame,
            cv2.INTER_LINEAR,
            cv2.BORDER_REPLICATE,
        )
        yield to_i420(frame)
