"""A lane under pressure: halved once a burst, paused as long as the provider asked, grown back by one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.makers import seed_lanes
from trailers.models import Lane
from trailers.queue import lanes
from trailers.queue.lanes import AutoCap, grown, halved

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
FULL = AutoCap(None, None)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def test_each_burst_of_refusals_halves_once():
    auto = halved(FULL, 30, NOON)
    assert auto == AutoCap(15, NOON)
    assert halved(auto, 30, at(9)) == auto
    assert halved(auto, 30, at(10)) == AutoCap(7, at(10))


def test_one_call_may_always_pass():
    auto = FULL
    for n in range(10):
        auto = halved(auto, 4, at(20 * n))
    assert auto.cap == 1


def test_a_cap_lowered_in_the_admin_counts():
    assert halved(AutoCap(20, NOON), 6, at(60)).cap == 3


@pytest.mark.parametrize(
    ("seconds", "cap"), [(0, 4), (14.9, 4), (15, 5), (44, 6), (45, 7), (60, None), (9999, None)]
)
def test_it_grows_by_one_each_quarter_of_a_minute(seconds, cap):
    assert grown(AutoCap(4, NOON), 8, at(seconds)).cap == cap


def test_growing_keeps_the_part_of_a_step():
    assert grown(AutoCap(4, NOON), 30, at(29)).at == at(15)


@given(st.integers(1, 100), st.lists(st.tuples(st.booleans(), st.floats(0, 120)), max_size=40))
def test_it_never_leaves_its_bounds(cap, steps):
    auto, now = FULL, NOON
    for refused, wait_s in steps:
        now += timedelta(seconds=wait_s)
        auto = grown(auto, cap, now)
        if refused:
            auto = halved(auto, cap, now)
        assert auto == FULL or (auto.cap is not None and 1 <= auto.cap <= cap)
    assert grown(auto, cap, now + timedelta(days=1)) == FULL


@pytest.mark.django_db
class TestRows:
    @pytest.fixture(autouse=True)
    def _lanes(self):
        seed_lanes()

    def lane(self) -> Lane:
        return Lane.objects.get(pk="image")

    @pytest.mark.parametrize(("wish_s", "pause_s"), [(None, 2), (0, 2), (30, 30), (86_400, 600)])
    def test_slow_down_pauses_as_asked_within_reason(self, wish_s, pause_s):
        lanes.slow_down("image", retry_after_s=wish_s)
        lane = self.lane()
        assert lane.cap_auto == 15
        assert abs((lane.paused_until - timezone.now()).total_seconds() - pause_s) < 1

    def test_a_shorter_wish_does_not_shorten_a_pause(self):
        lanes.slow_down("image", retry_after_s=60)
        until = self.lane().paused_until
        lanes.slow_down("image", retry_after_s=1)
        assert self.lane().paused_until == until

    def test_a_burst_of_thirty_refusals_leaves_half(self):
        for _ in range(30):
            lanes.slow_down("image")
        assert self.lane().cap_auto == 15

    def test_pause_and_resume(self):
        until = timezone.now() + timedelta(hours=1)
        lanes.slow_down("image")
        lanes.pause("image", until=until)
        assert self.lane().paused_until == until
        lanes.resume("image")
        assert (self.lane().paused_until, self.lane().cap_auto, self.lane().cap_auto_at) == (None, None, None)
        assert Lane.objects.get(pk="video").cap_auto is None
