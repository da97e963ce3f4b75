"""The rows of one caption: where its text breaks, and how wide it is on screen."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from .spoken import ends_phrase

_CLINGS_TO_NEXT = frozenset((
    "a", "an", "the", "my", "your", "his", "her", "its", "our", "their", "this", "that", "these",
    "those", "of", "to", "in", "on", "at", "by", "for", "from", "with", "into", "onto", "over", "under",
    "and", "or", "but", "nor", "is", "are", "was", "were", "be", "been", "am", "has", "have", "had",
    "will", "would", "can", "could", "shall", "should", "may", "might", "must", "do", "does", "did",
    "not", "no", "mr.", "mrs.", "ms.", "dr.", "st.", "very", "so", "as", "if", "than", "upon",
    "through", "across", "against", "between", "without", "about", "above", "beneath", "behind",
    "beside", "near", "toward", "towards", "until",
))  # fmt: skip
"""Words that no break should follow: article and noun, auxiliary and verb stay together."""
_OPENS_ROW = frozenset((
    "and", "but", "or", "nor", "so", "yet", "because", "although", "though", "while", "when", "where",
    "who", "which", "that", "if", "unless", "until", "before", "after", "in", "on", "at", "by", "for",
    "from", "with", "without", "into", "onto", "over", "under", "through", "across", "against",
    "between", "beneath", "beyond", "to", "of",
))  # fmt: skip
"""Words that a row may well begin with: conjunctions and prepositions."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, or a piece of one too wide for a row. `glued`: no space stands before it."""

    text: str
    start_ms: int
    end_ms: int
    glued: bool = False
    line: int = 0
    """Which line of the script it is from."""


def width(text: str) -> int:
    """Columns on screen: East Asian wide characters take two, accents that combine none."""
    if text.isascii():  # nearly all that is ever asked, and asked very often
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


def joined(tokens: Sequence[Token]) -> str:
    return "".join(t.text if t.glued or i == 0 else f" {t.text}" for i, t in enumerate(tokens))


def clings(text: str) -> bool:
    return text.casefold().strip("\"'\u201c\u201d\u2018\u2019(") in _CLINGS_TO_NEXT


def rows_of(tokens: Sequence[Token], columns: int, *, rows: int = 2) -> tuple[str, ...] | None:
    """The text in one row if it fits, else in the best two; None when it fits in neither.

    Best: between two lines of the script, after punctuation, before a conjunction or preposition, the lower
    row the longer; never after a word that clings to the next, if it can be helped.
    """
    whole = joined(tokens)
    one_line = all(token.line == tokens[0].line for token in tokens)
    if width(whole) <= columns and (one_line or rows < 2):
        return (whole,)
    if rows < 2:
        return None
    breaks = []
    for k in range(1, len(tokens)):
        upper, lower = joined(tokens[:k]), joined(tokens[k:])
        if width(upper) <= columns and width(lower) <= columns:
            breaks.append((_price(tokens, k, width(upper) - width(lower)), upper, lower))
    if breaks:
        return min(breaks)[1:]
    return (whole,) if width(whole) <= columns else None


def _price(tokens: Sequence[Token], k: int, lean: int) -> int:
    """How bad a break before token `k` is; `lean` is by how much the upper row is the wider."""
    before, after = tokens[k - 1], tokens[k]
    price = abs(lean) + (4 if lean > 0 else 0)
    if before.line != after.line:
        return price - 200
    if ends_phrase(before.text):
        price -= 20
    elif clings(before.text):
        price += 60
    elif after.text.casefold() in _OPENS_ROW:
        price -= 8
    return price + (100 if after.glued else 0)
