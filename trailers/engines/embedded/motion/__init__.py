"""Motion: a drawn picture moved as planes, a flat one by its camera, a card by its letters.

Importing this package is cheap; OpenCV comes with the first clip.
"""

from __future__ import annotations

from pathlib import Path

from trailers.domain.errors import FatalError
from trailers.engines.ports import ClipAnswer, ClipRequest, Progress, Submitted


class EmbeddedMotion:
    """VideoModel of the embedded engine: renders here and now, free, the same request to the same frames."""

    blocking = True

    def render(self, request: ClipRequest, scratch: Path, progress: Progress) -> ClipAnswer:
        """A clip of exactly `request.frames` frames without sound, in `scratch`."""
        from .engine import render_clip

        return ClipAnswer(render_clip(request, scratch, progress))

    def submit(self, request: ClipRequest, idempotency_key: str) -> Submitted:
        raise FatalError("motion.blocking")

    def poll(self, provider_job_id: str, scratch: Path) -> ClipAnswer | None:
        raise FatalError("motion.blocking")

    def cancel(self, provider_job_id: str) -> None:
        """Nothing runs elsewhere: a render stops when its `progress` raises."""
