"""The constants that make a person recognisable in every picture: coat, hat, hair and one colour.

They follow from the story's own words (a detective, a widow, a girl) and, where it is silent, from the name, so
that the same person always looks the same.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from trailers.domain.script import Character
from trailers.domain.shots import seed_of

from ..lexicon import wordset
from ..story.people import Person
from ..story.values import Story

MOST_PEOPLE = 10


# Role words -> clothes. The first that fits wins, so the telling roles come first.
_CLOTHES: tuple[tuple[str, str], ...] = (
    ("astronaut cosmonaut pilot", "in a pale spacesuit without its helmet"),
    (
        "soldier sergeant private corporal veteran medic lieutenant",
        "in a worn soldier's greatcoat with a belt",
    ),
    ("detective inspector agent investigator", "in a long trench coat and a fedora"),
    (
        "sheriff deputy cowboy gunslinger ranger outlaw lawman killer",
        "in a long dust coat and a wide-brimmed hat",
    ),
    ("nurse", "in a plain nurse's dress with a short cape"),
    (
        "doctor surgeon consultant psychiatrist professor lawyer banker accountant waiter",
        "in a dark suit and tie",
    ),
    ("priest preacher monk reverend nun pastor", "in a long black robe"),
    ("fisherman sailor harbour harbor", "in a heavy sweater and a knitted cap"),
    ("captain officer keeper ferryman porter driver", "in a buttoned coat and a peaked cap"),
    ("king emperor prince lord wizard sorcerer", "in a heavy cloak with a collar"),
    ("queen princess empress lady witch", "in a long cloak over a pale dress"),
    ("widow", "in a long black dress with a shawl"),
    ("bride", "in a long white dress and a veil"),
    ("girl daughter schoolgirl", "in a short dress and a cardigan, small"),
    ("boy son child kid", "in a jacket too large, small"),
    ("engineer mechanic farmer worker builder miner", "in a work jacket with rolled sleeves"),
    ("pianist musician conductor groom", "in an evening jacket, tie undone"),
    ("baker cook chef", "in an apron over a plain dress"),
    (
        "historian librarian teacher writer journalist photographer hydrographer scholar",
        "in a long wool coat",
    ),
)


_HAIR = {
    "she": (
        "long dark hair",
        "hair in a bun",
        "a braid over one shoulder",
        "a short bob",
        "long red hair",
        "curls",
    ),
    "he": ("short dark hair", "short grey hair", "a beard", "a shaved head", "dark curls", "short fair hair"),
    "": ("short hair", "a hood drawn up", "dark hair"),
}


_COATS = {
    "she": (
        "in a long dark coat",
        "in a belted raincoat",
        "in a plain dress and a shawl",
        "in a short wool jacket",
    ),
    "he": ("in a long dark coat", "in a worn jacket", "in a heavy overcoat", "in a dark suit"),
    "": ("in a long hooded coat", "in a heavy overcoat"),
}


_COLOURS = (
    "a red scarf",
    "a yellow raincoat collar",
    "a white shirt",
    "a blue scarf",
    "a rust-brown satchel",
    "a green kerchief",
    "a cream collar",
    "an amber pin",
    "a grey shawl",
    "a violet ribbon",
)


_UNSEEN = wordset("voice computer intelligence ai") | {"voice,", "computer,"}


_OLD = wordset("old elderly aged grandmother grandfather veteran survivor widow widower")


def characters_of(story: Story) -> tuple[Character, ...]:
    """The people who may be seen, main ones first, each with a description no two of them share in full."""
    people = [p for p in story.cast.people if p.mentions and p.first_sentence < story.quotable]
    people.sort(key=lambda p: (not p.is_named, -p.mentions, p.first_sentence))
    told = dict(story.told_people)
    people = [p for p in people if not _UNSEEN & set(told.get(p.name, "").lower().rstrip(".").split()[:4])]
    taken: set[str] = set()
    out = []
    for person in people[:MOST_PEOPLE]:
        colour = _untaken(_COLOURS, person.name, taken)
        taken.add(colour)
        out.append(Character(person.name, _description(person, colour, told.get(person.name, ""), story)))
    return tuple(out)


def _description(person: Person, colour: str, told: str, story: Story) -> str:
    look = look_of(person.name, person.gender, _roles(person, told, story), colour)
    return f"{told.rstrip('.')}; {look}" if told else look


def look_of(name: str, gender: str, roles: Set[str], colour: str = "") -> str:
    """Who it is, clothes, hair and one colour, of somebody called `name` ('she', 'he' or '') who is all of `roles`."""
    who = {"she": "a woman", "he": "a man", "": "a figure"}[gender]
    if roles & {"girl", "daughter", "schoolgirl", "child", "kid"} and gender != "he":
        who = "a girl"
    elif roles & {"boy", "son", "child", "kid"} and gender == "he":
        who = "a boy"
    elif roles & _OLD:
        who = who.replace("a ", "an old ", 1)
    clothes = next((text for words, text in _CLOTHES if roles & set(words.split())), "")
    clothes = clothes or _pick(_COATS[gender], name, "coat")
    hair = _pick(_HAIR[gender], name, "hair")
    return f"{who} {clothes}, {hair}, {colour or _untaken(_COLOURS, name, set())}"


def _roles(person: Person, told: str, story: Story) -> set[str]:
    """Words that tell what somebody is, from the story and from a list of characters."""
    words = {word.strip(".,;:") for word in told.lower().split()[:8]}
    words |= set(person.roles) | {part.lower() for part in person.name.split()}
    for mention in story.cast.mentions[person.first_sentence] if person.is_named else ():
        if story.cast.people[mention.person] is person:
            tokens = story.sentences[person.first_sentence].tokens
            near = tokens[max(0, mention.start - 3) : mention.start]
            words |= {token.lower for token in near}
    return words


def _pick(options: Sequence[str], name: str, what: str) -> str:
    return options[seed_of("costume", what, name.casefold()) % len(options)]


def _untaken(options: Sequence[str], name: str, taken: set[str]) -> str:
    """The name's own colour, or the next one that nobody has."""
    start = seed_of("costume", "colour", name.casefold()) % len(options)
    ring = [*options[start:], *options[:start]]
    return next((colour for colour in ring if colour not in taken), ring[0])
