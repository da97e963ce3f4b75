"""Corrections by ear: tempo, bar one, sections and cues. Pure functions from one value to the next.

What a correction does not touch stays as it was, so the scenes of the untouched parts keep their hashes.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, zip_longest

from .clock import round_half_up
from .errors import UserError
from .song import Beat, Energy, Role, Section, Song, tempo_of
from .song_cues import LONGEST_MS, SHORTEST_MS, SongCue

LEAST_TAPS = 4
_TAP_TOLERANCE = Fraction(6, 100)
_FASTEST_MS, _SLOWEST_MS = 200, 2_000
_INTENSITY: dict[Energy, int] = {"low": 0, "falling": 500, "medium": 500, "rising": 500, "high": 1000}


def halved(song: Song) -> Song:
    """Every second beat, from the strong downbeats on: two old bars make one."""
    metre = max(song.metre, 1)
    beats = [replace(beat, place=place % metre) for beat, place in _every_second(song.beats)]
    return _regridded(song, _paired(beats))


def doubled(song: Song) -> Song:
    """A beat more in the middle between two: one old bar makes two."""
    beats = []
    metre = max(song.metre, 1)
    for beat, following in zip_longest(song.beats, song.beats[1:]):
        first = (2 * beat.place) % metre
        beats.append(replace(beat, place=first, strong=beat.place == 0))
        if following is not None and following.time_ms - beat.time_ms >= 2:
            middle = (beat.time_ms + following.time_ms) // 2
            beats.append(Beat(middle, (first + 1) % metre, False, 0, 0, 0))
    return _regridded(song, beats)


def bar_one_at(song: Song, time_ms: int, start_ms: int = 0, end_ms: int | None = None) -> Song:
    """The beat nearest to `time_ms` becomes a bar's first, and all beats in [start_ms, end_ms) move with it."""
    until = song.duration_ms if end_ms is None else end_ms
    inside = [n for n, beat in enumerate(song.beats) if start_ms <= beat.time_ms < until]
    if not inside:
        raise UserError("song.no_beats")
    anchor = min(inside, key=lambda n: abs(song.beats[n].time_ms - time_ms))
    shift, metre = song.beats[anchor].place, max(song.metre, 1)
    if shift == 0:
        return song
    beats = list(song.beats)
    for n in inside:
        beats[n] = replace(beats[n], place=(beats[n].place - shift) % metre, strong=False)
    first, last = inside[0], inside[-1] + 1
    beats[first:last] = _paired(beats[first:last])
    return _regridded(song, beats)


def tapped(song: Song, taps_ms: Sequence[int]) -> Song:
    """The beats that a person tapped, the first tap on a bar's first.

    Half or double the tempo, or the beats between the beats, when the taps say so; else an even grid through
    the taps. UserError song.too_few_taps, song.taps_uneven.
    """
    taps = sorted(set(taps_ms))
    if len(taps) < LEAST_TAPS:
        raise UserError("song.too_few_taps", least=LEAST_TAPS)
    start, period = _line_through(taps)
    if not _FASTEST_MS <= period <= _SLOWEST_MS or any(
        abs(tap - (start + n * period)) * 3 > period for n, tap in enumerate(taps)
    ):
        raise UserError("song.taps_uneven")
    for fitted in _readings(song):
        if _agrees(fitted, taps, period):
            return bar_one_at(fitted, taps[0])
    return _even_grid(song, start, period)


def with_section(song: Song, index: int, *, role: Role | None = None, energy: Energy | None = None) -> Song:
    """Another role or energy for one section, sure because a person said so. IndexError for an unknown one."""
    old = song.sections[index]
    new = old
    if role is not None:
        new = replace(new, role=role, role_confidence=1000)
    if energy is not None:
        new = replace(new, energy=energy, energy_confidence=1000, intensity=_INTENSITY[energy])
    sections = list(song.sections)
    sections[index] = new
    return replace(song, sections=tuple(sections))


