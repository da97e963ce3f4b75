"""A clause that is too long, ended earlier where it may end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..grammar.clause import Clause, Part
from ..grammar.spans import main_finite
from ..grammar.tagset import FINITE
from ..grammar.tokens import Token
from ..lexicon import wordset
from .clause_words import clause_tokens

# Verbs that are not done with their first noun: give him THE KEY, put it IN THE LOCK.
_NEEDS_MORE = wordset(
    "put puts place places placed set sets lay lays laid give gives gave bring brings brought send "
    "sends sent keep keeps kept make makes made turn turns turned lead leads led take takes took call "
    "calls called name names named tell tells told show shows showed find finds found leave leaves left "
    "force forces forced drive drives drove hand hands handed is are was were am has have had offer "
    "offers offered teach teaches taught grant grants granted"
)


_COMPLEMENTS = frozenset({"that", "whether", "how", "why", "what"})
"""Words that open what is said, known or decided: a clause may go on over them."""


def shortenings(clause: Clause, parts: Sequence[Part]) -> Iterator[tuple[Token, ...]]:
    """A long clause ended earlier: before a late phrase that adds where, with what or with whom."""
    last = max((i for i, part in enumerate(parts) if part.kind == "core"), default=-1)
    if last < 0:
        return
    tokens = parts[last].tokens
    finite = 0 if clause.borrowed and tokens[0].tag in FINITE else main_finite(tokens)
    if finite is None:
        return
    bare = _without_subject_phrase(tokens, finite)
    if bare:
        yield clause_tokens(clause, (*parts[:last], replace(parts[last], tokens=bare), *parts[last + 1 :]))
    for position in _ends(tokens, finite):
        short = replace(parts[last], tokens=tuple(tokens[:position]))
        yield clause_tokens(clause, (*parts[:last], short))


def _ends(tokens: Sequence[Token], finite: int) -> Iterator[int]:
    """Where the clause may end: its verb has all that it needs, and a phrase that can be spared begins."""
    wanted, had = _complements_of(tokens, finite), 0
    for position in range(finite + 1, len(tokens)):
        token, before = tokens[position], tokens[position - 1]
        if (token.tag in ("WH", "SB") and token.lower not in _COMPLEMENTS) or not token.is_word:
            return
        if (
            before.tag in ("NN", "NP", "PX", "VG")
            and had >= wanted
            and _can_end_before(tokens, finite, position)
        ):
            yield position
        if token.tag in ("VB", "VF"):
            wanted, had = _complements_of(tokens, position), 0
        had += token.tag in ("NN", "NP", "PX", "VG") and not _noun_follows(tokens, position)


def _complements_of(tokens: Sequence[Token], verb: int) -> int:
    """How many nouns the verb needs behind it: two for 'give him the key', one for 'show up at the door'."""
    has_particle = verb + 1 < len(tokens) and tokens[verb + 1].tag == "RB"
    return 2 if tokens[verb].lower in _NEEDS_MORE and not has_particle else 1


def _without_subject_phrase(tokens: tuple[Token, ...], finite: int) -> tuple[Token, ...]:
    """'the first car over the mountain carries' as 'the first car carries'; () when there is nothing to spare."""
    if tokens[0].tag not in ("DT", "PO", "NN", "NP", "JJ", "CD"):
        return ()
    for position in range(1, finite):
        if tokens[position].tag == "IN" and tokens[position].lower not in ("of", "like", "between"):
            return (*tokens[:position], *tokens[finite:]) if tokens[position - 1].tag in ("NN", "NP") else ()
        if tokens[position].tag in ("WH", "SB", "CC", "TO", "VG"):
            return ()
    return ()


def _noun_follows(tokens: Sequence[Token], position: int) -> bool:
    return position + 1 < len(tokens) and tokens[position + 1].tag in ("NN", "NP")


def _can_end_before(tokens: Sequence[Token], finite: int, position: int) -> bool:
    """Whether a phrase that can be spared opens at `position`."""
    token = tokens[position]
    if token.tag == "IN":
        return token.lower not in ("of", "than", "as", "like", "between")
    if token.tag in ("VN", "VG"):  # not in 'chases devils and her nights | listening'
        return not any(t.tag == "CC" for t in tokens[finite:position])
    return token.lower in ("and", "or") and _closes_pair(tokens, position)


def _closes_pair(tokens: Sequence[Token], position: int) -> bool:
    """'with a husband | and a canteen ...': an article behind 'and', none of a list before it."""
    return (
        position + 1 < len(tokens)
        and tokens[position + 1].tag in ("DT", "PO")
        and not any(t.text == "," for t in tokens[:position])
    )
