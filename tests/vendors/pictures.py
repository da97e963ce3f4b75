"""Small real stills and clips, as vendors deliver them; made once for all tests of a process."""

from __future__ import annotations

import io
import tempfile
from functools import cache
from pathlib import Path

from PIL import Image

from tests.media.barcode import make_clip
from trailers.domain.clock import Rate


@cache
def still(width: int = 640, height: int = 360, kind: str = "PNG") -> bytes:
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


@cache
def clip(frames: int = 120) -> bytes:
    """At 24 frames a second, 320 x 180."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clip.mp4"
        make_clip(path, scene=1, frames=frames, rate=Rate(24, 1), size=(320, 180))
        return path.read_bytes()
