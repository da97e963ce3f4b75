"""Rate, frames and milliseconds: the only place where time is rounded.

Milliseconds and samples come in as integers, frames go out as integers, and everything between is a
`Fraction`. Every frame number is computed from the absolute start, so errors never add up.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

SAMPLE_RATE = 48_000
"""Samples per second of every soundtrack, voice file and mix that Cuelock makes."""

_NTSC = {"23.976": (24000, 1001), "23.98": (24000, 1001), "29.97": (30000, 1001), "59.94": (60000, 1001)}


def round_half_up(value: Fraction) -> int:
    """floor(value + 1/2): the one rounding rule of the product."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


@dataclass(frozen=True, slots=True, order=True)
class Rate:
    """Frames per second as an exact fraction, e.g. Rate(24000, 1001)."""

    num: int
    den: int = 1

    def __post_init__(self) -> None:
        if self.num <= 0 or self.den <= 0:
            raise ValueError(f"not a frame rate: {self.num}/{self.den}")
        exact = Fraction(self.num, self.den)
        object.__setattr__(self, "num", exact.numerator)
        object.__setattr__(self, "den", exact.denominator)

    @classmethod
    def parse(cls, text: str) -> Rate:
        """Read "24", "24/1", "25.0" or the broadcast short forms "23.976", "29.97". ValueError otherwise."""
        text = text.strip()
        if text in _NTSC:
            return cls(*_NTSC[text])
        exact = Fraction(text)
        return cls(exact.numerator, exact.denominator)

    @property
    def exact(self) -> Fraction:
        return Fraction(self.num, self.den)

    def __str__(self) -> str:
        return f"{self.num}/{self.den}"


def frame_at(time_ms: int | Fraction, rate: Rate) -> int:
    """The frame boundary nearest to `time_ms` (ties go later): floor(t * rate + 1/2)."""
    # a timeline asks for thousands: in whole numbers, which is as exact
    whole = 1000 * rate.den * time_ms.denominator
    return (2 * time_ms.numerator * rate.num + whole) // (2 * whole)


def ms_at(frame: int, rate: Rate) -> int:
    """The integer millisecond nearest to the start of `frame`; `frame_at` of it gives `frame` back below 1000 fps."""
    return round_half_up(frame * 1000 / rate.exact)


def exact_ms(frame: int, rate: Rate) -> Fraction:
    """The start of `frame` in milliseconds, unrounded."""
    return frame * 1000 / rate.exact


def samples_at(frame: int, rate: Rate, sample_rate: int = SAMPLE_RATE) -> int:
    """The first whole sample at or after the start of `frame`."""
    exact = frame * sample_rate / rate.exact
    return -(-exact.numerator // exact.denominator)


def frames_covering(samples: int, rate: Rate, sample_rate: int = SAMPLE_RATE) -> int:
    """The smallest number of whole frames that lasts at least `samples`."""
    exact = samples * rate.exact / sample_rate
    return -(-exact.numerator // exact.denominator)


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open run of frames [start, end)."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    @property
    def frames(self) -> int:
        return self.end - self.start
