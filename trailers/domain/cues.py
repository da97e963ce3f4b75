"""Cues: the moments of a soundtrack that a cut point can be locked to.

Inside speech a cue lies in the pause before a word, 120 ms ahead of the onset but never in the first half of
the pause; without a pause it is the onset. Next to a span without words it is that span's exact frame.
Frames are counted from the start frame of the line that the cue belongs to, so re-voicing an earlier line
moves them by whole frames.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from .clock import Rate, exact_ms, frame_at, ms_at, round_half_up
from .soundtrack import SoundSpan, Soundtrack

LEAD_MS = 120
"""How long before a word's onset its picture appears, when the pause is long enough."""

CueKind = Literal["start", "end", "span", "pause", "beat", "moment"]
_FRAME_CUE = re.compile(r"(?P<item>.+):f(?P<offset>-?\d+)", re.DOTALL)
_MOMENT_CUE = re.compile(r"t(?P<time_ms>\d{1,9})")


@dataclass(frozen=True, slots=True)
class Cue:
    """A moment with its nearest frame: always `frame_at(time_ms, rate) == frame`."""

    id: str
    kind: CueKind
    """start and end of the film; span: an exact frame of a span; pause: before a word inside speech; beat of a
    song; moment: any other of a song, set by a person."""
    time_ms: int
    frame: int
    word: int | None
    """The first word spoken after the cue, as index into Soundtrack.words; None when none follows."""


@lru_cache(maxsize=128)  # one plan of a film asks three times, and a film is planned after every job
def cues_of(soundtrack: Soundtrack) -> tuple[Cue, ...]:
    """Every cue of the soundtrack, ascending in frames.

    Ids: "start", "end", "<item>:start" for every item but the first (whose start is "start"), and
    "<item>:<k>" before the k-th word of a line, k from 1. A song has "start", "end" and "t<ms>" for each beat.
    """
    return tuple(_song_cues(soundtrack) if soundtrack.is_song else _cues(soundtrack))


def frame_cue(soundtrack: Soundtrack, item_id: str, offset: int) -> Cue:
    """The exact frame `offset` frames after the item's start: "<item>:f<offset>". KeyError for unknown items.

    For places without words to lock to; it moves with its item.
    """
    frame = soundtrack.span_of(item_id).start + offset
    if not 0 <= frame <= soundtrack.frames:
        raise ValueError(f"frame {frame} is outside the film of {soundtrack.frames} frames")
    return Cue(
        f"{item_id}:f{offset}", "span", ms_at(frame, soundtrack.rate), frame, _word_after(soundtrack, frame)
    )


def frame_cue_named(soundtrack: Soundtrack, cue_id: str) -> Cue:
    """The frame cue of an id like "<item>:f<offset>". KeyError for any other id or item."""
    moment = _MOMENT_CUE.fullmatch(cue_id) if soundtrack.is_song else None
    if moment is not None:
        return song_cue(soundtrack, int(moment["time_ms"]))
    match = _FRAME_CUE.fullmatch(cue_id)
    if match is None:
        raise KeyError(cue_id)
    return frame_cue(soundtrack, match["item"], int(match["offset"]))


def song_cue(soundtrack: Soundtrack, time_ms: int, kind: CueKind = "moment") -> Cue:
    """The moment of a song: "start" at 0, else "t<ms>". ValueError outside the film."""
    frame = frame_at(time_ms, soundtrack.rate)
    if not time_ms >= 0 or frame >= soundtrack.frames:
        raise ValueError(f"{time_ms} ms is outside the film of {soundtrack.frames} frames")
    word = next((n for n, word in enumerate(soundtrack.words) if word.start_ms >= time_ms), None)
    if time_ms == 0:
        return Cue("start", "start", 0, 0, word)
    return Cue(f"t{time_ms}", kind, time_ms, frame, word)


def cues_for(soundtrack: Soundtrack, ids: Iterable[str] = ()) -> tuple[Cue, ...]:
    """`cues_of` and the frame cues among `ids`, ascending. KeyError names an id that the soundtrack lacks."""
    found = {cue.id: cue for cue in cues_of(soundtrack)}
    for cue_id in ids:
        if cue_id not in found:
            found[cue_id] = frame_cue_named(soundtrack, cue_id)
    return tuple(sorted(found.values(), key=lambda cue: cue.frame))


def pause_before(soundtrack: Soundtrack, word: int) -> tuple[Fraction, int]:
    """When the quiet before a word begins and when the word does, in exact ms from the start of its span.

    After a word of the line before, the quiet begins below 0. Without any quiet the first is not the less.
    """
    span, before = soundtrack.span_with(word), soundtrack.span_with(word - 1)
    silent_from = soundtrack.own_ms(before, soundtrack.words[word - 1].end_ms)
    apart = exact_ms(span.start - before.start, soundtrack.rate)
    return silent_from - apart, soundtrack.own_ms(span, soundtrack.words[word].start_ms)


def _word_after(soundtrack: Soundtrack, frame: int) -> int | None:
    """The first word that begins at or after a frame, by its exact time."""
    for span in soundtrack.spans:
        for index, word in enumerate(soundtrack.words_of(span), start=span.first_word or 0):
            if soundtrack.own_ms(span, word.start_ms) >= exact_ms(frame - span.start, soundtrack.rate):
                return index
    return None


def _cues(soundtrack: Soundtrack) -> Iterator[Cue]:
    rate, words = soundtrack.rate, soundtrack.words
    yield Cue("start", "start", 0, 0, 0 if words else None)
    said = 0
    for before, span in zip((None, *soundtrack.spans), soundtrack.spans, strict=False):
        if before is not None:
            if before.last_word is not None and span.first_word is not None:
                yield _pause_cue(soundtrack, span, span.first_word, f"{span.item_id}:start")
            else:
                word = said if said < len(words) else None
                yield Cue(f"{span.item_id}:start", "span", ms_at(span.start, rate), span.start, word)
        if span.first_word is not None and span.last_word is not None:
            for word in range(span.first_word + 1, span.last_word + 1):
                yield _pause_cue(soundtrack, span, word, f"{span.item_id}:{word - span.first_word}")
            said = span.last_word + 1
    yield Cue("end", "end", ms_at(soundtrack.frames, rate), soundtrack.frames, None)


def _song_cues(soundtrack: Soundtrack) -> Iterator[Cue]:
    yield song_cue(soundtrack, 0)
    for beat in soundtrack.beats:
        if 0 < frame_at(beat.time_ms, soundtrack.rate) < soundtrack.frames:
            yield song_cue(soundtrack, beat.time_ms, "beat")
    yield Cue("end", "end", ms_at(soundtrack.frames, soundtrack.rate), soundtrack.frames, None)


def _pause_cue(soundtrack: Soundtrack, span: SoundSpan, word: int, cue_id: str) -> Cue:
    rate = soundtrack.rate
    silent_from, onset = pause_before(soundtrack, word)
    at = Fraction(onset)
    if onset > silent_from:
        at = max((silent_from + onset) / 2, at - LEAD_MS)
    frame = span.start + round_half_up(at * rate.exact / 1000)
    return Cue(cue_id, "pause", _whole_ms(exact_ms(span.start, rate) + at, frame, rate), frame, word)


def _whole_ms(time: Fraction, frame: int, rate: Rate) -> int:
    """The whole ms nearest to `time` whose nearest frame is `frame`; at most 1 ms off the plain rounding."""
    plain = round_half_up(time)
    return next(ms for ms in (plain, plain - 1, plain + 1) if ms >= 0 and frame_at(ms, rate) == frame)
