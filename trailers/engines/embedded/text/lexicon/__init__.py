"""The word lists behind the rules: closed classes, verbs with their forms, roles, first names."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources

_VOWELS = "aeiou"
# Verbs of two syllables that double their last consonant (admit, admitted).
_DOUBLING = frozenset(
    {"admit", "commit", "compel", "confer", "control", "equip", "excel", "expel", "forget", "infer", "kidnap"}
    | {
        "occur",
        "overlap",
        "patrol",
        "permit",
        "prefer",
        "rebel",
        "refer",
        "regret",
        "submit",
        "transfer",
        "begin",
    }
    | {"handicap", "outrun", "outwit", "sandbag", "unwrap", "worship", "transmit", "babysit", "emit"}
)


def wordset(text: str) -> frozenset[str]:
    """The words of a string, for sets too small to need a file."""
    return frozenset(text.split())


def _lines(name: str) -> Iterator[str]:
    text = resources.files(__name__).joinpath(name).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def sections(name: str) -> dict[str, frozenset[str]]:
    """The word sets of a file, by the [headings] in it."""
    out: dict[str, set[str]] = {}
    heading = ""
    for line in _lines(name):
        if line.startswith("["):
            heading = line.strip("[] ")
            out.setdefault(heading, set())
        else:
            out.setdefault(heading, set()).update(line.split())
    return {key: frozenset(words) for key, words in out.items()}


def words(name: str, heading: str = "") -> frozenset[str]:
    return sections(name).get(heading, frozenset())


@cache
def verb_forms() -> dict[str, dict[str, str]]:
    """Form -> {what it can be: base form}, where what is 'base', 's', 'ing', 'past' or 'participle'."""
    forms: dict[str, dict[str, str]] = {}

    def put(form: str, what: str, base: str) -> None:
        forms.setdefault(form, {}).setdefault(what, base)

    for line in _lines("irregular.txt"):
        base, past, participle = line.split()
        put(base, "base", base)
        put(third_person(base), "s", base)
        put(present_participle(base), "ing", base)
        put(past, "past", base)
        put(participle, "participle", base)
    for base in words("verbs.txt"):
        put(base, "base", base)
        put(third_person(base), "s", base)
        put(present_participle(base), "ing", base)
        if base not in _irregular_bases():
            put(_past(base), "past", base)
            put(_past(base), "participle", base)
    return forms


@cache
def _irregular_bases() -> frozenset[str]:
    return frozenset(line.split()[0] for line in _lines("irregular.txt"))


def third_person(base: str) -> str:
    """walk: walks, watch: watches, carry: carries."""
    if base in ("be", "have"):
        return {"be": "is", "have": "has"}[base]
    if base.endswith(("s", "x", "z", "ch", "sh", "o")):
        return base + ("zes" if base.endswith("quiz") else "es")
    if base.endswith("y") and base[-2:-1] not in _VOWELS:
        return base[:-1] + "ies"
    return base + "s"


def present_participle(base: str) -> str:
    """make: making, run: running, lie: lying."""
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")) and base != "be":
        return base[:-1] + "ing"
    return (base + base[-1] if _doubles(base) else base) + "ing"


def _past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2:-1] not in _VOWELS:
        return base[:-1] + "ied"
    return (base + base[-1] if _doubles(base) else base) + "ed"


def _doubles(base: str) -> bool:
    """Whether the last consonant doubles: one vowel, one consonant, stress at the end."""
    if base in _DOUBLING:
        return True
    if len(base) < 3 or base[-1] in _VOWELS + "wxy" or base[-2] not in _VOWELS or base[-3] in _VOWELS:
        return base in ("quit", "quiz")
    return sum(char in _VOWELS for char in base) == 1
