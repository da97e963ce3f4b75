"""What the one line of a concept says: who it is about, and what is seen when, clause by clause."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from trailers.domain.script import Character

from .. import lexicon
from ..grammar.tagging import tag
from ..grammar.tokens import Token, tokenize
from ..lexicon import wordset
from ..scenes import find_scenes
from ..story.story import read_story
from ..story.world import Beat
from ..writing.costume import look_of

_JOINTS = re.compile(
    r"[.;!?\n]+|,?\s+(?:until|then|while|before|after|when)\s+|,\s+(?:and\s+)?|\s+and\s+(?=(?:she|he|they|it|the|a|an)\s)",
    re.IGNORECASE,
)
_CLOTHES = (
    "coat jacket dress suit cloak hat hood scarf raincoat mask uniform spacesuit veil cape gown sweater shirt "
    "hoodie overcoat robe armour armor helmet jeans kimono shawl boots gloves crown wings"
)
_TOLD_LOOK = re.compile(
    rf"\b(?:in|with|wearing|wears)\s+(?:(?:a|an|her|his|their|the)\s+)?((?:[\w-]+\s){{0,3}}?"
    rf"(?:{'|'.join(_CLOTHES.split())}|(?:[\w-]+\s){{1,2}}hair|beard|tattoos|freckles))\b",
    re.IGNORECASE,
)
_SHE = wordset(
    "she her woman girl queen mother sister daughter widow bride actress princess lady witch nun wife"
)
_HE = wordset("he his him man boy king father brother son groom prince priest monk cowboy fisherman husband")
_PERSON_ENDINGS = ("er", "or", "ist", "ian", "man", "woman", "boy", "girl", "ess", "eer", "ant", "naut", "ic")
_PEOPLE = wordset(
    "king queen bride groom widow nun monk priest witch ghost angel clown thief spy child kid nurse judge pilot sailor "
    "poet lover lovers stranger friend friends couple twins family crowd band astronaut cowboy outlaw orphan knight "
    "soldier veteran lady gentleman prince princess mother father sister brother daughter son wife husband giant robot "
    "mime chef guard lad youth someone somebody"
)
_NOT_PEOPLE = wordset("summer winter weather water river flower corner paper letter mirror power tower danger color "
                      "colour door floor motor desert music magic concert moment city ocean station")  # fmt: skip
_LEAD = "the singer"


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of the concept as something to be seen; `place` to `mood` as in a story's beat, empty where not told."""

    text: str
    place: str
    setting: str
    time: str
    weather: str
    action: str
    objects: tuple[str, ...]
    mood: str


@dataclass(frozen=True, slots=True)
class Concept:
    text: str
    clauses: tuple[Clause, ...]
    people: tuple[Character, ...]
    """The lead first; there is always one."""


def read_concept(text: str) -> Concept:
    """Pure: the same line gives the same reading. An empty one is about a singer and nothing else."""
    line = " ".join(text.split())
    clauses = tuple(_carried([_clause(part) for part in _parts(line)]))
    return Concept(line, clauses, _people(line))


def _parts(line: str) -> list[str]:
    """Clauses of two words or more; a shorter one ('dust') belongs to the one before it."""
    parts: list[str] = []
    for part in (part.strip(" ,.;:") for part in _JOINTS.split(line)):
        if not part:
            continue
        if parts and len(part.split()) < 2:
            parts[-1] = f"{parts[-1]}, {part}"
        else:
            parts.append(part)
    return parts or ([line] if line else [])


def _clause(text: str) -> Clause:
    beats: Sequence[Beat] = find_scenes(read_story(text)).beats
    if not beats:
        return Clause(text, "", "", "", "", "", (), "stillness")
    beat = beats[0]
    return Clause(
        text, beat.place, beat.setting, beat.time, beat.weather, beat.action, beat.objects, beat.mood
    )


def _carried(clauses: Sequence[Clause]) -> Iterator[Clause]:
    """Place and hour last until others are told."""
    before = Clause("", "", "", "", "", "", (), "")
    for clause in clauses:
        same = not clause.setting or clause.setting == before.setting
        before = replace(
            clause,
            place=clause.place or (before.place if same else ""),
            setting=clause.setting or before.setting,
            time=clause.time or before.time,
            weather=clause.weather or (before.weather if same else ""),
        )
        yield before


def _people(line: str) -> tuple[Character, ...]:
    """The lead and whoever else is told of, each with what the line says of their looks."""
    told = find_scenes(read_story(line)).characters if line else ()
    first = _subject(line)
    gender = _gender(line)
    look = ", ".join(dict.fromkeys(match.lower() for match in _TOLD_LOOK.findall(line)))
    name = next((p.name for p in told if p.name.lower() == first.lower()), first) or (
        told[0].name if told else _LEAD
    )
    others = [p for p in told if p.name.lower() != name.lower() and not _is_lead_again(p, look)]
    # "An old fisherman": what stands before the noun is told of the person too
    roles = set(re.findall(r"[a-z]+", name.lower())) | set(re.findall(r"[a-z]+", line.lower())[:4])
    lead = Character(name, _look(name, gender, roles, look))
    return (lead, *others[:3])


def _is_lead_again(person: Character, look: str) -> bool:
    """'The singer, a tall woman with silver hair': the woman is the singer."""
    return bool(look) and person.name.lower() in (
        "the woman",
        "the man",
        "the girl",
        "the boy",
        "a woman",
        "a man",
    )


def _look(name: str, gender: str, roles: set[str], told: str) -> str:
    """The constants: what the line says comes first and in its words, the rest from role and name."""
    made = look_of(name, gender, roles)
    if not told:
        return made
    *clothed, hair, colour = (part.strip() for part in made.split(","))
    who = ", ".join(clothed)
    base = who.split(" in ")[0]
    worn = any(word in told for word in _CLOTHES.split())
    parts = [f"{base} in a {told}" if worn and not told.startswith("a ") else f"{who}, {told}"]
    if "hair" not in told:
        parts.append(hair)
    return ", ".join(dict.fromkeys([*parts, colour]))


def _gender(line: str) -> str:
    words = [word.lower() for word in re.findall(r"[A-Za-z]+", line)]
    return next(("she" if word in _SHE else "he" for word in words if word in _SHE | _HE), "")


def _subject(line: str) -> str:
    """'A courier rides ...' -> 'the courier'; a name as it stands; '' when the first words are nobody."""
    tokens = [token for token in tag(tokenize(line), frozenset()) if token.is_word][:7]
    phrase: list[Token] = []
    for token in tokens:
        if phrase and token.tag not in ("JJ", "NN", "NP"):
            break
        if token.tag in ("NN", "NP", "JJ"):
            phrase.append(token)
        elif token.tag not in ("DT", "CD", "PO"):
            break
    nouns = [token for token in phrase if token.tag in ("NN", "NP")]
    for noun in reversed(nouns):
        word = noun.lower
        single = word.removesuffix("s")
        names = lexicon.sections("first_names.txt")
        if any(word in members for members in names.values()):
            return noun.text
        if (
            word in _PEOPLE
            or single in _PEOPLE
            or word.endswith(_PERSON_ENDINGS)
            or single.endswith(_PERSON_ENDINGS)
        ) and (word not in _NOT_PEOPLE):
            return f"the {single if word not in _PEOPLE else word}"
    return ""
