"""What the operator has chosen for the engines: models, voices and prices of their own. Told once per process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from trailers.domain.pricing import UnitPrice


@dataclass(slots=True)
class _Told:
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    prices: Mapping[tuple[str, str], tuple[UnitPrice, ...]] = field(default_factory=dict)


_told = _Told()


def configure(
    options: Mapping[str, Mapping[str, str]],
    prices: Mapping[tuple[str, str], tuple[UnitPrice, ...]] | None = None,
) -> None:
    """Options by vendor and name; prices by vendor and model. Replaces what was told before."""
    _told.options, _told.prices = dict(options), dict(prices or {})


def option(vendor: str, name: str) -> str:
    """'' where nothing was chosen."""
    return _told.options.get(vendor, {}).get(name, "")


def own_prices(vendor: str, model: str) -> tuple[UnitPrice, ...]:
    return _told.prices.get((vendor, model), ())
