"""What is said for what is written: one reading per written word, whatever the writer did."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trailers.engines.embedded.speech import letters
from trailers.engines.embedded.speech.amounts import read_amount
from trailers.engines.embedded.speech.arpabet import arpabet, syllables
from trailers.engines.embedded.speech.numbers import cardinal, decimal, digits, ordinal, plural, roman, year
from trailers.engines.embedded.speech.readings import Unreadable, read, sentences


def said(text: str) -> str:
    return " ".join(word for reading in read(text) for word in reading.said)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "zero"),
        (7, "seven"),
        (13, "thirteen"),
        (20, "twenty"),
        (42, "forty two"),
        (100, "one hundred"),
        (1001, "one thousand one"),
        (1_234_567, "one million two hundred thirty four thousand five hundred sixty seven"),
        (10**15, "one zero zero zero zero zero zero zero zero zero zero zero zero zero zero zero"),
    ],
)
def test_cardinals(value: int, words: str) -> None:
    assert " ".join(cardinal(value)) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1, "first"),
        (2, "second"),
        (12, "twelfth"),
        (21, "twenty first"),
        (30, "thirtieth"),
        (101, "one hundred first"),
    ],
)
def test_ordinals(value: int, words: str) -> None:
    assert " ".join(ordinal(value)) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1984, "nineteen eighty four"),
        (1905, "nineteen oh five"),
        (1900, "nineteen hundred"),
        (2000, "two thousand"),
        (2007, "two thousand seven"),
        (2026, "twenty twenty six"),
        (1066, "ten sixty six"),
    ],
)
def test_years(value: int, words: str) -> None:
    assert " ".join(year(value)) == words


def test_other_numbers() -> None:
    assert plural(year(1980)) == ["nineteen", "eighties"]
    assert plural(["six"]) == ["sixes"]
    assert digits("007") == ["zero", "zero", "seven"]
    assert decimal("1,000.5") == ["one", "thousand", "point", "five"]
    assert [roman(text) for text in ("XIV", "II", "IIII", "MIX", "IC", "")] == [14, 2, None, None, None, None]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("$5", "five dollars"),
        ("$1", "one dollar"),
        ("$5.50", "five dollars and fifty cents"),
        ("£1.01", "one pound and one penny"),
        ("$1.2m", "one point two million dollars"),
        ("10€", "ten euros"),
        ("3:15", "three fifteen"),
        ("3:05", "three oh five"),
        ("5:00", "five o'clock"),
        ("1:30pm", "one thirty P M"),
        ("30%", "thirty percent"),
        ("2nd", "second"),
        ("1980s", "nineteen eighties"),
        ("'80s", "eighties"),
        ("24/7", "twenty four seven"),
        ("1/2", "one half"),
        ("3/4", "three quarters"),
        ("1914-18", "nineteen fourteen to eighteen"),
        ("60mph", "sixty miles an hour"),
        ("-40°C", "minus forty degrees celsius"),
        ("#7", "number seven"),
        ("12,000", "twelve thousand"),
        ("1984", "nineteen eighty four"),
        ("01234", "zero one two three four"),
        ("word", None),
        ("", None),
    ],
)
def test_amounts(text: str, words: str | None) -> None:
    spoken = read_amount(text)
    assert (None if spoken is None else " ".join(spoken)) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Dr. Vargas left St. Louis.", "doctor Vargas left saint Louis"),
        ("On Elm St. the lamp died.", "On Elm street the lamp died"),
        ("Mr. & Mrs. Smith", "mister and missus Smith"),
        ("The U.S. Army, a.k.a. us", "The U S Army A K A us"),
        ("World War II", "World War two"),
        ("Elizabeth II", "Elizabeth the second"),
        ("Henry VIII's wives", "Henry the eighth's wives"),
        ("Act V. I know.", "Act five I know"),
        ("No. 5 is alive", "number five is alive"),
        ("But no. Not yet.", "But no Not yet"),
        ("mother-in-law", "mother in law"),
        ("word—another", "word another"),
        ("B-52 and C3PO", "B fifty two and C three PO"),
        ("**bold** [[raw]] <b>", "bold raw b"),
        ("rock & roll @ ten", "rock and roll at ten"),
        ("Zoë’s café", "Zoë's café"),
        ("Анна Nguyễn Łukasz", "Anna Nguyen Wukasz"),
        ("hello 🙂 world", "hello world"),
    ],
)
def test_words(text: str, words: str) -> None:
    assert said(text) == words


@pytest.mark.parametrize(
    ("text", "pauses"),
    [
        ("Out of the dark, he came.", ["", "", "", ",", "", "."]),
        ("Wait... what? No!", ["…", "?", "!"]),
        ("Wait... What", [".", ""]),
        ("then — nothing", [";", ";", ""]),
        ('"Done: over"; end', [";", ";", ""]),
        ("What?! he said", ["?", "", ""]),
        ("at 3 p.m.", ["", "", "."]),
        ("Dr. No", ["", ""]),
    ],
)
def test_pauses(text: str, pauses: list[str]) -> None:
    assert [reading.pause for reading in read(text)] == pauses


def test_sentences_end_where_they_end_and_long_ones_are_parted() -> None:
    readings = read("One light. One keeper. Why?")
    assert list(sentences(readings)) == [(0, 2), (2, 4), (4, 5)]
    long = read("word " * 100)
    spans = list(sentences(long))
    assert [span[0] for span in spans] == [0, *[span[1] for span in spans[:-1]]]
    assert spans[-1][1] == 100
    assert max(end - start for start, end in spans) == 40


@pytest.mark.parametrize("word", ["東京", "محمد", "שלום", "दिल्ली"])
def test_scripts_that_do_not_spell_sounds_are_refused_by_word(word: str) -> None:
    with pytest.raises(Unreadable) as error:
        read(f"He went to {word} alone.")
    assert error.value.word == word


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("Жанна", "Zhanna"),
        ("щука", "shchuka"),
        ("Ελένη", "Eleni"),
        ("ひろしま", "hirosima"),
        ("パーティー", "patei"),
        ("김정은", "gimjeongeun"),
        ("İstanbul", "Istanbul"),
        ("Æthel", "Aethel"),
        ("١٢", "12"),
        ("½", "1/2"),
        ("東", None),
    ],
)
def test_letters(text: str, spelled: str | None) -> None:
    assert letters.spell(text) == spelled


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_read_word_by_word_or_refused(text: str) -> None:
    try:
        readings = read(text)
    except Unreadable:
        return
    assert [reading.written for reading in readings] == text.split()
    for reading in readings:
        for word in reading.said:
            assert word.strip()
            assert not any(char in word for char in "[]{}<>\x00")
    covered = [index for start, end in sentences(readings) for index in range(start, end)]
    assert covered == list(range(len(readings)))


@settings(max_examples=200, deadline=None)
@given(st.text("abcXYZ.,;:!?'\"-—…()$%#&0123456789 \n", max_size=60))
def test_any_latin_text_is_read(text: str) -> None:
    assert len(read(text)) == len(text.split())


@pytest.mark.parametrize(
    ("ipa", "phones"),
    [
        ("vˈɑːɹɡəz", "V AA R G AH Z"),
        ("tʃˈɜːtʃ", "CH ER CH"),
        ("ˈaʊt", "AW T"),
        ("kˌoʊvəltʃˈɪk", "K OW V AH L CH IH K"),
        ("ʘ", ""),
    ],
)
def test_arpabet(ipa: str, phones: str) -> None:
    assert arpabet(ipa) == phones


def test_syllables() -> None:
    assert [syllables(phones) for phones in ("V AA R G AH Z", "S T R EH NG TH S", "")] == [2, 1, 1]
