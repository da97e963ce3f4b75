"""Words with their measured times, and the matching of a script's words to what was heard.

Both sides are taken apart into sounds-like parts ("twenty-one" and "21" are the same two), the parts are
aligned (`listening`), and whatever was not heard is laid between its neighbours in proportion to its length.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .listening import Pair, align
from .spoken import ends_phrase, ends_sentence, part_options, parts_of

_SLOW_MS = 110
"""Per letter: nobody who was not heard is taken to speak more slowly."""


@dataclass(frozen=True, slots=True)
class Word:
    """One spoken word, in whole milliseconds of the audio it was measured in. `start_ms <= end_ms`."""

    text: str
    start_ms: int
    end_ms: int

    def __post_init__(self) -> None:
        if not 0 <= self.start_ms <= self.end_ms:
            raise ValueError(f"not a time: {self.text!r} {self.start_ms}..{self.end_ms} ms")


@dataclass(frozen=True, slots=True)
class MatchReport:
    """What became of the script in the recording."""

    words: tuple[Word, ...]
    """One per script word, in order, spelled as in the script; each is over when the next begins."""
    missing: tuple[str, ...]
    """Script words that were not recognised, in order. Words without a sound (a dash) are not counted."""
    extra: tuple[str, ...]
    """Measured words that answer to nothing in the script, in order."""
    ratio: float
    """Share of the script's words that were recognised; 1.0 when there was nothing to say."""


@dataclass(frozen=True, slots=True)
class _Part:
    """One sounds-like word and the place of the written word that it is part of."""

    text: str
    owner: int


@dataclass(frozen=True, slots=True)
class _Time:
    start_ms: int
    end_ms: int


def match_words(
    script: Sequence[str], measured: Sequence[Word], *, duration_ms: int, language: str = "en"
) -> MatchReport:
    """Give every script word its time in a recording of `duration_ms`.

    `measured` may be empty, disordered, spelled otherwise, or miss and invent words. Numerals are matched
    to spoken numbers in English only. A word that was heard as something quite different still takes that
    moment's time, but counts as missing.
    """
    heard = _in_order(measured, duration_ms)
    said = [_Part(part, i) for i, word in enumerate(heard) for part in parts_of(word.text, language=language)]
    wanted = _wanted(script, [part.text for part in said], language)
    pairs = align([part.text for part in wanted], [part.text for part in said])
    times = _fill(script, wanted, _heard_times(wanted, said, heard, pairs), duration_ms)
    known = {wanted[i].owner for pair in pairs if pair.alike for i in range(*pair.script)}
    answered = {said[j].owner for pair in pairs if pair.alike for j in range(*pair.heard)}
    audible = sorted({part.owner for part in wanted})
    sounds = sorted({part.owner for part in said})
    return MatchReport(
        words=_words(script, wanted, times),
        missing=tuple(script[i] for i in audible if i not in known),
        extra=tuple(heard[i].text for i in sounds if i not in answered),
        ratio=sum(i in known for i in audible) / len(audible) if audible else 1.0,
    )


def _in_order(measured: Sequence[Word], duration_ms: int) -> list[Word]:
    """The measured words as time runs, none past the end of the recording, each over when the next begins."""
    words = sorted(measured, key=lambda word: (word.start_ms, word.end_ms))
    starts = [min(word.start_ms, duration_ms) for word in words] + [duration_ms]
    return [
        Word(word.text, start, min(max(word.end_ms, start), following))
        for word, (start, following) in zip(words, pairwise(starts), strict=True)
    ]


def _wanted(script: Sequence[str], said: Sequence[str], language: str) -> list[_Part]:
    """The script's parts, each numeral said the way that was heard somewhere, else the usual way."""
    text = f" {' '.join(said)} "
    out: list[_Part] = []
    for i, word in enumerate(script):
        options = part_options(word, language=language)
        said_so = (option for option in options if f" {' '.join(option)} " in text)
        out.extend(_Part(part, i) for part in next(said_so, options[0]))
    return out


