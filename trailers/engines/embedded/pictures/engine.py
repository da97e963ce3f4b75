"""The embedded image model: decides a recipe, draws it, and hands both back."""

from __future__ import annotations

from pathlib import Path

import cv2

from trailers.domain.errors import UserError
from trailers.engines.ports import ImageAnswer, ImageRequest

from .build import render
from .composition import compose

MAX_PIXELS = 4096 * 4096
_QUALITY = [cv2.IMWRITE_JPEG_QUALITY, 95, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444]


def draw_request(request: ImageRequest, scratch: Path) -> ImageAnswer:
    if not (16 <= request.width and 16 <= request.height and request.width * request.height <= MAX_PIXELS):
        raise UserError("picture_size", width=request.width, height=request.height)
    recipe = compose(request.visual, request.style, request.characters, number=request.number, seed=request.seed, width=request.width, height=request.height)
    path = scratch / f"picture-{request.number}-{request.seed}.jpg"
    write_jpeg(path, render(recipe))
    return ImageAnswer(path, recipe.to_json())


def write_jpeg(path: Path, pixels: object) -> None:
    """Encode, write beside, rename: a reader never sees half a picture."""
    done, data = cv2.imencode(".jpg", pixels, _QUALITY)  # type: ignore[call-overload]
    if not done:
        raise UserError("picture_encode", detail=path.name)
    part = path.with_suffix(".part")
    part.write_bytes(data.tobytes())
    part.replace(path)
