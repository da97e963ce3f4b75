"""Camera moves as pure functions of time: one move per shot, eased in and out, never past the planes' edges."""

from __future__ import annotations

import math
from dataclasses import dataclass

from trailers.media.camera import ease

_WIDE = 1.5
"""From this aspect on sideways moves go their full way; narrower pictures have less to either side of them."""


@dataclass(frozen=True, slots=True)
class Camera:
    """Where the lens is, in picture heights at subject distance."""

    zoom: float = 1.0
    x: float = 0.0
    y: float = 0.0
    roll: float = 0.0

    def at_depth(self, parallax: float) -> tuple[float, float, float]:
        """(zoom, x, y) as a plane of that parallax sees it: far planes hardly move, near ones more."""
        return 1 + (self.zoom - 1) * (0.25 + 0.75 * parallax), self.x * parallax, self.y * parallax


def camera_at(
    move: str, frame: int, frames: int, seconds: float, seed: int = 0, *, aspect: float = _WIDE
) -> Camera:
    """The camera at `frame` of a move lasting `frames`; longer shots travel a little further.

    For a picture of that `aspect` (width over height) every plane drawn with the overscan of `shots` covers
    the whole screen throughout.
    """
    t = frame / (frames - 1) if frames > 1 else 0.0
    e = ease(t)
    reach = min(max(seconds / 5.0, 0.55), 1.25)
    half = (e - 0.5) * reach
    across = half * min(aspect / _WIDE, 1.0)
    now = t * seconds
    if move == "push_in":
        return Camera(1 + 0.085 * reach * e, 0, 0)
    if move == "pull_out":
        return Camera(1 + 0.085 * reach * (1 - e), 0, 0)
    if move in ("pan_left", "pan_right"):
        sign = 1 if move == "pan_left" else -1
        return Camera(1.035, sign * 0.115 * across, 0)
    if move in ("tilt_up", "tilt_down"):
        sign = 1 if move == "tilt_up" else -1
        return Camera(1.05, 0, sign * 0.075 * half)
    if move == "drift":
        sign = 1 if seed % 2 else -1
        return Camera(1.02 + 0.022 * reach * e, sign * 0.075 * across, -0.008 * half)
    if move == "handheld":
        return _handheld(now, e, seed)
    return Camera(1.012 + 0.002 * math.sin(now * 0.5))


def _handheld(now: float, e: float, seed: int) -> Camera:
    """Breathing hands: sums of slow incommensurable waves, never a shake of the whole frame."""
    p = (seed % 997) * 0.37

    def wave(*terms: tuple[float, float]) -> float:
        return sum(a * math.sin(2 * math.pi * f * now + p * (k + 1)) for k, (a, f) in enumerate(terms))

    x = wave((0.0085, 0.31), (0.0042, 0.83), (0.0016, 1.9))
    y = wave((0.0062, 0.27), (0.0036, 0.97), (0.0014, 2.2))
    roll = wave((0.0034, 0.23), (0.0016, 0.71))
    return Camera(1.045 + 0.03 * e, x, y, roll)
