"""A shot plan on other cues: kept scenes keep their shot, new ones find one nearby, and nothing is cut to itself."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trailers.domain.script import Visual
from trailers.domain.shot_plan import PlannedShot, Setup, ShotPlan
from trailers.domain.shot_refit import on_cues, refit


def plan_of(shown: str) -> ShotPlan:
    """ "abc": cue c0 shows a, c1 shows b, c2 shows c."""
    setups = tuple(
        Setup(name, Visual(f"Picture {name}."), "hold", f"It {name}s.") for name in sorted(set(shown))
    )
    return ShotPlan(setups, tuple(PlannedShot(f"c{n}", name, "climax") for n, name in enumerate(shown)))


def shown(plan: ShotPlan, *cues: str, sections: tuple[int, ...] = ()) -> str:
    return "".join(shot.setup for shot in refit(plan, cues, sections).shots)


ABCAB = plan_of("abcab")


def test_on_its_own_cues_it_is_the_plan_to_the_value() -> None:
    fitted = refit(ABCAB, ["c0", "c1", "c2", "c3", "c4"])
    assert fitted.shots == ABCAB.shots
    assert fitted.as_planned
    assert on_cues(ABCAB, ["c0", "c1", "c2", "c3", "c4"]) == ABCAB


def test_a_new_cue_shows_what_neither_neighbour_shows_and_is_told() -> None:
    fitted = refit(ABCAB, ["c0", "new", "c1", "c2", "c3", "c4"])
    assert "".join(shot.setup for shot in fitted.shots) == "acbcab"
    assert (fitted.new, fitted.moved, fitted.gone) == (("new",), (), ())
    assert fitted.shots[1] == PlannedShot("new", "c", "develop")


def test_a_new_cue_stays_in_its_section_of_the_song() -> None:
    plan = plan_of("abcdef")
    cues, sections = ["c0", "c1", "c2", "c3", "c4", "new", "c5"], (0, 0, 0, 1, 1, 1, 1)
    assert refit(plan, cues, sections).shots[5].setup == "d"
    assert refit(plan, cues).shots[5].setup == "a", "without sections it is the one seen longest ago"


def test_what_went_from_a_stretch_is_shown_by_what_comes_into_it() -> None:
    plan = plan_of("abcdab")
    fitted = refit(plan, ["c0", "n1", "n2", "c3", "c4", "c5"])
    assert "".join(shot.setup for shot in fitted.shots) == "abcdab"
    assert (fitted.new, fitted.gone) == (("n1", "n2"), ("c1", "c2"))


def test_where_a_cue_has_gone_the_later_of_two_that_meet_moves_on() -> None:
    fitted = refit(ABCAB, ["c0", "c3", "c4"])
    assert "".join(shot.setup for shot in fitted.shots) == "acb"
    assert (fitted.moved, fitted.gone) == (("c3",), ("c1", "c2"))
    assert fitted.shots[1].purpose == "climax", "what a scene is there for is kept"


def test_with_two_setups_every_kept_scene_stays_and_a_new_one_shows_on_what_it_was_cut_from() -> None:
    assert shown(plan_of("abab"), "c0", "new", "c1", "c2", "c3") == "aabab"
    assert shown(plan_of("abab"), "c0", "c2", "c3") == "aab"


def test_one_setup_is_shown_throughout() -> None:
    assert shown(plan_of("a"), "c0", "n1", "n2") == "aaa"


def test_a_cue_that_comes_back_has_its_shot_back() -> None:
    without = [shot.cue for shot in ABCAB.shots if shot.cue != "c2"]
    assert refit(ABCAB, without).gone == ("c2",)
    assert refit(ABCAB, [shot.cue for shot in ABCAB.shots]).shots == ABCAB.shots


def test_every_prompt_is_kept_also_of_setups_that_nobody_sees() -> None:
    assert on_cues(plan_of("abc"), ["c0", "c1"]).setups == plan_of("abc").setups


@st.composite
def plans_and_cues(draw: st.DrawFn) -> tuple[ShotPlan, list[str], tuple[int, ...]]:
    letters = "abcdefg"[: draw(st.integers(1, 7))]
    row = draw(st.lists(st.sampled_from(letters), min_size=1, max_size=14))
    apart = [name for n, name in enumerate(row) if n == 0 or name != row[n - 1]]
    plan = plan_of("".join(apart))
    cues: list[str] = []
    for n in range(len(apart)):
        cues += [f"n{n}-{k}" for k in range(draw(st.integers(0, 2)))] if n else []
        if n == 0 or draw(st.booleans()):
            cues.append(f"c{n}")
    sections = tuple(sorted(draw(st.integers(0, 3)) for _ in cues))
    return plan, cues, sections


@given(case=plans_and_cues())
@settings(max_examples=300, deadline=None)
def test_every_cue_has_one_shot_none_is_cut_to_itself_and_no_prompt_is_another(
    case: tuple[ShotPlan, list[str], tuple[int, ...]],
) -> None:
    plan, cues, sections = case
    fitted = refit(plan, cues, sections)
    known = {shot.cue: shot for shot in plan.shots}
    assert [shot.cue for shot in fitted.shots] == cues
    assert set(fitted.new) == set(cues) - known.keys()
    assert set(fitted.gone) == known.keys() - set(cues)
    assert on_cues(plan, cues, sections).setups == plan.setups
    for shot in fitted.shots:
        plan.setup(shot.setup)
        if shot.cue in known:
            assert shot.purpose == known[shot.cue].purpose
            assert (shot == known[shot.cue]) != (shot.cue in fitted.moved)
    if len(plan.setups) > 2:
        assert all(before.setup != after.setup for before, after in pairwise(fitted.shots))
    for before, after in pairwise(fitted.shots):
        assert before.setup != after.setup or after.cue not in fitted.moved
    assert refit(plan, cues, sections) == fitted
    assert refit(replace(plan, shots=fitted.shots), cues, sections).as_planned


@pytest.mark.parametrize("row", ["abcabc", "abcdabcd"])
def test_a_scene_taken_out_moves_at_most_the_one_behind_it(row: str) -> None:
    plan = plan_of(row)
    for out in range(1, len(row)):
        cues = [f"c{n}" for n in range(len(row)) if n != out]
        assert set(refit(plan, cues).moved) <= {f"c{out + 1}"}
