"""A song as the clock of a film: its sections on the frame grid, its beats, its exact length in samples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from .clock import Rate, frame_at, frames_covering
from .song import Song
from .song_wishes import SongWishes
from .soundtrack import SongBeat, SoundSpan, Soundtrack, Sung
from .words import Word

SONG_RATE = 44_100
"""Samples a second of the decoded song."""
_FILM_RATE = 48_000


def part_samples(wishes: SongWishes, samples: int) -> tuple[int, int]:
    """First sample, and the one after the last, of the part of a song that a film shows; `samples` are all."""
    start = wishes.start_ms * SONG_RATE // 1000
    end = samples if wishes.end_ms is None else min(wishes.end_ms * SONG_RATE // 1000, samples)
    return start, end


def clock_of(song: Song, samples: int, rate: Rate, words: Sequence[Word] = ()) -> Soundtrack:
    """The soundtrack of a song of `samples`: as many whole frames as it takes to hear it to its end.

    `words` are those sung, ascending. They belong to the section in which they begin.
    """
    frames = frames_covering(samples, rate, SONG_RATE)
    return Soundtrack(
        rate=rate,
        spans=_spans(song, frames, rate, words),
        words=tuple(words),
        beats=tuple(SongBeat(beat.time_ms, beat.place, beat.strong) for beat in song.beats),
        song_samples=-(-samples * _FILM_RATE // SONG_RATE),
    )


def with_words(clock: Soundtrack, sung: Sung) -> Soundtrack:
    """The same clock with other words: spans, beats and length stay, so nothing is cut anew for them."""
    spans, said = [], 0
    for span in clock.spans:
        inside = (word for word in sung.words[said:] if frame_at(word.start_ms, clock.rate) < span.end)
        count = sum(1 for _ in inside) if span.end < clock.frames else len(sung.words) - said
        first, last = (said, said + count - 1) if count else (None, None)
        spans.append(replace(span, first_word=first, last_word=last))
        said += count
    return replace(clock, spans=tuple(spans), words=sung.words, lines=sung.lines)


def duration_ms(clock: Soundtrack) -> int:
    """Of the part of the song that a film shows, to the nearest ms."""
    return (clock.song_samples * 1000 + _FILM_RATE // 2) // _FILM_RATE


def _spans(song: Song, frames: int, rate: Rate, words: Sequence[Word]) -> tuple[SoundSpan, ...]:
    """One a section; a section of less than a frame is part of the one before it."""
    kept = [song.sections[0]]
    for section in song.sections[1:]:
        if frame_at(kept[-1].start_ms, rate) < frame_at(section.start_ms, rate) < frames:
            kept.append(section)
    edges = [0, *(frame_at(section.start_ms, rate) for section in kept[1:]), frames]
    spans, said = [], 0
    for n, (section, (start, end)) in enumerate(zip(kept, pairwise(edges), strict=True)):
        until = kept[n + 1].start_ms if n + 1 < len(kept) else song.duration_ms + 1
        count = len(words) - said if n + 1 == len(kept) else sum(w.start_ms < until for w in words[said:])
        first, last = (said, said + count - 1) if count else (None, None)
        spans.append(SoundSpan(f"s{section.start_ms}", "silence", section.role, start, end, first, last))
        said += count
    return tuple(spans)
