"""A shot plan in a person's words: named by its pictures, reworded, rearranged, planned anew around what is locked."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from trailers.domain.errors import UserError
from trailers.domain.script import Visual
from trailers.domain.shot_edit import (
    MOST_PICTURE,
    identity,
    named,
    rearranged,
    reworded,
    taken_over,
    version_of,
    with_kept,
)
from trailers.domain.shot_plan import PlannedShot, Setup, ShotPlan


def plan_of(shown: str, prefix: str = "") -> ShotPlan:
    setups = tuple(
        Setup(name, Visual(f"{prefix}{name}."), "hold", "The camera holds still.")
        for name in sorted(set(shown))
    )
    return ShotPlan(setups, tuple(PlannedShot(f"c{n}", name, "develop") for n, name in enumerate(shown)))


def row(plan: ShotPlan) -> list[str]:
    return [plan.setup(shot.setup).visual.description.strip(".") for shot in plan.shots]


PLAN = named(plan_of("abca"))
A, B, C = (setup.id for setup in PLAN.setups)


def test_a_setup_is_named_by_its_picture_whatever_its_number() -> None:
    other = named(plan_of("cab"))
    assert identity(Visual("a.")) == A
    assert {setup.visual.description: setup.id for setup in other.setups} == {"a.": A, "b.": B, "c.": C}
    assert named(PLAN) == PLAN
    assert row(PLAN) == ["a", "b", "c", "a"]


def test_two_setups_of_one_picture_are_told_apart() -> None:
    twice = ShotPlan(
        (Setup("x", Visual("a."), "hold", ""), Setup("y", Visual("a."), "pan_left", "")),
        (PlannedShot("c0", "x", "develop"), PlannedShot("c1", "y", "develop")),
    )
    assert [shot.setup for shot in named(twice).shots] == [A, f"{A}-2"]
    assert named(named(twice)) == named(twice)


def test_the_words_of_the_motion_and_its_move_are_made_to_agree() -> None:
    setup = Setup("x", Visual("a."), "hold", "She dances, handheld camera")
    made = named(ShotPlan((setup,), (PlannedShot("c0", "x", "develop"),))).setups[0]
    assert (made.move, made.motion) == ("handheld", "She dances, handheld camera.")


def test_another_picture_is_another_setup_in_the_same_scenes_and_no_other_is_touched() -> None:
    new = reworded(PLAN, A, picture="  A pier\nat dusk. ", motion=PLAN.setup(A).motion)
    assert row(new) == ["A pier at dusk", "b", "c", "A pier at dusk"]
    assert new.shots[0].setup == identity(Visual("A pier at dusk."))
    assert (new.setups[1:], new.shots[1:3]) == (PLAN.setups[1:], PLAN.shots[1:3])
    assert reworded(new, new.shots[0].setup, picture="a.", motion=PLAN.setup(A).motion) == PLAN


def test_another_motion_is_the_same_setup_moved_by_what_it_says() -> None:
    new = reworded(PLAN, A, picture="a.", motion="Whip pan to the right")
    assert (new.setup(A).motion, new.setup(A).move) == ("Whip pan to the right.", "pan_right")
    assert new.shots == PLAN.shots
    assert reworded(PLAN, A, picture="a.", motion="") == PLAN, "no words are those of its move"


@pytest.mark.parametrize(
    ("setup", "picture", "code"),
    [
        ("nobody", "a", "shot_plan.no_setup"),
        (A, "  ", "shot_plan.no_words"),
        (A, "x" * (MOST_PICTURE + 1), "shot_plan.too_long"),
    ],
)
def test_words_that_cannot_be_are_refused(setup: str, picture: str, code: str) -> None:
    with pytest.raises(UserError) as caught:
        reworded(PLAN, setup, picture=picture, motion="")
    assert caught.value.code == code


def test_scenes_take_other_purposes_and_setups() -> None:
    new = rearranged(PLAN, {"c0": ("establish", C), "c3": ("resolve", B)})
    assert row(new) == ["c", "b", "c", "b"]
    assert [shot.purpose for shot in new.shots] == ["establish", "develop", "develop", "resolve"]
    assert new.setups == PLAN.setups, "a setup that nobody sees waits in the plan"


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"c9": ("develop", A)}, "shot_plan.no_scene"),
        ({"c0": ("explode", A)}, "shot_plan.no_purpose"),
        ({"c0": ("develop", "nobody")}, "shot_plan.no_setup"),
        ({"c1": ("develop", A)}, "shot_plan.cut_to_itself"),
    ],
)
def test_an_arrangement_that_cannot_be_is_refused(wanted: dict[str, tuple[str, str]], code: str) -> None:
    with pytest.raises(UserError) as caught:
        rearranged(PLAN, wanted)
    assert caught.value.code == code


def test_the_version_is_of_the_contents() -> None:
    assert version_of(PLAN) == version_of(named(plan_of("abca")))
    assert version_of(PLAN) != version_of(rearranged(PLAN, {"c0": ("establish", A)}))
    assert version_of(ShotPlan.from_json(PLAN.to_json())) == version_of(PLAN)


def test_a_plan_from_outside_is_named_by_what_it_shows_whatever_it_calls_it() -> None:
    first = replace(PLAN.setups[0], visual=Visual("A pier."))
    second = replace(PLAN.setups[1], motion="Handheld")
    made = taken_over(ShotPlan((first, second, PLAN.setups[2]), PLAN.shots), PLAN)
    assert [setup.id for setup in made.setups] == [identity(Visual("A pier.")), B, C]
    assert (made.setups[1].move, made.setups[2]) == ("handheld", PLAN.setups[2])
    assert row(made) == ["A pier", "b", "c", "A pier"]
    assert taken_over(PLAN, PLAN) == PLAN
    swapped = ShotPlan(
        (replace(PLAN.setups[0], id=B), replace(PLAN.setups[1], id=A), PLAN.setups[2]), PLAN.shots
    )
    assert row(taken_over(swapped, PLAN)) == ["b", "a", "c", "b"]


CUES = ["c0", "c1", "c2", "c3"]


def test_planned_anew_a_locked_setup_keeps_its_words_and_its_scenes() -> None:
    fresh = named(plan_of("wxyz", "new "))
    made = with_kept(fresh, PLAN, {A}, CUES)
    assert row(made) == ["a", "new x", "new y", "a"]
    assert made.setup(A) == PLAN.setup(A)
    assert len(made.setups) == 3, "setups that lost their scenes are gone"


def test_a_plan_that_shows_the_locked_setup_beside_its_scene_moves_on() -> None:
    fresh = replace(
        PLAN, shots=tuple(replace(s, setup=x) for s, x in zip(PLAN.shots, (B, A, B, C), strict=True))
    )
    made = with_kept(fresh, PLAN, {A}, CUES)
    assert row(made)[0] == row(made)[3] == "a"
    assert all(before != after for before, after in pairwise(row(made)))


def test_with_nothing_locked_it_is_the_new_plan() -> None:
    fresh = named(plan_of("wxyz", "new "))
    assert with_kept(fresh, PLAN, (), CUES) == fresh
