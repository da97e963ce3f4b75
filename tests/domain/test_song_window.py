"""A part of a song: what is chosen and why, and that nothing in it moves against the rest."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.song_makers import make_song, section
from trailers.domain.errors import UserError
from trailers.domain.song import Drop, Drums, Song, Stretch
from trailers.domain.song_window import SongWindow, best_window, part_of


def song() -> Song:
    return make_song(
        120_000,
        sections=(
            section(0, 20_000, "low", 0), section(20_000, 50_000, "medium", 500),
            section(50_000, 80_000, "high", 1000), section(80_000, 120_000, "low", 100),
        ),
        drums=Drums((0, 20_000, 21_000, 49_999, 50_000)),
        drops=(Drop(50_000, 120),),
        pauses=(Stretch(48_000, 49_500),),
        vocals=(Stretch(10_000, 30_000), Stretch(60_000, 70_000)),
    )  # fmt: skip


def test_the_driving_middle_with_its_turn_is_best() -> None:
    assert best_window(song(), 60_000) == SongWindow(
        20_000, 80_000, ("section_start", "section_end", "drop", "driving", "contrast")
    )


def test_a_short_song_is_taken_whole() -> None:
    assert best_window(song(), 120_000) == SongWindow(0, 120_000, ("whole_song",))


@settings(max_examples=60, deadline=None)
@given(st.integers(8_000, 119_999))
def test_a_window_never_exceeds_what_was_asked_and_begins_with_a_bar(length: int) -> None:
    window = best_window(song(), length)
    assert 0 <= window.start_ms < window.end_ms <= 120_000
    assert length // 2 <= window.end_ms - window.start_ms <= length
    assert window.start_ms in {0, *song().downbeats_ms}
    assert part_of(song(), window.start_ms, window.end_ms).duration_ms == window.end_ms - window.start_ms


def test_no_window_of_an_instant() -> None:
    with pytest.raises(ValueError):
        best_window(song(), 7_999)


def test_a_part_keeps_its_own_and_counts_from_zero() -> None:
    part = part_of(song(), 20_000, 50_000)
    assert (part.duration_ms, len(part.loudness_cb), len(part.beats)) == (30_000, 300, 60)
    assert part.beats[0].time_ms == 0 and part.downbeats_ms[:2] == (0, 2_000)
    assert part.sections == (section(0, 30_000, "medium", 500),)
    assert part.drums == Drums((0, 1_000, 29_999))
    assert (part.drops, part.pauses) == ((), (Stretch(28_000, 29_500),))
    assert part.vocals == (Stretch(0, 10_000),)
    assert part.tempo_mbpm == 120_000


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 112_000), st.integers(8_000, 120_000))
def test_parts_share_the_songs_moments(start: int, length: int) -> None:
    end = min(start + length, 120_000)
    part = part_of(song(), start, end)
    inside = [beat.time_ms for beat in song().beats if start <= beat.time_ms < end]
    assert [beat.time_ms + start for beat in part.beats] == inside
    assert part.section_at(0).energy == song().section_at(start).energy


@pytest.mark.parametrize(("start", "end"), [(-1, 20_000), (0, 7_999), (20_000, 10_000), (100_000, 120_001)])
def test_what_is_no_part(start: int, end: int) -> None:
    with pytest.raises(UserError) as caught:
        part_of(song(), start, end)
    assert caught.value.code == "song.bad_part"
