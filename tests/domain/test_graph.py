"""The build graph on a toy film: a source, two drafts from it, and a sum of both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailers.domain.graph import (
    DEAD_JOBS,
    LIVE_JOBS,
    ArtifactFact,
    JobFact,
    Plan,
    StepSpec,
    World,
    resolve,
    step_key,
    what_changes,
)


def declare_toy(world: World, *, words: Mapping[str, str] | None = None, prices: int = 0) -> Plan:
    """source -> left, right -> sum; left is creative, behind gate g, in slot 'left'."""
    text = {"left": "l", "right": "r", **(words or {})}
    plan = Plan(world)
    left = plan.add(
        StepSpec(
            "left", "draft", 1, "text", {"w": text["left"]}, {"src": "source"}, gate="g", price_microusd=prices,
            slot="left",
        )
    )  # fmt: skip
    right = plan.add(StepSpec("right", "draft", 1, "text", {"w": text["right"]}, {"src": "source"}))
    plan.add(StepSpec("sum", "sum", 1, "media", {}, {"a": left.key, "b": right.key}))
    return plan


class Shelf:
    """Artifacts and jobs by key, as the database would answer."""

    def __init__(self, artifacts: Mapping[str, str], jobs: Mapping[str, str] | None = None) -> None:
        self.artifacts = {key: ArtifactFact(key, sha) for key, sha in artifacts.items()}
        self.jobs = {key: JobFact(state) for key, state in (jobs or {}).items()}
        self.rounds = 0

    def lookup(self, keys: Iterable[str]) -> tuple[dict[str, ArtifactFact], dict[str, JobFact]]:
        self.rounds += 1
        wanted = set(keys)
        return (
            {key: fact for key, fact in self.artifacts.items() if key in wanted},
            {key: fact for key, fact in self.jobs.items() if key in wanted},
        )


def plan_with(
    shelf: Shelf, gates: Iterable[str] = ("g",), slots: Mapping[str, str] | None = None, **kw: Any
) -> Plan:
    return resolve(
        lambda world: declare_toy(world, **kw),
        World(artifacts={}, jobs={}, open_gates=frozenset(gates), slots=slots or {}),
        shelf.lookup,
    )


def states(plan: Plan) -> dict[str, str]:
    return {node: step.state for node, step in plan.steps.items()}


LEFT = step_key("draft", 1, {"w": "l"}, {"src": "S"})
RIGHT = step_key("draft", 1, {"w": "r"}, {"src": "S"})
SUM = step_key("sum", 1, {}, {"a": "L", "b": "R"})


def test_nothing_is_ready_before_its_source_exists() -> None:
    assert states(plan_with(Shelf({}))) == {"left": "waiting", "right": "waiting", "sum": "waiting"}


def test_both_drafts_are_ready_at_once_and_the_sum_waits() -> None:
    plan = plan_with(Shelf({"source": "S"}))
    assert states(plan) == {"left": "ready", "right": "ready", "sum": "waiting"}
    assert plan.steps["left"].key == LEFT
    assert plan.steps["sum"].key is None


def test_the_sum_is_keyed_by_the_contents_of_its_inputs() -> None:
    plan = plan_with(Shelf({"source": "S", LEFT: "L", RIGHT: "R"}))
    assert states(plan) == {"left": "done", "right": "done", "sum": "ready"}
    assert plan.steps["sum"].key == SUM
    assert plan.steps["sum"].files == {"a": LEFT, "b": RIGHT}


def test_a_finished_film_has_nothing_to_do_and_takes_as_many_rounds_as_it_is_deep() -> None:
    shelf = Shelf({"source": "S", LEFT: "L", RIGHT: "R", SUM: "T"})
    assert set(states(plan_with(shelf)).values()) == {"done"}
    assert shelf.rounds == 3


def test_a_closed_gate_holds_only_its_own_steps() -> None:
    assert states(plan_with(Shelf({"source": "S"}), gates=())) == {
        "left": "held",
        "right": "ready",
        "sum": "waiting",
    }


@pytest.mark.parametrize("state", LIVE_JOBS)
def test_a_key_with_a_live_job_is_not_ready_again(state: str) -> None:
    assert states(plan_with(Shelf({"source": "S"}, {LEFT: state})))["left"] == "running"


@pytest.mark.parametrize("state", DEAD_JOBS)
def test_a_key_whose_last_job_ended_badly_is_failed_not_ready(state: str) -> None:
    assert states(plan_with(Shelf({"source": "S"}, {LEFT: state})))["left"] == "failed"


def test_an_artifact_outweighs_a_failed_job() -> None:
    assert states(plan_with(Shelf({"source": "S", LEFT: "L"}, {LEFT: "failed"})))["left"] == "done"


def test_a_filled_slot_is_stale_not_rerun_when_its_inputs_change() -> None:
    shelf = Shelf({"source": "S", LEFT: "L", RIGHT: "R", SUM: "T"})
    plan = plan_with(shelf, slots={"left": LEFT}, words={"left": "other"})
    assert states(plan) == {"left": "stale", "right": "done", "sum": "done"}
    assert plan.steps["left"].key == LEFT, "what fills the slot is what goes downstream"


def test_an_emptied_slot_runs_again() -> None:
    shelf = Shelf({"source": "S", LEFT: "L", RIGHT: "R", SUM: "T"})
    assert states(plan_with(shelf, words={"left": "other"})) == {
        "left": "ready",
        "right": "done",
        "sum": "waiting",
    }


def test_a_deterministic_step_rebuilds_by_itself() -> None:
    shelf = Shelf({"source": "S", LEFT: "L", RIGHT: "R", SUM: "T"})
    assert states(plan_with(shelf, words={"right": "other"})) == {
        "left": "done",
        "right": "ready",
        "sum": "waiting",
    }


def test_what_changes_names_what_is_made_kept_and_stale_with_the_price() -> None:
    shelf = Shelf({"source": "S", LEFT: "L", RIGHT: "R", SUM: "T"})
    before = plan_with(shelf, prices=70)
    after = plan_with(shelf, prices=70, words={"left": "other"})
    changes = what_changes(before, after)
    assert (changes.made, changes.kept, changes.stale, changes.price_microusd) == (
        ("left", "sum"),
        ("right",),
        (),
        70,
    )
    stale = what_changes(before, plan_with(shelf, prices=70, slots={"left": LEFT}, words={"left": "other"}))
    assert (stale.made, stale.stale, stale.price_microusd) == ((), ("left",), 0)


def test_a_node_is_declared_once() -> None:
    plan = Plan(World({}, {}, frozenset()))
    spec = StepSpec("n", "k", 1, "text", {})
    plan.add(spec)
    with pytest.raises(ValueError, match="twice"):
        plan.add(spec)


def test_an_ordered_step_keeps_the_key_it_was_ordered_with() -> None:
    shelf = Shelf({"up": "U"})

    def declare(world: World) -> Plan:
        plan = Plan(world)
        plan.add_ordered(StepSpec("n", "clip", 9, "video", {"new": 1}, {"image": "up"}), "old-key")
        return plan

    plan = resolve(declare, World({}, {}, frozenset()), shelf.lookup)
    assert (plan.steps["n"].key, plan.steps["n"].state) == ("old-key", "ready")


def test_an_ordered_step_waits_for_its_input() -> None:
    def declare(world: World) -> Plan:
        plan = Plan(world)
        plan.add_ordered(StepSpec("n", "clip", 1, "video", {}, {"image": "up"}), "old-key")
        return plan

    assert resolve(declare, World({}, {}, frozenset()), Shelf({}).lookup).steps["n"].state == "waiting"


@given(
    left=st.booleans(),
    right=st.booleans(),
    total=st.booleans(),
    gate=st.booleans(),
    jobs=st.dictionaries(
        st.sampled_from([LEFT, RIGHT, SUM]), st.sampled_from([*LIVE_JOBS, *DEAD_JOBS, "done"])
    ),
)
def test_whatever_exists_a_ready_step_has_all_inputs_and_nothing_live(
    left: bool, right: bool, total: bool, gate: bool, jobs: dict[str, str]
) -> None:
    made = (
        {"source": "S"}
        | ({LEFT: "L"} if left else {})
        | ({RIGHT: "R"} if right else {})
        | ({SUM: "T"} if total else {})
    )
    shelf = Shelf(made, jobs)
    plan = plan_with(shelf, gates=("g",) if gate else ())
    for step in plan.steps.values():
        if step.state == "ready":
            assert step.key is not None and step.key not in made
            assert set(step.files.values()) <= set(made)
            assert jobs.get(step.key) not in (*LIVE_JOBS, *DEAD_JOBS)
            assert not step.gate or gate
        if step.key in made:
            assert step.state == "done"
