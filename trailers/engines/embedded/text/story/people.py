"""Who is in the story, as values: people, where they are mentioned, whom pronouns mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from .. import lexicon
from ..grammar.tagset import FINITE
from ..grammar.tokens import Token
from ..lexicon import wordset

TITLES = wordset(
    "captain dr doctor detective inspector sheriff sergeant officer commander colonel general major lieutenant nurse "
    "professor father sister brother mother uncle aunt king queen prince princess lord lady sir madame mr mrs ms miss "
    "president chief agent private corporal medic deputy judge reverend pastor mayor senator saint admiral"
)


MALE, FEMALE = "he", "she"


PRONOUN_GENDER = {"he": MALE, "him": MALE, "his": MALE, "she": FEMALE, "her": FEMALE, "hers": FEMALE}


@dataclass(slots=True)
class Person:
    """Somebody of the story. `short` is what a narrator calls them after the first time."""

    name: str
    short: str
    words: frozenset[str]
    """The words of the name, titles left out."""
    gender: str = ""
    """he, she, or '' when the story does not say."""
    roles: list[str] = field(default_factory=list)
    mentions: int = 0
    first_sentence: int = 0
    is_named: bool = True


@dataclass(frozen=True, slots=True)
class Mention:
    person: int
    start: int
    end: int
    """Token range [start, end) in its sentence."""
    is_subject: bool


@dataclass(frozen=True, slots=True)
class Reference:
    """What a pronoun stands for."""

    person: int
    certain: bool


class Cast:
    """Everybody, with their mentions per sentence and what the pronouns mean."""

    def __init__(self, people: list[Person]) -> None:
        self.people = people
        self.mentions: list[list[Mention]] = []
        self.references: list[dict[int, Reference]] = []

    def named(self, text: str) -> Person | None:
        return next((p for p in self.people if text in (p.name, p.short)), None)


@cache
def role_gender() -> dict[str, str]:
    """Role word -> he, she or ''."""
    out = dict.fromkeys(lexicon.words("roles.txt", "neutral"), "")
    out.update(dict.fromkeys(lexicon.words("roles.txt", "male"), MALE))
    out.update(dict.fromkeys(lexicon.words("roles.txt", "female"), FEMALE))
    return out


def is_human(noun: str) -> bool:
    """Whether a noun is a person, told by the list of roles or by its ending."""
    if noun in role_gender():
        return True
    return noun not in lexicon.words("classes.txt", "not_people") and (
        len(noun) > 4 and noun.endswith(("er", "or", "ist", "ian", "man", "woman", "ant", "eer"))
    )


def is_subject(tokens: Sequence[Token], end: int) -> bool:
    """Whether a finite verb follows the name at once (or after an aside)."""
    if tokens[end - 1].tag == "PO":
        return False
    position = end
    while position < len(tokens) and tokens[position].tag == "RB":
        position += 1
    if position < len(tokens) and tokens[position].tag in FINITE:
        return True
    if position < len(tokens) and tokens[position].text == ",":
        close = next((i for i in range(position + 1, len(tokens)) if tokens[i].text == ","), None)
        return close is not None and close + 1 < len(tokens) and tokens[close + 1].tag in FINITE
    return position + 1 < len(tokens) and tokens[position].tag == "CC" and tokens[position + 1].tag == "NP"
