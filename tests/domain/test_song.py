"""The typed result of an analysis: what it refuses, what it derives, and that JSON keeps all of it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.domain.song_makers import make_song, section
from trailers.domain.song import Beat, Drop, Drums, Song, Stretch, tempo_of
from trailers.domain.song_cues import choose_cues
from trailers.domain.song_report import report_of


def full_song() -> Song:
    return make_song(
        8_000,
        sections=(section(0, 4_000, "low", 0), section(4_000, 8_000, "rising", 1000)),
        drums=Drums((0, 1_000, 2_000), (500, 2_500), (0, 250, 7_999)),
        drops=(Drop(4_000, 123),),
        pauses=(Stretch(3_000, 3_500),),
        vocals=(Stretch(1_000, 2_000), Stretch(5_000, 6_000)),
    )


@pytest.mark.parametrize("song", [full_song(), make_song(), make_song(30_000, beats=(), tempo_mbpm=0)])
def test_json_keeps_everything(song: Song) -> None:
    assert Song.from_json(json.loads(json.dumps(song.to_json()))) == song


def test_no_number_in_it_is_a_float() -> None:
    assert "." not in json.dumps(full_song().to_json())


def test_absent_vocals_stay_absent_and_no_vocals_stay_none() -> None:
    assert Song.from_json(make_song(vocals=None).to_json()).vocals is None
    assert Song.from_json(make_song(vocals=()).to_json()).vocals == ()


@pytest.mark.parametrize(
    "change",
    [{"version": 0}, {"version": None}, {"beats": [{"time": 1}]}, {"drums": None}, {"sections": []}],
)
def test_other_json_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        Song.from_json({**make_song().to_json(), **change})


@pytest.mark.parametrize("missing", ["beats", "vocals", "duration_ms", "pauses"])
def test_json_without_a_part_is_refused(missing: str) -> None:
    data = make_song().to_json()
    del data[missing]
    with pytest.raises(ValueError):
        Song.from_json(data)


def test_sections_must_tile_the_song() -> None:
    for sections in (
        (section(0, 50_000),),
        (section(0, 30_000), section(31_000, 60_000)),
        (section(0, 30_000), section(20_000, 60_000)),
        (section(100, 60_000),),
        (section(0, 0), section(0, 60_000)),
    ):
        with pytest.raises(ValueError, match="tile"):
            make_song(sections=sections)


@pytest.mark.parametrize("times", [(5, 5), (9, 3), (60_001,), (-1, 4)])
def test_beats_must_ascend_inside_the_song(times: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="ascend"):
        make_song(beats=tuple(Beat(time, 0) for time in times))


def test_drums_are_counted_by_bar() -> None:
    assert full_song().drums_by_bar() == ((2, 1, 2), (1, 1, 0), (0, 0, 0), (0, 0, 1))


@pytest.mark.parametrize(
    ("time_ms", "energy"), [(0, "low"), (3_999, "low"), (4_000, "rising"), (8_000, "rising")]
)
def test_section_at_a_moment(time_ms: int, energy: str) -> None:
    assert full_song().section_at(time_ms).energy == energy


@pytest.mark.parametrize("time_ms", [-1, 8_001])
def test_no_section_outside_the_song(time_ms: int) -> None:
    with pytest.raises(ValueError):
        full_song().section_at(time_ms)


@pytest.mark.parametrize(
    ("times", "tempo"),
    [((), 0), ((7,), 0), ((0, 500), 120_000), ((0, 500, 1_000, 1_900), 120_000), ((0, 700, 1_401), 85_653)],
)
def test_tempo_is_that_of_the_median_distance(times: tuple[int, ...], tempo: int) -> None:
    assert tempo_of(times) == tempo


def test_half_and_double_tempo() -> None:
    song = make_song()
    assert (song.half_tempo_mbpm, song.tempo_mbpm, song.double_tempo_mbpm) == (60_000, 120_000, 240_000)


def test_a_tail_is_not_sound() -> None:
    curve = (-120,) * 500 + (-319,) * 10 + (-321,) * 90
    assert make_song(loudness_cb=curve).sounds_until_ms == 51_000
    assert make_song(loudness_cb=()).sounds_until_ms == 60_000
    assert make_song(59_950, loudness_cb=(-120,) * 600).sounds_until_ms == 59_950


def test_report_is_in_seconds() -> None:
    song = full_song()
    report = report_of(song, choose_cues(song))
    assert report["duration"] == 8.0
    assert report["tempo"] == 120.0
    assert report["beats"][:3] == [0.0, 0.5, 1.0] and len(report["beats"]) == 16
    assert report["downbeats"] == [0.0, 2.0, 4.0, 6.0]
    assert report["sections"][1] == {
        "start": 4.0, "end": 8.0, "role": "verse", "role_confidence": 0.45, "energy": "rising",
        "energy_confidence": 0.8,
    }  # fmt: skip
    assert report["drums"]["kick"] == [0.0, 1.0, 2.0]
    assert (report["drops"], report["pauses"]) == ([4.0], [[3.0, 3.5]])
    assert report["vocals"] == [[1.0, 2.0], [5.0, 6.0]]
    assert report["loudness"] == {"step": 0.1, "db": [-12.0] * 80}
    assert [row["time"] for row in report["cue_reasons"]] == report["cues"]
    assert report_of(replace(song, vocals=None), ())["vocals"] is None
