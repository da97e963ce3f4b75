"""How each written word is said: abbreviations, numbers, signs and names as plain words, and where to pause.

One `Reading` per whitespace word of the text, in order, so that times measured on the spoken words can be
given back to the written ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from . import letters
from .amounts import read_amount
from .numbers import cardinal, ordinal, roman

Pause = Literal["", ",", ";", "…", ".", "?", "!"]

_TITLES = {"mr": "mister", "mrs": "missus", "ms": "miz", "dr": "doctor", "prof": "professor",
           "capt": "captain", "lt": "lieutenant", "sgt": "sergeant", "col": "colonel", "gen": "general",
           "rev": "reverend", "hon": "honorable", "mt": "mount", "ft": "fort", "no": "number"}  # fmt: skip
"""Never the end of a sentence: a name or number follows."""
_SHORT = {"jr": "junior", "sr": "senior", "etc": "et cetera", "vs": "versus", "approx": "approximately",
          "ave": "avenue", "rd": "road", "blvd": "boulevard", "dept": "department", "inc": "incorporated",
          "ltd": "limited", "corp": "corporation", "e.g": "for example", "i.e": "that is", "jan": "january",
          "feb": "february", "aug": "august", "sept": "september", "oct": "october", "nov": "november",
          "dec": "december"}  # fmt: skip
_SIGNS = {"&": " and ", "@": " at ", "+": " plus ", "=": " equals ", "/": " ", "_": " ", "*": " ", "~": " ",
          "^": " ", "|": " ", "\\": " ", "<": " ", ">": " ", "{": " ", "}": " ", "[": " ", "]": " ", "(": " ",
          ")": " ", "`": " ", '"': " ", "-": " ", "#": " number "}  # fmt: skip
_NUMBERED = {"war", "part", "chapter", "act", "volume", "book", "episode", "phase", "type", "class", "mark"}
_QUOTES = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u201c": '"', "\u201d": '"', "\u2026": "...", "\u2012": "-",
     "\u2013": "\u2014", "\u2015": "\u2014", "\u2212": "-", "\u00a0": " "}
)  # fmt: skip
_OPENING = "\"'([{*_`~<\u00ab"
_CLOSING = "\"')]}*_`~>\u00bb"
_MARKS = re.compile(r"([.,;:?!\u2014]+)$")
_INITIALS = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]?")
_SENTENCE_END = (".", "?", "!")


@dataclass(frozen=True, slots=True)
class Reading:
    """A written word, the plain words said for it (none for a dash or a smiley), and the pause after it."""

    written: str
    said: tuple[str, ...]
    pause: Pause = ""

    @property
    def ends_sentence(self) -> bool:
        return self.pause in _SENTENCE_END


class Unreadable(ValueError):
    """A word in a script whose sound cannot be told from its letters."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


def read(text: str) -> tuple[Reading, ...]:
    """One Reading per `text.split()` word. Unreadable when a word is in a script that is not spelled by
    sound."""
    tokens = text.split()
    out: list[Reading] = []
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else ""
        reading = _read_token(token, tokens[index - 1] if index else "", following)
        if not reading.said and reading.pause and out and not out[-1].pause:
            out[-1] = replace(out[-1], pause=reading.pause)
        out.append(reading)
    return tuple(out)


def sentences(readings: Sequence[Reading], most_words: int = 40) -> Iterator[tuple[int, int]]:
    """[first, end) of each sentence; one that is longer than a breath is parted, best at a comma."""
    first, words = 0, 0
    for index, reading in enumerate(readings):
        words += len(reading.said)
        last = index + 1 == len(readings)
        if (
            last
            or reading.ends_sentence
            or words >= most_words
            or (words * 2 >= most_words and reading.pause)
        ):
            if words or last:
                yield first, index + 1
            first, words = (index + 1, 0) if words or last else (first, 0)


