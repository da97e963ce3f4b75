"""Where a film to a song is cut: the hard limits always, and what the choice prefers."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.song_makers import make_song, section
from trailers.domain.clock import Rate, frame_at
from trailers.domain.errors import UserError
from trailers.domain.song import Beat, Drop, Song, Stretch
from trailers.domain.song_cues import (
    LONGEST_MS,
    SHORTEST_MS,
    CuePolicy,
    SongCue,
    choose_cues,
    recut,
    target_ms,
)
from trailers.domain.song_edit import shots


@st.composite
def songs(draw: st.DrawFn) -> Song:
    """Any tempo, metre, holes in the beats, sections anywhere, accents at random."""
    duration = draw(st.integers(8_000, 60_000))
    beat_ms = draw(st.integers(250, 1_100))
    metre = draw(st.sampled_from([3, 4]))
    beats = list(make_song(duration, beat_ms=beat_ms, metre=metre).beats)
    for _ in range(draw(st.integers(0, 2))):
        start = draw(st.integers(0, duration))
        length = draw(st.integers(0, 30_000))
        beats = [beat for beat in beats if not start <= beat.time_ms < start + length]
    chance = draw(st.randoms(use_true_random=False))
    beats = [replace(b, step_cb=chance.randint(-300, 300), onset=chance.randint(-2000, 6000)) for b in beats]
    inner = sorted(set(draw(st.lists(st.integers(1, duration - 1), max_size=5))))
    sections = tuple(
        section(a, b, chance.choice(["low", "medium", "high", "rising", "falling"]), chance.randint(0, 1000))
        for a, b in pairwise([0, *inner, duration])
    )
    return make_song(duration, metre=metre, beats=tuple(beats), sections=sections)


policies = st.builds(CuePolicy, pace=st.sampled_from(["calm", "even", "fast"]))


def lengths(cues: tuple[SongCue, ...], song: Song) -> list[int]:
    return [b - a for a, b in shots(cues, song.duration_ms)]


@settings(max_examples=50, deadline=None)
@given(songs(), policies)
def test_every_shot_lasts_from_the_least_to_the_most(song: Song, policy: CuePolicy) -> None:
    cues = choose_cues(song, policy)
    assert cues[0].time_ms == 0
    assert all(SHORTEST_MS <= length <= LONGEST_MS for length in lengths(cues, song))
    assert len({cue.id for cue in cues}) == len(cues)
    beats = {beat.time_ms for beat in song.beats}
    assert all(cue.time_ms in beats or cue.reasons == ("gap",) for cue in cues[1:])
    assert all(0 <= cue.strength <= 1000 for cue in cues)


@settings(max_examples=25, deadline=None)
@given(songs(), st.integers(1, 40))
def test_never_more_cuts_than_allowed(song: Song, most: int) -> None:
    try:
        cues = choose_cues(song, CuePolicy(most_cuts=most))
    except UserError as error:
        assert error.code == "song.too_few_scenes"
        assert error.params["scenes"] == most + 1 < error.params["least"]
        return
    assert len(cues) - 1 <= most
    assert all(SHORTEST_MS <= length <= LONGEST_MS for length in lengths(cues, song))


@settings(max_examples=40, deadline=None)
@given(songs(), st.integers(0, 60_000), st.integers(0, 30_000), policies)
def test_a_recut_leaves_all_outside_as_it_was(song: Song, start: int, length: int, policy: CuePolicy) -> None:
    before = choose_cues(song)
    after = recut(song, before, start, start + length, policy)
    low = max(cue.time_ms for cue in before if cue.time_ms < start or cue.time_ms == 0)
    high = min((c.time_ms for c in before if c.time_ms >= start + length and c.time_ms), default=10**9)
    assert [c for c in after if not low < c.time_ms < high] == [
        c for c in before if not low < c.time_ms < high
    ]
    assert all(SHORTEST_MS <= one <= LONGEST_MS for one in lengths(after, song))
    assert len({cue.id for cue in after}) == len(after)


@settings(max_examples=25, deadline=None)
@given(songs(), st.data())
def test_what_a_person_set_stays(song: Song, data: st.DataObject) -> None:
    chosen = choose_cues(song)
    kept = [replace(cue, locked=True, name="mine") for cue in chosen if data.draw(st.booleans())]
    again = choose_cues(song, CuePolicy("fast"), kept)
    assert set(kept) <= set(again)
    assert set(kept) <= set(recut(song, again, 0, song.duration_ms, CuePolicy("calm")))
    assert all(SHORTEST_MS <= length <= LONGEST_MS for length in lengths(again, song))


def test_the_same_song_gives_the_same_cues() -> None:
    assert choose_cues(make_song()) == choose_cues(make_song())


def test_a_steady_song_is_cut_on_bar_lines_only() -> None:
    song = make_song()
    assert {cue.time_ms % 2_000 for cue in choose_cues(song)} == {0}
    assert all(cue.reasons == ("bar",) for cue in choose_cues(song)[1:])


def test_a_section_a_drop_and_a_voice_are_cut_to_and_told() -> None:
    song = make_song(
        sections=(section(0, 22_500), section(22_500, 60_000)),
        drops=(Drop(34_000, 150),),
        vocals=(Stretch(42_000, 50_000),),
    )
    found = {cue.time_ms: cue for cue in choose_cues(song)}
    assert found[22_500].reasons == ("section", "beat")
    assert found[34_000].reasons == ("drop", "bar")
    assert found[42_000].reasons == ("vocals", "bar")
    assert found[22_500].strength == 565


def test_a_louder_and_an_accented_beat_are_told() -> None:
    beats = list(make_song().beats)
    beats[32] = replace(beats[32], step_cb=90, onset=3_000)
    beats[64] = replace(beats[64], step_cb=-120)
    found = {cue.time_ms: cue for cue in choose_cues(make_song(beats=tuple(beats)))}
    assert found[16_000].reasons == ("bar", "rise", "accent")
    assert found[32_000].reasons == ("bar", "fall")


def test_shots_are_shorter_where_the_song_drives() -> None:
    song = make_song(
        120_000,
        sections=(section(0, 60_000, "low", 0), section(60_000, 120_000, "high", 1000)),
    )
    cues = choose_cues(song)
    calm = [b - a for a, b in shots(cues, song.duration_ms) if b <= 60_000]
    driving = [b - a for a, b in shots(cues, song.duration_ms) if a >= 60_000]
    assert min(calm) > max(driving) == 2_000


def test_a_rising_section_is_cut_faster_towards_its_end() -> None:
    rising, falling = section(0, 60_000, "rising"), section(0, 60_000, "falling")
    ends = (0, 30_000, 60_000)
    targets = [target_ms(rising, time, "even") for time in ends]
    assert targets == sorted(targets, reverse=True) and len(set(targets)) == 3
    assert targets[1] == target_ms(section(0, 60_000), 1, "even")
    assert [target_ms(falling, time, "even") for time in reversed(ends)] == targets


def test_pace_is_a_matter_of_taste() -> None:
    song = make_song(120_000)
    counts = [len(choose_cues(song, CuePolicy(pace))) for pace in ("calm", "even", "fast")]
    assert counts[0] < counts[1] < counts[2]
    assert [target_ms(song.sections[0], 0, pace) for pace in ("calm", "even", "fast")] == [
        6_906,
        3_837,
        2_302,
    ]


@pytest.mark.parametrize("beats", [(), (Beat(1_000, 0), Beat(30_000, 0)), (Beat(30_000, 0), Beat(30_400, 1))])
def test_a_gap_without_beats_is_divided(beats: tuple[Beat, ...]) -> None:
    song = make_song(beats=beats, tempo_mbpm=0)
    cues = choose_cues(song)
    assert max(lengths(cues, song)) <= LONGEST_MS
    assert ("gap",) in {cue.reasons for cue in cues}


def test_the_dying_tail_is_not_cut() -> None:
    song = make_song(loudness_cb=(-120,) * 550 + (-700,) * 50)
    assert choose_cues(song)[-1].time_ms <= 55_000 - SHORTEST_MS


def test_a_budget_keeps_what_matters_most() -> None:
    song = make_song(sections=(section(0, 30_000), section(30_000, 60_000)))
    few = choose_cues(song, CuePolicy(most_cuts=9))
    assert len(few) <= 10
    assert 30_000 in {cue.time_ms for cue in few}
    with pytest.raises(UserError) as caught:
        choose_cues(song, CuePolicy(most_cuts=6))
    assert (caught.value.code, caught.value.params) == ("song.too_few_scenes", {"scenes": 7, "least": 8})


def test_kept_cues_too_close_are_refused() -> None:
    kept = [SongCue("a", 10_000, (), 0), SongCue("b", 10_799, (), 0)]
    with pytest.raises(UserError) as caught:
        choose_cues(make_song(), CuePolicy(), kept)
    assert caught.value.code == "song.cues_too_close"
    assert choose_cues(make_song(), CuePolicy(), [kept[0], replace(kept[1], time_ms=10_800)])


def test_a_cue_chosen_where_a_moved_one_came_from_has_another_id() -> None:
    kept = [SongCue("c16000", 12_500, ("chosen",), 1000, locked=True)]
    cues = choose_cues(make_song(), CuePolicy("fast"), kept)
    assert [cue.id for cue in cues if cue.time_ms == 16_000] == ["c16000-2"]


@pytest.mark.parametrize("rate", [Rate(24), Rate(24000, 1001), Rate(30)], ids=str)
def test_frames_follow_the_clock(rate: Rate) -> None:
    for cue in choose_cues(make_song(beat_ms=437)):
        assert cue.frame(rate) == frame_at(cue.time_ms, rate)
        assert abs(cue.frame(rate) * 1000 / rate.exact - cue.time_ms) <= 500 / rate.exact
