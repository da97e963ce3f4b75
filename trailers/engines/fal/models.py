"""The endpoints of fal that we order from, their fields and prices, as data."""

from __future__ import annotations

from collections.abc import Mapping

from trailers.domain.pricing import PriceTable, UnitPrice

READ_ON = "2026-11-21"
STILL = "fal-ai/bytedance/seedream/v4.5/text-to-image"
STILL_EDIT = "fal-ai/bytedance/seedream/v4.5/edit"
CLIP = "bytedance/seedance-2.0/image-to-video"
REFERENCES = 10
MIN_S, MAX_S = 4, 15
RESOLUTION = "720p"
"""Always the same, so that what is set aside for a second is what a second costs: answers hold no usage."""
RATIOS: Mapping[str, tuple[int, int]] = {
    "21:9": (21, 9),
    "16:9": (16, 9),
    "4:3": (4, 3),
    "1:1": (1, 1),
    "3:4": (3, 4),
    "9:16": (9, 16),
}
PRICES: Mapping[str, PriceTable] = {
    STILL: PriceTable(
        "fal", STILL, (UnitPrice("images", 40_000),), READ_ON, "a catalogue that quotes the page"
    ),
    CLIP: PriceTable(
        "fal",
        CLIP,
        (UnitPrice("ms", 303_400, 1_000),),
        READ_ON,
        "a catalogue that quotes $0.3034 a second at 720p",
    ),
}
