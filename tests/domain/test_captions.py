"""Captions: exact files, where text breaks, and the limits on every random film."""

from __future__ import annotations

import random
import re
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings

from tests.domain.tracks import SEEDS, random_track, rates
from trailers.domain.caption_rows import Token, clings, rows_of, width
from trailers.domain.captions import Caption, CaptionLimits, captions_of, to_srt, to_vtt, too_fast
from trailers.domain.clock import Rate
from trailers.domain.script import Item
from trailers.domain.soundtrack import Soundtrack, Voiced, lay
from trailers.domain.words import Word

R24 = Rate(24)
GAP_MS = 84  # two frames at 24, rounded up


def track(*lines: str, ms_per_letter: int = 60, pause_ms: int = 600, rate: Rate = R24) -> Soundtrack:
    """Lines spoken evenly, words 40 ms apart."""
    items = tuple(Item(f"l{n}", "line", text, pause_after_ms=pause_ms) for n, text in enumerate(lines))
    voices = {}
    for item in items:
        at, words = 0, []
        for text in item.text.split():
            words.append(Word(text, at, at + ms_per_letter * len(text)))
            at = words[-1].end_ms + 40
        voices[item.id] = Voiced(max(at, 1) * 48, tuple(words))
    return lay(items, voices, rate)


def texts(captions: tuple[Caption, ...]) -> list[tuple[str, ...]]:
    return [caption.lines for caption in captions]


def rows(text: str, columns: int = 42) -> tuple[str, ...] | None:
    return rows_of([Token(word, 0, 0) for word in text.split()], columns)


# --- what stands when -------------------------------------------------------------------------------------


def test_two_lines_by_hand() -> None:
    film = track("Nobody came looking.", "Until now.")
    # Nobody 0-360, came 400-640, looking. 680-1160; voice 1200 ms, with its pause 1800 = 43.2 -> 44 frames
    # Until 1833-2133, now. 2173-2413; 5/6 s from 1833 is 2667; the gap of 673 ms stays
    assert captions_of(film) == (
        Caption(0, 1_160, ("Nobody came looking.",)),
        Caption(1_833, 2_667, ("Until now.",)),
    )


def test_a_short_gap_is_closed_to_two_frames() -> None:
    film = track("Nobody came looking.", "Until now.", pause_ms=300)
    # 1500 ms = 36 frames: the second line begins at 1500, 340 ms after the first one's last word
    assert [(c.start_ms, c.end_ms) for c in captions_of(film)] == [(0, 1_500 - GAP_MS), (1_500, 2_334)]


def test_a_caption_stays_for_five_sixths_of_a_second_but_not_past_the_film() -> None:
    assert captions_of(track("Run.", pause_ms=2_000)) == (Caption(0, 834, ("Run.",)),)
    assert captions_of(track("Run.", pause_ms=0)) == (Caption(0, 292, ("Run.",)),)  # the film has 7 frames


def test_a_line_too_short_to_be_read_shares_a_caption_with_its_neighbour_in_rows_of_their_own() -> None:
    film = track("Run.", "He is behind you.", pause_ms=0)
    assert texts(captions_of(film)) == [("Run.", "He is behind you.")]


def test_a_long_line_breaks_where_it_is_spoken_and_read() -> None:
    film = track(
        "His daughter returns to the island, and to the light that has never stopped turning,"
        " though nobody tends it."
    )
    assert texts(captions_of(film)) == [
        ("His daughter returns to the island,",),
        ("and to the light that has never", "stopped turning, though nobody tends it."),
    ]


def test_a_caption_ends_where_a_sentence_does() -> None:
    film = track("He went out. He never came back to the house above the bay. No one asked.")
    assert all(c.lines[-1].endswith(".") for c in captions_of(film))


def test_a_long_silence_within_a_line_parts_its_captions() -> None:
    words = (Word("Wait", 0, 400), Word("for", 450, 700), Word("it", 4_000, 4_300))
    film = lay([Item("l", "line", "Wait for it")], {"l": Voiced(5_000 * 48, words)}, R24)
    assert captions_of(film) == (Caption(0, 834, ("Wait for",)), Caption(4_000, 4_834, ("it",)))


