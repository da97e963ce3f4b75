"""Prices: whole microdollars, rounded up once, never below the truth."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trailers.domain.errors import FatalError
from trailers.domain.pricing import (
    UNCERTAIN_REPEAT_LIMIT_MICROUSD,
    Forecast,
    PriceRange,
    PriceTable,
    UnitPrice,
    cost_microusd,
    dollars,
    estimate,
    may_repeat,
    with_override,
)

SPEECH = PriceTable("voices", "v1", (UnitPrice("chars", 80_000, 1_000),), "2026-11-21", "page")
VIDEO = PriceTable(
    "clips",
    "s2",
    (UnitPrice("video_tokens", 7_000_000, 1_000_000), UnitPrice("call", 5)),
    "2026-11-21",
    "page",
)
FREE = PriceTable("embedded", "", (), "2026-11-21", "own")


@dataclass(frozen=True)
class Step:
    kind: str
    gate: str
    price_microusd: int


@pytest.mark.parametrize(
    ("table", "units", "cost"),
    [
        (SPEECH, {"chars": 1_000}, 80_000),
        (SPEECH, {"chars": 1}, 80),
        (SPEECH, {"chars": 0}, 0),
        (SPEECH, {}, 0),
        (VIDEO, {"video_tokens": 1, "call": 1}, 12),
        (VIDEO, {"video_tokens": 103_818}, 726_726),
        (FREE, {"anything": 10**9}, 0),
        (PriceTable("m", "", (UnitPrice("ms", 700_000, 60_000),), "", ""), {"ms": 61_234}, 714_397),
    ],
)
def test_cost(table: PriceTable, units: dict[str, int], cost: int) -> None:
    assert cost_microusd(table, units) == cost


@given(
    st.lists(st.tuples(st.integers(0, 10**7), st.integers(1, 10**6)), min_size=1, max_size=5),
    st.lists(st.integers(0, 10**6), min_size=5, max_size=5),
)
@settings(max_examples=300)
def test_cost_is_the_exact_sum_rounded_up_once(prices: list[tuple[int, int]], counts: list[int]) -> None:
    table = PriceTable(
        "e", "m", tuple(UnitPrice(f"u{n}", p, per) for n, (p, per) in enumerate(prices)), "", ""
    )
    units = {f"u{n}": count for n, (_, count) in enumerate(zip(prices, counts, strict=False))}
    exact = sum(
        (count * Fraction(p, per) for (p, per), count in zip(prices, counts, strict=False)), Fraction()
    )
    assert 0 <= cost_microusd(table, units) - exact < 1


def test_a_unit_without_a_price_stops_the_call() -> None:
    with pytest.raises(FatalError) as caught:
        cost_microusd(SPEECH, {"chars": 10, "seconds": 1})
    assert caught.value.code == "pricing.unknown_unit"
    assert caught.value.params == {"engine": "voices", "model": "v1", "unit": "seconds"}
    assert cost_microusd(SPEECH, {"chars": 10, "seconds": 0}) == 800


@pytest.mark.parametrize("bad", [(-1, 1), (1, 0), (1, -5)])
def test_a_price_is_not_negative(bad: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="not a price"):
        UnitPrice("x", *bad)


def test_a_setting_replaces_one_price_and_says_so() -> None:
    cheaper = with_override(VIDEO, UnitPrice("call", 1), read_on="2026-12-01")
    assert cost_microusd(cheaper, {"call": 3, "video_tokens": 1}) == 10
    assert (cheaper.source, cheaper.read_on) == ("setting", "2026-12-01")
    assert cost_microusd(VIDEO, {"call": 3}) == 15, "the table itself is as it was"
    charging = with_override(FREE, UnitPrice("call", 7), read_on="2026-12-01")
    assert not charging.is_free and FREE.is_free
    assert cost_microusd(charging, {"call": 2}) == 14


@pytest.mark.parametrize(
    ("price", "done", "limit", "expected"),
    [
        (0, 0, UNCERTAIN_REPEAT_LIMIT_MICROUSD, True),
        (49_999, 0, UNCERTAIN_REPEAT_LIMIT_MICROUSD, True),
        (50_000, 0, UNCERTAIN_REPEAT_LIMIT_MICROUSD, False),
        (49_999, 1, UNCERTAIN_REPEAT_LIMIT_MICROUSD, False),
        (0, 1, UNCERTAIN_REPEAT_LIMIT_MICROUSD, False),
        (0, 0, 0, False),
        (99, 0, 100, True),
    ],
)
def test_an_uncertain_call_is_repeated_once_and_only_if_cheap(
    price: int, done: int, limit: int, expected: bool
) -> None:
    assert may_repeat(price, done, limit_microusd=limit) is expected


def test_the_limit_is_five_cents() -> None:
    assert dollars(UNCERTAIN_REPEAT_LIMIT_MICROUSD) == "$0.05"


def test_estimate_sums_by_kind_and_gate() -> None:
    steps = [Step("image", "voice", 30_000)] * 3 + [Step("voice", "script", 400), Step("mix", "", 0)]
    forecasts = [
        Forecast("clip", 350_000, 2, 5, gate="stills"),
        Forecast("image", 30_000, 0, 1, gate="voice"),
    ]
    found = estimate(steps, forecasts)
    assert found.by_kind == {
        "image": PriceRange(90_000, 120_000),
        "voice": PriceRange(400, 400),
        "mix": PriceRange(0, 0),
        "clip": PriceRange(700_000, 1_750_000),
    }
    assert found.by_gate == {
        "voice": PriceRange(90_000, 120_000),
        "script": PriceRange(400, 400),
        "": PriceRange(0, 0),
        "stills": PriceRange(700_000, 1_750_000),
    }
    assert found.total == PriceRange(790_400, 1_870_400)
    assert str(found.total) == "$0.80 to $1.88"


def test_an_estimate_of_nothing_is_free() -> None:
    found = estimate([])
    assert (found.total, found.by_kind, found.by_gate) == (PriceRange(0, 0), {}, {})
    assert found.total.is_exact and str(found.total) == "free"


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xy"), st.integers(0, 10**9)), max_size=30))
def test_both_breakdowns_add_up_to_the_total(steps: list[tuple[str, str, int]]) -> None:
    found = estimate([Step(*step) for step in steps])
    for parts in (found.by_kind, found.by_gate):
        assert sum(part.low_microusd for part in parts.values()) == found.total.low_microusd
    assert found.total.low_microusd == found.total.high_microusd == sum(price for _, _, price in steps)


@pytest.mark.parametrize("counts", [(-1, 2), (3, 2)])
def test_a_forecast_has_a_range(counts: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="not a range"):
        Forecast("clip", 1, *counts)


@pytest.mark.parametrize(
    ("microusd", "text"),
    [
        (0, "free"),
        (1, "$0.01"),
        (10_000, "$0.01"),
        (10_001, "$0.02"),
        (240_000, "$0.24"),
        (1_870_000, "$1.87"),
        (1_234_560_000, "$1234.56"),
        (-240_000, "-$0.24"),
    ],
)
def test_dollars(microusd: int, text: str) -> None:
    assert dollars(microusd) == text
