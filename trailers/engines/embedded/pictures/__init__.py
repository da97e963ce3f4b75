"""Pictures drawn by us: a recipe is decided (pure), then drawn plane by plane.

Importing this package is cheap; OpenCV comes with the first picture.
"""

from __future__ import annotations

from pathlib import Path

from trailers.engines.ports import ImageAnswer, ImageRequest


class EmbeddedPictures:
    """ImageModel of the embedded engine. Free, deterministic: the same request gives the same bytes."""

    def draw(self, request: ImageRequest, scratch: Path) -> ImageAnswer:
        from .engine import draw_request

        return draw_request(request, scratch)
