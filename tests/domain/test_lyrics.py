"""Lyrics with times become words on the film's clock; without times nothing is made up."""

from __future__ import annotations

from itertools import pairwise

import pytest

from trailers.domain.errors import UserError
from trailers.domain.lyrics import is_timed, words_in

LRC = """[ti:Somewhere]
[00:10.00]Down by the sea
[00:12.50] we wait
[01:00][02:00.5]again
"""


def said(text: str, start_ms: int = 0, end_ms: int = 600_000) -> list[tuple[str, int, int]]:
    return [(word.text, word.start_ms, word.end_ms) for word in words_in(text, start_ms, end_ms)]


def test_words_share_their_line_by_their_letters() -> None:
    assert said(LRC)[:4] == [
        ("Down", 10_000, 10_781), ("by", 10_781, 11_250), ("the", 11_250, 11_875), ("sea", 11_875, 12_500),
    ]  # fmt: skip


def test_a_line_lasts_six_seconds_at_most_and_one_with_two_times_is_sung_twice() -> None:
    assert said(LRC)[4:] == [
        ("we", 12_500, 14_750), ("wait", 14_750, 18_500), ("again", 60_000, 66_000), ("again", 120_500, 126_500),
    ]  # fmt: skip


def test_words_with_times_of_their_own_keep_them() -> None:
    text = "[00:01.00]<00:01.00>one <00:01.40>two <00:02.00>three\n[00:03.00]x"
    assert said(text)[:3] == [("one", 1_000, 1_400), ("two", 1_400, 2_000), ("three", 2_000, 3_000)]


def test_a_part_of_the_song_counts_from_its_own_start() -> None:
    assert said(LRC, 11_000, 13_000) == [("the", 250, 875), ("sea", 875, 1_500), ("we", 1_500, 2_000)]


def test_times_ascend_whatever_the_file_says() -> None:
    found = words_in("[00:05.00]<00:09.00>late <00:02.00>early\n[00:04.00]first", 0, 60_000)
    assert all(a.start_ms <= b.start_ms and a.start_ms <= a.end_ms for a, b in pairwise(found))


def test_a_time_without_words_ends_the_line_before_it() -> None:
    assert said("[00:10.00]we wait\n[00:11.00]\n[00:20.00]\n") == [
        ("we", 10_000, 10_375), ("wait", 10_375, 11_000),
    ]  # fmt: skip


def test_text_without_times_gives_no_words() -> None:
    assert said("Down by the sea\nwe wait") == []
    assert not is_timed("Down by the sea")
    assert is_timed(LRC)


def test_there_is_an_end_to_lyrics() -> None:
    with pytest.raises(UserError) as refusal:
        words_in("x" * 40_001, 0, 1_000)
    assert refusal.value.code == "lyrics.too_long"
