"""A spoken line as a value."""

from __future__ import annotations

from dataclasses import dataclass

from ..grammar.tokens import words_of

MIN_WORDS, MAX_WORDS = 4, 16
SHORTEST = 2
"""A sentence the author made this short may be said, beside another one."""


@dataclass(frozen=True, slots=True)
class Line:
    """A candidate for one spoken line."""

    sentence: int
    start: int
    """First token of the sentence that it uses."""
    end: int
    text: str
    score: float
    needs_before: bool = False
    """Only to be said right after a line of the sentence before (its 'they' or 'it' means something there)."""
    subject: int = -1
    """The person it is about, as an index into the cast; -1 when nobody."""
    opens_with_pronoun: bool = False
    plain: str = ""
    """The same line with the pronoun kept, for when the line before is about the same person."""

    @property
    def words(self) -> int:
        return words_of(self.text)
