"""How written words sound, as far as letters can tell: enough to know one that was written otherwise."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache

from .numerals import readings

_LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "æ": "ae",
        "œ": "oe",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "\u0131": "i",
        "\u2019": "'",
        "\u02bc": "'",
        "`": "'",
    }
)
_ALSO = {
    "dr": "doctor", "mr": "mister", "mrs": "missus", "vs": "versus", "ok": "okay", "etc": "etcetera",
    "&": "and", "+": "plus", "@": "at", "%": "percent", "=": "equals", "°": "degrees",
}  # fmt: skip
_CURRENCY = {"$": "dollars", "€": "euros", "£": "pounds", "¥": "yen"}
_LONG = 5
"""Letters from which on a word's consonants tell it from others: names, mostly."""
_CLOSERS = "\"'\u2019\u201d\u00bb)]}"
_STOPS = frozenset(".!?\u3002\u0964\u061f")
_PAUSES = _STOPS | frozenset(",;:-\u2013\u2014\u2015\u3001\u060c\u061b")
_TOKEN = re.compile(r"\d[\d,.:]*(?:(?:st|nd|rd|th|s)(?![^\W_]))?|[^\W\d_]+|[&+@%=°$€£¥]")
_SAME_SOUND = (("ph", "f"), ("ck", "k"), ("gh", "g"), ("x", "ks"), ("q", "k"), ("c", "k"), ("z", "s"),
               ("v", "f"), ("w", "f"), ("d", "t"), ("b", "p"), ("j", "g"), ("y", "i"))  # fmt: skip


def parts_of(word: str, *, language: str = "en") -> tuple[str, ...]:
    """The sounds-like words of a written word: "Twenty-One" and "21" are both twenty, one; a dash is ()."""
    return tuple(part for options in _tokens(word, language) for part in options[0])


def part_options(word: str, *, language: str = "en") -> tuple[tuple[str, ...], ...]:
    """Every way to say the word, the likeliest first: "1987" as a year, as a number, digit by digit."""
    ways: tuple[tuple[str, ...], ...] = ((),)
    for options in _tokens(word, language):
        ways = tuple((*way, *option) for option in options for way in ways)
    return ways


@lru_cache(maxsize=4096)
def _tokens(word: str, language: str) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """Per token of the word its readings."""
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", word.casefold().translate(_LETTERS)) if _is_heard(c)
    )
    tokens = _TOKEN.findall(plain.replace("'", ""))
    out: list[tuple[tuple[str, ...], ...]] = []
    unit = ""
    for token in tokens:
        if token in _CURRENCY:
            unit = _CURRENCY[token] if language == "en" else ""
        elif token[0].isdigit():
            out.append(readings(token) if language == "en" else ((token.rstrip(",.:"),),))
        else:
            out.append(((_ALSO.get(token, token) if language == "en" else token,),))
    return (*out, ((unit,),)) if unit and out else tuple(out)


def _is_heard(char: str) -> bool:
    """Not an accent, nor a vowel point that many writers leave out."""
    return unicodedata.category(char) != "Mn"


@lru_cache(maxsize=65536)
def likeness(one: str, other: str) -> int:
    """How alike two sounds-like words are, per mille: by letters, long words also by their consonants."""
    if one == other:
        return 1000
    shorter, longer = sorted((len(one), len(other)))
    if 3 * shorter < longer:
        return 0
    letters = _ratio(one, other)
    if shorter < _LONG:
        return letters
    return max(letters, (letters + _ratio(_bones(one), _bones(other))) // 2)


def _ratio(one: str, other: str) -> int:
    matched = sum(
        block.size for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    )
    return 2000 * matched // (len(one) + len(other))


@lru_cache(maxsize=8192)
def _bones(word: str) -> str:
    """The word's consonants, those that sound alike made one; its first letter is kept."""
    for written, sound in _SAME_SOUND:
        word = word.replace(written, sound)
    bones = "".join(c for i, c in enumerate(word) if i == 0 or c not in "aeiouh")
    return re.sub(r"(.)\1+", r"\1", bones)


def ends_phrase(word: str) -> bool:
    """Does a reader pause after this word? Comma, dash, colon and every full stop, within quotes too."""
    return _last_mark(word) in _PAUSES


def ends_sentence(word: str) -> bool:
    return _last_mark(word) in _STOPS


def _last_mark(word: str) -> str:
    return unicodedata.normalize("NFKC", word.rstrip(_CLOSERS))[-1:]