def _read_token(token: str, before: str, after: str) -> Reading:
    core = unicodedata.normalize("NFKC", token.translate(_QUOTES)).translate(_QUOTES)
    core = core.lstrip(_OPENING if core[:1] != "#" or core[1:2].isdigit() else _OPENING + "#").rstrip(
        _CLOSING
    )
    marks = _marks(core)
    bare = core[: len(core) - len(marks)].rstrip(_CLOSING)
    if not letters.is_word(core):
        said = tuple(_SIGNS.get(bare, "").split())
        return Reading(token, said, _pause_of_marks(_marks(token), after))
    if (numeral := _numeral(bare, before)) is not None:
        return Reading(token, tuple(numeral), _pause_of_marks(marks, after))
    if abbreviation := _abbreviation(core, after):
        said, ends = abbreviation
        return Reading(token, said, "." if ends else _pause_of_marks(marks.lstrip("."), after))
    return Reading(token, tuple(_say(bare, token)), _pause_of_marks(marks, after))


def _marks(core: str) -> str:
    found = _MARKS.search(core.translate(_QUOTES).rstrip(_CLOSING))
    return found.group(1) if found else ""


def _pause_of_marks(marks: str, after: str) -> Pause:
    if "?" in marks or "!" in marks:
        return "?" if "?" in marks else "!"
    if ".." in marks:
        return "." if after[:1].isupper() or not after else "…"
    if "." in marks:
        return "."
    if ";" in marks or ":" in marks or "\u2014" in marks:
        return ";"
    return "," if "," in marks else ""


def _abbreviation(core: str, after: str) -> tuple[tuple[str, ...], bool] | None:
    """The words for 'Dr.', 'U.S.', 'St.' and the like, and whether their dot also ends the sentence."""
    name = core.rstrip(".,;:?!").lower()
    dotted = core[len(name) : len(name) + 1] == "."
    opens = after.lstrip(_CLOSING + _OPENING)[:1].isupper()
    at_end = not after or "?" in core or "!" in core
    if dotted and name in _TITLES and after:
        return None if name == "no" and not after[:1].isdigit() else ((_TITLES[name],), False)
    if dotted and name == "st":
        return (("saint",), False) if opens else (("street",), at_end)
    if dotted and name in _SHORT:
        return tuple(_SHORT[name].split()), at_end or (opens and name == "etc")
    if _INITIALS.fullmatch(core.rstrip(",;:?!")) and "." in core:
        spelled = tuple(letter.upper() for letter in name if letter.isalpha())
        return spelled, at_end or (opens and name.endswith("m") and len(spelled) == 2)
    return None


def _say(core: str, token: str) -> Iterator[str]:
    if (amount := read_amount(core)) is not None:
        yield from amount
        return
    for part in re.split(r"\u2014|\.\.+", core):
        spelled = letters.spell(part)
        if spelled is None:
            raise Unreadable(token)
        if (amount := read_amount(part)) is not None:
            yield from amount
            continue
        for piece in "".join(_SIGNS.get(char, char) for char in spelled).split():
            yield from _say_piece(piece)


def _say_piece(piece: str) -> Iterator[str]:
    """A run without signs: parts of letters as they are, parts of digits as numbers ('B52' -> B, fifty
    two)."""
    for run in re.findall(r"\d[\d,.:%]*|[^\d]+", piece):
        amount = read_amount(run.rstrip(",.:")) if run[0].isdigit() else None
        if amount is not None:
            yield from amount
            continue
        for word in re.split(r"[^\w']+", run):
            if letters.is_word(word):
                yield word.strip("'") if word.endswith("''") else word


def _numeral(core: str, before: str) -> list[str] | None:
    """'World War II' -> two; 'Elizabeth II' -> the second."""
    owner = core.endswith("'s")
    value = roman(core.removesuffix("'s"))
    if value is None or not before:
        return None
    name = before.strip(_CLOSING + _OPENING)
    if name.lower() in _NUMBERED:
        return cardinal(value)
    if len(core) >= 2 and name[:1].isupper() and name[1:].islower() and name.isalpha():
        return [
            "the",
            *(f"{word}'s" if owner and word == ordinal(value)[-1] else word for word in ordinal(value)),
        ]
    return None
