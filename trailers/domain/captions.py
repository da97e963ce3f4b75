"""Captions from the words of a soundtrack: what stands on screen when, and the SRT and WebVTT files of it.

The rules are those of broadcasters for English: at most 42 columns in two rows, 5/6 s to 7 s, two frames
between captions, gaps under half a second closed. The best grouping is found by dynamic programming.
Marketing captions are near-verbatim, so reading speed is reported (`too_fast`), never bought with words.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from .caption_rows import Token, clings, rows_of, width
from .clock import Rate, ms_at
from .soundtrack import Soundtrack
from .spoken import ends_phrase, ends_sentence
from .words import Word

_IMPOSSIBLE = 10**9
_TOO_SHORT = 10**6
_OVER_LINES = 3_000
_LONG_PAUSE_MS = 1_000


@dataclass(frozen=True, slots=True)
class CaptionLimits:
    columns: int = 42
    rows: int = 2
    least_ms: int = 834
    """5/6 s; kept wherever the words leave that much time."""
    most_ms: int = 7_000
    gap_frames: int = 2
    close_ms: int = 500
    """A gap shorter than this is closed down to `gap_frames`."""
    cps: int = 20


@dataclass(frozen=True, slots=True)
class Caption:
    """Shown from `start_ms` until `end_ms`, one or two lines of text."""

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]

    @property
    def cps(self) -> Fraction:
        """Columns to read per second."""
        return Fraction(1000 * sum(width(line) for line in self.lines), self.end_ms - self.start_ms)


def captions_of(soundtrack: Soundtrack, limits: CaptionLimits | None = None) -> tuple[Caption, ...]:
    """Every spoken word once, in order. Captions never overlap and keep the limits.

    Only two things give way, and only where nothing else is left: a caption lasts less than `least_ms` when
    the words after it come sooner and do not fit beside it; words measured without any time push the next
    caption back.
    """
    return tuple(caption for caption, _ in spoken_captions(soundtrack, limits))


def spoken_captions(
    soundtrack: Soundtrack, limits: CaptionLimits | None = None
) -> tuple[tuple[Caption, tuple[Token, ...]], ...]:
    """The same captions, each with its words and when they are spoken."""
    limits = limits or CaptionLimits()
    tokens = list(_tokens(soundtrack, limits.columns))
    if not tokens:
        return ()
    film_ms = ms_at(soundtrack.frames, soundtrack.rate)
    grouping = _Grouping(tokens, limits, _gap_ms(soundtrack.rate, limits.gap_frames), film_ms)
    return tuple(grouping.captions())


def too_fast(captions: Sequence[Caption], cps: int = 20) -> tuple[int, ...]:
    """The indexes of captions that ask for more than `cps` columns a second."""
    return tuple(i for i, caption in enumerate(captions) if caption.cps > cps)


def to_srt(captions: Sequence[Caption], *, italic: bool = False) -> str:
    """SubRip. `italic` is the convention for a voice that is heard and not seen."""
    return "".join(
        f"{number}\n{_clock(caption.start_ms, ',')} --> {_clock(caption.end_ms, ',')}\n"
        f"{_styled([_safe(line) for line in caption.lines], italic)}\n\n"
        for number, caption in enumerate(captions, start=1)
    )


def to_vtt(captions: Sequence[Caption], *, italic: bool = False) -> str:
    """WebVTT, its mark-up characters escaped."""
    escape = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
    cues = (
        f"{number}\n{_clock(caption.start_ms, '.')} --> {_clock(caption.end_ms, '.')}\n"
        f"{_styled([line.translate(escape) for line in caption.lines], italic)}\n\n"
        for number, caption in enumerate(captions, start=1)
    )
    return "WEBVTT\n\n" + "".join(cues)


def _styled(lines: Sequence[str], italic: bool) -> str:
    text = "\n".join(lines)
    return f"<i>{text}</i>" if italic else text


def _safe(line: str) -> str:
    """SubRip knows no escapes: what a player would read as a time line or a tag is written otherwise."""
    return line.replace("-->", "\u2192").replace("<", "\u2039").replace(">", "\u203a")


def _clock(ms: int, point: str) -> str:
    seconds, ms = divmod(ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{point}{ms:03}"


def _gap_ms(rate: Rate, frames: int) -> int:
    exact = frames * 1000 / rate.exact
    return -(-exact.numerator // exact.denominator)


def _tokens(soundtrack: Soundtrack, columns: int) -> Iterator[Token]:
    for line, word in _by_line(soundtrack):
        pieces = _pieces(word.text, columns)
        bounds = [
            word.start_ms + (word.end_ms - word.start_ms) * i // len(pieces) for i in range(len(pieces) + 1)
        ]
        for i, (start, end) in enumerate(pairwise(bounds)):
            yield Token(pieces[i], start, end, glued=i > 0, line=line)


def _by_line(soundtrack: Soundtrack) -> Iterator[tuple[int, Word]]:
    """Every word with the number of its line: of the song's text where that has lines, else of the script."""
    if soundtrack.lines:
        for n, word in enumerate(soundtrack.words):
            yield bisect_right(soundtrack.lines, n), word
        return
    for number, span in enumerate(soundtrack.spans):
        for word in soundtrack.words_of(span):
            yield number, word


