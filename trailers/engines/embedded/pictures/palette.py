"""Colours of a picture: two families and an accent by genre, lightness by time of day and weather.

Worked out in OKLCH, where L is what stays when the colour is taken away, so a palette that is graded in L holds
in grey too. Colours leave as (blue, green, red) floats in 0..1, the channel order OpenCV draws in.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

Colour = tuple[float, float, float]

_FAMILIES: dict[str, tuple[int, int, int]] = {
    # cool hue, warm hue, accent hue (degrees in OKLCH)
    "drama": (250, 65, 30),
    "thriller": (222, 70, 35),
    "noir": (255, 75, 28),
    "horror": (165, 62, 25),
    "science_fiction": (265, 200, 55),
    "fantasy": (290, 82, 340),
    "romance": (320, 45, 15),
    "comedy": (205, 68, 30),
    "adventure": (215, 75, 40),
    "war": (125, 58, 40),
    "western": (40, 75, 220),
    "documentary": (235, 85, 50),
}


@dataclass(frozen=True, slots=True)
class _Hour:
    """(lightness, chroma, share of the warm hue) of each part of the sky, then ink, haze and light."""

    top: tuple[float, float, float]
    middle: tuple[float, float, float]
    low: tuple[float, float, float]
    ink: float
    light: tuple[float, float, float]


_HOURS = {
    "dawn": _Hour((0.40, 0.055, 0.0), (0.62, 0.055, 0.35), (0.86, 0.075, 0.9), 0.13, (0.97, 0.06, 1.0)),
    "day": _Hour((0.58, 0.080, 0.0), (0.75, 0.060, 0.05), (0.91, 0.045, 0.6), 0.18, (0.99, 0.04, 1.0)),
    "dusk": _Hour((0.25, 0.060, 0.0), (0.44, 0.075, 0.45), (0.77, 0.125, 1.0), 0.095, (0.95, 0.10, 1.0)),
    "night": _Hour((0.150, 0.034, 0.0), (0.245, 0.042, 0.0), (0.42, 0.045, 0.06), 0.075, (0.95, 0.025, 0.0)),
}


@dataclass(frozen=True, slots=True)
class Palette:
    top: Colour
    middle: Colour
    low: Colour
    ink: Colour
    """The nearest dark: never quite black."""
    haze: Colour
    """What distance fades into."""
    light: Colour
    """The source itself."""
    glow: Colour
    """What the source throws into the air."""
    lamp: Colour
    """Practical lights: windows, lamps, headlights."""
    accent: Colour
    warm: Colour
    cool: Colour
    pale: Colour
    veil: float
    """How thick the air is, 0 clear .. 1 fog."""


def palette_of(genre: str, time: str, weather: str, tint: str = "") -> Palette:
    """The palette for a picture; `tint` (warm or cool) is the family of its light, the hour's own when empty."""
    cool, warm, accent = _FAMILIES.get(genre, _FAMILIES["drama"])
    hour = _HOURS.get(time, _HOURS["dusk"])
    dim, grey, veil = _WEATHER.get(weather, _WEATHER["clear"])
    grey *= _RICH.get(genre, 1.0)

    def tone(spec: tuple[float, float, float], lift: float = 1.0) -> Colour:
        light, chroma, share = spec
        return _blend(light * lift, chroma * grey, cool, warm, share)

    low_l, low_c, low_share = hour.low
    mid_l, mid_c, mid_share = hour.middle
    thick = (low_l * (1 - 0.3 * veil) + mid_l * 0.3 * veil, low_c * (1 - 0.4 * veil), low_share)
    light_l, light_c, light_share = hour.light
    if tint == "warm":
        light_c, light_share = max(light_c, 0.085), 1.0
    elif tint == "cool":
        light_c, light_share = 0.03, 0.0
    hue = _between(cool, warm, light_share)
    return Palette(
        top=tone(hour.top, dim),
        middle=tone((mid_l + (low_l - mid_l) * 0.5 * veil, mid_c, mid_share), dim),
        low=tone(thick, dim),
        ink=oklch(hour.ink, 0.022, cool),
        haze=tone(((low_l * 0.8 + mid_l * 0.2), low_c * 0.8, low_share * 0.8), dim),
        light=oklch(light_l, light_c, hue),
        glow=oklch(light_l * 0.86, light_c * 1.35, hue),
        lamp=oklch(0.86, 0.115, warm),
        accent=oklch(0.58, 0.17, accent),
        warm=oklch(
            0.56, 0.13, _between(warm, accent, 0.5) if abs((accent - warm + 180) % 360 - 180) < 90 else warm
        ),
        cool=oklch(0.46, 0.085, cool),
        pale=oklch(0.80, 0.02, warm),
        veil=veil,
    )


_RICH = {
    "comedy": 1.35,
    "adventure": 1.2,
    "fantasy": 1.2,
    "romance": 1.15,
    "documentary": 0.8,
    "noir": 0.85,
    "war": 0.8,
}
"""How much colour a genre keeps; 1.0 where nothing is said."""

_WEATHER = {
    # lightness of the sky, share of colour kept, thickness of the air
    "clear": (1.0, 1.0, 0.22),
    "rain": (0.84, 0.72, 0.5),
    "snow": (1.04, 0.6, 0.55),
    "fog": (0.97, 0.55, 1.0),
    "storm": (0.72, 0.75, 0.42),
    "wind": (0.97, 1.0, 0.26),
    "dust": (0.98, 1.15, 0.7),
}


def _between(a: float, b: float, share: float) -> float:
    """The hue `share` of the way from a to b, by the shorter way round."""
    return a + ((b - a + 180) % 360 - 180) * share


def _blend(lightness: float, chroma: float, cool: float, warm: float, share: float) -> Colour:
    """A colour between the two families: through violet by turning the hue, but never through green skies."""
    middle = _between(cool, warm, 0.5) % 360
    if not 95 < middle < 200:
        return oklch(lightness, chroma, _between(cool, warm, share))
    x = (1 - share) * math.cos(math.radians(cool)) + share * math.cos(math.radians(warm))
    y = (1 - share) * math.sin(math.radians(cool)) + share * math.sin(math.radians(warm))
    return oklch(lightness, chroma * math.hypot(x, y), math.degrees(math.atan2(y, x)))


def oklch(lightness: float, chroma: float, hue: float) -> Colour:
    """OKLCH to gamma-coded sRGB as (b, g, r), clipped to 0..1."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    mid = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * mid + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * mid - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * mid + 1.7076147010 * short
    return _gamma(blue), _gamma(green), _gamma(red)


def _gamma(linear: float) -> float:
    linear = min(max(linear, 0.0), 1.0)
    return 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055


def mix(a: Colour, b: Colour, share: float) -> Colour:
    return (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share)


def luma(colour: Colour) -> float:
    """Rec. 709 luma of a (b, g, r) colour."""
    return 0.0722 * colour[0] + 0.7152 * colour[1] + 0.2126 * colour[2]
