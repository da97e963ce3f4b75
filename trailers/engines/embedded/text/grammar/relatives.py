"""What may be left out of a sentence without breaking it, and what may not."""

from __future__ import annotations

from collections.abc import Sequence

from ..lexicon import wordset
from .chunks import Chunk
from .spans import RELATIVES, after_adverbs, agree, finite_at, main_finite, noun_at
from .tagset import FINITE
from .tokens import Token

# Verbs whose 'that ...' says what was said or thought: without it they are left hanging.
_REPORTING = wordset(
    "say says said tell tells told know knows knew think thinks thought believe believes believed realise realises "
    "realize realizes realized realised discover discovers discovered learn learns learned find finds found swear "
    "swears swore sworn warn warns warned promise promises promised convince convinces convinced insist insists "
    "claim claims claimed prove proves proved reveal reveals revealed admit admits admitted decide decides decided "
    "see sees saw hear hears heard feel feels felt hope hopes hoped fear fears feared suspect suspects suspected "
    "understand understands understood remember remembers mean means meant whisper whispers whispered confess "
    "confesses write writes wrote written show shows showed shown sure certain fact way speak speaks report "
    "reports reported dream dreams explain explains pretend pretends wonder wonders suggest suggests"
)


_SAYING = wordset(
    "says said admits admitted explains replies insists thinks knows believes adds asks whispers"
)


# What a relative clause cannot be taken from: 'the one guest' needs 'whom she never wanted to see'.
_NEEDS_RELATIVE = wordset(
    "one only same very those these that everything nothing something anything everyone anyone someone nobody "
    "somebody all last first best worst few place way day night moment time kind sort thing"
)


def is_attribution(tokens: Sequence[Token]) -> bool:
    """'he admits', 'says Dr. Wray': who says so, set between commas."""
    verbs = [t for t in tokens if t.tag in FINITE or t.tag == "NN"]
    return (
        len(tokens) <= 4
        and any(t.lower in _SAYING for t in verbs)
        and not any(t.tag in ("WH", "IN") for t in tokens)
    )


def _is_verb_after_aside(ahead: Sequence[Chunk]) -> bool:
    """Whether an inserted phrase and then a bare verb follow, so that a noun before them is a subject."""
    if len(ahead) < 2 or not ahead[1].tokens:
        return False
    after = after_adverbs(ahead[1].tokens)
    aside = ahead[0].tokens
    is_aside = aside[0].lower in RELATIVES or main_finite(aside) is None
    return is_aside and bool(after) and after[0].tag in FINITE


def opens_clause(rest: Sequence[Token], ahead: Sequence[Chunk]) -> bool:
    """Whether a clause with its own subject follows the conjunction."""
    if main_finite(rest) is not None or (rest[0].tag == "SB" and finite_at(rest) is not None):
        return True
    return noun_at(rest) is not None and _is_verb_after_aside(ahead)


def is_prepositional_relative(tokens: Sequence[Token]) -> bool:
    """'in which ...', 'some of whom ...'."""
    return any(t.lower in ("which", "whom", "whose") for t in tokens[:4]) and tokens[0].tag in (
        "IN",
        "DT",
        "CD",
        "NN",
    )


def is_reporting(tokens: Sequence[Token], position: int) -> bool:
    """Whether the word before `position` is a verb whose clause follows ('sees how', 'says when')."""
    return tokens[position - 1].lower in _REPORTING


def reported_open(tokens: Sequence[Token], finite: int, position: int) -> bool:
    """Whether 'that ...' opened between the verb and `position`, so that 'and' may belong to what was said."""
    return any(t.lower in ("that", "whether", "how", "why", "what", "if") for t in tokens[finite:position])


def is_droppable_relative(tokens: Sequence[Token], start: int, relative: int) -> bool:
    """Whether the noun before the clause is still somebody or something without it."""
    if (
        any(token.lower in _REPORTING for token in tokens[max(0, start - 4) : start])
        and tokens[relative].lower == "that"
    ):
        return False
    noun_phrase: list[Token] = []
    for token in reversed(tokens[:start]):
        noun_phrase.append(token)
        if token.tag in ("DT", "PO", "FINITE", "IN") or token.tag in FINITE:
            break
    words = {token.lower for token in noun_phrase}
    return not words & _NEEDS_RELATIVE and noun_phrase[-1].lower in ("a", "an", *_possessives(noun_phrase))


def _possessives(tokens: Sequence[Token]) -> tuple[str, ...]:
    return tuple(token.lower for token in tokens if token.tag == "PO")


def coordinated_after(tokens: Sequence[Token], start: int, verb: Token) -> int | None:
    """Where, behind a relative clause, 'and' takes up the main verb again (same tense, another than inside)."""
    inner = next((t for t in tokens[start:] if t.tag in FINITE), None)
    for position in range(start + 2, len(tokens) - 1):
        if tokens[position].tag == "CC" and tokens[position].lower in ("and", "but"):
            after = after_adverbs(tokens[position + 1 :])
            if (
                after
                and after[0].tag == "VF"
                and agree(verb, after[0])
                and (inner is None or not agree(inner, after[0]))
            ):
                return position
    return None


def is_condition(main: Sequence[Token], opener: Token) -> bool:
    """Whether the clause behind `opener` decides if the main clause is true: 'will only survive | if ...'."""
    if opener.lower not in ("if", "unless", "until", "before", "while"):
        return False
    hedges = {"only", "never", "not", "nobody", "no", "nothing", "cannot", "can't", "won't"}
    firm = opener.lower in ("if", "unless")
    return firm or (opener.lower == "until" and any(t.lower in hedges for t in main))