def _pieces(text: str, columns: int) -> list[str]:
    """A word too wide for a row (an address, a sentence without spaces) in pieces that fit."""
    pieces = [""]
    for char in text:
        if pieces[-1] and width(pieces[-1] + char) > columns:
            pieces.append("")
        pieces[-1] += char
    return pieces


@dataclass(frozen=True, slots=True)
class _Grouping:
    """Which tokens share a caption."""

    tokens: Sequence[Token]
    limits: CaptionLimits
    gap_ms: int
    film_ms: int

    def captions(self) -> Iterator[tuple[Caption, tuple[Token, ...]]]:
        free_from = 0
        for i, j in pairwise(self._bounds()):
            start = max(self.tokens[i].start_ms, free_from)
            end = max(start + 1, self._end(i, j))
            lines = rows_of(self.tokens[i:j], self.limits.columns, rows=self.limits.rows)
            if lines is None:
                raise AssertionError("a group was allowed that does not fit")
            yield Caption(start, end, lines), tuple(self.tokens[i:j])
            free_from = end + self.gap_ms

    def _bounds(self) -> list[int]:
        """The cheapest grouping: 0, the first token of each further caption, the number of tokens."""
        count = len(self.tokens)
        best: list[tuple[int, int]] = [(0, 0)] + [(_IMPOSSIBLE * (count + 1), 0)] * count
        for i in range(count):
            for j in range(i + 1, count + 1):
                if rows_of(self.tokens[i:j], self.limits.columns, rows=self.limits.rows) is None:
                    break
                price = best[i][0] + self._price(i, j)
                if price < best[j][0]:
                    best[j] = (price, i)
        bounds = [count]
        while bounds[-1]:
            bounds.append(best[bounds[-1]][1])
        return bounds[::-1]

    def _end(self, i: int, j: int) -> int:
        """When the caption of tokens [i, j) goes: with its words, or later if that is too short."""
        start = self.tokens[i].start_ms
        latest = min(self._limit(j), start + self.limits.most_ms)
        end = max(self.tokens[j - 1].end_ms, start + self.limits.least_ms)
        if j < len(self.tokens) and self.tokens[j].start_ms - end < self.limits.close_ms:
            end = self._limit(j)
        return min(end, latest)

    def _limit(self, j: int) -> int:
        """The latest end that leaves the next caption its time, or the film's end."""
        return self.tokens[j].start_ms - self.gap_ms if j < len(self.tokens) else self.film_ms

    def _price(self, i: int, j: int) -> int:
        tokens = self.tokens[i:j]
        lasts = self._end(i, j) - tokens[0].start_ms
        if lasts <= 0:
            return _IMPOSSIBLE
        price = 100
        if lasts < self.limits.least_ms:
            price += _TOO_SHORT + self.limits.least_ms - lasts
        if tokens[-1].end_ms - tokens[0].start_ms > self.limits.most_ms and len(tokens) > 1:
            price += 2 * _TOO_SHORT
        price += sum(self._inner_price(a, b) for a, b in pairwise(tokens))
        if j < len(self.tokens) and self.tokens[j].line == tokens[-1].line:
            price += self._break_price(tokens[-1], self.tokens[j])
        read = sum(width(token.text) + 1 for token in tokens) * 1000 // lasts
        return price + 5 * max(0, read - self.limits.cps)

    def _inner_price(self, a: Token, b: Token) -> int:
        """What it costs that two tokens share a caption."""
        price = _OVER_LINES if a.line != b.line else 60 if ends_sentence(a.text) else 0
        pause = b.start_ms - a.end_ms
        return price + (min(pause, 10_000) if pause >= _LONG_PAUSE_MS else 0)

    def _break_price(self, a: Token, b: Token) -> int:
        """What it costs that two tokens of one line do not."""
        if b.glued:
            return 40
        if ends_sentence(a.text):
            return 0
        return 15 if ends_phrase(a.text) else 180 if clings(a.text) else 70
