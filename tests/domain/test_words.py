"""Script words found in a recording: spelled otherwise, joined, parted, missed, invented, or none heard."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.tracks import SEEDS
from trailers.domain.listening import Pair, align
from trailers.domain.spoken import ends_phrase, ends_sentence, likeness, part_options, parts_of
from trailers.domain.words import MatchReport, Word, match_words


def heard(text: str, *, start_ms: int = 100) -> list[Word]:
    """One word every 300 ms, each lasting 250."""
    return [Word(word, start_ms + 300 * n, start_ms + 300 * n + 250) for n, word in enumerate(text.split())]


def match(script: str, recording: str, *, duration_ms: int = 5_000, language: str = "en") -> MatchReport:
    return match_words(script.split(), heard(recording), duration_ms=duration_ms, language=language)


def times(report: MatchReport) -> list[tuple[str, int, int]]:
    return [(word.text, word.start_ms, word.end_ms) for word in report.words]


def test_a_word_has_a_time() -> None:
    assert Word("now", 5, 5) == Word("now", 5, 5)
    for start, end in ((-1, 4), (5, 4)):
        with pytest.raises(ValueError):
            Word("now", start, end)


# --- the same words written otherwise ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "recording"),
    [
        ("Nobody came back.", "nobody came back"),
        ("“Run!” she said…", "run she said"),
        ("Café naïve Łódź Ærø", "cafe naive lodz aero"),
        ("STRASSE", "straße"),
        ("don’t you’ve", "don't you've"),
        ("Dr. Crane", "doctor Crane"),
        ("me & you", "me and you"),
        ("Кто там?", "кто там"),
        ("नमस्ते दुनिया", "नमस्ते दुनिया"),
        ("شُكْرًا", "شكرا"),
        ("Éireann", "Éireann"),
    ],
)  # fmt: skip
def test_case_punctuation_and_accents_do_not_count(script: str, recording: str) -> None:
    report = match(script, recording)
    assert (report.missing, report.extra, report.ratio) == ((), (), 1.0)
    assert [(w.start_ms, w.end_ms) for w in report.words] == [
        (w.start_ms, w.end_ms) for w in heard(recording)
    ]
    assert [w.text for w in report.words] == script.split()


def test_numerals_and_hyphens_on_the_side_of_the_script() -> None:
    report = match(
        "In 1987, twenty-one of 30 vanished.", "in nineteen eighty seven twenty one of thirty vanished"
    )
    assert times(report) == [
        ("In", 100, 350),
        ("1987,", 400, 1250),
        ("twenty-one", 1300, 1850),
        ("of", 1900, 2150),
        ("30", 2200, 2450),
        ("vanished.", 2500, 2750),
    ]
    assert (report.missing, report.extra, report.ratio) == ((), (), 1.0)


def test_numerals_on_the_side_of_the_recording_share_their_time() -> None:
    report = match("nineteen eighty-seven was cold", "1987 was cold")
    # 250 ms for 8 + 6 + 5 letters
    assert times(report) == [
        ("nineteen", 100, 205),
        ("eighty-seven", 205, 350),
        ("was", 400, 650),
        ("cold", 700, 950),
    ]
    assert report.ratio == 1.0


@pytest.mark.parametrize(
    ("script", "recording"),
    [
        ("in 1987", "in one thousand nine hundred eighty seven"),
        ("room 105", "room one oh five"),
        ("it cost $5,000", "it cost five thousand dollars"),
        ("50% gone", "fifty percent gone"),
        ("the 21st day", "the twenty first day"),
        ("at 9:30 sharp", "at nine thirty sharp"),
        ("the 1980s", "the nineteen eighties"),
        ("half-way home", "halfway home"),
        ("the lighthouse keeper", "the light house keeper"),
        ("every day", "everyday"),
    ],
)
def test_one_thing_written_in_two_ways(script: str, recording: str) -> None:
    report = match(script, recording)
    assert (report.missing, report.extra, report.ratio) == ((), (), 1.0)
    assert (report.words[0].start_ms, report.words[-1].end_ms) == (100, heard(recording)[-1].end_ms)


@pytest.mark.parametrize(
    ("name", "recording"),
    [("Siobhan", "shavon"), ("Vargas", "vargus"), ("Kowalczyk", "koval chick"), ("Catherine", "kathryn"),
     ("Stephen", "steven"), ("Marseille", "marsay")],
)  # fmt: skip
def test_names_that_the_recogniser_spells_its_own_way(name: str, recording: str) -> None:
    report = match(f"then {name} turned away", f"then {recording} turned away")
    pieces = len(recording.split())
    assert (report.words[1].start_ms, report.words[1].end_ms) == (400, 350 + 300 * pieces)
    assert (report.words[2].start_ms, report.ratio) == (400 + 300 * pieces, 1.0)


def test_numbers_of_another_language_stay_digits() -> None:
    assert match("1987 kam er", "1987 kam er", language="de").ratio == 1.0
    assert parts_of("21", language="de") == ("21",)
    report = match("um 9 Uhr", "um neun Uhr", language="de")
    assert times(report)[1] == ("9", 400, 650) and report.missing == ("9",)


# --- what was not heard, and what was not written ---------------------------------------------------------


def test_a_missed_word_lies_between_its_neighbours() -> None:
    report = match_words(
        ["the", "dark", "cold", "house"],
        [Word("the", 0, 200), Word("house", 1_000, 1_400)],
        duration_ms=1_500,
    )
    # 800 ms for two words of 4 letters, spoken at no more than 110 ms a letter
    assert times(report) == [
        ("the", 0, 200),
        ("dark", 200, 600),
        ("cold", 600, 1_000),
        ("house", 1_000, 1_400),
    ]
    assert (report.missing, report.extra, report.ratio) == (("dark", "cold"), (), 0.5)


def test_a_missed_word_does_not_stretch_over_a_long_pause() -> None:
    report = match_words(
        ["go", "on,", "then"], [Word("go", 0, 200), Word("then", 9_000, 9_300)], duration_ms=9_500
    )
    assert times(report)[1] == ("on,", 200, 530)  # three letters' worth: 330 ms, then the pause of the comma


def test_missed_words_at_both_ends() -> None:
    report = match_words(["oh", "no", "you"], [Word("no", 600, 800)], duration_ms=1_000)
    assert times(report) == [("oh", 0, 330), ("no", 600, 800), ("you", 800, 1_000)]
    assert report.ratio == pytest.approx(1 / 3)


def test_invented_words_are_named_and_change_nothing() -> None:
    report = match("a keeper never sleeps", "a um keeper never ever sleeps")
    assert times(report) == [
        ("a", 100, 350),
        ("keeper", 700, 950),
        ("never", 1000, 1250),
        ("sleeps", 1600, 1850),
    ]
    assert (report.missing, report.extra, report.ratio) == ((), ("um", "ever"), 1.0)


def test_missed_at_one_end_and_invented_at_the_other() -> None:
    report = match("the dark house", "um the dark", duration_ms=2_000)
    assert times(report)[:2] == [("the", 400, 650), ("dark", 700, 950)]
    assert (report.missing, report.extra) == (("house",), ("um",))


def test_a_word_heard_as_quite_another_takes_its_moment_but_is_missing() -> None:
    report = match("she saw Nyx there", "she saw fudge there")
    assert times(report)[2] == ("Nyx", 700, 950)
    assert (report.missing, report.extra, report.ratio) == (("Nyx",), ("fudge",), 0.75)


def test_nothing_heard_spreads_the_words_with_pauses_where_people_pause() -> None:
    report = match_words(["Nobody", "came.", "Not", "one."], [], duration_ms=3_600)
    # letters + 1 each: 7 5 4 4 = 20, and 6 for each full stop: 112.5 ms a piece, but at most 110 a letter
    assert times(report) == [
        ("Nobody", 0, 770),
        ("came.", 770, 1_320),
        ("Not", 2_020, 2_460),
        ("one.", 2_460, 2_900),
    ]
    assert (report.ratio, report.missing) == (0.0, ("Nobody", "came.", "Not", "one."))


def test_nothing_to_say_and_nothing_sounding() -> None:
    assert match("", "hello") == MatchReport((), (), ("hello",), 1.0)
    assert match("", "") == MatchReport((), (), (), 1.0)
    assert times(match("— …", "")) == [("—", 0, 0), ("…", 0, 0)]


def test_a_dash_is_a_moment_after_its_forerunner_and_never_missing() -> None:
    report = match("wait — now —", "wait now")
    assert times(report) == [("wait", 100, 350), ("—", 350, 350), ("now", 400, 650), ("—", 650, 650)]
    assert (report.missing, report.ratio) == ((), 1.0)
    assert times(match("— wait", "wait"))[0] == ("—", 100, 100)


def test_disordered_overlapping_and_late_measurements_are_put_right() -> None:
    measured = [Word("two", 400, 700), Word("one", 0, 500), Word("three", 650, 9_000)]
    assert times(match_words(["one", "two", "three"], measured, duration_ms=1_000)) == [
        ("one", 0, 400), ("two", 400, 650), ("three", 650, 1_000)
    ]  # fmt: skip
    late = match_words(
        ["one", "two"], [Word("one", 2_000, 3_000), Word("two", 4_000, 5_000)], duration_ms=1_000
    )
    assert times(late) == [("one", 1_000, 1_000), ("two", 1_000, 1_000)]


def test_a_word_said_twice_keeps_its_place() -> None:
    report = match("no no no", "no no")
    assert sorted(report.missing) == ["no"] and report.ratio == pytest.approx(2 / 3)
    assert {w.start_ms for w in report.words} >= {100, 400}


def test_a_long_recording_with_gaps_is_matched_in_parts() -> None:
    chance = random.Random(5)
    script = [
        chance.choice(
            ["the", "a", "night", "of", "sea", "ship", "dark", "she", "he", "never", "came", "back"]
        )
        for _ in range(700)
    ]
    measured = [Word(word, 300 * n, 300 * n + 250) for n, word in enumerate(script) if n % 17]
    report = match_words(script, measured, duration_ms=300 * 700)
    assert len(report.missing) == len(script) - len(measured) == 42 and report.extra == ()
    right = sum(w.start_ms == 300 * n for n, w in enumerate(report.words) if n % 17)
    assert right >= 640  # a repeated word next to a gap may be taken for its twin


def test_a_long_recording_of_something_else_matches_nothing_quickly() -> None:
    script = [f"alpha{'abcdefgh'[n % 8]}" for n in range(400)]
    report = match_words(script, heard(" ".join(["zzyx"] * 400)), duration_ms=200_000)
    assert report.ratio == 0.0 and len(report.words) == 400


# --- parts of it ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("Twenty-One,", ("twenty", "one")),
        ("R2-D2", ("r", "two", "d", "two")),
        ("5km", ("five", "km")),
        ("½", ("one", "two")),
        ("—", ()),
        ("", ()),
        ("'90s", ("nineties",)),
        ("rock’n’roll", ("rocknroll",)),
        ("@home", ("at", "home")),
    ],
)
def test_parts_of_a_word(word: str, parts: tuple[str, ...]) -> None:
    assert parts_of(word) == parts
    assert part_options(word)[0] == parts


def test_likeness_is_symmetric_enough_to_tell_words_apart() -> None:
    assert likeness("night", "night") == 1000
    assert likeness("siobhan", "shavon") >= 600 > likeness("dark", "door")
    assert likeness("a", "lighthouse") == 0 == likeness("", "x")
    assert likeness("the", "house") < 600


@pytest.mark.parametrize(("word", "phrase", "sentence"), [
    ("gone.", True, True), ("gone", False, False), ("gone,", True, False), ("“gone!”", True, True),
    ("(gone)", False, False), ("gone…", True, True), ("—", True, False), ("何。", True, True),
    ("50%", False, False),    ("gone?!", True, True), ("gone;", True, False), ("wait：", True, False),
])  # fmt: skip
def test_where_readers_pause(word: str, phrase: bool, sentence: bool) -> None:
    assert (ends_phrase(word), ends_sentence(word)) == (phrase, sentence)


def test_align_pairs_words_in_order() -> None:
    assert align(["a", "b"], []) == [] == align([], ["a"])
    assert align(["light", "house"], ["lighthouse"]) == [Pair((0, 2), (0, 1), True)]
    assert align(["dark", "sea"], ["dark", "um", "sea"]) == [
        Pair((0, 1), (0, 1), True),
        Pair((1, 2), (2, 3), True),
    ]


VOCABULARY = ("the", "Dark,", "harbour", "21", "twenty-one", "—", "Ægir", "1987.", "she", "no", "zzz")


@settings(max_examples=1500, deadline=None)
@given(SEEDS, st.integers(0, 20), st.integers(0, 20), st.integers(0, 8_000))
def test_every_report_is_complete_ordered_and_inside_the_recording(
    seed: int, length: int, count: int, duration_ms: int
) -> None:
    chance = random.Random(seed)
    script = [chance.choice(VOCABULARY) for _ in range(length)]
    measured = []
    for _ in range(count):
        start = chance.randrange(9_000)
        measured.append(Word(chance.choice(VOCABULARY), start, start + chance.randrange(900)))
    report = match_words(script, measured, duration_ms=duration_ms)
    assert [word.text for word in report.words] == script
    assert all(0 <= w.start_ms <= w.end_ms <= duration_ms for w in report.words)
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(report.words))
    sounding = [text for text in script if parts_of(text)]
    heard_share = 1 - len(report.missing) / len(sounding) if sounding else 1.0
    assert report.ratio == pytest.approx(heard_share)
    assert len(report.missing) <= len(sounding) and len(report.extra) <= count


@settings(max_examples=1000, deadline=None)
@given(st.lists(st.sampled_from(VOCABULARY), max_size=15), st.sets(st.integers(0, 14)))
def test_what_was_heard_right_keeps_its_measured_time(script: list[str], unheard: set[int]) -> None:
    """Distinct words, so that no repetition can be taken for another."""
    script = [f"{word}" for word in dict.fromkeys(script) if parts_of(word) and word not in ("21", "1987.")]
    measured = [w for n, w in enumerate(heard(" ".join(script))) if n not in unheard]
    report = match_words(script, measured, duration_ms=6_000)
    found = {w.text: w for w in report.words}
    assert all((found[w.text].start_ms, found[w.text].end_ms) == (w.start_ms, w.end_ms) for w in measured)
    assert report.missing == tuple(w for n, w in enumerate(script) if n in unheard)
    assert report.extra == ()
