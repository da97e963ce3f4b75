"""Corrections by ear: what each changes, and that nothing else does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.song_makers import make_song, section
from trailers.domain.errors import UserError
from trailers.domain.song import Beat, Song
from trailers.domain.song_cues import LONGEST_MS, SHORTEST_MS, SongCue, choose_cues, recut
from trailers.domain.song_edit import (
    bar_one_at,
    doubled,
    halved,
    move_cue,
    name_cue,
    shots,
    tapped,
    with_section,
)


def times(song: Song) -> list[int]:
    return [beat.time_ms for beat in song.beats]


def strong(song: Song) -> list[int]:
    return [beat.time_ms for beat in song.beats if beat.strong]


class TestTempo:
    def test_half_makes_one_bar_of_two(self) -> None:
        song = halved(make_song(16_000))
        assert times(song) == list(range(0, 16_000, 1_000))
        assert [beat.place for beat in song.beats] == [0, 1, 2, 3] * 4
        assert (song.tempo_mbpm, song.downbeats_ms) == (60_000, (0, 4_000, 8_000, 12_000))
        assert strong(song) == [0, 8_000]

    def test_half_counts_from_the_strong_bar(self) -> None:
        beats = [replace(beat, strong=beat.time_ms % 4_000 == 2_000) for beat in make_song(16_000).beats]
        song = halved(make_song(16_000, beats=tuple(beats)))
        assert song.downbeats_ms == (2_000, 6_000, 10_000, 14_000)

    def test_half_counts_anew_behind_a_bar_too_many(self) -> None:
        beats = list(make_song(16_000).beats)
        for n, beat in enumerate(beats):
            beats[n] = replace(beat, strong=beat.time_ms in (0, 6_000, 10_000))
        assert halved(make_song(16_000, beats=tuple(beats))).downbeats_ms == (0, 4_000, 6_000, 10_000, 14_000)

    def test_double_makes_two_bars_of_one(self) -> None:
        song = doubled(make_song(8_000))
        assert times(song) == list(range(0, 7_501, 250))
        assert song.downbeats_ms == tuple(range(0, 7_501, 1_000))
        assert (song.tempo_mbpm, strong(song)) == (240_000, [0, 2_000, 4_000, 6_000])
        assert {beat.heard for beat in song.beats} == {0, 900}

    @pytest.mark.parametrize("metre", [3, 4])
    @pytest.mark.parametrize("beat_ms", [400, 501, 733])
    def test_half_of_double_is_the_same_beats(self, metre: int, beat_ms: int) -> None:
        song = make_song(40_000, beat_ms=beat_ms, metre=metre)
        again = halved(doubled(song))
        assert (times(again), again.downbeats_ms) == (times(song), song.downbeats_ms)
        assert again.tempo_mbpm == song.tempo_mbpm

    def test_nothing_happens_to_a_song_without_beats(self) -> None:
        song = make_song(beats=(), tempo_mbpm=0)
        assert halved(song) == doubled(song) == song


class TestBarOne:
    def test_all_bars_move_with_it(self) -> None:
        song = bar_one_at(make_song(16_000), 5_090)
        assert song.downbeats_ms == tuple(range(1_000, 16_000, 2_000))
        assert times(song) == times(make_song(16_000))
        assert strong(song) == [1_000, 5_000, 9_000, 13_000]

    def test_only_a_part_moves(self) -> None:
        song = bar_one_at(make_song(16_000), 8_500, 8_000, 12_000)
        assert song.downbeats_ms == (0, 2_000, 4_000, 6_000, 8_500, 10_500, 12_000, 14_000)
        assert song.beats[:16] == make_song(16_000).beats[:16]
        assert song.beats[24:] == make_song(16_000).beats[24:]

    def test_sections_begin_with_the_new_bars(self) -> None:
        song = make_song(sections=(section(0, 20_000), section(20_000, 40_000), section(40_000, 60_000)))
        moved = bar_one_at(song, 500)
        assert [one.start_ms for one in moved.sections] == [0, 20_500, 40_500]
        assert moved.sections[-1].end_ms == 60_000

    def test_a_bars_first_may_be_named_again(self) -> None:
        song = make_song()
        assert bar_one_at(song, 4_000) is song

    def test_there_must_be_beats(self) -> None:
        with pytest.raises(UserError) as caught:
            bar_one_at(make_song(), 10_000, 59_700, 60_000)
        assert caught.value.code == "song.no_beats"

    @settings(max_examples=40, deadline=None)
    @given(st.integers(0, 59_000), st.integers(0, 59_000), st.integers(1_000, 30_000))
    def test_only_scenes_of_the_part_change(self, time: int, start: int, length: int) -> None:
        before_song = make_song(sections=(section(0, 30_000), section(30_000, 60_000)))
        before = choose_cues(before_song)
        end = min(start + length, 60_000)
        try:
            song = bar_one_at(before_song, time, start, end)
        except UserError:
            return
        after = recut(song, before, start, end)
        changed = set(shots(after, 60_000)) - set(shots(before, 60_000))
        low = max(cue.time_ms for cue in before if cue.time_ms < start or cue.time_ms == 0)
        high = min((cue.time_ms for cue in before if cue.time_ms >= end), default=60_000)
        assert all(low <= a < b <= high for a, b in changed)


class TestTaps:
    def test_taps_on_the_beat_keep_it(self) -> None:
        song = make_song()
        assert tapped(song, [8_010, 8_490, 9_020, 9_500, 10_005]) == song

    def test_the_first_tap_is_bar_one(self) -> None:
        assert tapped(make_song(), [8_510, 8_990, 9_510, 10_010]).downbeats_ms[0] == 500

    def test_half_as_fast(self) -> None:
        song = tapped(make_song(), [8_000, 9_010, 9_990, 11_000])
        assert (song.tempo_mbpm, times(song)[:3], song.downbeats_ms[2]) == (60_000, [0, 1_000, 2_000], 8_000)

    def test_half_as_fast_on_the_other_beats(self) -> None:
        song = tapped(make_song(), [8_500, 9_510, 10_490, 11_500])
        assert (song.tempo_mbpm, times(song)[:3]) == (60_000, [500, 1_500, 2_500])
        assert 8_500 in song.downbeats_ms

    def test_twice_as_fast(self) -> None:
        song = tapped(make_song(), [8_000, 8_255, 8_500, 8_745, 9_000])
        assert (song.tempo_mbpm, times(song)[:3]) == (240_000, [0, 250, 500])

    def test_between_the_beats(self) -> None:
        song = tapped(make_song(), [8_250, 8_745, 9_260, 9_750])
        assert (song.tempo_mbpm, times(song)[:2]) == (120_000, [250, 750])
        assert 8_250 in song.downbeats_ms

    def test_another_tempo_is_an_even_grid(self) -> None:
        song = tapped(make_song(10_000, metre=3), [1_000, 1_700, 2_400, 3_100])
        assert times(song) == list(range(300, 10_000, 700))
        assert song.downbeats_ms == tuple(range(1_000, 10_000, 2_100))
        assert (song.tempo_mbpm, {beat.heard for beat in song.beats}) == (85_714, {0})

    def test_a_song_without_beats_gets_them(self) -> None:
        song = tapped(make_song(10_000, beats=(), tempo_mbpm=0), [0, 601, 1_199, 1_800])
        assert (song.tempo_mbpm, song.beats[1].time_ms, len(song.beats)) == (100_000, 600, 17)

    def test_a_late_start_and_shaky_hands(self) -> None:
        song = tapped(make_song(20_000, beats=(), tempo_mbpm=0), [5_020, 5_480, 6_030, 6_490, 6_980])
        assert song.tempo_mbpm == 121_704  # the line through the taps rises by 493 ms a tap
        assert 0 <= times(song)[0] < 500

    @pytest.mark.parametrize("taps", [(), (1_000, 1_500, 2_000), (1_000, 1_000, 1_500, 2_000)])
    def test_too_few(self, taps: tuple[int, ...]) -> None:
        with pytest.raises(UserError) as caught:
            tapped(make_song(), taps)
        assert caught.value.code == "song.too_few_taps"

    @pytest.mark.parametrize(
        "taps",
        [(0, 500, 600, 2_000), (0, 100, 200, 300), (0, 3_000, 6_000, 9_000), (0, 500, 1_000, 2_500)],
    )
    def test_uneven(self, taps: tuple[int, ...]) -> None:
        with pytest.raises(UserError) as caught:
            tapped(make_song(), taps)
        assert caught.value.code == "song.taps_uneven"


class TestSections:
    def song(self) -> Song:
        return make_song(sections=(section(0, 20_000), section(20_000, 40_000), section(40_000, 60_000)))

    def test_a_role_is_sure_and_moves_no_cue(self) -> None:
        song = with_section(self.song(), 1, role="chorus")
        assert (song.sections[1].role, song.sections[1].role_confidence) == ("chorus", 1000)
        assert song.sections[::2] == self.song().sections[::2]
        assert choose_cues(song) == choose_cues(self.song())

    def test_an_energy_changes_the_pace_of_its_section_only(self) -> None:
        before = choose_cues(self.song())
        song = with_section(self.song(), 1, energy="high")
        one = song.sections[1]
        assert (one.energy, one.energy_confidence, one.intensity) == ("high", 1000, 1000)
        after = recut(song, before, one.start_ms + 1, one.end_ms)
        assert [cue for cue in after if not 20_000 < cue.time_ms < 40_000] == [
            cue for cue in before if not 20_000 < cue.time_ms < 40_000
        ]
        assert len(after) > len(before)

    def test_unknown_section(self) -> None:
        with pytest.raises(IndexError):
            with_section(self.song(), 3, role="verse")


class TestCues:
    cues = (
        SongCue("c0", 0, ("start",), 1000),
        SongCue("c4000", 4_000, ("bar",), 155),
        SongCue("x", 9_000, (), 1),
    )

    def test_a_moved_cue_changes_its_two_scenes(self) -> None:
        moved = move_cue(self.cues, "c4000", 4_321, 12_000)
        assert moved[1] == SongCue("c4000", 4_321, ("chosen",), 1000, locked=True)
        assert (moved[0], moved[2]) == (self.cues[0], self.cues[2])
        assert set(shots(moved, 12_000)) - set(shots(self.cues, 12_000)) == {(0, 4_321), (4_321, 9_000)}

    @pytest.mark.parametrize(("cue", "time", "code"), [
        ("c0", 100, "song.start_is_fixed"), ("c4000", 799, "song.cues_too_close"),
        ("c4000", 8_201, "song.cues_too_close"), ("x", 11_201, "song.cues_too_close"),
        ("x", 4_799, "song.cues_too_close"), ("c4000", 999, "song.cues_too_far"), ("c4000", 8_001, "song.cues_too_far"),
    ])  # fmt: skip
    def test_a_scene_needs_room(self, cue: str, time: int, code: str) -> None:
        with pytest.raises(UserError) as caught:
            move_cue(self.cues, cue, time, 12_000)
        assert caught.value.code == code

    @pytest.mark.parametrize(
        ("cue", "time"),
        [("c4000", 1_000), ("c4000", LONGEST_MS), ("x", 4_000 + SHORTEST_MS), ("x", 12_000 - SHORTEST_MS)],
    )
    def test_the_edges_of_that_room(self, cue: str, time: int) -> None:
        assert time in {one.time_ms for one in move_cue(self.cues, cue, time, 12_000)}

    def test_a_name_holds_a_cue(self) -> None:
        named = name_cue(self.cues, "c4000", "  the  lamp falls ")
        assert named[1] == SongCue("c4000", 4_000, ("bar",), 155, "the lamp falls", True)
        assert "c4000" in {cue.id for cue in recut(make_song(12_000), named, 0, 12_000)}

    def test_unknown_cue(self) -> None:
        with pytest.raises(KeyError):
            move_cue(self.cues, "none", 1, 12_000)
        with pytest.raises(KeyError):
            name_cue(self.cues, "none", "a")


def test_a_beat_too_close_to_its_follower_is_not_divided() -> None:
    song = make_song(5_000, beats=(Beat(0, 0), Beat(1, 1), Beat(1_000, 2)))
    assert times(doubled(song)) == [0, 1, 500, 1_000]
