"""Names in the place of pronouns that the words around them do not explain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..grammar.tokens import Token
from ..story.people import PRONOUN_GENDER, Cast, is_human
from ..story.values import Sentence

_WHOEVER = frozenset({"who", "nobody", "everyone", "somebody", "someone", "everybody"})


def said_with_pronoun(tokens: Sequence[Token], sentence: Sentence, cast: Cast) -> tuple[Token, ...]:
    """The line with he or she for the name it opens with, when that name was lent from the clause before."""
    mention = next((m for m in cast.mentions[sentence.index] if m.start == tokens[0].index), None)
    if mention is None or not cast.people[mention.person].gender or tokens[0].tag == "PO":
        return ()
    rest = [token for token in tokens if token.index >= mention.end or token.index < 0]
    pronoun = cast.people[mention.person].gender
    return (replace(tokens[0], text=pronoun, lower=pronoun, tag="PR", index=-1), *rest)


@dataclass(frozen=True, slots=True)
class _Named:
    """Tokens after names took the place of pronouns."""

    tokens: tuple[Token, ...]
    subject: int
    """Whom the line is about."""
    opens: bool
    """Whether that person's first mention was a pronoun."""
    unresolved: bool
    """Whether a he or she is left whom the line does not name."""


def with_names(tokens: Sequence[Token], sentence: Sentence, cast: Cast) -> _Named:
    """Put a name for each pronoun whose person the words before it do not name."""
    out: list[Token] = []
    present: set[int] = set()
    subject, opens, unresolved = -1, False, False
    references = cast.references[sentence.index]
    at = {m.start: m.person for m in cast.mentions[sentence.index]}
    for token in tokens:
        if token.index in at:
            present.add(at[token.index])
            subject = at[token.index] if subject < 0 else subject
        reference = references.get(token.index)
        if (
            reference is not None
            and subject < 0
            and token.tag == "PO"
            and _comes_later(tokens, token, reference.person, at)
        ):
            out.append(token)  # 'In the course of his mission, Anakin ...'
            continue
        is_gendered = token.lower.split("'")[0] in PRONOUN_GENDER and token.tag in ("PR", "PX", "PO", "PB")
        if reference is None or reference.person in present:
            unresolved |= is_gendered and reference is None and not _binds_itself(out, token, at, cast)
            out.append(token)
            continue
        if subject < 0:
            subject, opens = reference.person, True
        if reference.certain:
            present.add(reference.person)
            out.extend(_as_name(token, cast.people[reference.person].short))
        else:
            unresolved |= not _binds_itself(out, token, at, cast)
            out.append(token)
    return _Named(tuple(out), subject, opens, unresolved)


def _comes_later(tokens: Sequence[Token], pronoun: Token, person: int, at: Mapping[int, int]) -> bool:
    """Whether the line names the person after the pronoun: 'in the course of his mission, Anakin ...'."""
    return any(at.get(token.index) == person for token in tokens[tokens.index(pronoun) :])


def _binds_itself(earlier: Sequence[Token], pronoun: Token, at: Mapping[int, int], cast: Cast) -> bool:
    """'a fisherman loses his boat': the pronoun may mean somebody whom the line has named already."""
    gender = PRONOUN_GENDER.get(pronoun.lower.split("'")[0], "")
    for token in earlier:
        if token.index in at:
            if cast.people[at[token.index]].gender in ("", gender):
                return True
        elif token.lower in _WHOEVER or (token.tag == "NN" and is_human(token.lower)):
            return True
    return False


def _as_name(token: Token, name: str) -> list[Token]:
    """The name in the pronoun's place: she -> Nora, her -> Nora's, she's -> Nora is."""
    if token.tag == "PO":
        name += "’s" if "’" in token.text else "'s"
    first = replace(token, text=name, lower=name.lower())
    tail = token.lower.partition("'")[2]
    if token.tag == "PB" and tail in ("s", "d", "ll"):
        return [replace(first, text=name + token.text[-len(tail) - 1 :], lower=name.lower())]
    return [first]
