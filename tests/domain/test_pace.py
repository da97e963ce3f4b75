"""How long is left, worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailers.domain.pace import Left, time_left_ms, typical_ms

TAKES = {"image": 10_000, "clip": 90_000, "segment": 4_000, "assemble": 2_000, "receipt": 5_000}
PLACES = {"image": 30, "video": 4, "media": 2}


def left(*parts: tuple[str, str, int], tail: tuple[str, ...] = ("assemble", "receipt")) -> int:
    return time_left_ms([Left(*part) for part in parts], TAKES, PLACES, one_by_one=tail)


def test_nothing_left_takes_no_time():
    assert left() == left(("clip", "video", 0)) == left(("clip", "video", -2)) == 0


def test_work_is_shared_by_the_places_of_its_lane():
    assert left(("clip", "video", 8)) == 180_000
    assert left(("clip", "video", 9)) == 202_500


def test_one_step_is_not_made_faster_by_more_places():
    assert left(("image", "image", 3)) == 10_000


def test_the_slowest_lane_decides():
    assert left(("image", "image", 60), ("clip", "video", 8), ("segment", "media", 10)) == 180_000


def test_kinds_of_one_lane_share_it():
    assert left(("segment", "media", 10), ("image", "media", 4)) == 40_000


def test_what_comes_last_comes_on_top():
    assert left(("segment", "media", 10), ("assemble", "media", 1), ("receipt", "media", 1)) == 27_000
    assert left(("assemble", "media", 1), tail=()) == 2_000


def test_a_lane_without_a_place_is_a_mistake():
    with pytest.raises(ValueError):
        time_left_ms([Left("clip", "video", 1)], TAKES, {"video": 0})


def test_the_usual_time_is_the_median():
    assert typical_ms([90_000]) == 90_000
    assert typical_ms([80_000, 100_000, 3_600_000]) == 100_000
    assert typical_ms([10, 20]) == 15
    with pytest.raises(ValueError):
        typical_ms([])


COUNTS = st.lists(st.tuples(st.sampled_from(["image", "clip", "segment"]), st.integers(0, 50)), max_size=6)


@given(COUNTS, st.sampled_from(["image", "clip", "segment"]))
def test_less_left_is_never_more_time(counts, kind):
    lanes = {"image": "image", "clip": "video", "segment": "media"}
    parts = [(name, lanes[name], count) for name, count in counts]
    assert left(*parts) <= left(*parts, (kind, lanes[kind], 1))