def test_one_endless_word_is_shown_for_seven_seconds() -> None:
    film = lay([Item("l", "line", "Ooo")], {"l": Voiced(20_000 * 48, (Word("Ooo", 0, 19_000),))}, R24)
    assert captions_of(film) == (Caption(0, 7_000, ("Ooo",)),)


def test_a_word_wider_than_a_row_is_parted_over_its_time() -> None:
    word = "x" * 100
    film = lay([Item("l", "line", word)], {"l": Voiced(6_000 * 48, (Word(word, 0, 6_000),))}, R24)
    captions = captions_of(film)
    assert "".join(line for c in captions for line in c.lines) == word
    assert all(width(line) <= 42 for c in captions for line in c.lines)


def test_wide_letters_take_two_columns() -> None:
    text = "灯台守は二度と戻らなかったと島の人々は静かに語り継いでいる"
    film = lay([Item("l", "line", text)], {"l": Voiced(6_000 * 48, (Word(text, 0, 6_000),))}, R24)
    (caption,) = captions_of(film)
    assert caption.lines == (text[:21], text[21:])
    assert width("灯台") == 4 and width("e\u0301") == 1 and width("") == 0


def test_a_film_without_words_has_no_captions() -> None:
    film = lay([Item("c", "card", "TITLE", "title", 3_000)], {}, R24)
    assert captions_of(film) == ()
    assert (to_srt(()), to_vtt(())) == ("", "WEBVTT\n\n")


def test_narrow_limits_for_vertical_films() -> None:
    film = track("The light went out and nobody came looking for the keeper.")
    captions = captions_of(film, CaptionLimits(columns=20, rows=1))
    assert all(len(c.lines) == 1 and width(c.lines[0]) <= 20 for c in captions)
    assert (
        " ".join(c.lines[0] for c in captions) == "The light went out and nobody came looking for the keeper."
    )


def test_captions_that_cannot_be_read_in_time_are_reported() -> None:
    slow, fast = Caption(0, 2_000, ("x" * 40,)), Caption(0, 1_999, ("x" * 20, "y" * 20))
    assert (slow.cps, fast.cps) == (20, Fraction(40_000, 1_999))
    assert too_fast((slow, fast, slow)) == (1,)
    assert too_fast((slow, fast), cps=17) == (0, 1)


# --- rows -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nobody came.", ("Nobody came.",)),
        ("x" * 42, ("x" * 42,)),
        ("x" * 43, None),
        ("He kept the light for thirty years, and then he vanished.", (
            "He kept the light for thirty years,", "and then he vanished.")),
        ("They found his coat upon the stairs of the old lighthouse.", (
            "They found his coat upon the stairs", "of the old lighthouse.")),
        ("x" * 40 + " " + "y" * 40, ("x" * 40, "y" * 40)),
        ("x" * 40 + " " + "y" * 43, None),
        ("aaaa " * 17 + "aaaa", None),
    ],
)  # fmt: skip
def test_where_a_row_ends(text: str, expected: tuple[str, ...] | None) -> None:
    assert rows(text) == expected


def test_an_article_stays_with_its_noun() -> None:
    upper, lower = rows("We have been waiting here for the ferryman tonight alone") or ("", "")
    assert not clings(upper.split()[-1]), (upper, lower)
    assert clings("The") and clings("“a") and not clings("ferryman")


# --- files ------------------------------------------------------------------------------------------------

PAIR = (Caption(0, 1_160, ("Fish & <chips>", "a --> b")), Caption(3_723_004, 3_725_000, ("Ærø",)))


def test_srt_text() -> None:
    assert to_srt(PAIR) == (
        "1\n00:00:00,000 --> 00:00:01,160\nFish & ‹chips›\na → b\n\n2\n01:02:03,004 --> 01:02:05,000\nÆrø\n\n"
    )


def test_vtt_text() -> None:
    assert to_vtt(PAIR) == (
        "WEBVTT\n\n"
        "1\n00:00:00.000 --> 00:00:01.160\nFish &amp; &lt;chips&gt;\na --&gt; b\n\n"
        "2\n01:02:03.004 --> 01:02:05.000\nÆrø\n\n"
    )


