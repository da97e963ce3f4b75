"""The words of a song: what of a text is sung, which of an engine's times are to be believed, where somebody sings.

Singing is harder to hear than speech. What an engine says is therefore judged word by word, and an answer of which
too little can be true is refused as a whole: no captions are better than wrong ones.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from .lyrics import sung_in, without_stamps
from .song import Song, Stretch
from .soundtrack import Sung
from .words import Word

ENOUGH_PERMILLE = 600
"""Of the words of a text that must be found where they can be sung; with fewer the answer is refused."""
_SHORTEST_MS, _LONGEST_MS = 25, 8_000
_SLACK_MS = 60
"""A word may end so far past the sound: vendors round."""
_LETTER_MS = 110
_BREATH_MS = 1_000
"""A shorter rest between words is part of the singing."""
_LINE_PAUSE_MS, _LINE_WORDS = 700, 9
"""What parts the lines of a text that nobody wrote down in lines."""
_HEADING = re.compile(r"\[[^\]]*\]|(?<!\w)\(?[x×]\s?\d{1,2}\)?(?!\w)")


@dataclass(frozen=True, slots=True)
class Judged:
    """An engine's answer after it was looked at. `sung` is empty where too little of it can be true."""

    sung: Sung
    asked: int
    """Words that there were to find."""
    placed: int
    """Of those, how many have a time at which they can be sung."""

    @property
    def is_fit(self) -> bool:
        return self.asked > 0 and self.placed * 1000 >= ENOUGH_PERMILLE * self.asked

    def to_json(self) -> dict[str, Any]:
        words = [[word.text, word.start_ms, word.end_ms] for word in self.sung.words]
        return {"words": words, "lines": list(self.sung.lines), "asked": self.asked, "placed": self.placed}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Judged:
        """The inverse of `to_json`; other names are left alone."""
        words = tuple(Word(*word) for word in data["words"])
        return cls(Sung(words, tuple(data["lines"])), data["asked"], data["placed"])


def lines_of(text: str) -> tuple[tuple[str, ...], ...]:
    """What is sung, line by line and word by word: without times, headings like [Chorus], and lines of neither."""
    rows = (_HEADING.sub(" ", without_stamps(row)).split() for row in text.splitlines())
    return tuple(tuple(row) for row in rows if any(char.isalnum() for word in row for char in word))


def judged(
    lines: Sequence[Sequence[str]], words: Sequence[Word], unsure: Collection[int], duration_ms: int
) -> Judged:
    """The times of a known text. `words` are one for each word of `lines`, in order, ms from the start of the part;
    `unsure` are the indexes of those that the engine hardly heard.

    A line of which less than half was placed is left out; what is missing in the others is laid beside what was
    found. ValueError where words and text are not of one length.
    """
    bounds = [0]
    for line in lines:
        bounds.append(bounds[-1] + len(line))
    if bounds[-1] != len(words):
        raise ValueError(f"{len(words)} times for {bounds[-1]} words")
    sure = _believed(words, unsure, duration_ms)
    placed = sum(sure)
    found = Judged(Sung((), ()), len(words), placed)
    if not found.is_fit:
        return found
    kept = [(a, b) for a, b in pairwise(bounds) if 2 * sum(sure[a:b]) >= b - a]
    out: list[Word] = []
    starts: list[int] = []
    for n, (a, b) in enumerate(kept):
        until = _first_sure(words, sure, *kept[n + 1]) if n + 1 < len(kept) else duration_ms
        since = out[-1].end_ms if out else 0
        starts.append(len(out))
        out += _mended(words[a:b], sure[a:b], since, until)
    return replace(found, sung=Sung(_in_turn(out, duration_ms), tuple(starts)))


