"""What a music video may need, before its song is heard: shots by length and pace, and how long clips are ordered."""

from __future__ import annotations

import pytest

from tests.domain.song_makers import make_song, section
from trailers.domain.setups import clip_ms
from trailers.domain.song_cues import CuePolicy, Pace, choose_cues, shots_about
from trailers.domain.song_wishes import SongWishes


@pytest.mark.parametrize(
    ("duration_ms", "pace", "shots"),
    [
        (60_000, "even", (8, 34)),
        (60_000, "calm", (8, 19)),
        (60_000, "fast", (12, 56)),
        (500, "even", (1, 1)),
    ],
)
def test_shots_are_between_calm_and_driving_throughout(
    duration_ms: int, pace: Pace, shots: tuple[int, int]
) -> None:
    assert shots_about(duration_ms, pace) == shots


@pytest.mark.parametrize("intensity", [0, 500, 1_000])
@pytest.mark.parametrize("pace", ["calm", "even", "fast"])
def test_a_song_that_is_heard_lies_in_the_range_that_was_told(intensity: int, pace: Pace) -> None:
    song = make_song(60_000, sections=(section(0, 60_000, "medium", intensity),))
    few, many = shots_about(60_000, pace)
    assert few <= len(choose_cues(song, CuePolicy(pace))) <= many


@pytest.mark.parametrize(
    ("start", "end", "part"),
    [(0, None, 60_000), (10_000, None, 50_000), (10_000, 30_000, 20_000), (10_000, 90_000, 50_000),
     (30_000, 10_000, 60_000)],
)  # fmt: skip
def test_a_part_is_as_long_as_it_is_in_the_song(start: int, end: int | None, part: int) -> None:
    assert SongWishes(start_ms=start, end_ms=end).part_ms(60_000) == part


def test_a_clip_is_a_setups_share_of_the_film_as_far_as_clips_go() -> None:
    assert [clip_ms(60_000, count, "ark") for count in (3, 6, 7, 60)] == [10_000, 10_000, 8_572, 1_000]
    assert clip_ms(60_000, 3, "embedded") == 16_000
