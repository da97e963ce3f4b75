"""Finding verbs and subjects in a run of tagged tokens."""

from __future__ import annotations

from collections.abc import Sequence

from .. import lexicon
from .tagset import FINITE
from .tokens import Token

RELATIVES = frozenset({"who", "whom", "whose", "which", "where", "that"})


def first_word(tokens: Sequence[Token]) -> Token:
    """The first token that is no adverb (or the first, if all are)."""
    return next((t for t in tokens if t.tag != "RB" and t.is_word), tokens[0])


def after_adverbs(tokens: Sequence[Token]) -> Sequence[Token]:
    position = 0
    while position < len(tokens) and tokens[position].tag == "RB":
        position += 1
    return tokens[position:]


def finite_at(tokens: Sequence[Token]) -> int | None:
    return next((i for i, token in enumerate(tokens) if token.tag in FINITE), None)


def noun_at(tokens: Sequence[Token]) -> int | None:
    return next((i for i, token in enumerate(tokens) if token.tag in ("NN", "NP")), None)


def main_finite(tokens: Sequence[Token]) -> int | None:
    """The place of the main verb: the first finite verb that is in no subordinate or relative clause."""
    depth = 0
    relative = False  # a relative clause has had its verb; 'who comes | and goes' is still inside it
    for position, token in enumerate(tokens):
        if token.tag == "SB" or (token.tag == "WH" and position > 0):
            depth += 1
            relative = token.lower in RELATIVES
        elif _opens_bare_relative(tokens, position):
            depth += 1
        elif token.tag in FINITE:
            if depth == 0 and not (relative and _continues(tokens, position)):
                return position
            depth = max(0, depth - 1)
    return None


def _continues(tokens: Sequence[Token], position: int) -> bool:
    """Whether the verb at `position` follows 'and' without a subject of its own."""
    position -= 1
    while position > 0 and tokens[position].tag == "RB":
        position -= 1
    return tokens[position].tag == "CC" and (position == 0 or tokens[position - 1].text != ",")


def _opens_bare_relative(tokens: Sequence[Token], position: int) -> bool:
    """'the woman | he loved': a subject pronoun or name right behind a noun opens a clause of its own."""
    if position == 0 or position + 1 >= len(tokens):
        return False
    token, before = tokens[position], tokens[position - 1]
    if token.tag not in ("PR", "PB") or before.tag not in ("NN", "NP"):
        return False
    if token.lower in ("there", "nobody", "everyone", "everything", "this", "that"):
        return False
    return not is_time(tokens[:position]) and tokens[0].tag not in ("IN", "RB")


def is_time(tokens: Sequence[Token]) -> bool:
    """'two years ago', 'one night', 'every morning', 'that summer'."""
    words = {token.lower for token in tokens}
    units = {
        "day",
        "days",
        "night",
        "nights",
        "morning",
        "evening",
        "week",
        "weeks",
        "month",
        "months",
        "year",
    }
    units |= {
        "years",
        "hour",
        "hours",
        "minute",
        "minutes",
        "summer",
        "winter",
        "spring",
        "autumn",
        "time",
        "times",
    }
    units |= {
        "later",
        "ago",
        "afternoon",
        "dawn",
        "century",
        "centuries",
        "decade",
        "decades",
        "moment",
        "sunday",
    }
    return bool(words & units) and len(tokens) <= 8 and tokens[0].tag in ("CD", "DT", "JJ", "NN", "RB", "NP")


def starts_subject(tokens: Sequence[Token], finite: int) -> bool:
    """Whether something that can be a subject stands before the verb at `finite`."""
    return any(t.tag in ("NN", "NP", "PR", "CD", "PB", "WH", "DT", "VG") for t in tokens[:finite]) or (
        finite == 0 and tokens[0].tag == "PB"
    )


def agree(first: Token, second: Token) -> bool:
    """Whether two finite verbs can share a subject: the same person and tense as far as their forms show."""
    return _form(first) == _form(second) or first.tag in ("MD", "PB") or second.tag in ("MD",)


def _form(token: Token) -> str:
    if token.lower in ("is", "has", "does"):
        return "s"
    if token.lower in ("was", "were", "had", "did"):
        return "past"
    if token.tag == "MD":
        return "modal"
    if token.lower in ("are", "have", "do", "am"):
        return "base"
    if token.lower.endswith("s") and not token.lower.endswith("ss"):
        return "s"
    if token.lower.endswith("ed"):
        return "past"
    forms = lexicon.verb_forms().get(token.lower, {})
    return "past" if "past" in forms and "base" not in forms else "base"


def subject_of(tokens: Sequence[Token], finite: int) -> tuple[Token, ...]:
    """The subject before the verb at `finite`; () when it cannot be told from what leads up to it."""
    head = [token for token in tokens[:finite]]
    while head and head[-1].tag == "RB":
        head.pop()
    if not head:
        return ()
    while len(head) > 1 and head[0].tag in ("RB", "CC"):
        head.pop(0)
    if head[0].tag in ("IN", "SB", "TO") or is_time(head[:3]):
        return _noun_phrase_back(head)
    if head[-1].lower == "there":
        return ()
    return trimmed(tuple(head))


def trimmed(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Without leading adverbs and conjunctions."""
    start = 0
    while start < len(tokens) - 1 and tokens[start].tag in ("RB", "CC"):
        start += 1
    return tokens[start:]


def _noun_phrase_back(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The noun phrase that ends the run."""
    out: list[Token] = []
    for token in reversed(tokens):
        if token.tag in ("PR", "PB") and not out:
            return (token,)
        if token.tag not in ("NN", "NP", "JJ", "CD", "DT", "PO", "VN", "VG"):
            break
        out.insert(0, token)
        if token.tag in ("DT", "PO"):
            break
    return tuple(out)
