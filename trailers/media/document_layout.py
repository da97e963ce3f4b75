"""Reading order and paragraphs of a printed page, from where its pieces of text stand. No PDF in here.

Coordinates are PDF points with y growing upwards, as on the page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

_BULLET = re.compile(r"^(?:[•‣▪●○*–—-]|\(?\d{1,3}[.)])\s+")
_PAGE_NUMBER = re.compile(
    r"^\W*(?:page\s*)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?\W*$|^\W*[ivxl]{1,6}\W*$", re.IGNORECASE
)
_ENDS = ".!?…:;\"”»'’)。！？؟"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text within a box."""

    left: float
    bottom: float
    right: float
    top: float
    text: str

    @property
    def height(self) -> float:
        return self.top - self.bottom


@dataclass(frozen=True, slots=True)
class Page:
    width: float
    height: float
    pieces: tuple[Piece, ...]


def lines_of(page: Page) -> list[list[Piece]]:
    """The page's lines in reading order, parted into blocks: a column, or what stands across columns."""
    rows = _rows([piece for piece in page.pieces if piece.text.strip()])
    if not rows:
        return []
    gutter = _gutter(rows)
    if gutter is None:
        return [[_merged(row) for row in rows]]
    blocks: list[list[Piece]] = []
    left: list[Piece] = []
    right: list[Piece] = []
    for row in rows:
        if any(piece.left < gutter < piece.right for piece in row):
            blocks += [block for block in (left, right, [_merged(row)]) if block]
            left, right = [], []
        else:
            left += _side(row, gutter, left=True)
            right += _side(row, gutter, left=False)
    return blocks + [block for block in (left, right) if block]


def _side(row: list[Piece], gutter: float, *, left: bool) -> list[Piece]:
    part = [piece for piece in row if (piece.right <= gutter) == left]
    return [_merged(part)] if part else []


def _rows(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces that share a baseline, top row first, each row from left to right."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: (-(p.top + p.bottom), p.left)):
        row = rows[-1] if rows else []
        if row and _overlap(row[0], piece) * 2 >= min(row[0].height, piece.height):
            row.append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda p: p.left) for row in rows]


def _overlap(a: Piece, b: Piece) -> float:
    return min(a.top, b.top) - max(a.bottom, b.bottom)


def _merged(row: Sequence[Piece]) -> Piece:
    """One line made of its pieces, with a space wherever there is a gap that a reader would see."""
    text = row[0].text.rstrip()
    for before, piece in pairwise(row):
        text = text.rstrip() + _between(before, piece) + piece.text.strip()
    return Piece(
        left=row[0].left,
        bottom=min(piece.bottom for piece in row),
        right=max(piece.right for piece in row),
        top=max(piece.top for piece in row),
        text=text,
    )


def _between(before: Piece, piece: Piece) -> str:
    """What a reader sees between two pieces of a line: nothing, a space, or the gap of a table."""
    gap, em = piece.left - before.right, max(piece.height, 1.0)
    if gap > 2.5 * em:
        return " – "
    return " " if gap > 0.12 * em or before.text.endswith(" ") or piece.text.startswith(" ") else ""


def _gutter(rows: Sequence[Sequence[Piece]]) -> float | None:
    """The x of the empty lane between two columns, or None. Most rows must keep out of it."""
    left = min(row[0].left for row in rows)
    right = max(piece.right for row in rows for piece in row)
    em = median(piece.height for row in rows for piece in row)
    best: tuple[int, float] | None = None
    steps = 48
    for step in range(int(steps * 0.25), int(steps * 0.75) + 1):
        x = left + (right - left) * step / steps
        both, crossing = _lane(rows, x, max(6.0, 0.6 * em))
        if both >= 4 and both * 2 > crossing and (best is None or both - crossing > best[0]):
            best = (both - crossing, x)
    return best[1] if best else None


def _lane(rows: Sequence[Sequence[Piece]], x: float, width: float) -> tuple[int, int]:
    """How many rows have text on both sides of a lane at x, and how many reach into it."""
    both = crossing = 0
    for row in rows:
        if any(piece.left < x + width / 2 and piece.right > x - width / 2 for piece in row):
            crossing += 1
        elif row[0].right <= x and row[-1].left >= x and _is_prose(row, x):
            both += 1
    return both, crossing


