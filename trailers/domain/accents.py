"""Blows on the beat: for a few frames a scene flares up, or the camera jumps in and eases back.

They are counted in frames of their scene and drawn into its segment, so they are part of its key and of nobody
else's. There are few of them: a flash where the song turns or falls in, never two within three seconds; a push on
the strong bars of a driving section.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from .clock import Rate, frame_at, ms_at
from .song import Song

AccentKind = Literal["flash", "push"]
KINDS: tuple[AccentKind, ...] = get_args(AccentKind)
MOST_PERMILLE = 1_000
MOST_FRAMES = 60
_FLASH_MS, _PUSH_MS = 260, 380
_FLASH_PERMILLE = 450
_FLASH_APART_MS = 3_000
"""Far slower than what is harmful to anybody sensitive to light (three a second)."""
_PUSH_APART_MS = 900
_DRIVING = 600
"""Intensity from which a section is pushed."""


@dataclass(frozen=True, slots=True)
class Accent:
    """From frame `at` of its scene over `frames`: full at first, gone at the end."""

    kind: AccentKind
    at: int
    frames: int
    permille: int
    """1000: white for a flash; a tenth closer for a push."""

    def strength(self, frame: int) -> float:
        """0 to 1 at a frame of the scene, falling off faster than evenly."""
        gone = frame - self.at
        if not 0 <= gone < self.frames:
            return 0.0
        return self.permille / 1000 * (1 - gone / self.frames) ** 2


def is_accent(value: Any) -> bool:
    """Whether JSON holds an accent."""
    if not isinstance(value, Mapping) or set(value) != {"kind", "at", "frames", "permille"}:
        return False
    numbers = [value[name] for name in ("at", "frames", "permille")]
    if value["kind"] not in KINDS or any(type(number) is not int for number in numbers):
        return False
    at, frames, permille = numbers
    return bool(at >= 0 and 1 <= frames <= MOST_FRAMES and 1 <= permille <= MOST_PERMILLE)


def heard_from(accents: Iterable[Accent], frames: int) -> tuple[Accent, ...]:
    """The same counted from `frames` frames earlier."""
    return tuple(replace(accent, at=accent.at + frames) for accent in accents)


def within(accents: Iterable[Accent], start: int, count: int) -> tuple[Accent, ...]:
    """Those that are seen in the frames [start, start + count)."""
    return tuple(a for a in accents if a.at < start + count and a.at + a.frames > start)


def accents_of(
    song: Song, bounds: Sequence[tuple[int, int]], rate: Rate, *, wanted: bool = True
) -> tuple[tuple[Accent, ...], ...]:
    """The accents of scenes that span `bounds` (first frame, frame after the last), scene by scene."""
    if not wanted:
        return ((),) * len(bounds)
    struck = sorted(
        [*_flashes(song, rate), *_pushes(song, rate)], key=lambda accent: (accent.at, accent.kind)
    )
    return tuple(_inside(struck, start, end) for start, end in bounds)


def _inside(struck: Sequence[Accent], start: int, end: int) -> tuple[Accent, ...]:
    """Those that begin in a scene, cut off at its end; one without room for half of itself is left out."""
    inside = (a for a in struck if start <= a.at and a.at + a.frames // 2 < end)
    return tuple(replace(a, at=a.at - start, frames=min(a.frames, end - a.at)) for a in inside)


def _flashes(song: Song, rate: Rate) -> Iterator[Accent]:
    """Where it falls in again after a dip, and where a driving section takes over from a calmer one."""
    turns = {drop.time_ms for drop in song.drops}
    for before, after in zip(song.sections, song.sections[1:], strict=False):
        if after.intensity >= _DRIVING and after.intensity > before.intensity:
            turns.add(after.start_ms)
    last = -_FLASH_APART_MS
    for time_ms in sorted(turns):
        if time_ms - last >= _FLASH_APART_MS and time_ms > 0:
            last = time_ms
            yield _accent("flash", time_ms, _FLASH_MS, _FLASH_PERMILLE, rate)


def _pushes(song: Song, rate: Rate) -> Iterator[Accent]:
    """On strong downbeats of driving sections, harder in the more driving ones."""
    last = -_PUSH_APART_MS
    for beat in song.beats:
        intensity = song.section_at(beat.time_ms).intensity
        if beat.strong and intensity >= _DRIVING and beat.time_ms - last >= _PUSH_APART_MS:
            last = beat.time_ms
            yield _accent("push", beat.time_ms, _PUSH_MS, 250 + intensity // 5, rate)


def _accent(kind: AccentKind, time_ms: int, lasts_ms: int, permille: int, rate: Rate) -> Accent:
    at = frame_at(time_ms, rate)
    return Accent(kind, at, max(2, frame_at(ms_at(at, rate) + lasts_ms, rate) - at), permille)
