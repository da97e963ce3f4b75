"""The synopsis as values: sentences, headings, and the whole story."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..grammar.tagset import FINITE
from ..grammar.tokens import Token
from .people import Cast


@dataclass(frozen=True, slots=True)
class Sentence:
    index: int
    paragraph: int
    text: str
    tokens: tuple[Token, ...]
    words: int
    starts_at: int
    """Words of the story before it."""
    is_quote: bool = False
    """Speech of somebody in the story, from its first word to its last."""

    @property
    def is_finite(self) -> bool:
        return any(token.tag in FINITE for token in self.tokens)


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    before: int
    """Index of the first sentence after it."""


@dataclass(frozen=True, slots=True)
class Story:
    title: str
    language: str
    sentences: tuple[Sentence, ...]
    headings: tuple[Heading, ...]
    cast: Cast
    quotable: int
    """Sentences before the ending: only those may be heard or shown."""
    told_people: tuple[tuple[str, str], ...]
    logline: str
    labels: tuple[tuple[str, str], ...]
    words: int
    is_past: bool = False
    memo: dict[tuple[int, int], Any] = field(default_factory=dict, compare=False, repr=False)
    """What was worked out from its sentences already, by (sentence, shortest line)."""

    @property
    def paragraphs(self) -> int:
        return len({sentence.paragraph for sentence in self.sentences})

    @property
    def is_list(self) -> bool:
        """Whether the story is told in points rather than paragraphs."""
        return self.paragraphs > 4 and self.words < 25 * self.paragraphs

    @property
    def usable(self) -> tuple[Sentence, ...]:
        return self.sentences[: self.quotable]

    @property
    def usable_words(self) -> int:
        return sum(sentence.words for sentence in self.usable)
