"""What OpenAI's picture models take and cost, as data."""

from __future__ import annotations

from collections.abc import Mapping

from trailers.domain.errors import UserError
from trailers.domain.pricing import PriceTable, UnitPrice

MODEL = "gpt-image-2"
QUALITY = "medium"
REFERENCES = 16
STEP = 16
MAX_WIDTH, MAX_HEIGHT = 3_840, 2_160
MAX_ASPECT = 3
USUAL_MICROUSD = 250_000
"""Set aside for one still of 2560 x 1440 with a reference or two; the answer's count of tokens replaces it."""
READ_ON = "2026-11-21"
_MIB = 1_000_000

PRICES: Mapping[str, PriceTable] = {
    MODEL: PriceTable(
        "openai",
        MODEL,
        (
            UnitPrice("text_input_tokens", 5_000_000, _MIB),
            UnitPrice("image_input_tokens", 8_000_000, _MIB),
            UnitPrice("output_tokens", 30_000_000, _MIB),
        ),
        READ_ON,
        "third-party copies of the vendor's price page",
    )
}


def size_for(width: int, height: int) -> tuple[int, int]:
    """The size to ask for: sides in steps of 16, up; within the model's largest. UserError for a narrower shape."""
    wide, high = (-(-side // STEP) * STEP for side in (width, height))
    if max(wide, high) > MAX_ASPECT * min(wide, high):
        raise UserError(
            "engine.picture_unfit", engine="OpenAI", detail=f"It would have {wide}x{high} pixels."
        )
    limits = (MAX_WIDTH, MAX_HEIGHT) if wide >= high else (MAX_HEIGHT, MAX_WIDTH)
    while wide > limits[0] or high > limits[1]:
        wide, high = wide * 9 // 10 // STEP * STEP, high * 9 // 10 // STEP * STEP
    return wide, high
