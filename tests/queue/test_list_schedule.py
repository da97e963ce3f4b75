"""The yardstick of the scheduling benchmark, on schedules that can be worked out by hand."""

from __future__ import annotations

import pytest

from benchmarks._list_schedule import Task, makespan_ms, with_barriers


def chain(*ms: int, lane: str = "a") -> list[Task]:
    return [
        Task(f"{lane}{n}", lane, each, after=frozenset({f"{lane}{n - 1}"} if n else ()))
        for n, each in enumerate(ms)
    ]


def test_nothing_takes_no_time():
    assert makespan_ms([], {"a": 1}) == 0


def test_a_chain_is_its_sum_however_many_places_there_are():
    assert makespan_ms(chain(3, 4, 5), {"a": 9}) == 12


@pytest.mark.parametrize(("places", "ms"), [(1, 40), (2, 20), (3, 20), (4, 10), (9, 10)])
def test_equal_work_is_shared_by_the_places(places, ms):
    assert makespan_ms([Task(str(n), "a", 10) for n in range(4)], {"a": places}) == ms


def test_lanes_run_beside_each_other():
    assert makespan_ms([*chain(10, 10), *chain(7, 7, lane="b")], {"a": 1, "b": 1}) == 20


def test_small_priorities_first():
    work = [
        Task("late", "a", 1, priority=9),
        Task("long", "a", 10),
        Task("next", "b", 5, after=frozenset({"long"})),
    ]
    assert makespan_ms(work, {"a": 1, "b": 1}) == 15


def test_barriers_cost_what_the_slowest_of_each_stage_costs():
    work = [
        Task("i1", "image", 1),
        Task("i2", "image", 9),
        Task("c1", "video", 9, after=frozenset({"i1"})),
        Task("c2", "video", 1, after=frozenset({"i2"})),
    ]
    caps = {"image": 2, "video": 2}
    assert makespan_ms(work, caps) == 10
    stages = [frozenset({"i1", "i2"}), frozenset({"c1", "c2"})]
    assert makespan_ms(with_barriers(work, stages), caps) == 18


def test_waiting_in_a_circle_is_a_mistake():
    with pytest.raises(ValueError, match="2 tasks"):
        makespan_ms(
            [Task("a", "x", 1, after=frozenset("b")), Task("b", "x", 1, after=frozenset("a"))], {"x": 1}
        )
