"""Looking left and right of a word while its sentence is being tagged."""

from __future__ import annotations

from collections.abc import Sequence

from .. import lexicon
from ..lexicon import wordset
from .tagset import FINITE
from .tokens import Token

SINGULAR_SUBJECTS = wordset(
    "he she it who which that this one nobody everybody somebody anybody everyone someone anyone everything "
    "something anything nothing what"
)


PLURAL_SUBJECTS = wordset("i you we they these those people men women children police both all some many few")


def left_of(tags: Sequence[str], index: int) -> int:
    """The nearest token to the left that is no adverb."""
    index -= 1
    while index >= 0 and tags[index] == "RB":
        index -= 1
    return index


def starts_phrase(tag: str) -> bool:
    """Whether a tag can follow a verb as its object, complement or adverb, but hardly a noun."""
    return tag.split("|")[0] in ("DT", "PO", "PR", "PX", "NP", "TO", "RB", "WH", "SB", "CD", "PB")


def is_nominal_ahead(tag: str) -> bool:
    kinds = set(tag.split("|"))
    return bool(kinds & {"NN", "NP", "base", "s", "s?", "ing", "JJ", "CD"})


def forms_of(word: str) -> dict[str, str]:
    return lexicon.verb_forms().get(word, {})


def earlier_word(tokens: Sequence[Token], index: int, words: tuple[str, ...]) -> bool:
    return any(token.lower in words for token in tokens[max(0, index - 5) : index])


def verb_before(tags: Sequence[str], index: int) -> str:
    """The tag of the nearest verb to the left."""
    return next((t for t in reversed(tags[:index]) if t in FINITE or t in ("VB", "VN", "VG")), "")


def past_before(tokens: Sequence[Token], tags: Sequence[str], index: int) -> bool:
    """Whether the nearest finite verb to the left is in the past tense."""
    for position in range(index - 1, -1, -1):
        if tags[position] == "VF":
            return "past" in forms_of(tokens[position].lower) or tokens[position].lower.endswith("ed")
        if tags[position] in ("BE", "HV"):
            return tokens[position].lower in ("was", "were", "had")
    return False


def finite_since_break(tags: Sequence[str], index: int) -> bool:
    """Whether a finite verb stands between the last clause boundary and `index`."""
    for position in range(index - 1, -1, -1):
        if tags[position] in (",", ";", ":", "—", "–", "SB", "WH", "CC", ".", "(", '"'):
            return False
        if tags[position] in FINITE:
            return True
    return False


def main_missing(tags: Sequence[str], index: int) -> bool:
    """Whether a subject opened the sentence and its verb has not come: 'Jack, a liar who has been running, | wants'."""
    if not tags or tags[0] not in ("NN", "NP", "DT", "PO", "CD", "JJ", "PR", "CC", "RB"):
        return False
    relative = False
    for tag_ in tags[:index]:
        if tag_ in ("WH", "SB"):
            relative = True
        elif tag_ in FINITE:
            if not relative:
                return False
            relative = tag_ in ("HV", "BE", "MD")
    return any(t in ("NN", "NP", "PR") for t in tags[:index])


def finite_since_comma(tags: Sequence[str], index: int) -> bool:
    """Whether the words before `index` are a list of nouns, which a word in -s after a comma may continue."""
    left = left_of(tags, index) - 1
    return left < 0 or (tags[left] in ("NN", "JJ", "CD") and left >= 1 and tags[left - 1] in (",", "CC"))


def finite_ahead(tokens: Sequence[Token], tags: Sequence[str], index: int) -> bool:
    """Whether a clear finite verb follows in the same clause, so that the word here is a participle."""
    for position in range(index + 1, len(tags)):
        kinds = set(tags[position].split("|"))
        if tags[position] in (",", ";", ":", "—", "SB", "WH", "CC", ".", "TO"):
            return False
        if kinds & (FINITE - {"VF"}):
            return True
        if "s" in kinds and position > index + 1:
            after = tags[position + 1] if position + 1 < len(tags) else "."
            before = set(tags[position - 1].split("|"))
            if before & {"NN", "NP"} and (starts_phrase(after) or after == "IN"):
                return True
    return False


def only_chance(tags: Sequence[str], index: int) -> bool:
    """Whether nothing else in the sentence could be its finite verb."""
    return not any(set(t.split("|")) & (FINITE | {"s", "past"}) for i, t in enumerate(tags) if i != index)


def looks_plural(word: str) -> bool:
    if word.endswith(("men", "folk")) and word not in (
        "omen",
        "specimen",
        "regimen",
        "abdomen",
        "women's",
        "men's",
    ):
        return True
    return word in PLURAL_SUBJECTS or (word.endswith("s") and not word.endswith(("ss", "us", "is", "'s")))


def is_plural(tokens: Sequence[Token], tags: Sequence[str], index: int) -> bool:
    """Whether the noun just before `index` is a plural."""
    left = left_of(tags, index)
    return looks_plural(tokens[left].lower)


def plural_evidence(tokens: Sequence[Token], tags: Sequence[str], index: int, before: str) -> bool:
    """Whether a plural subject without a verb yet leads up to `index`."""
    if before not in ("NN", "NP", "PX", "PR") or finite_since_break(tags, index):
        return False
    for position in range(index - 1, max(-1, index - 9), -1):
        word = tokens[position].lower
        if tags[position] in (",", ";", ":", "SB") or word in ("a", "an", "that", "who", "which"):
            return False
        several = tags[position] in ("CC", "CD") and word != "one"
        if several or word in PLURAL_SUBJECTS | {"group", "pair", "couple", "band"}:
            return True
        if tags[position] == "NN" and looks_plural(word):
            return True
    return False


def plural_before(tokens: Sequence[Token], tags: Sequence[str], index: int) -> bool:
    """Whether the antecedent of a relative pronoun just before `index` is a plural."""
    left = left_of(tags, index) - 1
    while left >= 0 and tags[left] in ("RB", ",", "IN"):
        left -= 1
    return left >= 0 and looks_plural(tokens[left].lower)


def plural_subject(tokens: Sequence[Token], tags: Sequence[str], index: int) -> bool:
    """Whether the nearest finite verb to the left is a base form, so that its subject is a plural."""
    for position in range(index - 1, -1, -1):
        if tags[position] == "VF":
            return "base" in forms_of(tokens[position].lower)
    return False


def list_before(tags: Sequence[str], index: int) -> bool:
    """Whether a list of nouns leads up to `index` ('rings, watches, and papers')."""
    left = left_of(tags, index)
    return left >= 2 and tags[left] == "CC" and tags[left - 1] in (",",) and tags[left - 2] in ("NN", "NP")
