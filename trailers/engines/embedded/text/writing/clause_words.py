"""The words of one clause, with a subject lent to it where it has none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..grammar.clause import Clause, Part, joined
from ..grammar.tokens import Token


def clause_tokens(clause: Clause, parts: Sequence[Part]) -> tuple[Token, ...]:
    """The tokens of one clause alone, with its subject lent from the clause before where it has none."""
    tokens = joined(parts)
    if clause.borrowed:
        if not clause.subject or len(clause.subject) > 6:
            return ()
        tokens = (*_known(clause.subject), *tokens)
    if clause.connector in ("but", "yet") and not clause.borrowed and tokens:
        word = clause.connector.capitalize()
        tokens = (Token(word, clause.connector, "CC", True, max(0, tokens[0].index - 1)), *tokens)
    return tokens


def _known(subject: Sequence[Token]) -> tuple[Token, ...]:
    """'a keeper' is 'the keeper' when spoken of again."""
    if subject[0].lower in ("a", "an"):
        return (replace(subject[0], text="the", lower="the"), *subject[1:])
    return tuple(subject)
