"""Retry: each class of error leads to one thing, delays grow, spread and stay below their caps."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trailers.domain.errors import FatalError, RetryableError, UncertainError, UserError
from trailers.domain.retry import (
    BASE_MS,
    CAP_MS,
    LONGEST_WISH_MS,
    ErrorClass,
    RetryDecision,
    Uncertainty,
    backoff_ms,
    decide,
    error_class,
)

NEVER = RetryDecision("never")
ASK = RetryDecision("ask")
CHANCES = st.integers(0, 2**53 - 1).map(lambda n: Fraction(n, 2**53))
NEAR_ONE = Fraction(10**9 - 1, 10**9)


def after(
    error: ErrorClass, attempts: int = 1, *, most: int = 3, chance: Fraction = Fraction(), **more: Any
) -> RetryDecision:
    return decide(error, attempts=attempts, max_attempts=most, chance=chance, **more)


@pytest.mark.parametrize("error", ["user", "fatal"])
@given(st.integers(1, 20), st.integers(0, 20), st.none() | st.integers(0, 9_999), CHANCES)
def test_some_errors_are_never_retried(
    error: ErrorClass, attempts: int, most: int, wish: int | None, chance: Fraction
) -> None:
    assert after(error, attempts, most=most, chance=chance, retry_after_s=wish) == NEVER


@pytest.mark.parametrize(
    ("attempts", "most", "retried"),
    [(1, 3, True), (2, 3, True), (3, 3, False), (4, 3, False), (1, 1, False), (1, 0, False)],
)
def test_attempts_run_out(attempts: int, most: int, retried: bool) -> None:
    assert (after("retryable", attempts, most=most).action == "retry") is retried


@pytest.mark.parametrize(
    ("attempts", "least", "most"),
    [
        (1, 1_000, 2_000),
        (2, 2_000, 4_000),
        (3, 4_000, 8_000),
        (7, 64_000, 128_000),
        (8, 128_000, 256_000),
        (9, 150_000, 300_000),
        (10, 150_000, 300_000),
        (10_000, 150_000, 300_000),
    ],
)
def test_backoff_doubles_up_to_its_cap(attempts: int, least: int, most: int) -> None:
    assert backoff_ms(attempts, Fraction()) == least
    assert backoff_ms(attempts, NEAR_ONE) == most
    assert most <= CAP_MS and BASE_MS == 2_000


@given(st.integers(1, 40), CHANCES, CHANCES)
@settings(max_examples=500)
def test_backoff_grows_with_attempts_and_with_chance(attempts: int, one: Fraction, two: Fraction) -> None:
    low, high = sorted((one, two))
    assert backoff_ms(attempts, low) <= backoff_ms(attempts, high)
    assert backoff_ms(attempts, one) <= backoff_ms(attempts + 1, one)
    assert BASE_MS // 2 <= backoff_ms(attempts, one) <= CAP_MS


def test_jitter_spreads_evenly() -> None:
    delays = [backoff_ms(3, Fraction(n, 4_001)) for n in range(4_001)]
    assert delays == list(range(4_000, 8_001)), "every millisecond of the second half is equally likely"


@given(st.integers(1, 9), st.integers(1, LONGEST_WISH_MS // 1000), CHANCES)
@settings(max_examples=500)
def test_the_providers_wish_is_never_undercut(attempts: int, wish_s: int, chance: Fraction) -> None:
    decision = after("retryable", attempts, most=10, chance=chance, retry_after_s=wish_s)
    assert decision.action == "retry"
    assert decision.delay_ms >= max(wish_s * 1000, backoff_ms(attempts, chance))
    assert decision.delay_ms <= max(wish_s * 1000, 0) + CAP_MS


@pytest.mark.parametrize("wish", [None, 0, -5])
def test_no_wish_is_plain_backoff(wish: int | None) -> None:
    decision = after("retryable", 2, chance=Fraction(1, 2), retry_after_s=wish)
    assert decision == RetryDecision("retry", 3_000)


def test_a_wish_beyond_an_hour_is_not_waited_for() -> None:
    assert after("retryable", retry_after_s=3_600).action == "retry"
    assert after("retryable", retry_after_s=3_601) == NEVER


@pytest.mark.parametrize(
    ("known", "attempts", "action"),
    [
        (Uncertainty(can_look_up=True, price_microusd=900_000), 1, "lookup"),
        (Uncertainty(can_look_up=True, price_microusd=900_000), 9, "lookup"),
        (Uncertainty(price_microusd=49_999), 1, "repeat"),
        (Uncertainty(price_microusd=49_999), 3, "ask"),
        (Uncertainty(price_microusd=49_999, repeats_done=1), 1, "ask"),
        (Uncertainty(price_microusd=50_000), 1, "ask"),
        (Uncertainty(price_microusd=50_000, limit_microusd=50_001), 1, "repeat"),
        (Uncertainty(price_microusd=0, limit_microusd=0), 1, "ask"),
    ],
)
def test_unknown_outcomes_are_looked_up_else_repeated_if_cheap_else_asked(
    known: Uncertainty, attempts: int, action: str
) -> None:
    assert after("uncertain", attempts, uncertainty=known).action == action


@given(
    st.booleans(),
    st.integers(0, 10**7),
    st.integers(0, 3),
    st.integers(1, 6),
    st.integers(1, 6),
    CHANCES,
)
@settings(max_examples=500)
def test_paid_calls_are_at_most_one_and_one_declared_repeat(
    can_look_up: bool, price: int, repeats: int, attempts: int, most: int, chance: Fraction
) -> None:
    """Invariant 4: whatever else is true, a second uncertain call or a dear one is never made unasked."""
    known = Uncertainty(can_look_up, price, repeats)
    decision = after("uncertain", attempts, most=most, chance=chance, uncertainty=known)
    assert decision.action in ("lookup", "repeat", "ask")
    if repeats >= 1 or price >= 50_000:
        assert decision.action != "repeat"
    assert (decision.delay_ms == 0) is (decision.action == "ask")


def test_nothing_known_about_an_uncertain_call_counts_as_free_once() -> None:
    assert after("uncertain").action == "repeat"


@pytest.mark.parametrize("chance", [Fraction(-1, 2), Fraction(1), Fraction(3, 2)])
def test_chance_is_a_chance(chance: Fraction) -> None:
    with pytest.raises(ValueError, match="chance"):
        after("retryable", chance=chance)


def test_an_attempt_is_counted_at_claim() -> None:
    with pytest.raises(ValueError, match="claimed"):
        after("retryable", 0)


def test_delay_as_a_timedelta() -> None:
    assert RetryDecision("retry", 1_500).delay == timedelta(seconds=1, milliseconds=500)
    assert ASK.delay == timedelta(0)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (UserError("x"), "user"),
        (RetryableError("x"), "retryable"),
        (UncertainError("x"), "uncertain"),
        (FatalError("x"), "fatal"),
        (ZeroDivisionError(), "fatal"),
        (MemoryError(), "fatal"),
        (OSError(28, "No space left on device"), "fatal"),
    ],
)
def test_error_classes(error: BaseException, expected: ErrorClass) -> None:
    assert error_class(error) == expected
    assert expected in get_args(ErrorClass)
