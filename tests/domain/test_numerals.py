"""Numbers as they are spoken."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trailers.domain.numerals import cardinal, readings


@pytest.mark.parametrize(
    ("numeral", "spoken"),
    [
        ("0", "zero"),
        ("7", "seven"),
        ("13", "thirteen"),
        ("20", "twenty"),
        ("21", "twenty one"),
        ("100", "one hundred"),
        ("105", "one hundred five"),
        ("1,000", "one thousand"),
        ("10,000", "ten thousand"),
        ("1,234,567", "one million two hundred thirty four thousand five hundred sixty seven"),
        ("1987", "nineteen eighty seven"),
        ("1905", "nineteen oh five"),
        ("1900", "nineteen hundred"),
        ("2024", "twenty twenty four"),
        ("2005", "two thousand five"),
        ("2000", "two thousand"),
        ("3.5", "three point five"),
        ("0.07", "zero point zero seven"),
        ("1st", "first"),
        ("2nd", "second"),
        ("12th", "twelfth"),
        ("20th", "twentieth"),
        ("21st", "twenty first"),
        ("100th", "one hundredth"),
        ("80s", "eighties"),
        ("1980s", "nineteen eighties"),
        ("6s", "sixes"),
        ("9:30", "nine thirty"),
        ("9:05", "nine oh five"),
        ("9:00", "nine oclock"),
        ("007", "zero zero seven"),
        ("5.", "five"),
        ("1234567890123456", "one two three four five six seven eight nine zero one two three four five six"),
    ],
)
def test_the_usual_reading(numeral: str, spoken: str) -> None:
    assert readings(numeral)[0] == tuple(spoken.split())


@pytest.mark.parametrize(
    ("numeral", "also"),
    [
        ("1987", "one thousand nine hundred eighty seven"),
        ("1987", "one nine eight seven"),
        ("2024", "two thousand twenty four"),
        ("2005", "twenty oh five"),
        ("105", "one oh five"),
        ("911", "nine one one"),
        ("1000", "ten hundred"),
    ],
)
def test_other_readings(numeral: str, also: str) -> None:
    assert tuple(also.split()) in readings(numeral)[1:]


def test_a_number_with_commas_is_no_year() -> None:
    assert readings("1,987")[0] == tuple(["one", "thousand", "nine", "hundred", "eighty", "seven"])


_SMALL = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_VALUES = {name: n for n, name in enumerate(_SMALL.split())}
_VALUES |= {name: 10 * n for n, name in enumerate(_TENS.split(), start=2)}


def value_of(reading: tuple[str, ...]) -> int:
    total = part = 0
    for word in reading:
        if word in _VALUES:
            part += _VALUES[word]
        elif word == "hundred":
            part *= 100
        else:
            total += part * {"thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}[word]
            part = 0
    return total + part


@settings(max_examples=2000, deadline=None)
@given(st.integers(0, 10**15 - 1))
def test_a_cardinal_can_be_counted_back(number: int) -> None:
    assert value_of(cardinal(number)) == number


@settings(max_examples=500, deadline=None)
@given(st.from_regex(r"\d{1,6}([.,:]\d{1,4}){0,3}(st|nd|rd|th|s)?", fullmatch=True))
def test_whatever_has_digits_has_distinct_readings(numeral: str) -> None:
    ways = readings(numeral)
    assert ways and all(ways) and len(set(ways)) == len(ways)
    assert all(word.isalpha() for way in ways for word in way)
