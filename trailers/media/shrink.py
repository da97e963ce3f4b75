"""A picture small enough to be shown to somebody who only needs to see what is on it."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

LONG_SIDE = 1_024
_QUALITY = 85


def shrunk(path: Path, out: Path, long_side: int = LONG_SIDE) -> Path:
    """`out`, a JPEG of the picture with no side over `long_side` pixels; a smaller one keeps its size."""
    with Image.open(path) as picture:
        picture.draft("RGB", (long_side, long_side))
        small = picture.convert("RGB")
        small.thumbnail((long_side, long_side), Image.Resampling.LANCZOS, reducing_gap=2.0)
        small.save(out, "JPEG", quality=_QUALITY)
    return out
