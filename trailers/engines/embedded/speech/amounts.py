"""Money, times, years, shares, measures and plain numbers, as words."""

from __future__ import annotations

import re
from collections.abc import Callable

from .numbers import cardinal, decimal, digits, ordinal, plural, year

_MONEY = {"$": ("dollar", "cent"), "\u00a3": ("pound", "penny"), "\u20ac": ("euro", "cent")}
_SCALE = {"k": "thousand", "m": "million", "bn": "billion", "b": "billion"}
_UNITS = {"km": "kilometers", "kg": "kilograms", "cm": "centimeters", "mm": "millimeters",
          "mph": "miles an hour", "kmh": "kilometers an hour", "km/h": "kilometers an hour", "ft": "feet",
          "lb": "pounds", "lbs": "pounds", "min": "minutes", "hrs": "hours", "\u00b0": "degrees",
          "\u00b0c": "degrees celsius", "\u00b0f": "degrees fahrenheit", "am": "A M", "pm": "P M",
          "d": "D"}  # fmt: skip
_SIGN = "[$\u00a3\u20ac]"
_UNIT = "|".join(map(re.escape, sorted(_UNITS, key=len, reverse=True)))
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"


def read_amount(text: str) -> list[str] | None:
    """The words for `text` when the whole of it is one amount, else None."""
    for pattern, say in _FORMS:
        if found := pattern.fullmatch(text):
            return say(found)
    return None


def _whole(text: str) -> list[str]:
    return digits(text) if text.startswith("0") else cardinal(int(text))


def _plain(text: str) -> list[str]:
    if "," not in text and len(text) == 4 and "1100" <= text <= "2099":
        return year(int(text))
    return decimal(text)


def _money(found: re.Match[str]) -> list[str]:
    sign, amount = (found[1], found[2]) if found[1] else (found[5], found[4])
    unit, part = _MONEY[sign]
    scale = _SCALE.get((found[3] or "").lower(), "")
    whole, _, rest = amount.replace(",", "").partition(".")
    if scale:
        return [*decimal(amount), scale, f"{unit}s"]
    spoken = [*cardinal(int(whole)), unit if int(whole) == 1 else f"{unit}s"]
    if len(rest) == 2 and int(rest):
        parts = part if int(rest) == 1 else "pence" if part == "penny" else f"{part}s"
        return [*spoken, "and", *cardinal(int(rest)), parts]
    return [*decimal(amount), f"{unit}s"] if len(rest) not in (0, 2) else spoken


def _clock(found: re.Match[str]) -> list[str]:
    hour, minute = int(found[1]), int(found[2])
    if minute == 0:
        spoken = [
            *cardinal(hour),
            *(["o'clock"] if 1 <= hour <= 12 and not found[3] else ["hundred"] * (hour > 12)),
        ]
    else:
        spoken = [*cardinal(hour), *(["oh", *cardinal(minute)] if minute < 10 else cardinal(minute))]
    return [*spoken, *(_UNITS[found[3].lower()].split() if found[3] else ())]


def _measure(found: re.Match[str]) -> list[str]:
    unit = _UNITS[found[3].lower()]
    return [*(["minus"] if found[1] else ()), *decimal(found[2]), *unit.split()]


def _fraction(found: re.Match[str]) -> list[str]:
    above, below = int(found[1]), int(found[2])
    if (above, below) == (1, 2):
        return ["one", "half"]
    if above < below <= 10 and below > 2:
        name = ["quarter"] if below == 4 else ordinal(below)
        return [*cardinal(above), *(name if above == 1 else plural(name))]
    return [*cardinal(above), *cardinal(below)]


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], list[str]]], ...] = (
    (re.compile(rf"(?:({_SIGN})({_NUMBER})(k|m|bn|b)?)|(?:({_NUMBER})({_SIGN}))", re.I), _money),
    (re.compile(r"([01]?\d|2[0-4]):([0-5]\d)(am|pm)?", re.I), _clock),
    (re.compile(rf"({_NUMBER})%"), lambda found: [*decimal(found[1]), "percent"]),
    (re.compile(r"(\d+)(?:st|nd|rd|th)", re.I), lambda found: ordinal(int(found[1]))),
    (re.compile(r"(1[1-9]\d0|20\d0)'?s"), lambda found: plural(year(int(found[1])))),
    (re.compile(r"'?(\d0)'?s"), lambda found: plural(cardinal(int(found[1])))),
    (re.compile(r"(\d{1,2})/(\d{1,2})"), _fraction),
    (re.compile(r"(\d+)[-\u2014](\d+)"), lambda found: [*_plain(found[1]), "to", *_plain(found[2])]),
    (re.compile(rf"(-?)({_NUMBER})({_UNIT})", re.I), _measure),
    (re.compile(r"#(\d+)"), lambda found: ["number", *cardinal(int(found[1]))]),
    (re.compile(r"-(\d+(?:\.\d+)?)"), lambda found: ["minus", *decimal(found[1])]),
    (re.compile(r"\d{5,}"), lambda found: _whole(found[0])),
    (re.compile(_NUMBER), lambda found: _plain(found[0])),
)  # fmt: skip