def _is_prose(row: Sequence[Piece], x: float) -> bool:
    """Columns of running text hold several words a side; a table's cells often hold one or two."""
    left = sum(len(piece.text.split()) for piece in row if piece.right <= x)
    right = sum(len(piece.text.split()) for piece in row if piece.left >= x)
    return left >= 2 and right >= 2


def without_furniture(pages: Sequence[Page]) -> list[Page]:
    """The pages without page numbers and without running headers and footers."""
    edges = Counter(mark for page in pages for mark in {_mark(piece) for piece in _edge_pieces(page)})
    often = max(2, min(len(pages) - 1, 3), len(pages) // 3)  # a first page often has no header
    out = []
    for page in pages:
        edge = set(_edge_pieces(page))
        kept = tuple(
            piece
            for piece in page.pieces
            if piece not in edge
            or not (
                _PAGE_NUMBER.match(piece.text.strip()) or (len(pages) > 1 and edges[_mark(piece)] >= often)
            )
        )
        out.append(Page(page.width, page.height, kept))
    return out


def _mark(piece: Piece) -> str:
    """What a running header keeps from page to page: its words without numbers, and its height."""
    return f"{re.sub(r'[0-9]+', '#', piece.text.strip().lower())}@{round(piece.bottom / 12)}"


def _edge_pieces(page: Page) -> list[Piece]:
    """Short pieces within the top or bottom twelfth of the page."""
    low, high = page.height / 12, page.height * 11 / 12
    return [p for p in page.pieces if (p.top < low or p.bottom > high) and len(p.text.split()) <= 14]


def paragraphs_of(blocks: Sequence[Sequence[Piece]]) -> list[list[str]]:
    """The lines of each paragraph, across columns and pages, in order."""
    out: list[list[str]] = []
    before: Piece | None = None
    edge = 0.0
    for block in blocks:
        leading = _leading(block)
        edge_before, edge = edge, max((piece.right for piece in block), default=0.0)
        margin = min((piece.left for piece in block), default=0.0)
        for index, line in enumerate(block):
            if before is None or not out:
                starts = True
            elif index == 0:
                starts = _starts_block(line, before, edge_before)
            else:
                starts = _starts(line, before, leading, margin, edge)
            if starts:
                out.append([_BULLET.sub("", line.text)])
            else:
                out[-1].append(line.text)
            before = line
    return out


def _leading(block: Sequence[Piece]) -> float:
    """The distance from one baseline to the next within a paragraph: a low quartile, as short paragraphs
    can make their gaps outnumber their lines."""
    steps = sorted(a.bottom - b.bottom for a, b in pairwise(block) if a.bottom - b.bottom > 0.5 * a.height)
    return steps[len(steps) // 4] if steps else 0.0


def _starts_block(line: Piece, before: Piece, edge_before: float) -> bool:
    """Whether a paragraph starts at the top of a column or page. It runs on when its sentence does, and also when
    the last line before filled its measure: a paragraph's last line seldom does."""
    if _BULLET.match(line.text) or _differs_in_size(line, before):
        return True
    filled = before.right > edge_before - 0.5 * max(before.height, 1.0)
    return before.text.rstrip()[-1:] in _ENDS and not filled


def _starts(line: Piece, before: Piece, leading: float, margin: float, edge: float) -> bool:
    """Whether a new paragraph starts at `line`, below `before`."""
    if _BULLET.match(line.text) or _differs_in_size(line, before):
        return True
    if leading and before.bottom - line.bottom > 1.32 * leading:
        return True
    ended = before.text.rstrip()[-1:] in _ENDS
    em = max(line.height, 1.0)
    indented = 0.8 * em < line.left - margin < 6 * em and before.left - margin < 0.4 * em
    short = edge - before.right > max(0.18 * (edge - margin), 4 * em)
    return ended and (indented or short)


def _differs_in_size(line: Piece, before: Piece) -> bool:
    return abs(line.height - before.height) > 0.15 * max(line.height, before.height)


def title_of(pages: Sequence[Page]) -> str:
    """The largest short line of the first page that has text, if it is clearly larger than the body."""
    page = next((page for page in pages if page.pieces), None)
    if page is None:
        return ""
    lines = [line for block in lines_of(page) for line in block]
    body = median(line.height for line in lines)
    top = lines[:6]
    largest = max(top, key=lambda line: line.height)
    if largest.height < 1.25 * body or len(lines) < 3:
        return ""
    title = [line.text for line in top if line.height > 0.85 * largest.height]
    text = " ".join(title)
    return text if len(text.split()) <= 12 else ""
