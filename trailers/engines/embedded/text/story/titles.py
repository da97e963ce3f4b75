"""A title for a story that has none, from its own words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ..grammar.tokens import Token, render
from ..lexicon import wordset
from ..writing.weights import weight
from .values import Sentence

_TITLE_OPENS = re.compile(
    r"^[\"“]([^\"“”]{2,60})[\"”],?\s+(?:follows|is|tells|centers|centres|explores|begins|opens|takes|chronicles|unfolds)\b"
)


def title_from(sentences: Sequence[Sentence], paragraphs: Sequence[str]) -> str:
    """A title for a story without one: what it calls itself, else its strongest few words for a thing or person."""
    match = _TITLE_OPENS.match(paragraphs[0]) if paragraphs else None
    if match:
        return match.group(1).strip(" .,")
    best: tuple[float, str] = (0.0, "")
    early = sentences[: max(1, (3 * len(sentences)) // 4)]
    for sentence in early:
        for phrase in _noun_phrases(sentence.tokens):
            score = weight(phrase) + 0.3 * any(t.tag == "PO" for t in phrase) - 0.1 * abs(len(phrase) - 2)
            if score > best[0] + 0.05:
                best = (score, render(phrase))
    if not best[1]:
        return _title_of_one_word(sentences)
    words = best[1].split()
    return " ".join(("The", *(word[:1].upper() + word[1:] for word in words)))


def _title_of_one_word(sentences: Sequence[Sentence]) -> str:
    """The weightiest noun, else the most used name inside a sentence, else nothing better."""
    tokens = [token for sentence in sentences for token in sentence.tokens]
    nouns = [token for token in tokens if token.tag == "NN" and token.text.isascii() and weight([token]) > 0]
    if nouns:
        return "The " + max(nouns, key=lambda token: weight([token])).lower.capitalize()
    names = Counter(
        t.text
        for s in sentences
        for t in s.tokens[1:]
        if t.is_word and t.text[0].isupper() and len(t.text) > 2
    )
    return names.most_common(1)[0][0] if names else "Untitled"


def _noun_phrases(tokens: Sequence[Token]) -> Iterator[tuple[Token, ...]]:
    """Runs of two or three adjectives, owners and nouns that end in a singular noun."""
    for start, token in enumerate(tokens):
        before = tokens[start - 1].tag if start else ""
        if token.tag not in ("JJ", "NN", "PO", "NP") or before not in ("DT", "PO") or token.lower in _OWN:
            continue
        end = start
        while end < len(tokens) and tokens[end].tag in ("JJ", "NN", "PO", "NP") and end - start < 4:
            end += 1
        phrase = tuple(tokens[start:end])
        if 2 <= len(phrase) <= 3 and phrase[-1].tag in ("NN", "NP") and not phrase[-1].lower.endswith("s"):
            yield phrase


_OWN = wordset("own same other first next only few little")
