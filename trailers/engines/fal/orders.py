"""fal's request bodies and the names of its orders: pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from trailers.domain.errors import UserError

from ..ports import ClipRequest
from .models import MAX_S, MIN_S, RATIOS, RESOLUTION

_LEAST_PIXELS = 3_686_400
"""Of Seedream 4.5: 2560 x 1440 exactly."""


def still_order(words: str, width: int, height: int, references: Sequence[str]) -> dict[str, Any]:
    """Never below the smallest size of the model."""
    while width * height < _LEAST_PIXELS:
        width, height = width * 2, height * 2
    body: dict[str, Any] = {
        "prompt": words,
        "image_size": {"width": width, "height": height},
        "num_images": 1,
        "enable_safety_checker": True,
    }
    if references:
        body["image_urls"] = list(references)
    return body


def clip_order(request: ClipRequest, picture: str) -> dict[str, Any]:
    """The length is text, and always named. UserError engine.clip_too_long."""
    exact = request.frames / request.rate.exact
    seconds = max(MIN_S, -(-exact.numerator // exact.denominator))
    if seconds > MAX_S:
        raise UserError("engine.clip_too_long", engine="Seedance", seconds=seconds, limit_s=MAX_S)
    return {
        "prompt": request.prompt,
        "image_url": picture,
        "resolution": RESOLUTION,
        "duration": str(seconds),
        "aspect_ratio": _ratio(request.width, request.height),
        "generate_audio": False,
    }


def _ratio(width: int, height: int) -> str:
    for name, (wide, high) in RATIOS.items():
        if abs(width * high - height * wide) * 100 <= height * wide:
            return name
    return "auto"


def order_path(endpoint: str, request_id: str) -> str:
    """Where an order is asked about: under the application's first two names, whatever endpoint took it."""
    owner, name = endpoint.split("/")[:2]
    return f"/{owner}/{name}/requests/{request_id}"
