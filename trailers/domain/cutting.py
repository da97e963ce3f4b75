"""Where to cut a stretch of film into shots: the best cut points, by dynamic programming over integers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

UNEVEN = 1_000_000
"""Price of a shot that is off the equal share by all of that share; it grows with the square."""
NO_PAUSE = 300_000
"""Price of a cut between words without any pause: like two shots that are each 39 % off their share."""
IN_QUIET = 400_000
"""Price of a cut at a plain frame where nobody speaks."""
IN_SPEECH = 2_000_000
"""Price of a cut at a plain frame inside speech."""


@dataclass(frozen=True, slots=True)
class CutPoint:
    """A frame where a shot may begin, and how bad a cut it would be (0 is best)."""

    frame: int
    price: int
    cue_id: str


def pause_price(pause_ms: int, *, phrase_end: bool, good_ms: int = 400, phrase_bonus_ms: int = 150) -> int:
    """A pause of `good_ms` is as good as any; punctuation before it counts like some more of it."""
    seen_ms = max(0, pause_ms) + (phrase_bonus_ms if phrase_end else 0)
    return NO_PAUSE * max(0, good_ms - seen_ms) // good_ms


def choose_cuts(
    points: Sequence[CutPoint], start: int, end: int, *, shots: int, shortest: int, longest: int
) -> tuple[CutPoint, ...] | None:
    """The cheapest `shots - 1` of `points` that part [start, end) into shots of allowed length.

    None when there is no such choice. Of equally cheap choices the earlier cuts win.
    """
    total = end - start
    inner = sorted((p for p in points if start < p.frame < end), key=lambda p: (p.frame, p.price))
    ways: dict[int, tuple[int, tuple[CutPoint, ...]]] = {start: (0, ())}
    for _ in range(shots - 1):
        further: dict[int, tuple[int, tuple[CutPoint, ...]]] = {}
        for point in inner:
            options = (
                (price + point.price + _unevenness(point.frame - at, total, shots), cuts)
                for at, (price, cuts) in ways.items()
                if shortest <= point.frame - at <= longest
            )
            best = min(options, key=lambda option: option[0], default=None)
            if best is not None and (point.frame not in further or best[0] < further[point.frame][0]):
                further[point.frame] = (best[0], (*best[1], point))
        ways = further
    ends = (
        (price + _unevenness(end - at, total, shots), cuts)
        for at, (price, cuts) in ways.items()
        if shortest <= end - at <= longest
    )
    chosen = min(ends, key=lambda option: option[0], default=None)
    return None if chosen is None else chosen[1]


def even_frames(start: int, end: int, shots: int) -> tuple[int, ...]:
    """The frames that part [start, end) into `shots` equal shots, each to the nearest frame."""
    total = end - start
    return tuple(start + (2 * total * i + shots) // (2 * shots) for i in range(1, shots))


def _unevenness(frames: int, total: int, shots: int) -> int:
    return UNEVEN * (frames * shots - total) ** 2 // total**2
