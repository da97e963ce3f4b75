"""A song as a clock: whole frames to its last sample, cues where beats are, sections that tile the film."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.domain.song_makers import make_song, section
from trailers.domain.clock import Rate, frame_at
from trailers.domain.cues import cues_for, cues_of
from trailers.domain.song_clock import clock_of, part_samples
from trailers.domain.song_wishes import SongWishes
from trailers.domain.soundtrack import Soundtrack
from trailers.domain.words import Word

SONG = make_song(10_000, sections=(section(0, 4_000), section(4_000, 10_000)))
SAMPLES = 441_000


@pytest.mark.parametrize("rate", [Rate(24), Rate(24000, 1001), Rate(25), Rate(30000, 1001), Rate(60)])
def test_the_picture_ends_less_than_a_frame_after_the_sound(rate: Rate) -> None:
    for samples in (SAMPLES, SAMPLES + 1, SAMPLES - 1_837):
        clock = clock_of(SONG, samples, rate)
        assert 0 <= clock.frames / rate.exact - samples / 44_100 < 1 / rate.exact
        assert clock.samples == -(-samples * 48_000 // 44_100)


def test_sections_tile_the_film() -> None:
    clock = clock_of(SONG, SAMPLES, Rate(24))
    assert [(span.item_id, span.start, span.end) for span in clock.spans] == [
        ("s0", 0, 96),
        ("s4000", 96, 240),
    ]


def test_a_section_of_less_than_a_frame_belongs_to_the_one_before() -> None:
    song = make_song(10_000, sections=(section(0, 4_000), section(4_000, 4_010), section(4_010, 10_000)))
    assert [(s.start, s.end) for s in clock_of(song, SAMPLES, Rate(24)).spans] == [(0, 96), (96, 240)]


def test_every_beat_is_a_cue_at_its_own_time_on_the_nearest_frame() -> None:
    clock = clock_of(SONG, SAMPLES, Rate(24000, 1001))
    cues = cues_of(clock)
    assert [cue.time_ms for cue in cues[1:-1]] == [beat.time_ms for beat in SONG.beats[1:]]
    assert all(cue.frame == frame_at(cue.time_ms, clock.rate) for cue in cues)
    assert [cues[0].id, cues[1].id, cues[-1].id] == ["start", "t500", "end"]
    assert all(a.frame < b.frame for a, b in pairwise(cues))


def test_a_moment_between_beats_can_be_named_and_one_outside_cannot() -> None:
    clock = clock_of(SONG, SAMPLES, Rate(24))
    found = next(cue for cue in cues_for(clock, ["t1234"]) if cue.id == "t1234")
    assert (found.kind, found.time_ms, found.frame) == ("moment", 1_234, 30)
    for unknown in ("t99999", "t-3", "x12"):
        with pytest.raises((KeyError, ValueError)):
            cues_for(clock, [unknown])


def test_words_belong_to_the_section_in_which_they_begin() -> None:
    words = (Word("one", 500, 900), Word("two", 3_900, 4_400), Word("three", 4_000, 4_500))
    clock = clock_of(SONG, SAMPLES, Rate(24), words)
    assert [clock.words_of(span) for span in clock.spans] == [words[:2], words[2:]]
    assert next(cue for cue in cues_of(clock) if cue.id == "t1000").word == 1


def test_it_comes_back_from_json_as_it_was() -> None:
    clock = clock_of(SONG, SAMPLES, Rate(24), (Word("one", 500, 900),))
    assert Soundtrack.from_json(clock.to_json()) == clock


def test_a_part_is_counted_in_samples_of_the_decode() -> None:
    assert part_samples(SongWishes(), SAMPLES) == (0, SAMPLES)
    assert part_samples(SongWishes(start_ms=1_000, end_ms=9_000), SAMPLES) == (44_100, 396_900)
    assert part_samples(SongWishes(start_ms=1_000, end_ms=99_000), SAMPLES) == (44_100, SAMPLES)
