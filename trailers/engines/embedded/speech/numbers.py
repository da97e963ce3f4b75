"""Numbers as English words, as a narrator says them."""

from __future__ import annotations

from collections.abc import Iterator

_SMALL = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
          "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
          "nineteen")  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred"))
_ORDINALS = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
             "nine": "ninth", "twelve": "twelfth"}  # fmt: skip
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
LARGEST = 10**15 - 1


def cardinal(value: int) -> list[str]:
    """42 -> forty two. Above LARGEST the digits are read one by one."""
    if value > LARGEST:
        return digits(str(value))
    return list(_cardinal(value)) or ["zero"]


def _cardinal(value: int) -> Iterator[str]:
    for scale, name in _SCALES:
        if value >= scale:
            yield from _cardinal(value // scale)
            yield name
            value %= scale
    if value >= 20:
        yield _TENS[value // 10]
        value %= 10
    if value:
        yield _SMALL[value]


def ordinal(value: int) -> list[str]:
    """21 -> twenty first."""
    *head, last = cardinal(value)
    if last in _ORDINALS:
        return [*head, _ORDINALS[last]]
    return [*head, f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th"]


def year(value: int) -> list[str]:
    """1984 -> nineteen eighty four, 1905 -> nineteen oh five, 1900 -> nineteen hundred, 2007 -> two
    thousand seven."""
    century, rest = divmod(value, 100)
    if value % 1000 < 10:
        return cardinal(value)
    if rest == 0:
        return [*cardinal(century), "hundred"]
    return [*cardinal(century), *(["oh", _SMALL[rest]] if rest < 10 else cardinal(rest))]


def plural(words: list[str]) -> list[str]:
    """nineteen eighty -> nineteen eighties."""
    *head, last = words
    return [
        *head,
        f"{last[:-1]}ies" if last.endswith("y") else f"{last}es" if last.endswith("x") else f"{last}s",
    ]


def digits(text: str) -> list[str]:
    """007 -> zero zero seven."""
    return [_SMALL[int(digit)] for digit in text]


def decimal(text: str) -> list[str]:
    """3.14 -> three point one four; thousands may be parted by commas."""
    whole, _, rest = text.replace(",", "").partition(".")
    spoken = digits(whole) if len(whole) > 1 and whole.startswith("0") else cardinal(int(whole or "0"))
    return [*spoken, "point", *digits(rest)] if rest else spoken


def roman(text: str) -> int | None:
    """The value of a Roman numeral of I, V, X, L and C written the usual way, else None."""
    if not text or set(text) - set(_ROMAN):
        return None
    values = [_ROMAN[letter] for letter in text]
    total = sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
    return total if _as_roman(total) == text else None


def _as_roman(value: int) -> str:
    steps = (
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    )
    out = ""
    for step, name in steps:
        out += name * (value // step)
        value %= step
    return out
