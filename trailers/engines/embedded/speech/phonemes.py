"""What espeak says a text sounds like, and which of those sounds belong to which written word.

espeak melts words together ("out of" is one group) and changes them by their neighbours ("a", "the"), so
sounds are given back to words by aligning them with how each word sounds alone, never by counting groups.
"""

from __future__ import annotations

import functools
import re
import threading
import unicodedata
from collections.abc import Sequence
from typing import Any

_LOCK = threading.Lock()  # espeak keeps its voice and its text in globals
_LANGUAGE_FLAG = re.compile(r"\([^)]*\)")
_MARKS = frozenset("ˈˌːˑʲ\u0303\u0329\u032a\u032f\u0327ʰˤ")
"""Stress, length and fine tuning: they never make a word of their own."""
_BREAKS = frozenset(" .,;:?!^$")
_VOWELS = frozenset("aeiouyæøœɐɑɒɔɘəɚɛɜɝɞɨɪɯɵɶʉʊʌʏᵻɤ")
_MISPLACED = 0.6
"""Cost of a word that begins inside a group of sounds, or a group that begins inside a word."""


@functools.cache
def _espeak() -> Any:
    from piper.phonemize_espeak import ESPEAK_DATA_DIR, EspeakPhonemizer

    EspeakPhonemizer(ESPEAK_DATA_DIR)
    from piper import espeakbridge

    espeakbridge.set_voice("en-us")
    return espeakbridge


def sounds_of(text: str) -> list[str]:
    """IPA of an English text, one code point each, as Piper's voices were taught; punctuation and spaces
    kept."""
    with _LOCK:
        clauses = _espeak().get_phonemes(text)
    out = ""
    for ipa, mark, _ in clauses:
        out += _LANGUAGE_FLAG.sub("", ipa) + mark + " "
    return list(unicodedata.normalize("NFD", out.rstrip(" ")))


@functools.lru_cache(maxsize=4096)
def letters_of(word: str) -> str:
    """The bare sounds of one word said alone: no stress, no spaces, no punctuation."""
    return "".join(sound for sound in sounds_of(word) if sound not in _MARKS and sound not in _BREAKS)


def is_break(sound: str) -> bool:
    """A space or punctuation between words: time that belongs to none of them."""
    return sound in _BREAKS


def share(sounds: Sequence[str], words: Sequence[Sequence[str]]) -> list[tuple[int, int] | None]:
    """For each written word (its spoken words), the run [first, end) of `sounds` that says it.

    Runs are in order and do not overlap. None for a word without sounds, or one swallowed by its neighbour.
    """
    wanted = [(letter, index, part == 0 and k == 0) for index, said in enumerate(words)
              for part, spoken in enumerate(said) for k, letter in enumerate(letters_of(spoken))]  # fmt: skip
    heard = [k for k, sound in enumerate(sounds) if sound not in _MARKS and sound not in _BREAKS]
    opens = [k == 0 or any(s in _BREAKS for s in sounds[heard[n - 1] + 1 : k]) for n, k in enumerate(heard)]
    owners = _owners(wanted, [sounds[k] for k in heard], opens)
    return _runs(sounds, heard, owners, len(words))


def _owners(
    wanted: Sequence[tuple[str, int, bool]], heard: Sequence[str], opens: Sequence[bool]
) -> list[int]:
    """The word of every heard letter, by the cheapest alignment of both rows of letters."""
    rows, columns = len(wanted) + 1, len(heard) + 1
    cost = [[float(column) for column in range(columns)]]
    for row in range(1, rows):
        letter, _, first = wanted[row - 1]
        above, here = cost[-1], [float(row)]
        for column in range(1, columns):
            swap = _unlike(letter, heard[column - 1]) + (_MISPLACED if first != opens[column - 1] else 0.0)
            here.append(min(above[column - 1] + swap, above[column] + 1, here[column - 1] + 1))
        cost.append(here)
    owners: list[int | None] = [None] * len(heard)
    row, column = rows - 1, columns - 1
    while row and column:
        letter, word, first = wanted[row - 1]
        swap = _unlike(letter, heard[column - 1]) + (_MISPLACED if first != opens[column - 1] else 0.0)
        if cost[row][column] == cost[row - 1][column - 1] + swap:
            owners[column - 1] = word
            row, column = row - 1, column - 1
        elif cost[row][column] == cost[row - 1][column] + 1:
            row -= 1
        else:
            column -= 1
    return _filled(owners, opens, wanted)


def _filled(
    owners: Sequence[int | None], opens: Sequence[bool], wanted: Sequence[tuple[str, int, bool]]
) -> list[int]:
    """Letters that matched nothing join the word before them in their group, else the next one."""
    out: list[int] = []
    for index, owner in enumerate(owners):
        if owner is None and out and not opens[index]:
            owner = out[-1]
        if owner is None:
            later = next((o for o in owners[index:] if o is not None), None)
            owner = later if later is not None else out[-1] if out else wanted[0][1] if wanted else 0
        out.append(owner)
    return out


def _unlike(a: str, b: str) -> float:
    if a == b:
        return 0.0
    return 0.5 if (a in _VOWELS) == (b in _VOWELS) else 1.2


def _runs(
    sounds: Sequence[str], heard: Sequence[int], owners: Sequence[int], count: int
) -> list[tuple[int, int] | None]:
    runs: list[tuple[int, int] | None] = [None] * count
    for k, owner in zip(heard, owners, strict=True):
        start = runs[owner][0] if runs[owner] else _with_marks_before(sounds, k)  # type: ignore[index]
        runs[owner] = (start, _with_marks_after(sounds, k))
    return runs


def _with_marks_before(sounds: Sequence[str], k: int) -> int:
    while k and sounds[k - 1] in "ˈˌ":
        k -= 1
    return k


def _with_marks_after(sounds: Sequence[str], k: int) -> int:
    k += 1
    while k < len(sounds) and sounds[k] in _MARKS and sounds[k] not in "ˈˌ":
        k += 1
    return k
