"""The colours that a person wears in every picture: cloth, hair, skin and hat over their silhouette.

Hues never change; the hour only makes them lighter or darker. All parts are one plane, so that they move as one.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .brush import Mask, Plain, f32
from .palette import Colour, Palette, mix, oklch
from .recipe import Wardrobe

Tone = tuple[float, float, float]
"""OKLCH: lightness, chroma, hue in degrees."""
CLOTHS: Mapping[str, Tone] = {
    "red": (0.40, 0.140, 27),
    "orange": (0.52, 0.125, 55),
    "yellow": (0.60, 0.120, 90),
    "green": (0.37, 0.080, 148),
    "teal": (0.38, 0.065, 195),
    "blue": (0.36, 0.100, 258),
    "navy": (0.25, 0.060, 264),
    "purple": (0.34, 0.100, 308),
    "pink": (0.56, 0.105, 2),
    "brown": (0.32, 0.055, 60),
    "sand": (0.60, 0.050, 85),
    "grey": (0.40, 0.006, 250),
    "black": (0.17, 0.008, 260),
    "white": (0.70, 0.010, 95),
    # where nothing is told: quiet ones, still apart from each other
    "slate": (0.29, 0.030, 240),
    "moss": (0.30, 0.040, 130),
    "clay": (0.31, 0.060, 45),
    "plum dusk": (0.28, 0.050, 335),
    "ink blue": (0.27, 0.055, 262),
    "umber": (0.29, 0.040, 70),
}
HAIR: Mapping[str, Tone] = {
    "black": (0.115, 0.012, 280),
    "brown": (0.25, 0.045, 58),
    "red": (0.37, 0.105, 42),
    "fair": (0.54, 0.080, 85),
    "grey": (0.47, 0.008, 250),
    "white": (0.68, 0.006, 250),
}
_SKIN: Tone = (0.33, 0.038, 52)
_HOUR = {"dawn": 0.95, "day": 1.08, "dusk": 0.92, "night": 0.78}
"""How much of its lightness a colour has at each hour."""
_SHARES = {"cloth": 0.90, "skin": 0.88, "strands": 0.40, "hair": 0.94, "lines": 0.42, "hat": 0.92}
_ORDER = ("skin", "cloth", "lines", "hair", "strands", "hat")


def tone_of(part: str, wardrobe: Wardrobe, palette: Palette, time: str) -> Colour | None:
    """The colour of a part at that hour, None where it is as dark as the silhouette."""
    if part == "lines":
        return palette.ink
    spec = _spec(part, wardrobe)
    if spec is None:
        return None
    light, chroma, hue = spec
    gain = _HOUR.get(time, 1.0)
    return mix(oklch(light * gain, chroma * min(gain, 1.0), hue), palette.haze, 0.05)


def _spec(part: str, wardrobe: Wardrobe) -> Tone | None:
    if part == "skin":
        return _SKIN if wardrobe.cloth else None
    if part == "strands":
        hair = HAIR.get(wardrobe.hair_tone)
        return (hair[0] + 0.13, hair[1] + 0.01, hair[2]) if hair else None
    if part == "hair":
        return HAIR.get(wardrobe.hair_tone)
    if part == "hat":
        worn = wardrobe.cloth if wardrobe.hat == "hood" else wardrobe.hat_cloth
        return CLOTHS.get(worn)
    return CLOTHS.get(wardrobe.cloth)


def garb(
    parts: Mapping[str, Mask], wardrobe: Wardrobe, palette: Palette, time: str, shade: Plain, edge: Plain
) -> tuple[Plain, Plain] | None:
    """(colour, alpha) of everything worn; None where nobody told of a colour.

    `shade` (about 1) models the form and `edge` (0..1) is the light along the outline, which stays uncovered.
    """
    colour, alpha = np.zeros((*edge.shape, 3), np.float32), np.zeros(edge.shape, np.float32)
    for part in _ORDER:
        mask, tone = parts.get(part), tone_of(part, wardrobe, palette, time)
        if mask is None or tone is None or not mask.any():
            continue
        share = np.multiply(mask, np.float32(_SHARES[part] / 255), dtype=np.float32)
        colour = colour * (1 - share)[:, :, None] + f32(tone) * (share * shade)[:, :, None]
        alpha = alpha * (1 - share) + share
    if not alpha.any():
        return None
    solid = colour / np.maximum(alpha, 1e-3)[:, :, None]
    return np.clip(solid, 0, 1), alpha * np.clip(1 - 1.1 * edge, 0, 1)
