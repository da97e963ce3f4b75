"""Small words whose part depends on what follows: that, before, her, well, down."""

from __future__ import annotations

from collections.abc import Sequence

from .tag_context import is_nominal_ahead, looks_plural
from .tagset import FINITE
from .tokens import Token


def settle_small_word(
    tokens: Sequence[Token], tags: list[str], index: int, word: str, tag: str, before: str, after: str
) -> str:
    if word == "her" or word == "his":
        nearer = tokens[index + 1].lower if index + 1 < len(tokens) else ""
        if nearer in ("only", "once", "most", "very", "first", "last", "own", "long", "newly", "now"):
            return "PO"
        object_like = after.split("|")[0] in (
            "IN",
            "TO",
            "DT",
            "PR",
            "CC",
            "RB",
            "WH",
            "SB",
            ".",
            ",",
            ";",
            ":",
            "?",
            "!",
            "—",
            "BE",
        ) or nearer in ("his", "her", "my", "their", "its", "your", "our")
        return "PX" if object_like and word == "her" else "PO"
    if word == "that":
        return _that(tags, index, before, after)
    if word in (
        "this",
        "these",
        "those",
        "all",
        "both",
        "some",
        "each",
        "neither",
        "either",
        "many",
        "few",
    ) and not is_nominal_ahead(after):
        return (
            "PR"
            if after.split("|")[0] in FINITE or "s" in after.split("|") or before in ("", ",", "SB")
            else "DT"
        )
    if word in ("before", "after", "since", "until", "till", "as"):
        if index + 1 < len(tokens) and tokens[index + 1].lower in ("then", "ever"):
            return "IN"
        if word != "as" and after in (",", ".", ";", "?", "!", ":", "—"):
            return "RB"
        return "SB" if _clause_follows(tokens, tags, index) else "IN"
    if word in ("once", "like", "where") and word != "like":
        return (
            "SB"
            if word == "once" and _clause_follows(tokens, tags, index) and before in ("", ",", "NN", "NP")
            else tag
        )
    if word in (
        "down",
        "past",
        "outside",
        "inside",
        "off",
        "up",
        "over",
        "out",
        "by",
        "around",
        "along",
        "in",
        "on",
    ):
        return (
            "RB"
            if after in (".", ",", "CC", ";", ":", "?", "!", "—", "SB", "IN", "TO") and word != "by"
            else "IN"
        )
    if word == "well" and (before in ("DT", "PO", "JJ") or (before == "CD" and after in (",", ".", "CC"))):
        return "NN"
    if word in ("north", "south", "east", "west"):
        return "NN" if before in ("DT", "IN", "PO") or tokens[index - 1].lower == "the" else "RB"
    if word in ("need", "dare") and before in ("PR", "NP", "NN") and after == "TO":
        return "VF"
    return tag


def _that(tags: list[str], index: int, before: str, after: str) -> str:
    """Determiner ('that night'), relative ('the man that'), or opener of a reported clause."""
    first = after.split("|")[0]
    if before in ("NN", "NP") and (first in FINITE or "s" in after.split("|") or "past" in after.split("|")):
        return "WH"
    if first == "NN" or (
        is_nominal_ahead(after) and first not in ("NP", "CD") and before in ("", "IN", "CC", ",")
    ):
        return "DT"
    if before in ("", ",", "CC") and first in FINITE:
        return "PR"
    return "WH"


def _clause_follows(tokens: Sequence[Token], tags: Sequence[str], index: int) -> bool:
    """Whether a subject and a finite verb come before the next mark or conjunction of clauses."""
    subject = False
    for position in range(index + 1, min(index + 14, len(tags))):
        kinds = set(tags[position].split("|"))
        if tags[position] in (",", ";", ".", ":", "—", "?", "!", "SB") or tokens[position].lower in (
            "who",
            "which",
        ):
            return False
        if kinds & {"PB"} or (subject and kinds & (FINITE | {"past"})):
            return True
        if subject and kinds & {"s", "ed"} and position > index + 1:
            before = set(tags[position - 1].split("|"))
            if before & {"NN", "NP", "PR", "base"} and not before & {"DT", "PO", "JJ", "IN"}:
                return True
        if subject and "base" in kinds and looks_plural(tokens[position - 1].lower):
            return True
        if kinds & {"TO", "ing"} and not subject:
            return False
        subject = subject or bool(kinds & {"NN", "NP", "PR", "base", "s", "WH", "CD", "s?"})
    return False
