"""Conform plans: exact sums, frames in order and in range, and a flag only when nothing allowed is enough."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.tracks import RATES, rates
from trailers.domain.clock import Rate
from trailers.domain.conform import FASTEST, MAX_FREEZE_FRAMES, SLOWEST, Conform, Flag, plan_conform

R24 = Rate(24)
TAKE_RATES = st.sampled_from((*RATES, Rate(12), Rate(16), Rate(50), Rate(120)))


def plan(
    take: int, need: int, *, rate: Rate = R24, at: int = 0, speed: Fraction | None = None
) -> Conform | Flag:
    return plan_conform(take_frames=take, take_rate=rate, need=need, rate=R24, in_point=at, speed=speed)


@pytest.mark.parametrize(
    ("take", "need", "expected"),
    [
        (100, 100, Conform(0, 100, 100, 0, 100, "exact", Fraction(1))),
        (240, 100, Conform(0, 100, 100, 0, 100, "trim", Fraction(1))),
        (116, 100, Conform(0, 100, 100, 0, 100, "trim", Fraction(1))),
        (115, 100, Conform(0, 115, 100, 0, 100, "speed", Fraction(23, 20))),
        (85, 100, Conform(0, 85, 100, 0, 100, "speed", Fraction(17, 20))),
        (84, 100, Conform(0, 84, 98, 2, 100, "slow_freeze", Fraction(17, 20))),  # 84/0.85 = 98.8
        (75, 100, Conform(0, 75, 88, 12, 100, "slow_freeze", Fraction(17, 20))),  # 88.2
        (1, 13, Conform(0, 1, 1, 12, 13, "slow_freeze", Fraction(17, 20))),
        (1, 1, Conform(0, 1, 1, 0, 1, "exact", Fraction(1))),
    ],
)
def test_the_automatic_plan_at_one_rate(take: int, need: int, expected: Conform) -> None:
    assert plan(take, need) == expected


@pytest.mark.parametrize(
    ("take", "rate", "need", "expected"),
    [
        (150, Rate(30), 120, Conform(0, 150, 120, 0, 120, "speed", Fraction(1))),
        (300, Rate(30), 120, Conform(0, 150, 120, 0, 120, "trim", Fraction(1))),
        (120, Rate(24000, 1001), 120, Conform(0, 120, 120, 0, 120, "speed", Fraction(1001, 1000))),
        (
            240,
            Rate(60),
            120,
            Conform(0, 240, 112, 8, 120, "slow_freeze", Fraction(17, 20)),
        ),  # 4 s for 5 s: 112.9
    ],
)
def test_the_automatic_plan_across_rates(take: int, rate: Rate, need: int, expected: Conform) -> None:
    assert plan(take, need, rate=rate) == expected


def test_an_in_point_leaves_less_to_use() -> None:
    assert plan(140, 100, at=20) == Conform(20, 100, 100, 0, 100, "trim", Fraction(1))
    assert plan(110, 100, at=10) == Conform(10, 100, 100, 0, 100, "exact", Fraction(1))
    assert plan(110, 100, at=30) == Conform(30, 80, 94, 6, 100, "slow_freeze", Fraction(17, 20))


def test_a_chosen_speed_is_kept() -> None:
    assert plan(108, 100, at=4, speed=Fraction(1)) == Conform(4, 100, 100, 0, 100, "trim", Fraction(1))
    assert plan(200, 100, speed=Fraction(11, 10)) == Conform(0, 110, 100, 0, 100, "speed", Fraction(11, 10))
    assert plan(95, 100, speed=Fraction(1)) == Conform(0, 95, 95, 5, 100, "slow_freeze", Fraction(1))
    assert plan(100, 100, speed=Fraction(1)) == Conform(0, 100, 100, 0, 100, "exact", Fraction(1))


def test_flags_say_what_is_missing() -> None:
    assert plan(74, 100) == Flag(
        "take_too_short", 1, "At speed 0.85 and with a freeze it reaches frame 99 of 100."
    )
    assert plan(50, 100) == Flag(
        "take_too_short", 30, "At speed 0.85 and with a freeze it reaches frame 70 of 100."
    )
    assert plan(80, 100, speed=Fraction(1)) == Flag(
        "take_too_short", 8, "At speed 1.00 and with a freeze it reaches frame 92 of 100."
    )
    assert plan(0, 100) == Flag("take_empty", 100, "It has no frames.")
    for at in (-1, 60, 61):
        flag = plan(60, 10, at=at)
        assert isinstance(flag, Flag) and (flag.code, flag.short_frames) == ("in_point_outside", 0)
    for speed in (Fraction(84, 100), Fraction(116, 100), Fraction(0)):
        flag = plan(500, 100, speed=speed)
        assert isinstance(flag, Flag) and flag.code == "speed_outside"


def test_a_scene_without_frames_is_a_mistake_of_the_caller() -> None:
    for need in (0, -5):
        with pytest.raises(ValueError):
            plan(10, need)


def test_the_frames_that_are_seen() -> None:
    exact, trim, slow = plan(5, 5), plan(9, 5, at=2), plan(4, 8)
    assert isinstance(exact, Conform) and [exact.source_frame(k) for k in range(5)] == [0, 1, 2, 3, 4]
    assert isinstance(trim, Conform) and [trim.source_frame(k) for k in range(5)] == [2, 3, 4, 5, 6]
    assert isinstance(slow, Conform) and slow.play == 4
    assert [slow.source_frame(k) for k in range(8)] == [0, 1, 2, 3, 3, 3, 3, 3]
    for k in (-1, 8):
        with pytest.raises(IndexError):
            slow.source_frame(k)


def test_thirty_frames_become_twenty_four_by_leaving_out_every_fifth() -> None:
    fit = plan(30, 24, rate=Rate(30))
    assert isinstance(fit, Conform)
    seen = [fit.source_frame(k) for k in range(24)]
    assert seen[:8] == [0, 1, 3, 4, 5, 6, 8, 9]
    assert (len(set(seen)), seen[-1]) == (24, 29)


@settings(max_examples=2000, deadline=None)
@given(
    take=st.integers(1, 700),
    take_rate=TAKE_RATES,
    need=st.integers(1, 500),
    rate=rates,
    at=st.integers(0, 40),
    speed=st.none() | st.fractions(SLOWEST, FASTEST, max_denominator=100),
)
def test_every_plan_fills_its_scene_in_order_and_in_range(
    take: int, take_rate: Rate, need: int, rate: Rate, at: int, speed: Fraction | None
) -> None:
    fit = plan_conform(take_frames=take, take_rate=take_rate, need=need, rate=rate, in_point=at, speed=speed)
    if at >= take:
        assert isinstance(fit, Flag) and fit.code == "in_point_outside"
        return
    have, per_frame = take - at, take_rate.exact / rate.exact
    if isinstance(fit, Flag):
        slowest = SLOWEST if speed is None else speed
        reach = max(1, have / (per_frame * slowest) // 1) + MAX_FREEZE_FRAMES
        assert (fit.code, fit.short_frames) == ("take_too_short", need - reach)
        assert fit.short_frames > 0
        return
    assert fit.frames == need == fit.play + fit.freeze
    assert fit.in_point == at and 1 <= fit.use <= have and fit.play >= 1
    assert 0 <= fit.freeze <= MAX_FREEZE_FRAMES
    seen = [fit.source_frame(k) for k in range(need)]
    assert all(a <= b for a, b in pairwise(seen))
    assert at <= seen[0] and seen[-1] <= at + fit.use - 1
    assert len(set(seen[fit.play - 1 :])) == 1


@settings(max_examples=1500, deadline=None)
@given(take=st.integers(1, 700), take_rate=TAKE_RATES, need=st.integers(1, 500), rate=rates)
def test_the_mode_follows_the_ratio(take: int, take_rate: Rate, need: int, rate: Rate) -> None:
    fit = plan_conform(take_frames=take, take_rate=take_rate, need=need, rate=rate)
    ratio = take * rate.exact / (take_rate.exact * need)
    if isinstance(fit, Flag):
        assert ratio < SLOWEST
    elif ratio > FASTEST:
        assert (fit.mode, fit.speed, fit.freeze) == ("exact" if fit.use == take == need else "trim", 1, 0)
        assert abs(fit.use - need * take_rate.exact / rate.exact) <= Fraction(1, 2) or fit.use == 1
    elif ratio >= SLOWEST:
        assert (fit.use, fit.play, fit.freeze, fit.speed) == (take, need, 0, ratio)
        assert fit.mode == ("exact" if take == need and take_rate == rate else "speed")
    else:
        assert fit.speed == SLOWEST and fit.use == take
        assert fit.mode == ("slow_freeze" if fit.freeze else "speed")


@settings(max_examples=1000, deadline=None)
@given(take=st.integers(1, 400), need=st.integers(1, 400), rate=rates)
def test_a_longer_take_never_fits_worse(take: int, need: int, rate: Rate) -> None:
    def short(frames: int) -> int:
        fit = plan_conform(take_frames=frames, take_rate=rate, need=need, rate=rate)
        return fit.short_frames if isinstance(fit, Flag) else 0

    assert short(take + 1) <= short(take)
