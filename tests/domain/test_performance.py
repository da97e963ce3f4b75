"""Which scenes a clip covers, and from which of its frames."""

from __future__ import annotations

import pytest

from trailers.domain.clock import Rate
from trailers.domain.errors import UserError
from trailers.domain.performance import Alignment, Covered, covered, placed

RATE = Rate(24)
SCENES = [("a", 0, 48), ("b", 48, 96), ("c", 96, 240)]


def found(offset_ms: int, frames: int, rate: Rate = RATE) -> list[tuple[str, int]]:
    return [(each.scene_id, each.in_point) for each in covered(SCENES, Rate(24), offset_ms, frames, rate)]


def test_a_clip_covers_the_scenes_that_lie_in_it_whole() -> None:
    assert found(0, 240) == [("a", 0), ("b", 48), ("c", 96)]
    assert found(0, 239) == [("a", 0), ("b", 48)]
    assert found(1_000, 96) == [("b", 24)]
    assert found(-500, 240) == [("a", 12), ("b", 60)]
    assert found(20_000, 240) == []


def test_its_own_rate_counts() -> None:
    assert found(1_000, 150, Rate(30)) == [("b", 30)]
    assert found(1_990, 300, Rate(60)) == [("b", 1)]


def test_a_scene_is_not_covered_by_a_clip_that_begins_in_it() -> None:
    assert covered([("a", 10, 20)], Rate(24), 500, 400, Rate(24)) == ()
    assert covered([("a", 12, 20)], Rate(24), 500, 8, Rate(24)) == (Covered("a", 0),)


@pytest.mark.parametrize("alignment", [None, Alignment(10, 15.9)])
def test_a_doubtful_place_is_refused(alignment: Alignment | None) -> None:
    with pytest.raises(UserError) as refusal:
        placed(alignment, "clip.mp4")
    assert refusal.value.code == "performance.not_heard"
    assert "clip.mp4" in str(refusal.value)


def test_a_sure_one_is_taken() -> None:
    assert placed(Alignment(-1_250, 16.0), "clip.mp4") == -1_250
