"""Ark's request bodies, made from a request and a model's table: pure, so that each field can be tested."""

from __future__ import annotations

from collections.abc import Sequence
from math import isqrt
from typing import Any

from trailers.domain.errors import UserError

from ..ports import ClipRequest
from .models import HEIGHTS, MAX_ASPECT, MAX_SIDE, MIN_SIDE, RATIOS, ClipModel, StillModel

EXPIRES_AFTER_S = 3_600
"""The shortest the vendor takes: an order that nobody began in an hour is worth nothing to us."""


def still_size(model: StillModel, width: int, height: int) -> tuple[int, int]:
    """The size to ask for: as wanted where the model allows it, else the nearest of the same shape.

    Up to the lower bound by rounding up, down to the upper bound by rounding down: 2560 x 1440 lies on the
    bound itself, and one row less would be refused. Sides are even.
    """
    if not MAX_ASPECT * min(width, height) // max(width, height) >= 1:
        raise UserError("engine.picture_unfit", engine="Seedream", detail="It is too narrow.")
    pixels = width * height
    if pixels < model.min_pixels:
        return _scaled(width, height, model.min_pixels, up=True)
    if pixels > model.max_pixels:
        return _scaled(width, height, model.max_pixels, up=False)
    return width, height


def _scaled(width: int, height: int, pixels: int, *, up: bool) -> tuple[int, int]:
    wide, high = isqrt(pixels * width // height), isqrt(pixels * height // width)
    if up:
        wide, high = wide + 2 - wide % 2, high + 2 - high % 2
        return wide, high
    return wide - wide % 2, high - high % 2


def still_order(
    model: StillModel, words: str, size: tuple[int, int], references: Sequence[str]
) -> dict[str, Any]:
    """Body of POST /images/generations."""
    body: dict[str, Any] = {
        "model": model.id,
        "prompt": words,
        "size": f"{size[0]}x{size[1]}",
        # as text, so that a paid picture cannot be lost on the way from a store that forgets it
        "response_format": "b64_json",
        "watermark": False,
    }
    if references:
        body["image"] = list(references)
    if model.groups:
        body["sequential_image_generation"] = "disabled"
    if model.output_formats:
        body["output_format"] = "png"
    return body


def clip_seconds(model: ClipModel, request: ClipRequest) -> int:
    """Whole seconds that cover the frames wanted. UserError engine.clip_too_long."""
    exact = request.frames / request.rate.exact
    seconds = max(model.min_s, -(-exact.numerator // exact.denominator))
    if seconds > model.max_s:
        raise UserError("engine.clip_too_long", engine="Seedance", seconds=seconds, limit_s=model.max_s)
    return seconds


def clip_resolution(model: ClipModel, width: int, height: int) -> str:
    """The smallest resolution that is not below the film's, else the model's largest."""
    side = min(width, height)
    return next((name for name in model.resolutions if HEIGHTS[name] >= side), model.resolutions[-1])


def clip_ratio(model: ClipModel, width: int, height: int) -> str:
    """The named ratio of the film's shape, within a hundredth; else, and where none may be named, adaptive."""
    if not model.fixed_ratio:
        return "adaptive"
    for name, (wide, high) in RATIOS.items():
        if abs(width * high - height * wide) * 100 <= height * wide:
            return name
    return "adaptive"


def check_first_frame(width: int, height: int) -> None:
    """UserError engine.picture_unfit before anything is spent on a picture that would be refused."""
    fits = min(width, height) >= MIN_SIDE and max(width, height) <= MAX_SIDE
    if not fits or not 2 * max(width, height) <= 5 * min(width, height):
        raise UserError("engine.picture_unfit", engine="Seedance", detail=f"It has {width}x{height} pixels.")


def clip_order(model: ClipModel, request: ClipRequest, picture: str, tag: str) -> dict[str, Any]:
    """Body of POST /contents/generations/tasks for one first frame. `tag` comes back in lists of tasks.

    The length is always named: without it a model may choose, and bill, its own.
    """
    body: dict[str, Any] = {
        "model": model.id,
        "content": [
            {"type": "text", "text": request.prompt},
            {"type": "image_url", "image_url": {"url": picture}, "role": "first_frame"},
        ],
        "resolution": clip_resolution(model, request.width, request.height),
        "ratio": clip_ratio(model, request.width, request.height),
        "duration": clip_seconds(model, request),
        "watermark": False,
        "return_last_frame": True,
        "execution_expires_after": EXPIRES_AFTER_S,
        "safety_identifier": tag,
    }
    if model.audio:
        body["generate_audio"] = False
    if model.seed:
        body["seed"] = request.seed % 2**31
    if model.camera_fixed and request.move == "hold":
        body["camera_fixed"] = True
    return body
