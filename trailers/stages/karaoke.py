"""Karaoke in the picture: a caption stands in grey, and each word turns white while it is sung, as in the ASS file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from trailers.domain.caption_rows import Token
from trailers.domain.captions import Caption
from trailers.domain.clock import exact_ms, frame_at
from trailers.domain.segment import Format
from trailers.engines.embedded.lettering import line_width
from trailers.media.burn import Overlay
from trailers.media.look import BLACK

from .letters import SetRow, caption_overlay, set_rows

_TO_COME = 160
"""How light letters are that are still to be sung, where 255 are those that were: A0A0A0 beside FFFFFF."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a word, or the part of it in one row, stands in the picture, and when it is sung."""

    top: int
    bottom: int
    left: int
    right: int
    start_ms: int
    end_ms: int
    right_to_left: bool

    def unsung(self, time_ms: Fraction) -> tuple[int, int]:
        """The columns that are still to come; as many as none once it is sung."""
        share = (time_ms - self.start_ms) / max(self.end_ms - self.start_ms, 1)
        done = int(min(max(share, Fraction(0)), Fraction(1)) * (self.right - self.left))
        return (self.left, self.right - done) if self.right_to_left else (self.left + done, self.right)


def karaoke_over(
    spoken: Sequence[tuple[Caption, Sequence[Token]]], fmt: Format
) -> Callable[[int], Sequence[Overlay]]:
    """What lies over each frame: the caption that is on then, with its words as far as they are sung."""
    starts = [frame_at(caption.start_ms, fmt.rate) for caption, _ in spoken]
    ends = [frame_at(caption.end_ms, fmt.rate) for caption, _ in spoken]

    @lru_cache(maxsize=2)
    def drawn(index: int) -> tuple[Overlay | None, tuple[_Place, ...]]:
        caption, tokens = spoken[index]
        return caption_overlay(caption.lines, fmt), tuple(_places(set_rows(caption.lines, fmt), tokens, fmt))

    def over(frame: int) -> Sequence[Overlay]:
        index = bisect_right(starts, frame) - 1
        if index < 0 or frame >= ends[index]:
            return []
        overlay, places = drawn(index)
        return [] if overlay is None else [_dimmed(overlay, places, exact_ms(frame, fmt.rate))]

    return over


def _dimmed(overlay: Overlay, places: Sequence[_Place], time_ms: Fraction) -> Overlay:
    luma = overlay.luma.copy()
    for place in places:
        left, right = (max(0, side - overlay.x) for side in place.unsung(time_ms))
        rows = slice(max(0, place.top - overlay.y), max(0, place.bottom - overlay.y))
        to_come = luma[rows, left:right].astype("uint16") - BLACK
        luma[rows, left:right] = (BLACK + to_come * _TO_COME // 255).astype("uint8")
    return replace(overlay, luma=luma)


def _places(rows: Sequence[SetRow], tokens: Sequence[Token], fmt: Format) -> Iterator[_Place]:
    """Words are found in the rows by their letters, wherever those are broken; the blank behind a word is its own.

    Nothing where the rows have other letters than the words: the caption then stands in white.
    """
    letters = [(row, at) for row in rows for at, char in enumerate(row.text) if not char.isspace()]
    said = [(n, char) for n, token in enumerate(tokens) for char in token.text if not char.isspace()]
    if [row.text[at] for row, at in letters] != [char for _, char in said]:
        return
    spans: dict[tuple[int, int], tuple[SetRow, int]] = {}
    for (row, at), (n, _) in zip(letters, said, strict=True):
        spans.setdefault((rows.index(row), n), (row, at))
    keys = list(spans)
    for k, (index, n) in enumerate(keys):
        row, first = spans[index, n]
        following = keys[k + 1] if k + 1 < len(keys) else None
        last = spans[following][1] if following and following[0] == index else len(row.text)
        left, right = sorted((_column(row, first, fmt), _column(row, last, fmt)))
        top, bottom = row.bounds
        token = tokens[n]
        yield _Place(top, bottom, left, right, token.start_ms, token.end_ms, row.right_to_left)


def _column(row: SetRow, at: int, fmt: Format) -> int:
    """Where in the picture the letter of this number begins; by its share of the row where the letters that are
    drawn are others."""
    whole = line_width(row.setting, row.setting.text, row.size, 0.0)
    if at <= 0:
        along = 0.0
    elif at >= len(row.text):
        along = whole
    elif row.text == row.setting.text:
        along = line_width(row.setting, row.text[:at], row.size, 0.0)
    else:
        along = whole * at / len(row.text)
    edge = fmt.width / 2 + whole / 2 - along if row.right_to_left else fmt.width / 2 - whole / 2 + along
    return min(fmt.width, max(0, round(edge)))
