"""Whether a word that can be a verb is one here, by its form and its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from .. import lexicon
from .tag_context import (
    PLURAL_SUBJECTS,
    SINGULAR_SUBJECTS,
    earlier_word,
    finite_ahead,
    finite_since_break,
    finite_since_comma,
    forms_of,
    is_nominal_ahead,
    is_plural,
    left_of,
    list_before,
    main_missing,
    only_chance,
    past_before,
    plural_before,
    plural_evidence,
    plural_subject,
    starts_phrase,
    verb_before,
)
from .tagset import FINITE
from .tokens import Token

_INVERTING = frozenset({"lie", "stand", "sit", "hang", "wait", "come", "live", "rest"})
"""Verbs that stand before their subject: 'Inside it lie nineteen letters'."""
_NAMING = frozenset({"named", "called", "nicknamed", "known", "dubbed", "titled"})


@cache
def _nouny() -> frozenset[str]:
    roles = (lexicon.words("roles.txt", gender) for gender in ("female", "male", "neutral"))
    return lexicon.words("nouny.txt").union(*roles)


def _base(
    tokens: Sequence[Token], tags: list[str], index: int, before: str, word: str, after: str, past: bool
) -> str:
    """A base form: infinitive after to, modal or do; finite after a plural subject; else a noun."""
    if tags[0] == "IN" and tokens[index].lower in _INVERTING and after in ("CD", "DT", "JJ", "NN"):
        return "VF" if before in ("PX", "PR", "NN", "NP") and not finite_since_break(tags, index) else ""
    if before in ("TO", "MD", "DO"):
        return "VB"
    if before == "PR" and word in PLURAL_SUBJECTS:
        return "VF"
    if before == "WH" and word in ("who", "that", "which") and plural_before(tokens, tags, index):
        return "VF"
    if before in ("PX",) and earlier_word(
        tokens,
        index,
        (
            "let",
            "lets",
            "make",
            "makes",
            "help",
            "helps",
            "watch",
            "watches",
            "see",
            "sees",
            "hear",
            "hears",
            "made",
            "helped",
            "watched",
        ),
    ):
        return "VB"
    if (
        before in ("CC", ",")
        and verb_before(tags, index) in ("VB",)
        and (starts_phrase(after) or after in ("IN", ".", ",", "CC"))
    ):
        return "VB"
    if (
        before == "NN"
        and is_plural(tokens, tags, index)
        and (starts_phrase(after) or after in ("IN", "JJ", ".", ","))
    ):
        return "VF" if not finite_since_break(tags, index) else ""
    if before in ("CC", ",") and verb_before(tags, index) == "VF" and plural_subject(tokens, tags, index):
        return "VF" if starts_phrase(after) or after == "IN" else ""
    if word in ("both", "all") and before in ("DT", "PR") and (after in ("IN", "RB") or starts_phrase(after)):
        return "VF"
    if (tokens[index].lower not in _nouny() or after == "TO") and plural_evidence(
        tokens, tags, index, before
    ):
        return (
            "VF"
            if starts_phrase(after) or after in ("IN", "JJ", ".", ",", "CC", "VG") or "|" in after
            else ""
        )
    if before == "" and (after in ("DT", "PO", "PX") or (after == "IN" and index == 0 and len(tags) < 6)):
        return "VF"
    if (
        "past" in forms_of(tokens[index].lower)
        and before in ("PR", "NP", "WH", "CC", "NN", ",")
        and starts_phrase(after)
    ):
        return _ed(tokens, tags, index, before, word, after, past)
    if before in ("BE", "HV", "PB") and "participle" in forms_of(tokens[index].lower):
        return "VN"
    return ""


def _s(
    tokens: Sequence[Token], tags: list[str], index: int, before: str, word: str, after: str, past: bool
) -> str:
    """Third person singular, or the plural of a noun."""
    follows = (
        starts_phrase(after)
        or after in ("IN", ".", ",", "CC", "VG", "?", "!", ";", ":", "—", "JJ")
        or "|" in after
    )
    if before == "PR" or (before in ("WH", "CD", "DT") and word in SINGULAR_SUBJECTS):
        firm = before not in ("DT", "CD")
        return "VF" if firm or starts_phrase(after) or after == "IN" else ""
    if before == "NP":
        return "VF"
    if before in ("NN", "PX") and not is_plural(tokens, tags, index):
        if finite_since_break(tags, index) or not follows:
            return ""
        return "" if after.split("|")[0] in FINITE else "VF"
    if before in ("CC", ",", "—", ";") and verb_before(tags, index) in ("VF", "BE", "HV", "MD", "PB"):
        if starts_phrase(after) or after in ("IN", "TO", "JJ", "VG"):
            return "VF"
        if after == "." and before == "CC" and tags[left_of(tags, left_of(tags, index))] == "VF":
            return "VF"
        if "|" in after and before == "CC" and not list_before(tags, index):
            return "VF"
    if before == "," and main_missing(tags, index) and after not in (",", "CC", "."):
        return "VF"
    if before == "," and tags[index - 1] == "," and not finite_since_comma(tags, index):
        placed = after == "IN" and not is_plural(tokens, tags, index - 1)
        if placed or after.split("|")[0] in ("DT", "PO", "PX", "NP", "TO", "PR", "RB"):
            return "VF"
    if before == "JJ" and not finite_since_break(tags, index) and starts_phrase(after) and after != "TO":
        return "VF"  # the dead walk..., the old lie...
    return ""


def _unknown_s(
    tokens: Sequence[Token], tags: list[str], index: int, before: str, word: str, after: str, past: bool
) -> str:
    """A word in -s that no list knows: a verb only right behind a clear subject."""
    if before == "PR" and word in SINGULAR_SUBJECTS:
        return "VF"
    if before == "NP" and (starts_phrase(after) or after == "IN") and not finite_since_break(tags, index):
        return "VF"
    return ""


def _ed(
    tokens: Sequence[Token], tags: list[str], index: int, before: str, word: str, after: str, past: bool
) -> str:
    """Past tense or participle."""
    if (
        tokens[index].lower in _NAMING
        and before in ("NN", "NP", "CD", "PR", ",")
        and after.split("|")[0] in ("NP", "DT", "JJ", "IN")
    ):
        return "VN" if before != "PR" or word in ("someone", "somebody", "one") else "VF"
    if before in ("BE", "HV", "PB", "VG") or word in (
        "been",
        "be",
        "get",
        "gets",
        "got",
        "getting",
        "become",
        "becomes",
    ):
        return "VN"
    if before in ("DT", "PO", "JJ", "CD") and not (before in ("DT", "CD") and word in SINGULAR_SUBJECTS):
        return "VN" if is_nominal_ahead(after) else "NN" if before == "DT" else "VN"
    if before == "PR" or (before == "WH" and word != "how"):
        return "VF"
    if before == "MD":
        return "VN"
    if before in ("NP", "NN", "PX"):
        if finite_since_break(tags, index) or finite_ahead(tokens, tags, index):
            return "VN"
        return (
            "VF"
            if past or before == "NP" or after not in ("IN",)
            else "VF"
            if only_chance(tags, index)
            else "VN"
        )
    if before == "," and main_missing(tags, index) and (past or starts_phrase(after)) and after != ",":
        return "VF" if "past" in forms_of(tokens[index].lower) or tokens[index].lower.endswith("ed") else "VN"
    if before in ("CC", ",") and verb_before(tags, index) == "VF" and past_before(tokens, tags, index):
        if before == "," and after == ",":
            return "VN"
        return "VF" if starts_phrase(after) or after in ("IN", ".", ",") else "VN"
    return "VN"


def _past(
    tokens: Sequence[Token], tags: list[str], index: int, before: str, word: str, after: str, past: bool
) -> str:
    """A form that is only ever the past tense ('knew'), unless it is a noun here ('a saw')."""
    if before in ("DT", "PO", "JJ", "IN") and tokens[index].lower in (
        "saw",
        "shot",
        "fell",
        "wound",
        "ground",
        "wove",
    ):
        return "NN"
    return "VF"


def _participle(
    tokens: Sequence[Token], tags: list[str], index: int, before: str, word: str, after: str, past: bool
) -> str:
    return "VN"


VERB_RULES = {"base": _base, "s": _s, "s?": _unknown_s, "ed": _ed, "past": _past, "participle": _participle}