def test_a_voice_that_is_not_seen_may_be_set_in_italics() -> None:
    assert to_srt(PAIR[1:], italic=True).endswith("\n<i>Ærø</i>\n\n")
    assert to_vtt(PAIR[:1], italic=True).endswith("\n<i>Fish &amp; &lt;chips&gt;\na --&gt; b</i>\n\n")


# --- every film -------------------------------------------------------------------------------------------


def _spoken_film(seed: int, rate: Rate) -> Soundtrack:
    """Speech as people speak: 45 to 90 ms a letter, pauses of 0 to 2 s, lines of 1 to 40 words."""
    chance = random.Random(seed)
    items, voices = [], {}
    for n in range(chance.randrange(1, 7)):
        words, at = [], chance.choice((0, 20, 300))
        for _ in range(chance.choice((1, 2, 6, 14, 40))):
            text = "".join(chance.choice("abcdefgh") for _ in range(chance.choice((2, 3, 5, 8, 13))))
            text += chance.choice(("", "", "", ",", ".", "…"))
            end = at + len(text) * chance.randrange(45, 90)
            words.append(Word(text, at, end))
            at = end + chance.choice((0, 0, 30, 120, 600, 2_000))
        text = " ".join(word.text for word in words)
        items.append(Item(f"l{n}", "line", text, pause_after_ms=chance.choice((0, 250, 1_000))))
        voices[f"l{n}"] = Voiced((words[-1].end_ms + 10) * 48, tuple(words))
    items.append(Item("z", "silence", role="black", duration_ms=1_000))
    return lay(items, voices, rate)


@settings(max_examples=120, deadline=None)
@given(SEEDS, rates)
def test_captions_of_speech_keep_every_limit(seed: int, rate: Rate) -> None:
    film = _spoken_film(seed, rate)
    captions = captions_of(film)
    gap = 2 * 1000 / rate.exact
    assert " ".join(line for c in captions for line in c.lines).split() == [word.text for word in film.words]
    for caption in captions:
        assert 1 <= len(caption.lines) <= 2 and all(0 < width(line) <= 42 for line in caption.lines)
        assert 834 <= caption.end_ms - caption.start_ms <= 7_000
    for a, b in pairwise(captions):
        assert b.start_ms - a.end_ms >= gap
        assert (
            b.start_ms - a.end_ms >= 500 or b.start_ms - a.end_ms < gap + 1 or a.end_ms - a.start_ms == 7_000
        )
    starts = {word.start_ms for word in film.words}
    assert all(caption.start_ms in starts for caption in captions)
    assert captions[-1].end_ms <= film.frames * 1000 / rate.exact + 1


@settings(max_examples=300, deadline=None)
@given(SEEDS, rates)
def test_whatever_was_measured_no_word_is_lost_and_nothing_overlaps(seed: int, rate: Rate) -> None:
    """Words without any time, overlapping, seconds long: what no limit can be kept for."""
    _, _, film = random_track(seed, rate)
    captions = captions_of(film)
    assert " ".join(line for c in captions for line in c.lines).split() == [word.text for word in film.words]
    for caption in captions:
        assert 1 <= len(caption.lines) <= 2 and all(0 < width(line) <= 42 for line in caption.lines)
        assert 1 <= caption.end_ms - caption.start_ms <= 7_000
    assert all(b.start_ms - a.end_ms >= 2 * 1000 / rate.exact for a, b in pairwise(captions))


@settings(max_examples=100, deadline=None)
@given(SEEDS)
def test_files_can_be_read_back(seed: int) -> None:
    captions = captions_of(_spoken_film(seed, R24))
    stamp = r"(\d\d):(\d\d):(\d\d)[,.](\d\d\d)"
    for text in (to_srt(captions), to_vtt(captions).removeprefix("WEBVTT\n\n")):
        blocks = text.strip().split("\n\n")
        assert len(blocks) == len(captions)
        for number, (block, caption) in enumerate(zip(blocks, captions, strict=True), start=1):
            head, times, *lines = block.split("\n")
            assert (int(head), tuple(lines)) == (number, caption.lines)
            read = [
                ((int(h) * 60 + int(m)) * 60 + int(s)) * 1000 + int(ms)
                for h, m, s, ms in re.findall(stamp, times)
            ]
            assert read == [caption.start_ms, caption.end_ms]