def judged_transcript(words: Sequence[Word], duration_ms: int) -> Judged:
    """What an engine wrote down by ear, in lines at rests; words that cannot be true are left out."""
    sure = _believed(words, (), duration_ms)
    kept = [word for word, is_sure in zip(words, sure, strict=True) if is_sure]
    found = Judged(Sung((), ()), len(words), len(kept))
    if not found.is_fit:
        return found
    turned = _in_turn(kept, duration_ms)
    return replace(found, sung=Sung(turned, _lines_by_rests(turned)))


def vocals_of(words: Sequence[Word]) -> tuple[Stretch, ...]:
    """Where somebody sings, ascending: words with less than a second between them are one stretch."""
    out: list[Stretch] = []
    for word in words:
        if out and word.start_ms - out[-1].end_ms < _BREATH_MS:
            out[-1] = Stretch(out[-1].start_ms, max(out[-1].end_ms, word.end_ms))
        else:
            out.append(Stretch(word.start_ms, word.end_ms))
    return tuple(out)


def with_vocals(song: Song, lyrics: str) -> Song:
    """The whole song with what lyrics that have their times say of its singing; without times, as it is."""
    words = sung_in(lyrics, 0, song.duration_ms).words
    return replace(song, vocals=vocals_of(words)) if words else song


def _believed(words: Sequence[Word], unsure: Collection[int], duration_ms: int) -> list[bool]:
    """Inside the sound, of a length that can be sung, behind the word before it, and heard."""
    out, since = [], 0
    for n, word in enumerate(words):
        length = word.end_ms - word.start_ms
        fits = _SHORTEST_MS <= length <= _LONGEST_MS and word.end_ms <= duration_ms + _SLACK_MS
        out.append(fits and n not in unsure and word.start_ms >= since)
        since = max(since, word.start_ms) if out[-1] else since
    return out


def _first_sure(words: Sequence[Word], sure: Sequence[bool], first: int, end: int) -> int:
    return next(words[n].start_ms for n in range(first, end) if sure[n])


def _mended(words: Sequence[Word], sure: Sequence[bool], since_ms: int, until_ms: int) -> list[Word]:
    """One line, its doubtful words laid between the sure ones beside them, at the pace of speech where there is
    room on one side only."""
    out: list[Word] = []
    n = 0
    while n < len(words):
        if sure[n]:
            out.append(words[n])
            n += 1
            continue
        end = next((k for k in range(n, len(words)) if sure[k]), len(words))
        run = words[n:end]
        wanted = _LETTER_MS * sum(len(word.text) for word in run)
        before = out[-1].end_ms if out else None
        after = words[end].start_ms if end < len(words) else None
        if before is None:
            after = after if after is not None else until_ms
            start, stop = max(since_ms, after - wanted), after
        else:
            start, stop = before, after if after is not None else min(until_ms, before + wanted)
        out += _shared(run, min(start, stop), stop)
        n = end
    return out


def _shared(words: Sequence[Word], start_ms: int, end_ms: int) -> list[Word]:
    total = max(1, sum(len(word.text) for word in words))
    out, said = [], 0
    for word in words:
        start = start_ms + (end_ms - start_ms) * said // total
        said += len(word.text)
        out.append(Word(word.text, start, start_ms + (end_ms - start_ms) * said // total))
    return out


def _in_turn(words: Sequence[Word], duration_ms: int) -> tuple[Word, ...]:
    """Each over when the next begins, and all when the sound is."""
    starts = [min(word.start_ms, duration_ms) for word in words] + [duration_ms]
    for n in range(1, len(starts)):
        starts[n] = max(starts[n], starts[n - 1])
    return tuple(
        Word(word.text, start, min(max(word.end_ms, start), following))
        for word, (start, following) in zip(words, pairwise(starts), strict=True)
    )


def _lines_by_rests(words: Sequence[Word]) -> tuple[int, ...]:
    starts = [0]
    for n, (word, following) in enumerate(pairwise(words), start=1):
        rest = following.start_ms - word.end_ms
        if rest >= _LINE_PAUSE_MS or (n - starts[-1] >= _LINE_WORDS and rest > 0):
            starts.append(n)
    return tuple(starts)