def _heard_times(
    wanted: Sequence[_Part], said: Sequence[_Part], heard: Sequence[Word], pairs: Sequence[Pair]
) -> list[_Time | None]:
    """The time of every wanted part that was heard, None for the others."""
    moments: list[_Time] = []
    for i, word in enumerate(heard):
        lengths = [len(part.text) for part in said if part.owner == i]
        moments.extend(_shares(_Time(word.start_ms, word.end_ms), lengths))
    out: list[_Time | None] = [None] * len(wanted)
    for pair in pairs:
        whole = _Time(moments[pair.heard[0]].start_ms, moments[pair.heard[1] - 1].end_ms)
        out[slice(*pair.script)] = _shares(whole, [len(part.text) for part in wanted[slice(*pair.script)]])
    return out


def _shares(whole: _Time, weights: Sequence[int]) -> list[_Time]:
    """The time divided without gaps in proportion to `weights`."""
    length, total = whole.end_ms - whole.start_ms, sum(weights)
    bounds = [whole.start_ms + length * sum(weights[:i]) // max(total, 1) for i in range(len(weights) + 1)]
    return [_Time(*both) for both in pairwise(bounds)]


def _fill(
    script: Sequence[str], wanted: Sequence[_Part], times: Sequence[_Time | None], duration_ms: int
) -> list[_Time]:
    """Every part's time: what was not heard is laid between its heard neighbours."""
    out: list[_Time] = []
    for i, time in enumerate(times):
        if len(out) > i:
            continue
        if time is not None:
            out.append(time)
            continue
        until = next((k for k in range(i, len(times)) if times[k] is not None), len(times))
        following = times[until] if until < len(times) else None
        room = _Time(out[-1].end_ms if out else 0, following.start_ms if following else duration_ms)
        pauses = [_pause_weight(script, wanted, k) for k in range(i, until)]
        out.extend(_laid_out(room, [len(part.text) + 1 for part in wanted[i:until]], pauses))
    return out


def _pause_weight(script: Sequence[str], wanted: Sequence[_Part], part: int) -> int:
    """The likely quiet after a part, in letters."""
    owner = wanted[part].owner
    if part + 1 < len(wanted) and wanted[part + 1].owner == owner:
        return 0
    bare = part + 1 < len(wanted) and wanted[part + 1].owner > owner + 1  # a dash stands in between
    if ends_sentence(script[owner]):
        return 6
    return 3 if bare or ends_phrase(script[owner]) else 0


def _laid_out(room: _Time, letters: Sequence[int], pauses: Sequence[int]) -> list[_Time]:
    """Words and pauses in `room`, spoken no slower than people do; time left over goes to the pauses."""
    length = room.end_ms - room.start_ms
    sounding = min(length * sum(letters) // (sum(letters) + sum(pauses)), _SLOW_MS * sum(letters))
    quiet = length - sounding
    out = []
    for i in range(len(letters)):
        before = quiet * sum(pauses[:i]) // max(sum(pauses), 1)
        start, end = (sounding * sum(letters[:k]) // sum(letters) for k in (i, i + 1))
        out.append(_Time(room.start_ms + before + start, room.start_ms + before + end))
    return out


def _words(script: Sequence[str], wanted: Sequence[_Part], times: Sequence[_Time]) -> tuple[Word, ...]:
    """A word lasts from its first part to its last; one without a sound is a moment after its forerunner."""
    spans: dict[int, _Time] = {}
    for part, time in zip(wanted, times, strict=True):
        first = spans.get(part.owner, time)
        spans[part.owner] = _Time(first.start_ms, time.end_ms)
    at = min((span.start_ms for span in spans.values()), default=0)
    out = []
    for i, text in enumerate(script):
        span = spans.get(i, _Time(at, at))
        out.append(Word(text, span.start_ms, span.end_ms))
        at = span.end_ms
    return tuple(out)
