"""A part of a song: which one makes the best short film, and the song cut down to it."""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from .errors import UserError
from .song import CURVE_STEP_MS, Beat, Drop, Drums, Section, Song, Stretch, tempo_of

LEAST_MS = 8_000
_NEAR_MS = 60

WindowReason = Literal["section_start", "section_end", "drop", "driving", "contrast", "whole_song"]
_WORTH: dict[WindowReason, int] = {
    "section_start": 300, "section_end": 300, "drop": 150, "driving": 0, "contrast": 200, "whole_song": 0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SongWindow:
    """From bar line to bar line where there are any, with what speaks for it."""

    start_ms: int
    end_ms: int
    reasons: tuple[WindowReason, ...]


def best_window(song: Song, length_ms: int) -> SongWindow:
    """The part of at most `length_ms` to make a film of: driving, with contrast, from one turn to another.

    ValueError for less than 8 s.
    """
    if length_ms < LEAST_MS:
        raise ValueError(f"no film is made of {length_ms} ms")
    if song.duration_ms <= length_ms:
        return SongWindow(0, song.duration_ms, ("whole_song",))
    starts = sorted({0, *song.downbeats_ms, *(section.start_ms for section in song.sections)})
    latest = song.duration_ms - length_ms
    found = [_window(song, start, length_ms) for start in starts if start <= latest]
    return max(found, key=lambda window: (_worth(song, window), -window.start_ms))


def part_of(song: Song, start_ms: int, end_ms: int) -> Song:
    """The song from `start_ms` to `end_ms`, its clock beginning at 0. UserError song.bad_part."""
    if not (0 <= start_ms < end_ms <= song.duration_ms and end_ms - start_ms >= LEAST_MS):
        raise UserError("song.bad_part", least_s=LEAST_MS // 1000)
    beats = tuple(_shifted(song.beats, start_ms, end_ms))
    first = start_ms // CURVE_STEP_MS
    return replace(
        song,
        duration_ms=end_ms - start_ms,
        tempo_mbpm=tempo_of([beat.time_ms for beat in beats]),
        beats=beats,
        sections=tuple(
            replace(s, start_ms=max(s.start_ms, start_ms) - start_ms, end_ms=min(s.end_ms, end_ms) - start_ms)
            for s in song.sections
            if s.start_ms < end_ms and s.end_ms > start_ms
        ),
        loudness_cb=song.loudness_cb[first : first - (start_ms - end_ms) // CURVE_STEP_MS],
        drums=Drums(*(
            _times(times, start_ms, end_ms)
            for times in (song.drums.kick_ms, song.drums.snare_ms, song.drums.hihat_ms)
        )),
        drops=tuple(
            Drop(drop.time_ms - start_ms, drop.rise_cb) for drop in song.drops if start_ms <= drop.time_ms < end_ms
        ),
        pauses=_stretches(song.pauses, start_ms, end_ms),
        vocals=None if song.vocals is None else _stretches(song.vocals, start_ms, end_ms),
    )  # fmt: skip


def _window(song: Song, start_ms: int, length_ms: int) -> SongWindow:
    """From `start_ms` to the last turn, else the last bar line, that the length reaches."""
    until, bar_ms = start_ms + length_ms, 2 * 60_000_000 * max(song.metre, 1) // max(song.tempo_mbpm, 1)
    turns = [section.end_ms for section in song.sections if until - 4 * bar_ms <= section.end_ms <= until]
    bars = [time for time in song.downbeats_ms if until - bar_ms <= time <= until]
    end = max(turns, default=max(bars, default=until))
    if end - start_ms < max(LEAST_MS, length_ms // 2):
        end = until
    return SongWindow(start_ms, end, _reasons(song, start_ms, end))


def _reasons(song: Song, start_ms: int, end_ms: int) -> tuple[WindowReason, ...]:
    inside = [s for s in song.sections if s.start_ms < end_ms and s.end_ms > start_ms]
    out: list[WindowReason] = []
    if _near(start_ms, [section.start_ms for section in song.sections]):
        out.append("section_start")
    if _near(end_ms, [section.end_ms for section in song.sections]):
        out.append("section_end")
    if any(start_ms < drop.time_ms < end_ms for drop in song.drops):
        out.append("drop")
    if _intensity(inside, start_ms, end_ms) >= 600:
        out.append("driving")
    if len({section.energy for section in inside}) > 1:
        out.append("contrast")
    return tuple(out)


def _worth(song: Song, window: SongWindow) -> int:
    drive = _intensity(song.sections, window.start_ms, window.end_ms)
    return drive + sum(_WORTH[reason] for reason in window.reasons)


def _intensity(sections: Sequence[Section], start_ms: int, end_ms: int) -> int:
    """The mean over the part, in thousandths."""
    total = sum(
        section.intensity * max(0, min(section.end_ms, end_ms) - max(section.start_ms, start_ms))
        for section in sections
    )
    return total // (end_ms - start_ms)


def _near(time_ms: int, others: Sequence[int]) -> bool:
    return any(abs(time_ms - other) <= _NEAR_MS for other in others)


def _shifted(beats: Sequence[Beat], start_ms: int, end_ms: int) -> list[Beat]:
    return [replace(b, time_ms=b.time_ms - start_ms) for b in beats if start_ms <= b.time_ms < end_ms]


def _times(times: Sequence[int], start_ms: int, end_ms: int) -> tuple[int, ...]:
    inside = times[bisect.bisect_left(times, start_ms) : bisect.bisect_left(times, end_ms)]
    return tuple(time - start_ms for time in inside)


def _stretches(stretches: Sequence[Stretch], start_ms: int, end_ms: int) -> tuple[Stretch, ...]:
    return tuple(
        Stretch(max(one.start_ms, start_ms) - start_ms, min(one.end_ms, end_ms) - start_ms)
        for one in stretches
        if one.start_ms < end_ms and one.end_ms > start_ms
    )
