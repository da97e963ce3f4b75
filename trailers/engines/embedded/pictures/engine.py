"""The embedded image model: decides a recipe, draws it, and hands both back."""

from __future__ import annotations

from pathlib import Path

import cv2

from trailers.domain.errors import FatalError, UserError
from trailers.engines.ports import ImageAnswer, ImageRequest
from trailers.media.sandbox import replacing

from .brush import Mask
from .build import render
from .composition import compose
from .sheets import person_sheet

MAX_PIXELS = 4096 * 4096


def draw_request(request: ImageRequest, scratch: Path) -> ImageAnswer:
    if not (request.width >= 16 and request.height >= 16 and request.width * request.height <= MAX_PIXELS):
        raise UserError("picture.size", width=request.width, height=request.height)
    if request.sheet == "character":
        return _draw_sheet(request, scratch)
    recipe = compose(
        request.visual,
        request.style,
        request.characters,
        number=request.number,
        seed=request.seed,
        width=request.width,
        height=request.height,
    )
    path = scratch / f"picture-{request.number}-{request.seed}.jpg"
    with replacing(path) as part:
        part.write_bytes(jpeg_of(render(recipe)))
    return ImageAnswer(path, recipe.to_json())


def _draw_sheet(request: ImageRequest, scratch: Path) -> ImageAnswer:
    """A flat picture: nobody sets a sheet in motion."""
    person = request.characters[0]
    pixels = person_sheet(
        person, request.style, seed=request.seed, width=request.width, height=request.height
    )
    path = scratch / f"sheet-{request.seed}.jpg"
    with replacing(path) as part:
        part.write_bytes(jpeg_of(pixels))
    return ImageAnswer(path)


def jpeg_of(pixels: Mask, quality: int = 95) -> bytes:
    """Pixels as JPEG without chroma subsampling."""
    options = [
        cv2.IMWRITE_JPEG_QUALITY,
        quality,
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR,
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444,
    ]
    done, data = cv2.imencode(".jpg", pixels, options)
    if not done:
        raise FatalError("internal", detail="a picture could not be encoded")
    return bytes(data.tobytes())
