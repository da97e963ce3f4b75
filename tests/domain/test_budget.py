"""As many setups as a budget allows: exact sums, a ceiling that no way of cutting breaks, and a clear refusal."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailers.domain.budget import Afforded, SetupCosts, price_at_most, setups_within
from trailers.domain.errors import UserError
from trailers.domain.pricing import CallPrice

WHOLE = SetupCosts(20_000, 40_000, CallPrice(300_000), 10_000, 334)
TIMED = SetupCosts(0, 0, CallPrice(500_000, second_microusd=100_000, least_s=4), 10_000, 334)
FREE = SetupCosts(0, 0, CallPrice(0), 16_000, 334)


def test_each_setup_is_one_picture_and_one_clip() -> None:
    assert [price_at_most(n, 60_000, WHOLE) for n in (1, 2, 5)] == [360_000, 700_000, 1_720_000]


def test_a_clip_that_is_paid_by_its_length_is_counted_at_its_dearest() -> None:
    # 10 s and its handles are sold as 11; then what is left, and what is hardly seen at the shortest length sold
    assert price_at_most(1, 60_000, TIMED) == 1_100_000
    assert price_at_most(2, 12_000, TIMED) == 1_500_000
    assert price_at_most(4, 12_000, TIMED) == 2_300_000


@pytest.mark.parametrize(
    ("budget", "setups", "price", "following"),
    [
        (360_000, 1, 360_000, 700_000),
        (699_999, 1, 360_000, 700_000),
        (700_000, 2, 700_000, 1_040_000),
        (50_000_000, 9, 3_080_000, 0),
    ],
)
def test_as_many_as_the_budget_allows_and_no_more_than_are_wanted(
    budget: int, setups: int, price: int, following: int
) -> None:
    assert setups_within(budget, 9, 60_000, WHOLE) == Afforded(setups, 9, budget, price, following)


def test_free_engines_are_bound_by_no_budget() -> None:
    assert setups_within(0, 24, 60_000, FREE) == Afforded(24, 24, 0, 0, 0)


def test_too_little_for_one_setup_is_refused_with_what_one_costs() -> None:
    with pytest.raises(UserError) as caught:
        setups_within(300_000, 9, 60_000, WHOLE)
    assert caught.value.code == "budget.too_small"
    assert caught.value.params == {"budget": "$0.30", "least": "$0.36"}
    assert "$0.30 are too little for one setup" in str(caught.value)


@given(
    windows=st.lists(st.integers(500, 10_000), min_size=1, max_size=12),
    least=st.integers(0, 6),
    handle=st.integers(0, 700),
)
def test_however_the_scenes_fall_the_clips_cost_no_more(windows: list[int], least: int, handle: int) -> None:
    costs = SetupCosts(0, 0, CallPrice(0, second_microusd=1_000, least_s=least), 10_000, handle)
    bill = sum(costs.clip.of(Fraction(window + handle, 1000)) for window in windows)
    assert bill <= price_at_most(len(windows), sum(windows), costs)


@given(budget=st.integers(0, 8_000_000), wanted=st.integers(1, 30), duration=st.integers(1_000, 200_000))
def test_what_is_afforded_is_within_the_budget_and_one_more_is_not(
    budget: int, wanted: int, duration: int
) -> None:
    for costs in (WHOLE, TIMED):
        try:
            found = setups_within(budget, wanted, duration, costs)
        except UserError:
            assert price_at_most(1, duration, costs) > budget
            continue
        assert found.price_microusd <= budget
        assert found.setups == wanted or found.next_microusd > budget