def move_cue(cues: Sequence[SongCue], cue_id: str, time_ms: int, duration_ms: int) -> tuple[SongCue, ...]:
    """One cue at another moment between its neighbours, set for good; it keeps its id.

    KeyError for an unknown id; UserError song.start_is_fixed, song.cues_too_close, song.cues_too_far.
    """
    n = _index(cues, cue_id)
    if cues[n].time_ms == 0:
        raise UserError("song.start_is_fixed")
    following = cues[n + 1].time_ms if n + 1 < len(cues) else duration_ms
    beside = time_ms - cues[n - 1].time_ms, following - time_ms
    if min(beside) < SHORTEST_MS:
        raise UserError("song.cues_too_close", shortest_ms=SHORTEST_MS)
    if max(beside) > LONGEST_MS:
        raise UserError("song.cues_too_far", longest_s=LONGEST_MS // 1000)
    moved = replace(cues[n], time_ms=time_ms, reasons=("chosen",), strength=1000, locked=True)
    return (*cues[:n], moved, *cues[n + 1 :])


def name_cue(cues: Sequence[SongCue], cue_id: str, name: str) -> tuple[SongCue, ...]:
    """A cue that somebody calls by a name stays where it is. KeyError for an unknown id."""
    n = _index(cues, cue_id)
    return (*cues[:n], replace(cues[n], name=" ".join(name.split()), locked=True), *cues[n + 1 :])


def shots(cues: Sequence[SongCue], duration_ms: int) -> tuple[tuple[int, int], ...]:
    """From cue to cue and to the end: what the scenes span."""
    return tuple(pairwise([*(cue.time_ms for cue in cues), duration_ms]))


def _every_second(beats: Sequence[Beat]) -> list[tuple[Beat, int]]:
    """With their places in the longer bars, counted from the strong downbeat before each (or the first after)."""
    anchors = [n for n, beat in enumerate(beats) if beat.strong] or [
        n for n, beat in enumerate(beats) if beat.place == 0
    ][:1] or [0]  # fmt: skip
    out = []
    for n, beat in enumerate(beats):
        since = anchors[max(bisect.bisect_right(anchors, n) - 1, 0)]
        if (n - since) % 2 == 0:
            out.append((beat, (n - since) // 2))
    return out


def _paired(beats: Sequence[Beat]) -> list[Beat]:
    """Every second downbeat strong, from the first on."""
    seen, out = 0, []
    for beat in beats:
        out.append(replace(beat, strong=beat.place == 0 and seen % 2 == 0))
        seen += beat.place == 0
    return out


def _regridded(song: Song, beats: Sequence[Beat]) -> Song:
    """The song on other beats; a section begins with the bar nearest to where it began."""
    downbeats = [beat.time_ms for beat in beats if beat.place == 0]
    return replace(
        song,
        beats=tuple(beats),
        tempo_mbpm=tempo_of([beat.time_ms for beat in beats]),
        sections=_on_bars(song.sections, downbeats),
    )


def _on_bars(sections: Sequence[Section], downbeats: Sequence[int]) -> tuple[Section, ...]:
    """Starts moved to the nearest downbeat, where that is nearer than any neighbouring start."""
    starts = [section.start_ms for section in sections]
    edges = [*starts, sections[-1].end_ms]
    moved = [0]
    for n in range(1, len(sections)):
        near = min(downbeats, key=lambda time: (abs(time - starts[n]), time), default=starts[n])
        room = min(starts[n] - edges[n - 1], edges[n + 1] - starts[n])
        moved.append(near if 2 * abs(near - starts[n]) < room else starts[n])
    ends = [*moved[1:], sections[-1].end_ms]
    return tuple(
        replace(section, start_ms=start, end_ms=end)
        for section, start, end in zip(sections, moved, ends, strict=True)
    )


def _readings(song: Song) -> list[Song]:
    """The song's beats as they are, half and double, and each between its own beats."""
    finer = doubled(song)
    between = _regridded(finer, _paired([replace(beat, place=n % max(song.metre, 1))
                                         for n, beat in enumerate(finer.beats[1::2])]))  # fmt: skip
    coarser = halved(song)
    dropped = {beat.time_ms for beat in coarser.beats}
    others = [beat for beat in song.beats if beat.time_ms not in dropped]
    other_half = _regridded(song, _paired([replace(beat, place=n % max(song.metre, 1))
                                           for n, beat in enumerate(others)]))  # fmt: skip
    return [song, between, coarser, other_half, finer]


def _agrees(song: Song, taps: Sequence[int], period: Fraction) -> bool:
    """Whether the beats beside the taps are as far apart as the taps, and the taps fall on them."""
    times = [beat.time_ms for beat in song.beats]
    if len(times) < 2:
        return False
    around = [time for time in times if taps[0] - 2 * period <= time <= taps[-1] + 2 * period]
    tempo = tempo_of(around)
    if not tempo or abs(Fraction(60_000_000, tempo) - period) > _TAP_TOLERANCE * period:
        return False
    off = sorted(min((tap - time for time in around), key=abs) for tap in taps)
    return abs(off[len(off) // 2]) * 5 < period


def _line_through(taps: Sequence[int]) -> tuple[Fraction, Fraction]:
    """Start and period of the least-squares line through tap n at n."""
    count = len(taps)
    middle, mean = Fraction(count - 1, 2), Fraction(sum(taps), count)
    rise = sum(((n - middle) * (tap - mean) for n, tap in enumerate(taps)), Fraction(0))
    slope = rise / sum(((n - middle) ** 2 for n in range(count)), Fraction(0))
    return mean - middle * slope, slope


def _even_grid(song: Song, start: Fraction, period: Fraction) -> Song:
    metre = max(song.metre, 1)
    beats, n = [], -int(start // period)
    while (time := round_half_up(start + n * period)) < song.duration_ms:
        beats.append(Beat(max(time, 0), n % metre, False, 0, 0, 0))
        n += 1
    return _regridded(song, _paired(beats))


def _index(cues: Sequence[SongCue], cue_id: str) -> int:
    for n, cue in enumerate(cues):
        if cue.id == cue_id:
            return n
    raise KeyError(cue_id)
