"""English number words for written numerals: 21, 1987, 3.5, 21st, 1980s, 10,000, 9:30, 007."""

from __future__ import annotations

import re

_ONES = (
    *(
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    ),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_POWERS = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred"))
_ORDINALS = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
             "nine": "ninth", "twelve": "twelfth"}  # fmt: skip
_FORM = re.compile(r"(?P<whole>\d+)(?:\.(?P<decimals>\d+))?(?P<suffix>st|nd|rd|th|s)?")
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)")
_LONGEST = 15
"""Digits above which a number is said digit by digit."""

Reading = tuple[str, ...]


def readings(numeral: str) -> tuple[Reading, ...]:
    """The ways to say a numeral, the likeliest first. What is no numeral is read by its groups of digits."""
    text = numeral.rstrip(".,:")
    clock = _CLOCK.fullmatch(text)
    if clock:
        return (_clock(int(clock[1]), clock[2]),)
    form = _FORM.fullmatch(text.replace(",", ""))
    if form is None:
        return (tuple(word for group in re.findall(r"\d+", text) for word in _whole(group)[0]),)
    whole, decimals, suffix = form["whole"], form["decimals"], form["suffix"]
    if decimals:
        return ((*_whole(whole)[0], "point", *_digits(decimals)),)
    ways = _whole(whole, year="," not in text)
    if suffix == "s":
        ways = tuple((*way[:-1], _plural(way[-1])) for way in ways)
    elif suffix:
        ways = tuple((*way[:-1], _ordinal(way[-1])) for way in ways)
    return tuple(dict.fromkeys(ways))


def cardinal(number: int) -> Reading:
    """0 is zero, 105 is one hundred five: without "and", which listeners may or may not write."""
    if number < 20:
        return (_ONES[number],)
    if number < 100:
        return (_TENS[number // 10], *(cardinal(number % 10) if number % 10 else ()))
    power, name = next((power, name) for power, name in _POWERS if number >= power)
    rest = number % power
    return (*cardinal(number // power), name, *(cardinal(rest) if rest else ()))


def _whole(digits: str, *, year: bool = False) -> tuple[Reading, ...]:
    if (len(digits) > 1 and digits[0] == "0") or len(digits) > _LONGEST:
        return (_digits(digits),)
    ways = [cardinal(int(digits))]
    if year and len(digits) == 4 and int(digits) % 1000 >= 10:
        ways.insert(0, _year(digits))
    if 2 < len(digits) < 5:
        ways.append((*cardinal(int(digits[:-2])), *_pair(digits[-2:])))
    return (*ways, _digits(digits)) if len(digits) > 1 else tuple(ways)


def _year(digits: str) -> Reading:
    """1987 is nineteen eighty seven, 1905 nineteen oh five, 1900 nineteen hundred."""
    return (*cardinal(int(digits[:2])), *_pair(digits[2:]))


def _pair(digits: str) -> Reading:
    if digits == "00":
        return ("hundred",)
    return ("oh", _ONES[int(digits[1])]) if digits[0] == "0" else cardinal(int(digits))


def _digits(digits: str) -> Reading:
    return tuple(_ONES[int(digit)] for digit in digits)


def _clock(hour: int, minutes: str) -> Reading:
    return (*cardinal(hour), *(("oclock",) if minutes == "00" else _pair(minutes)))


def _ordinal(word: str) -> str:
    if word in _ORDINALS:
        return _ORDINALS[word]
    return f"{word[:-1]}ieth" if word.endswith("y") else f"{word}th"


def _plural(word: str) -> str:
    if word.endswith("y"):
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith("x") else f"{word}s"
