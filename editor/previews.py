"""What the timeline plays."""

from __future__ import annotations

from .manifest import Link, Previews, Stand


def previews_of(stand: Stand, link: Link) -> Previews:
    """What is there of it."""
    return Previews()
