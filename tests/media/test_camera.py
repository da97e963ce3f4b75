"""Camera moves: inside the picture, eased, the same every time."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailers.domain.clock import Rate
from trailers.domain.vocabulary import MOVES
from trailers.media import camera

RATE = Rate(24)
LENGTHS = st.integers(1, 240)
FOCUS = st.tuples(st.integers(0, 1000), st.integers(0, 1000))


def path(move: str, frames: int = 96, **more: object) -> list[camera.Pose]:
    return [camera.pose_at(move, k, frames, RATE, **more) for k in range(frames)]  # type: ignore[arg-type]


def corners(pose: camera.Pose, width: int = 1920, height: int = 1080) -> list[tuple[float, float]]:
    (a, b, c), (d, e, f) = camera.inverse_matrix(pose, width, height, 2560, 1440)
    points = [(x, y) for x in (0, width - 1) for y in (0, height - 1)]
    return [(a * x + b * y + c, d * x + e * y + f) for x, y in points]


def test_every_move_of_the_vocabulary_exists() -> None:
    assert set(camera._MOVES) == set(MOVES)


def test_another_move_is_refused() -> None:
    with pytest.raises(ValueError, match="crash zoom"):
        camera.pose_at("crash zoom", 0, 24, RATE)


@given(st.sampled_from(MOVES), LENGTHS, st.data(), FOCUS, st.integers(0, 2**31 - 1))
def test_never_looks_beyond_the_canvas(
    move: str, frames: int, data: st.DataObject, focus: tuple[int, int], seed: int
) -> None:
    k = data.draw(st.integers(0, frames - 1))
    pose = camera.pose_at(move, k, frames, RATE, focus=focus, seed=seed)
    for x, y in corners(pose):
        assert -0.51 <= x <= 2559.51
        assert -0.51 <= y <= 1439.51


@given(st.sampled_from(MOVES), FOCUS, st.integers(0, 2**31 - 1))
def test_moves_smoothly(move: str, focus: tuple[int, int], seed: int) -> None:
    """No point of the picture jumps: a step differs from the step before by less than a quarter pixel."""
    tracks = [corners(pose) for pose in path(move, 96, focus=focus, seed=seed)]
    for corner in range(4):
        for axis in (0, 1):
            places = [track[corner][axis] for track in tracks]
            steps = [after - before for before, after in pairwise(places)]
            jerks = [abs(after - before) for before, after in pairwise(steps)]
            assert max(jerks) < (1.0 if move == "handheld" else 0.25)


@pytest.mark.parametrize("move", [move for move in MOVES if move not in ("hold", "handheld")])
def test_starts_and_ends_at_rest(move: str) -> None:
    tracks = [corners(pose)[0] for pose in path(move, seed=5)]
    speed = [math.dist(before, after) for before, after in pairwise(tracks)]
    assert speed[0] < 0.25 * max(speed)
    assert speed[-1] < 0.25 * max(speed)


def test_hold_holds() -> None:
    assert set(path("hold")) == {camera.Pose(0.5, 0.5, 1.0)}


def test_push_and_pull_are_each_others_mirror() -> None:
    pushed, pulled = path("push_in"), path("pull_out")
    assert [pose.zoom for pose in pushed] == pytest.approx([pose.zoom for pose in reversed(pulled)])
    assert pushed[0].zoom == 1
    assert 1.05 < pushed[-1].zoom < 1.17


def test_pushing_in_keeps_the_focus_where_it_is_in_the_picture() -> None:
    for pose in path("push_in", focus=(700, 300)):
        assert (0.7 - pose.x) * pose.zoom + 0.5 == pytest.approx(0.7)
        assert (0.3 - pose.y) * pose.zoom + 0.5 == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("move", "axis", "sign"),
    [("pan_left", "x", -1), ("pan_right", "x", 1), ("tilt_up", "y", -1), ("tilt_down", "y", 1)],
)
def test_pans_and_tilts_go_where_they_say(move: str, axis: str, sign: int) -> None:
    poses = path(move)
    other = "y" if axis == "x" else "x"
    assert sign * (getattr(poses[-1], axis) - getattr(poses[0], axis)) > 0.05
    assert {getattr(pose, other) for pose in poses} == {0.5}


def test_longer_shots_go_further_at_the_same_pace() -> None:
    assert path("push_in", 48)[-1].zoom < path("push_in", 96)[-1].zoom < path("push_in", 192)[-1].zoom
    assert path("push_in", 24 * 60)[-1].zoom == pytest.approx(camera._CLOSEST)


def test_drift_and_handheld_follow_the_seed() -> None:
    for move in ("drift", "handheld"):
        assert path(move, seed=1) == path(move, seed=1)
        assert path(move, seed=1) != path(move, seed=2)


def test_a_single_frame_stands_at_the_start() -> None:
    assert camera.pose_at("push_in", 0, 1, RATE).zoom == 1


@given(st.floats(0, 1), st.floats(0, 1))
def test_easing_rises_from_nothing_to_all(a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert 0 <= camera.ease(low) <= camera.ease(high) <= 1 + 1e-12
    assert (camera.ease(0), camera.ease(0.5), camera.ease(1)) == (0, 0.5, 1)


def test_the_matrix_of_rest_is_plain_scaling_about_the_middle() -> None:
    (a, b, c), (d, e, f) = camera.inverse_matrix(camera.Pose(0.5, 0.5, 1), 1920, 1080, 2560, 1440)
    assert (a, b, d, e) == pytest.approx((4 / 3, 0, 0, 4 / 3))
    assert a * 959.5 + c == pytest.approx(1279.5)
    assert e * 539.5 + f == pytest.approx(719.5)
