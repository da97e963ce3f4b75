"""What things cost: prices as data with their date and source, and sums of them in whole microdollars.

Money is an integer of microdollars (1 $ = 1_000_000). A price is rounded up once, at the end of a sum, so
an estimate is never below what the parts cost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Protocol

from .errors import FatalError

UNCERTAIN_REPEAT_LIMIT_MICROUSD = 50_000
"""$0.05: a call whose outcome is unknown is repeated by itself only if it costs less than this."""
UNCERTAIN_REPEATS = 1


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """`microusd` for every `per` units: 80_000 per 1_000 chars, 7_000_000 per 1_000_000 tokens."""

    unit: str
    """What is counted: call, chars, input_tokens, output_tokens, images, ms, video_tokens, ..."""
    microusd: int
    per: int = 1

    def __post_init__(self) -> None:
        if self.microusd < 0 or self.per < 1:
            raise ValueError(f"not a price: {self.microusd} per {self.per} {self.unit}")

    @property
    def exact(self) -> Fraction:
        """Microdollars for one unit."""
        return Fraction(self.microusd, self.per)


@dataclass(frozen=True, slots=True)
class PriceTable:
    """The prices of one model, as somebody read them."""

    engine: str
    model: str
    prices: tuple[UnitPrice, ...]
    """Empty for an engine that costs nothing."""
    read_on: str
    """ISO date."""
    source: str

    @property
    def is_free(self) -> bool:
        return all(price.microusd == 0 for price in self.prices)


@dataclass(frozen=True, slots=True)
class CallPrice:
    """What is set aside for one call: so much, or, when paid by its length, so much for each started second."""

    usual_microusd: int
    second_microusd: int = 0
    least_s: int = 0
    """The shortest length that is billed."""

    def of(self, seconds: Fraction) -> int:
        """Of a call that orders `seconds`."""
        return self.second_microusd * self.seconds(seconds) if self.second_microusd else self.usual_microusd

    def seconds(self, seconds: Fraction) -> int:
        """How many are billed of a call that orders `seconds`; 0 for an engine that is not paid by them."""
        started = -(-seconds.numerator // seconds.denominator)
        return max(self.least_s, started) if self.second_microusd else 0


def cost_microusd(table: PriceTable, units: Mapping[str, int]) -> int:
    """The price of so many units, rounded up to a whole microdollar.

    FatalError pricing.unknown_unit for a unit without a price at an engine that charges: no call may be made
    whose price nobody knows.
    """
    if table.is_free:
        return 0
    exact = {price.unit: price.exact for price in table.prices}
    unknown = sorted(unit for unit, count in units.items() if count and unit not in exact)
    if unknown:
        raise FatalError("pricing.unknown_unit", engine=table.engine, model=table.model, unit=unknown[0])
    return _round_up(sum((count * exact[unit] for unit, count in units.items() if count), Fraction()))


def with_override(table: PriceTable, price: UnitPrice, *, read_on: str) -> PriceTable:
    """The table with one unit's price replaced or added by a setting of the operator."""
    others = tuple(old for old in table.prices if old.unit != price.unit)
    return replace(table, prices=(*others, price), read_on=read_on, source="setting")


def may_repeat(
    price_microusd: int, repeats_done: int, *, limit_microusd: int = UNCERTAIN_REPEAT_LIMIT_MICROUSD
) -> bool:
    """Whether a call that may already have been charged is made once more without asking anybody."""
    return repeats_done < UNCERTAIN_REPEATS and price_microusd < limit_microusd


class Priced(Protocol):
    """What an estimate reads of a step; graph.Step is one."""

    @property
    def kind(self) -> str: ...
    @property
    def gate(self) -> str: ...
    @property
    def price_microusd(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Forecast:
    """Steps that no script or scene names yet: how many there may be, and the price of each."""

    kind: str
    each_microusd: int
    count_low: int
    count_high: int
    gate: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.count_low <= self.count_high:
            raise ValueError(f"not a range of steps: {self.count_low} to {self.count_high}")


@dataclass(frozen=True, slots=True)
class PriceRange:
    low_microusd: int = 0
    high_microusd: int = 0

    def __add__(self, other: PriceRange) -> PriceRange:
        return PriceRange(self.low_microusd + other.low_microusd, self.high_microusd + other.high_microusd)

    @property
    def is_exact(self) -> bool:
        return self.low_microusd == self.high_microusd

    def __str__(self) -> str:
        low, high = dollars(self.low_microusd), dollars(self.high_microusd)
        return low if low == high else f"{low} to {high}"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A sum with its parts. Steps outside any gate are under ''."""

    total: PriceRange
    by_kind: Mapping[str, PriceRange]
    by_gate: Mapping[str, PriceRange]


def estimate(steps: Iterable[Priced], forecasts: Iterable[Forecast] = ()) -> Estimate:
    """What the given steps, all still to be made, will cost, and what is likely to follow them."""
    by_kind: dict[str, PriceRange] = {}
    by_gate: dict[str, PriceRange] = {}
    known = [(step.kind, step.gate, PriceRange(step.price_microusd, step.price_microusd)) for step in steps]
    guessed = [
        (f.kind, f.gate, PriceRange(f.count_low * f.each_microusd, f.count_high * f.each_microusd))
        for f in forecasts
    ]
    for kind, gate, price in (*known, *guessed):
        by_kind[kind] = by_kind.get(kind, PriceRange()) + price
        by_gate[gate] = by_gate.get(gate, PriceRange()) + price
    return Estimate(sum(by_kind.values(), PriceRange()), by_kind, by_gate)


def dollars(microusd: int) -> str:
    """Money as a person reads it: rounded up to a cent, "free" for nothing, "-" in front of a refund."""
    if microusd == 0:
        return "free"
    cents = _round_up(Fraction(abs(microusd), 10_000))
    return f"{'-' if microusd < 0 else ''}${cents // 100}.{cents % 100:02d}"


def _round_up(value: Fraction) -> int:
    return -(-value.numerator // value.denominator)
