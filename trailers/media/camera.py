"""Camera moves over a still: where the frame looks at each moment, eased, to a fraction of a pixel.

The still is a canvas a third larger than the picture. A pose names a place on it; `inverse_matrix` turns the
pose into the map that the resampler needs. Nothing here reads a clock or a random source.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from trailers.domain.clock import Rate

RAMP = 0.22
"""Part of a move spent on getting up to speed, and again on coming to rest."""
_WIDEST = 1.0
_CLOSEST = 1.16
_PAN_ZOOM = 1.14
_HANDHELD_ZOOM = 1.07


@dataclass(frozen=True, slots=True)
class Pose:
    """Middle of the view as a part of the canvas (0..1 each way), magnification, and roll in radians."""

    x: float
    y: float
    zoom: float
    roll: float = 0.0


def pose_at(
    move: str, k: int, frames: int, rate: Rate, *, focus: tuple[int, int] = (500, 500), seed: int = 0
) -> Pose:
    """The view at frame `k` of a move that lasts `frames`; always inside the canvas."""
    if move not in _MOVES:
        raise ValueError(f"not a camera move: {move}")
    moment = k / (frames - 1) if frames > 1 else 0.0
    seconds = float(frames / rate.exact)
    place = (focus[0] / 1000, focus[1] / 1000)
    return _inside(_MOVES[move](moment, seconds, place, seed))


def ease(moment: float, ramp: float = RAMP) -> float:
    """0..1 to 0..1: speed rises over `ramp`, is constant, and falls over `ramp`. No jerk at either end."""
    top = 1 / (1 - ramp)
    if moment < ramp:
        return top * moment * moment / (2 * ramp)
    if moment > 1 - ramp:
        return 1 - top * (1 - moment) ** 2 / (2 * ramp)
    return top * (moment - ramp / 2)


def inverse_matrix(
    pose: Pose, width: int, height: int, canvas_width: int, canvas_height: int
) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """The affine map from pixel centres of the picture to pixel centres of the canvas."""
    scale = min(canvas_width / width, canvas_height / height) / pose.zoom
    cos, sin = scale * math.cos(pose.roll), scale * math.sin(pose.roll)
    middle_x, middle_y = (width - 1) / 2, (height - 1) / 2
    left = pose.x * canvas_width - 0.5
    top = pose.y * canvas_height - 0.5
    return (
        (cos, -sin, left - cos * middle_x + sin * middle_y),
        (sin, cos, top - sin * middle_x - cos * middle_y),
    )


_Place = tuple[float, float]


def _reach(seconds: float) -> float:
    """How far a zoom goes: about 1.7 % a second, so that short and long shots move at one pace."""
    return min(_CLOSEST - _WIDEST, 0.025 + 0.017 * seconds)


def _hold(moment: float, seconds: float, focus: _Place, seed: int) -> Pose:
    return Pose(0.5, 0.5, _WIDEST)


def _push_in(moment: float, seconds: float, focus: _Place, seed: int) -> Pose:
    """Towards the focus point, which keeps its place in the picture while all else moves away from it."""
    zoom = _WIDEST * (1 + _reach(seconds)) ** ease(moment)
    return Pose(focus[0] + (0.5 - focus[0]) / zoom, focus[1] + (0.5 - focus[1]) / zoom, zoom)


def _pull_out(moment: float, seconds: float, focus: _Place, seed: int) -> Pose:
    return _push_in(1 - moment, seconds, focus, seed)


def _pan(direction_x: int, direction_y: int) -> Callable[[float, float, _Place, int], Pose]:
    def pan(moment: float, seconds: float, focus: _Place, seed: int) -> Pose:
        room = (1 - 1 / _PAN_ZOOM) / 2
        travel = min(1.0, 0.35 + 0.12 * seconds) * room * (2 * ease(moment) - 1)
        return Pose(0.5 + direction_x * travel, 0.5 + direction_y * travel, _PAN_ZOOM)

    return pan


def _drift(moment: float, seconds: float, focus: _Place, seed: int) -> Pose:
    """A slow diagonal with a little push; the scene's seed says which way."""
    angle = math.radians(25 + 20 * _dice(seed, 0)) + math.pi * (seed % 4) / 2
    way = 0.35 * min(1.0, seconds / 6) * (2 * ease(moment) - 1)
    zoom = 1.06 + 0.03 * ease(moment)
    room = (1 - 1 / zoom) / 2
    return Pose(0.5 + way * room * math.cos(angle) * 2, 0.5 + way * room * math.sin(angle) * 2, zoom)


def _handheld(moment: float, seconds: float, focus: _Place, seed: int) -> Pose:
    """Three slow waves each way that never meet again, and a breath of roll."""
    now = moment * seconds

    def sway(axis: int) -> float:
        waves = ((0.31, 1.0), (0.73, 0.45), (1.37, 0.18))
        return sum(
            size
            * math.sin(
                math.tau * (pace * now * (0.9 + 0.2 * _dice(seed, axis + n)) + _dice(seed, 8 + axis + n))
            )
            for n, (pace, size) in enumerate(waves)
        )

    zoom = _HANDHELD_ZOOM + 0.015 * ease(moment)
    return Pose(0.5 + 0.0055 * sway(0), 0.5 + 0.0075 * sway(20), zoom, roll=0.0022 * sway(40))


def _dice(seed: int, n: int) -> float:
    """The n-th number in [0, 1) of a seed, by a multiplicative hash."""
    value = (seed * 2_654_435_761 + n * 40_503 + 12_345) & 0xFFFF_FFFF
    value = (value ^ value >> 15) * 2_246_822_519 & 0xFFFF_FFFF
    return (value ^ value >> 13) / 2**32


def _inside(pose: Pose) -> Pose:
    """Moved by as little as keeps every corner of the view on the canvas."""
    spread = math.cos(pose.roll) + 2 * abs(math.sin(pose.roll))  # up to an aspect of 2:1
    zoom = max(pose.zoom, spread)
    half = min(0.5, spread / (2 * zoom))
    return Pose(min(max(pose.x, half), 1 - half), min(max(pose.y, half), 1 - half), zoom, pose.roll)


_MOVES: dict[str, Callable[[float, float, _Place, int], Pose]] = {
    "hold": _hold,
    "push_in": _push_in,
    "pull_out": _pull_out,
    "pan_left": _pan(-1, 0),
    "pan_right": _pan(1, 0),
    "tilt_up": _pan(0, -1),
    "tilt_down": _pan(0, 1),
    "drift": _drift,
    "handheld": _handheld,
}
