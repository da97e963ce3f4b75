"""What each Ark model takes and costs, as data. The vendor checks these strictly, and some only after minutes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from trailers.domain.pricing import PriceTable, UnitPrice

READ_ON = "2026-11-21"
MIB = 1_000_000


@dataclass(frozen=True, slots=True)
class StillModel:
    """A Seedream model. `groups`: whether it takes the switch for series of pictures at all."""

    id: str
    min_pixels: int
    max_pixels: int
    references: int
    groups: bool
    output_formats: tuple[str, ...]
    """Empty where the format cannot be chosen."""


STILLS: Mapping[str, StillModel] = {
    model.id: model
    for model in (
        StillModel("dola-seedream-5-0-pro-260628", 921_600, 4_200_000, 10, False, ("png", "jpeg")),
        StillModel("seedream-5-0-260128", 3_686_400, 10_400_000, 14, True, ("png", "jpeg")),
        StillModel("seedream-4-5-251128", 3_686_400, 16_777_216, 14, True, ()),
        StillModel("seedream-4-0-250828", 921_600, 16_777_216, 14, True, ()),
    )
}
MAX_ASPECT = 16


@dataclass(frozen=True, slots=True)
class ClipModel:
    """A Seedance model. Lengths in whole seconds; `fixed_ratio`: a ratio may be named beside a first frame."""

    id: str
    resolutions: tuple[str, ...]
    min_s: int
    max_s: int
    fixed_ratio: bool
    seed: bool
    camera_fixed: bool
    audio: bool


CLIPS: Mapping[str, ClipModel] = {
    model.id: model
    for model in (
        ClipModel(
            "dreamina-seedance-2-5-260628", ("480p", "720p", "1080p"), 4, 30, False, False, False, True
        ),
        ClipModel("dreamina-seedance-2-0-260128", ("480p", "720p", "1080p"), 4, 15, True, False, False, True),
        ClipModel("dreamina-seedance-2-0-fast-260128", ("480p", "720p"), 4, 15, True, False, False, True),
        ClipModel("dreamina-seedance-2-0-mini-260615", ("480p", "720p"), 4, 15, True, False, False, True),
        ClipModel("seedance-1-5-pro-251215", ("480p", "720p", "1080p"), 4, 12, True, True, True, True),
        ClipModel("seedance-1-0-pro-250528", ("480p", "720p", "1080p"), 2, 12, True, True, True, False),
        ClipModel("seedance-1-0-pro-fast-251015", ("480p", "720p", "1080p"), 2, 12, True, True, True, False),
    )
}
RATIOS: Mapping[str, tuple[int, int]] = {
    "21:9": (21, 9),
    "16:9": (16, 9),
    "4:3": (4, 3),
    "1:1": (1, 1),
    "3:4": (3, 4),
    "9:16": (9, 16),
}
HEIGHTS: Mapping[str, int] = {"480p": 480, "720p": 720, "1080p": 1080}
"""The short side of each resolution."""
FRAMES_PER_S = 24
MIN_SIDE, MAX_SIDE = 300, 6_000
"""Of a first frame; its aspect from 0.4 to 2.5."""

STILL = "seedream-5-0-260128"
CLIP = "dreamina-seedance-2-0-260128"
CLIP_LONG = "dreamina-seedance-2-5-260628"

PRICES: Mapping[str, PriceTable] = {
    STILL: PriceTable(
        "ark",
        STILL,
        (UnitPrice("images", 40_000),),
        READ_ON,
        "third-party lists, $0.03 to 0.04 a picture: the upper end",
    ),
    CLIP: PriceTable(
        "ark",
        CLIP,
        (
            UnitPrice("video_tokens_480p", 7_000_000, MIB),
            UnitPrice("video_tokens_720p", 7_000_000, MIB),
            UnitPrice("video_tokens_1080p", 7_700_000, MIB),
        ),
        READ_ON,
        "third-party crawl of the vendor's price page of 2026-08-03",
    ),
    CLIP_LONG: PriceTable(
        "ark",
        CLIP_LONG,
        (
            UnitPrice("video_tokens_480p", 8_400_000, MIB),
            UnitPrice("video_tokens_720p", 8_400_000, MIB),
            UnitPrice("video_tokens_1080p", 8_400_000, MIB),
        ),
        READ_ON,
        "one reseller's $0.90 for 5 s at 720p",
    ),
}
"""Models without an entry are known and not offered: no call may be made whose price nobody knows."""


def tokens_a_second(resolution: str) -> int:
    """What a second of 16:9 is billed as, rounded up: width x height x frames / 1024."""
    height = HEIGHTS[resolution]
    width = -(-height * 16 // 9)
    return -(-width * height * FRAMES_PER_S // 1024)
