"""As many setups as the budget allows: how often a picture and its clip can be bought for a sum, at most.

A song is not heard yet when this is asked, so the sum is a ceiling and no guess: whatever lengths the scenes get,
the setups cost no more.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from .errors import UserError
from .pricing import CallPrice, dollars


@dataclass(frozen=True, slots=True)
class SetupCosts:
    """What a music video's engines charge. Free ones leave all of it empty."""

    once_microusd: int
    """Of what is bought once for the film: its treatment and plan, the reference pictures."""
    image_microusd: int
    clip: CallPrice
    longest_ms: int
    """The longest clip that a setup is ordered as."""
    handle_ms: int
    """What is ordered beyond the scenes, at both ends together."""

    @property
    def is_free(self) -> bool:
        return not (self.image_microusd or self.clip.usual_microusd or self.clip.second_microusd)


@dataclass(frozen=True, slots=True)
class Afforded:
    """What a budget buys."""

    setups: int
    wanted: int
    """As many as would be filmed without a budget."""
    budget_microusd: int
    price_microusd: int
    """Of the whole film with so many, at most."""
    next_microusd: int
    """Of the whole film with one more; 0 where no more are wanted."""


def price_at_most(setups: int, duration_ms: int, costs: SetupCosts) -> int:
    """The most that a film of `duration_ms` with so many setups can cost."""
    return costs.once_microusd + setups * costs.image_microusd + _clips(setups, duration_ms, costs)


def _clips(setups: int, duration_ms: int, costs: SetupCosts) -> int:
    """The dearest way in which scenes can fall to setups: some as long as clips go, the others hardly seen.

    A clip of x seconds is billed as less than x + 1, and by the shortest length that is sold; the sum of that is
    largest where all but one are at one end of it.
    """
    if not costs.clip.second_microusd:
        return setups * costs.clip.usual_microusd
    left, seconds = duration_ms, Fraction(0)
    for _ in range(setups):
        shown = min(left, costs.longest_ms)
        left -= shown
        seconds += max(Fraction(costs.clip.least_s), Fraction(shown + costs.handle_ms, 1000) + 1)
    return costs.clip.second_microusd * (seconds.numerator // seconds.denominator)


def setups_within(budget_microusd: int, wanted: int, duration_ms: int, costs: SetupCosts) -> Afforded:
    """As many setups as the budget allows, `wanted` at most.

    UserError budget.too_small when not even one can be bought.
    """
    if costs.is_free and costs.once_microusd <= budget_microusd:
        return Afforded(wanted, wanted, budget_microusd, costs.once_microusd, 0)
    prices = [price_at_most(count, duration_ms, costs) for count in range(1, wanted + 1)]
    afforded = sum(price <= budget_microusd for price in prices)
    if not afforded:
        raise UserError("budget.too_small", budget=dollars(budget_microusd), least=dollars(prices[0]))
    following = prices[afforded] if afforded < wanted else 0
    return Afforded(afforded, wanted, budget_microusd, prices[afforded - 1], following)
