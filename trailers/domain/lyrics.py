"""The words of a song with their times: lines as LRC files give them ("[01:23.45] words"), laid on the film's clock."""

from __future__ import annotations

import re

from .errors import UserError
from .soundtrack import Sung
from .words import Word

_STAMP = re.compile(r"\[(\d{1,3}):(\d{1,2})(?:[.:](\d{1,3}))?\]")
_INLINE = re.compile(r"<(\d{1,3}):(\d{1,2})(?:[.:](\d{1,3}))?>")
_TAG = re.compile(r"\[[a-z#]+:[^\]]*\]", re.IGNORECASE)
"""What LRC files say beside the words: [ti:Title], [length:03:20]."""
_LONGEST_LINE_MS = 6_000
MOST_CHARS = 40_000


def words_in(lyrics: str, start_ms: int, end_ms: int) -> tuple[Word, ...]:
    """The words of `sung_in`, without their lines."""
    return sung_in(lyrics, start_ms, end_ms).words


def sung_in(lyrics: str, start_ms: int, end_ms: int) -> Sung:
    """The words sung in [start_ms, end_ms), counted from its start. Text without times gives none: when it is sung
    is not guessed.

    A line lasts until the next one, at most 6 s; its words share it by their letters, unless they have stamps of
    their own. UserError lyrics.too_long.
    """
    check_length(lyrics)
    lines = sorted(_lines(lyrics))
    out: list[Word] = []
    starts: list[int] = []
    for n, (at, text) in enumerate(lines):
        after = lines[n + 1][0] if n + 1 < len(lines) else at + _LONGEST_LINE_MS
        until = min(after, at + _LONGEST_LINE_MS)
        words = [word for word in _words(text, at, until) if start_ms <= word.start_ms < end_ms]
        starts += [len(out)] if words else []
        out += words
    moved = (Word(word.text, word.start_ms - start_ms, min(word.end_ms, end_ms) - start_ms) for word in out)
    return Sung(tuple(moved), tuple(starts))


def check_length(lyrics: str) -> None:
    """UserError lyrics.too_long."""
    if len(lyrics) > MOST_CHARS:
        raise UserError("lyrics.too_long", characters=len(lyrics), limit=MOST_CHARS)


def without_stamps(row: str) -> str:
    """One row of lyrics without its times; nothing of a row that only says something about the song."""
    return "" if _TAG.fullmatch(row.strip()) else _INLINE.sub(" ", _STAMP.sub(" ", row))


def is_timed(lyrics: str) -> bool:
    return bool(_STAMP.search(lyrics))


def _lines(lyrics: str) -> list[tuple[int, str]]:
    """(ms, text) of every stamp; a line with several is sung several times."""
    out = []
    for row in lyrics.splitlines():
        stamps = list(_STAMP.finditer(row))
        text = " ".join(_STAMP.sub(" ", row).split())
        out += [(_ms(*stamp.groups()), text) for stamp in stamps]
    return out


def _words(text: str, start_ms: int, end_ms: int) -> list[Word]:
    pieces = [piece for piece in re.split(r"(<[^>]*>)|\s+", text) if piece and piece.strip()]
    words: list[tuple[str, int | None]] = []
    stamp: int | None = None
    for piece in pieces:
        match = _INLINE.fullmatch(piece)
        if match:
            stamp = _ms(*match.groups())
        else:
            words.append((piece, stamp))
            stamp = None
    if not words:  # a line without words says when the one before it is over
        return []
    letters = sum(len(word) + 1 for word, _ in words)
    starts, said = [], 0
    for word, told in words:
        shared = start_ms + (end_ms - start_ms) * said // max(letters, 1)
        starts.append(shared if told is None else min(max(told, start_ms), end_ms))
        said += len(word) + 1
    for n in range(1, len(starts)):
        starts[n] = max(starts[n], starts[n - 1])
    ends = [*starts[1:], end_ms]
    return [
        Word(word, start, max(start, end)) for (word, _), start, end in zip(words, starts, ends, strict=True)
    ]


def _ms(minutes: str, seconds: str, fraction: str | None) -> int:
    return int(minutes) * 60_000 + int(seconds) * 1_000 + int(((fraction or "0") + "00")[:3])
