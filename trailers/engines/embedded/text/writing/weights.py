"""How much a trailer wants a run of words: what is at stake, what is hidden, what can be seen."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from .. import lexicon
from ..grammar.tokens import Token

_VALUES = {"conflict": 0.5, "stakes": 0.32, "mystery": 0.32, "imagery": 0.24, "absolute": 0.3, "dull": -0.35}


_MOST = {"conflict": 1.5, "stakes": 1.2, "mystery": 1.1, "imagery": 1.0, "absolute": 0.7, "dull": -1.4}


@cache
def word_values(word: str) -> tuple[tuple[str, float], ...]:
    """The kinds of weight a word has, looked up by itself and by its base form."""
    forms = {
        word,
        *lexicon.verb_forms().get(word, {}).values(),
        word.removesuffix("s"),
        word.removesuffix("'s"),
    }
    return tuple(
        (kind, value) for kind, value in _VALUES.items() if forms & lexicon.words("weights.txt", kind)
    )


def weight(tokens: Sequence[Token]) -> float:
    """The sum over kinds, each kind up to its limit; a word counts once."""
    sums: dict[str, float] = {}
    for word in {token.lower for token in tokens if token.is_word}:
        for kind, value in word_values(word):
            sums[kind] = sums.get(kind, 0.0) + value
    return sum(
        max(total, _MOST[kind]) if _MOST[kind] < 0 else min(total, _MOST[kind])
        for kind, total in sums.items()
    )


def is_meta(tokens: Sequence[Token]) -> bool:
    """Whether the words speak about the film instead of the story."""
    return any(token.lower in lexicon.words("weights.txt", "meta") for token in tokens)
