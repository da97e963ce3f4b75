"""A sentence as tokens that remember how they were spaced, so that parts of it can be said again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

ABBREVIATIONS = frozenset(
    {
        "dr",
        "mr",
        "mrs",
        "ms",
        "st",
        "lt",
        "sgt",
        "capt",
        "col",
        "gen",
        "prof",
        "rev",
        "hon",
        "jr",
        "sr",
        "vs",
        "mt",
    }
    | {
        "ft",
        "cpl",
        "pvt",
        "det",
        "insp",
        "no",
        "fr",
        "sen",
        "gov",
        "pres",
        "supt",
        "adm",
        "cmdr",
        "maj",
        "messrs",
    }
)


_TITLES = ABBREVIATIONS - {"no", "ft", "jr", "sr"}


_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S., C.I.A.
    r"|[^\W_]+(?:[’'.,\-\u2010\u2011][^\W_]+)*(?:[’'](?=\s|$|[,.;:!?)\]])(?<=s.))?"  # words, 1,200, o'clock, ships'
    r"|\.{3,}|…|--+|[^\w\s]",
)


CLOSERS = frozenset(".,;:!?…)]}%’”»") | {"..."}


_OPENERS = frozenset("([{“‘«$£€#")


DASHES = frozenset({"—", "–", "--", "―"})


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    lower: str
    tag: str
    """See tagging.py; '' until tagged. Punctuation is tagged with itself."""
    space: bool
    """Whether white space stood before it."""
    index: int = 0
    """Its place in the sentence."""

    @property
    def is_word(self) -> bool:
        return self.text[0].isalnum()

    @property
    def is_possessive(self) -> bool:
        return self.lower.endswith(("'s", "s'")) and len(self.lower) > 3 and self.lower not in CONTRACTED_IS


CONTRACTED_IS = frozenset(
    {"it's", "he's", "she's", "that's", "there's", "here's", "what's", "who's", "where's", "let's"}
)


def tokenize(text: str) -> tuple[Token, ...]:
    """Words, numbers and marks of one sentence. Typographic apostrophes are made plain in `lower` only."""
    out: list[Token] = []
    position = 0
    for match in _with_abbreviations(text):
        start, end = match
        word = text[start:end]
        lower = word.lower().replace("’", "'")
        out.append(
            Token(word, lower, "" if word[0].isalnum() else word, start > position or not out, len(out))
        )
        position = end
    return tuple(out)


def _with_abbreviations(text: str) -> Iterable[tuple[int, int]]:
    """Token spans, with the full stop of 'Dr.' or of an initial kept inside its word."""
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        word = text[start:end]
        if text[end : end + 1] == "." and (word.lower() in _TITLES or (len(word) == 1 and word.isupper())):
            yield start, end + 1
        elif word == "." and start and _is_abbreviated(text[:start]):
            continue
        else:
            yield start, end


def _is_abbreviated(before: str) -> bool:
    match = re.search(r"([^\W\d_]+)$", before)
    word = match.group(1) if match else ""
    return bool(word) and (word.lower() in _TITLES or (len(word) == 1 and word.isupper()))


def render(tokens: Sequence[Token]) -> str:
    """The tokens as text, spaced as they were except around what was cut out."""
    text = ""
    for token in tokens:
        glued = (
            not text
            or token.text in CLOSERS
            or text[-1] in _OPENERS
            or (not token.space and text[-1] in "\"'-—–")
        )
        glued = (
            glued or (not token.space and token.text in DASHES) or (not token.space and token.text in "\"'-")
        )
        text += token.text if glued else " " + token.text
    return text


def words_of(text: str) -> int:
    """Spoken words in a text, as the voice counts them: runs between spaces."""
    return len(text.split())


def capitalised(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The same tokens with the first word's first letter raised."""
    for index, token in enumerate(tokens):
        if token.is_word:
            raised = replace(token, text=token.text[0].upper() + token.text[1:])
            return (*tokens[:index], raised, *tokens[index + 1 :])
    return tuple(tokens)
