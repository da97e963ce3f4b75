"""Motion: a drawn picture moved as planes, a flat one by its camera, a card by its letters.

Importing this package is cheap; OpenCV comes with the first clip.
"""

from __future__ import annotations

from pathlib import Path

from trailers.engines.ports import ClipAnswer, ClipRequest, Progress


class EmbeddedMotion:
    """VideoModel of the embedded engine: renders here and now, free, the same request to the same frames."""

    def render(self, request: ClipRequest, scratch: Path, progress: Progress) -> ClipAnswer:
        """A clip of exactly `request.frames` frames without sound, in `scratch`."""
        from .engine import render_clip

        return ClipAnswer(render_clip(request, scratch, progress))
