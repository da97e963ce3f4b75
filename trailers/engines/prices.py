"""The price tables of hosted models as somebody read them. A setting overrides each (CUELOCK_PRICES).

Vendors change prices without telling us; what their answers say they used, times these, settles a call.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

from trailers.domain.pricing import PriceTable, UnitPrice, cost_microusd, with_override

from .operator import own_prices

_HOUR_MS = 3_600_000
_TOKENS = 1_000_000


def _speech(model: str, microusd: int, read_on: str, source: str) -> PriceTable:
    return PriceTable("elevenlabs", model, (UnitPrice("chars", microusd, 1000),), read_on, source)


def _text(model: str, entry: int, output: int, read_on: str, source: str) -> PriceTable:
    prices = (UnitPrice("input_tokens", entry, _TOKENS), UnitPrice("output_tokens", output, _TOKENS))
    return PriceTable("openai", model, prices, read_on, source)


_PUBLISHED = "published list of the API, 2026-06"
_MUSIC = UnitPrice("music_ms", 750_000, 60_000)
_RESELLER = "a reseller's list; the vendor's own depends on the plan"
TABLES: Mapping[tuple[str, str], PriceTable] = {
    (table.engine, table.model): table
    for table in (
        _speech("eleven_v4", 80_000, "2026-11-21", _RESELLER),
        _speech("eleven_v4_turbo", 20_000, "2026-11-21", _RESELLER),
        _speech("eleven_v3", 100_000, "2026-11-21", _PUBLISHED),
        _speech("eleven_multilingual_v2", 100_000, "2026-11-21", _PUBLISHED),
        _speech("eleven_flash_v2_5", 50_000, "2026-11-21", _PUBLISHED),
        _speech("eleven_turbo_v2_5", 50_000, "2026-11-21", _PUBLISHED),
        _speech("eleven_flash_v2", 50_000, "2026-11-21", _PUBLISHED),
        _speech("eleven_turbo_v2", 50_000, "2026-11-21", _PUBLISHED),
        *(
            PriceTable("elevenlabs", f"music_{name}", (_MUSIC,), "2026-11-21", _RESELLER)
            for name in ("v1", "v2", "v2_5")
        ),
        PriceTable("elevenlabs", "scribe_v2", (UnitPrice("audio_ms", 600_000, _HOUR_MS),), "2026-11-21", _RESELLER),
        _text("gpt-5.4-mini", 750_000, 4_500_000, "2026-11-21", "list of 2026-03"),
        _text("gpt-5.4-nano", 200_000, 1_250_000, "2026-11-21", "list of 2026-03"),
    )
}  # fmt: skip
FREE = ("embedded", "local")


def price_table(engine: str, model: str) -> PriceTable:
    """The prices of a model, with the operator's own in place of ours.

    A model that nobody has priced is taken to cost as much as the engine's dearest one of the same kind, so that
    an estimate is never too low; `source` says so.
    """
    own = own_prices(engine, model)
    table = TABLES.get((engine, model))
    if table is None and engine not in FREE and not own:
        table = _dearest(engine, model)
    return with_own(table or PriceTable(engine, model, (), "", "free"))


def with_own(table: PriceTable) -> PriceTable:
    """A table with the operator's own prices in place of ours."""
    own = own_prices(table.engine, table.model)
    return reduce(lambda found, price: with_override(found, price, read_on=table.read_on), own, table)


def settled(table: PriceTable, units: Mapping[str, int]) -> int:
    """What a call cost by a table of an engine's own, in whole microdollars. FatalError pricing.unknown_unit."""
    return cost_microusd(with_own(table), units)


def cost(engine: str, model: str, units: Mapping[str, int]) -> int:
    """What a call cost, in whole microdollars. FatalError pricing.unknown_unit."""
    return cost_microusd(price_table(engine, model), units)


def _dearest(engine: str, model: str) -> PriceTable:
    best: dict[str, UnitPrice] = {}
    for table in TABLES.values():
        for price in table.prices if table.engine == engine else ():
            if price.unit not in best or price.exact > best[price.unit].exact:
                best[price.unit] = price
    return PriceTable(
        engine, model, tuple(best.values()), "2026-11-21", "unknown: the dearest of this engine"
    )
