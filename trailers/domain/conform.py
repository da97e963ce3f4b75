"""Conform: how a take of one length fills a scene of another, frame by frame, in integers.

Automatic, by the ratio of what the take has to what the scene needs: above 1.15 it is trimmed at full speed,
from 0.85 to 1.15 every frame is used and the speed changes, below it is slowed to 0.85 and its last frame may
stand for at most 12 frames. Less than that is a flag: a person or another take must help.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from .clock import Rate, round_half_up

SLOWEST = Fraction(17, 20)
FASTEST = Fraction(23, 20)
MAX_FREEZE_FRAMES = 12

Mode = Literal["exact", "trim", "speed", "slow_freeze"]


@dataclass(frozen=True, slots=True)
class Conform:
    """Frames [in_point, in_point + use) of the take play over `play` frames, then the last stands still.

    `play + freeze == frames`, the scene's need. Counts of the take are in its own frames.
    """

    in_point: int
    use: int
    play: int
    freeze: int
    frames: int
    mode: Mode
    speed: Fraction

    def source_frame(self, k: int) -> int:
        """The take's frame that is seen at frame `k` of the scene: never decreasing, never out of range."""
        if not 0 <= k < self.frames:
            raise IndexError(f"frame {k} of {self.frames}")
        return self.in_point + (2 * min(k, self.play - 1) + 1) * self.use // (2 * self.play)


@dataclass(frozen=True, slots=True)
class Flag:
    """Why a take cannot fill its scene."""

    code: str
    """take_empty, take_too_short, in_point_outside or speed_outside."""
    short_frames: int
    """Film frames that are missing after everything allowed was done; 0 where length is not the trouble."""
    detail: str
    """A sentence for people; "it" is the take."""


def plan_conform(
    *,
    take_frames: int,
    take_rate: Rate,
    need: int,
    rate: Rate,
    in_point: int = 0,
    speed: Fraction | None = None,
) -> Conform | Flag:
    """Fit the take from its frame `in_point` on to exactly `need` frames at `rate`.

    `speed` None decides by itself; a given speed is kept, and a take too short for it may freeze at its end.
    A take of a single frame is a still: it may stand for one frame and the freeze.
    """
    return _planned(take_frames, take_rate, need, rate, in_point, speed)


@lru_cache(maxsize=4096)  # an edit changes one scene, and asks for all of them several times
def _planned(
    take_frames: int, take_rate: Rate, need: int, rate: Rate, in_point: int, speed: Fraction | None
) -> Conform | Flag:
    if need <= 0:
        raise ValueError(f"a scene of {need} frames")
    if take_frames <= 0:
        return Flag("take_empty", need, "It has no frames.")
    if not 0 <= in_point < take_frames:
        return Flag(
            "in_point_outside", 0, f"It shall start at its frame {in_point} but has only {take_frames}."
        )
    if speed is not None and not SLOWEST <= speed <= FASTEST:
        return Flag("speed_outside", 0, f"Its speed of {float(speed):.2f} is not within 0.85 to 1.15.")
    have = take_frames - in_point
    per_frame = take_rate.exact / rate.exact  # frames of the take in one frame of the film, at full speed
    if speed is None:
        ratio = have / (per_frame * need)
        if SLOWEST <= ratio <= FASTEST:
            mode: Mode = "exact" if have == need and per_frame == 1 else "speed"
            return Conform(in_point, have, need, 0, need, mode, ratio)
        speed = Fraction(1) if ratio > FASTEST else SLOWEST
    wanted = max(1, round_half_up(need * per_frame * speed))
    if wanted <= have:
        return Conform(in_point, wanted, need, 0, need, _mode(wanted, have, need, speed), speed)
    return _with_freeze(in_point, have, need, speed, per_frame)


def _mode(use: int, have: int, need: int, speed: Fraction) -> Mode:
    if speed != 1:
        return "speed"
    return "exact" if use == have == need else "trim"


def _with_freeze(in_point: int, have: int, need: int, speed: Fraction, per_frame: Fraction) -> Conform | Flag:
    """All that the take has at `speed`, then its last frame."""
    exact = have / (per_frame * speed)
    play = min(need, max(1, exact.numerator // exact.denominator))  # one source frame always gives one frame
    freeze = need - play
    if freeze > MAX_FREEZE_FRAMES:
        reach = play + MAX_FREEZE_FRAMES
        detail = f"At speed {float(speed):.2f} and with a freeze it reaches frame {reach} of {need}."
        return Flag("take_too_short", need - reach, detail)
    return Conform(in_point, have, play, freeze, need, "slow_freeze" if freeze else "speed", speed)
