"""Names and timecodes of media files, given once and kept: an editor relinks by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from trailers.domain.clock import Rate
from trailers.domain.errors import UserError
from trailers.domain.fingerprint import fingerprint
from trailers.domain.segment import Window
from trailers.domain.timecode import base_of, hours

from .model import Reel, media_frames

_FIRST_HOUR = 2
"""Media timecode starts after the film's own hour, so that one is never taken for the other."""
_GRID_S = 10
"""Files begin on whole tens of seconds of timecode, with at least one second between two of them."""


def identity_of(window: Window) -> str | None:
    """What is in the media file of an entry: a clip as a whole, or a still with its camera move. None for black."""
    take = window.take
    if take is None:
        return None
    values: dict[str, Any] = {"take": take.sha256, "kind": take.kind, "focus": list(window.focus)}
    if window.conform is None:
        values |= {"frames": window.frames, "move": window.move, "seed": window.seed}
    return fingerprint("reel", 1, values)


def allocate(needed: Mapping[str, int], known: Mapping[str, Reel], rate: Rate) -> dict[str, Reel]:
    """A reel for each identity, with its length in frames. What is known keeps its name and its timecode.

    UserError export.reels when a day of timecode or 99,999 names do not suffice.
    """
    taken = list(known.values())
    number = max((int(reel.name[3:]) for reel in taken), default=0)
    grid, second = _GRID_S * base_of(rate), base_of(rate)
    free = max((reel.end + second for reel in taken), default=hours(_FIRST_HOUR, rate))
    found: dict[str, Reel] = {}
    for identity, frames in needed.items():
        if identity in known:
            found[identity] = known[identity]
            continue
        number += 1
        start = -(-free // grid) * grid
        if number > 99_999 or start + frames > hours(24, rate):
            raise UserError("export.reels", count=number)
        found[identity] = Reel(f"CUE{number:05}", identity, start, frames)
        free = start + frames + second
    return found


def to_json(reels: Mapping[str, Reel]) -> dict[str, list[Any]]:
    return {reel.identity: [reel.name, reel.start, reel.frames] for reel in reels.values()}


def from_json(data: Mapping[str, Any]) -> dict[str, Reel]:
    return {identity: Reel(name, identity, start, frames) for identity, (name, start, frames) in data.items()}


def reels_of(windows: Sequence[Window], known: Mapping[str, Reel], rate: Rate) -> tuple[Reel | None, ...]:
    """The reel of each window, None for black. The same picture twice is one reel."""
    identities = [identity_of(window) for window in windows]
    needed = {
        identity: media_frames(window)
        for window, identity in zip(windows, identities, strict=True)
        if identity is not None
    }
    found = allocate(needed, known, rate)
    return tuple(found[identity] if identity is not None else None for identity in identities)
