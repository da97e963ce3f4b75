"""The ways a sentence, or a part of it that stands alone, can be said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ..grammar.clause import Clause, joined
from ..grammar.clauses import clauses_of
from ..grammar.spans import main_finite
from ..grammar.tagset import FINITE
from ..grammar.tokens import Token
from ..lexicon import wordset
from ..story.values import Sentence
from .clause_words import clause_tokens
from .line import MAX_WORDS
from .shortening import shortenings
from .standing import is_command

_CONNECTIVES = wordset(
    "however meanwhile then soon eventually instead therefore thus also additionally furthermore "
    "moreover consequently so subsequently unfortunately initially afterwards afterward later suddenly "
    "now indeed still "
)


_DROPPED_ADVERBS = wordset("initially eventually subsequently also additionally meanwhile however therefore")


_KEPT_CONNECTIVES = frozenset({"now", "still", "then"})


# Verbs whose 'that ...' is true in the story.
_TELLING = wordset(
    "warns warned tells told discovers discovered learns learned realises realised realizes realized reveals "
    "revealed knows knew says said whispers whispered finds found swears swore confesses confessed admits admitted "
    "sees saw shows showed explains explained"
)
_STOPS = frozenset(",.;:—–?!")


DIALOGUE = re.compile(r"(?:(?:^|[,:]\s*|[.!?]\s+)[\"“][^\"“”]+[\"”])|(?:[\"“][^\"“”]+[,.!?][\"”])")


Reading = tuple[tuple[Token, ...], int, bool]
"""Tokens in the order they are said, how many of the sentence were left out, and whether it is whole."""


def readings_of(sentence: Sentence) -> Iterator[Reading]:
    """Ways to say a sentence or part of it: tokens, how many were left out, whether it is whole."""
    yield sentence.tokens, 0, True
    if sentence.is_quote or DIALOGUE.search(sentence.text):
        yield from _spoken(sentence)
        return
    if sentence.text.endswith("?"):
        yield from _asked(sentence)
        return
    yield from _commanded(sentence)
    clauses = [clause for clause in clauses_of(sentence.tokens) if clause.is_finite]
    total = len(sentence.tokens)
    for clause in clauses:
        for parts in clause.variants():
            tokens = clause_tokens(clause, parts)
            if tokens:
                yield tokens, total - len(tokens), False
            if len(tokens) > MAX_WORDS:
                for shorter in shortenings(clause, parts):
                    yield shorter, total - len(shorter) + len(sentence.tokens) // 2, False
    yield from _relatives(sentence)
    yield from _reported(sentence)
    mains = [clause for clause in clauses if not clause.promoted]
    for first, second in pairwise(mains):
        for tokens in _pairs(first, second):
            yield tokens, total - len(tokens), False


def _reported(sentence: Sentence) -> Iterator[Reading]:
    """What somebody warns, tells or discovers, told as the fact it is: '... that the sea returns nothing'."""
    tokens = sentence.tokens
    for position in range(2, len(tokens) - 3):
        if tokens[position].lower != "that" or tokens[position].tag != "WH":
            continue
        before = [token.lower for token in tokens[max(0, position - 4) : position]]
        if not set(before) & _TELLING or tokens[position - 1].lower in ("so", "such"):
            continue
        end = next((i for i in range(position, len(tokens)) if tokens[i].text in _STOPS), len(tokens))
        inner = tokens[position + 1 : end]
        if main_finite(inner):
            yield inner, len(tokens) - len(inner), False


def _relatives(sentence: Sentence) -> Iterator[Reading]:
    """', who has never needed a second bullet' told of the name before it."""
    tokens = sentence.tokens
    for position in range(2, len(tokens) - 2):
        if tokens[position].lower != "who" or tokens[position - 1].text != ",":
            continue
        after = position + 1
        while after < len(tokens) and tokens[after].tag == "RB":
            after += 1
        if after >= len(tokens) or tokens[after].tag not in FINITE:
            continue
        name = _name_before(tokens, position - 1)
        end = next((i for i in range(after, len(tokens)) if tokens[i].text in _STOPS), len(tokens))
        if name and end - position >= 3:
            yield (*name, *tokens[position + 1 : end]), len(tokens) - end + position, False


def _name_before(tokens: Sequence[Token], comma: int) -> tuple[Token, ...]:
    """The name that ends at the comma, or the one that the phrase before the comma tells about."""
    end = comma
    if tokens[end - 1].tag != "NP":  # 'Maya Chen, a programmer at a startup, who ...'
        end = next((i for i in range(comma - 1, 0, -1) if tokens[i].text == ","), 0)
        if (
            not end
            or tokens[end + 1].tag not in ("DT", "PO")
            or any(t.tag in FINITE for t in tokens[end:comma])
        ):
            return ()
    start = end
    while start > 0 and tokens[start - 1].tag == "NP":
        start -= 1
    if start > 0 and tokens[start - 1].lower == "the" and start < end:
        start -= 1
    return tuple(tokens[start:end])


def _asked(sentence: Sentence) -> Iterator[Reading]:
    """The question at the end of '... the one thing nobody dares to ask: what if ...?'."""
    marks = [token.index for token in sentence.tokens if token.text in (":", "—", "–")]
    if marks and marks[-1] + 2 < len(sentence.tokens):
        tokens = sentence.tokens[marks[-1] + 1 : -1]
        if tokens and tokens[0].tag in ("WH", "MD", "DO", "BE", "HV"):
            yield tokens, 0, True


def _commanded(sentence: Sentence) -> Iterator[Reading]:
    """Commands behind a colon: 'The rules are simple: keep the lights low, and never answer the bell.'"""
    colon = next((token.index for token in sentence.tokens if token.text == ":"), None)
    if colon is None:
        return
    rest = [token for token in sentence.tokens[colon + 1 :] if token.text != "."]
    if not rest or not is_command([token for token in rest if token.is_word] or rest[:1]):
        return
    yield tuple(rest), colon, True
    commas = [place for place, token in enumerate(rest) if token.text == ","]
    if commas:
        yield tuple(rest[: commas[-1]]), colon, True
        last = rest[commas[-1] + 1 :]
        last = last[1:] if last and last[0].tag == "CC" else last
        if last and is_command([token for token in last if token.is_word] or last):
            yield tuple(last), colon, True


def _pairs(first: Clause, second: Clause) -> Iterator[tuple[Token, ...]]:
    """Two clauses said in one breath, as they were joined."""
    if first.borrowed and not first.subject:
        return
    joint = [] if second.borrowed and second.connector else [Token(",", ",", ",", False, -1)]
    if second.borrowed and not second.connector:
        return
    if second.connector:
        joint.append(Token(second.connector, second.connector, "CC", True, -1))
    elif second.mark != "," or max(len(joined(first.parts)), len(joined(second.parts))) > 7:
        return
    for left in (first.parts, [p for p in first.parts if not p.optional]):
        for right in (second.parts, [p for p in second.parts if not p.optional]):
            if left and right and (left[-1].kind == "core" or not left[-1].optional):
                yield (*clause_tokens(first, left), *joint, *joined(right))


def without_connectives(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Without a connective that points back ('Meanwhile, ...') and without the closing mark."""
    out = [
        token
        for token in tokens
        if not (token.lower in _DROPPED_ADVERBS and token.tag == "RB" and token.index > 0)
    ]
    while out and out[-1].text in (".", "…", "...", ";", ",", ":"):
        out.pop()
    if (
        len(out) > 2
        and out[0].lower in _CONNECTIVES
        and (out[1].text == "," or out[0].lower not in _KEPT_CONNECTIVES)
    ):
        out = out[2:] if out[1].text == "," else out[1:]
    elif len(out) > 3 and out[0].lower == "and" and out[1].is_word:
        out = out[1:]
    return tuple(out)


def _spoken(sentence: Sentence) -> Iterator[Reading]:
    """What is said in quotation marks, without who says it, when it is a statement of its own."""
    quotes = [token.index for token in sentence.tokens if token.text in '"“”']
    if sentence.is_quote or not quotes or len(quotes) % 2:
        return
    spans = [sentence.tokens[a + 1 : b] for a, b in zip(quotes[::2], quotes[1::2], strict=True)]
    if not spans[0] or len(spans) > 2:
        return
    said = list(spans[0])
    closes = said[-1].text if said and not said[-1].is_word else ""
    if closes:
        said.pop()
    if len(spans) == 2 and spans[1] and spans[1][0].text[0].islower() and closes == ",":
        keeps_comma = spans[1][0].tag == "CC" and any(t.tag in FINITE for t in spans[1])
        said += [Token(",", ",", ",", False, -1)] if keeps_comma else []
        said += [t for t in spans[1] if t.text not in ".,"] if not keeps_comma else list(spans[1])
    yield tuple(said), len(sentence.tokens) - len(said), False
