"""Timecode as editing programs write it: HH:MM:SS:FF, non-drop at every rate.

At 23.976 and 29.97 the numbers run with 24 and 30 frames to a "second", so they fall behind the clock by 3.6 s
an hour. That is what non-drop means; a cut list is about frames and never about the clock.
"""

from __future__ import annotations

import re

from .clock import Rate, round_half_up

FILM_STARTS_AT_HOUR = 1
"""Record timecode of a film's first frame: 01:00:00:00."""
_FORM = re.compile(r"(\d{2}):(\d{2}):(\d{2}):(\d{2,3})")


def base_of(rate: Rate) -> int:
    """Frames that a timecode counts to its second: 24 for 23.976 and 24."""
    return round_half_up(rate.exact)


def hours(count: int, rate: Rate) -> int:
    """So many hours of timecode, in frames."""
    return count * 3600 * base_of(rate)


def timecode(frames: int, rate: Rate) -> str:
    """The label of a frame. ValueError before 00:00:00:00 and from 24:00:00:00 on, which no program reads."""
    if not 0 <= frames < hours(24, rate):
        raise ValueError(f"no timecode for frame {frames}")
    base = base_of(rate)
    seconds, frame = divmod(frames, base)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}:{frame:02}"


def frames_of(text: str, rate: Rate) -> int:
    """The inverse of `timecode`. ValueError for what is none, as 00:00:60:00 or a frame past the base."""
    found = _FORM.fullmatch(text)
    if found is None:
        raise ValueError(f"not a timecode: {text!r}")
    hour, minute, second, frame = (int(part) for part in found.groups())
    if hour > 23 or minute > 59 or second > 59 or frame >= base_of(rate):
        raise ValueError(f"not a timecode: {text!r}")
    return ((hour * 60 + minute) * 60 + second) * base_of(rate) + frame
