"""An edited cut on a new clock: the person's work stays, the plan's moves on."""

from __future__ import annotations

from dataclasses import replace

from trailers.domain.clock import Rate
from trailers.domain.cut import Boundary, Cut, Entry, cues_in, grid
from trailers.domain.relaid import relaid
from trailers.domain.script import Item
from trailers.domain.soundtrack import Soundtrack, Voiced, lay
from trailers.domain.words import Word

R24 = Rate(24)


def clock(*words: int) -> Soundtrack:
    """Lines a, b, c of so many words, each a second long; line a is found first."""
    items = [Item(name, "line", "w " * n, pause_after_ms=500) for name, n in zip("abc", words, strict=False)]
    voiced = {
        item.id: Voiced(n * 48_000, tuple(Word(f"w{k}", k * 1000, k * 1000 + 600) for k in range(n)))
        for item, n in zip(items, words, strict=True)
    }
    return lay(items, voiced, R24)


def entry(scene: str, cue: str, offset: int = 0, **more: object) -> Entry:
    return Entry(scene, "shot", Boundary(cue, offset), f"take-{scene}", **more)  # type: ignore[arg-type]


PLAN = Cut("old", (entry("a0", "start"), entry("a1", "a:1"), entry("b0", "b:start"), entry("c0", "c:start")))
OLD, NEW = clock(3, 3, 3), clock(4, 3, 3)
FRESH = replace(PLAN, soundtrack_sha="new", entries=(PLAN.entries[0], entry("a1", "a:2"), *PLAN.entries[2:]))
"""The new reading of line a is longer and the plan cuts it elsewhere."""


def frames(cut: Cut, track: Soundtrack) -> tuple[int, ...]:
    return grid(cut, cues_in(cut, track))


def test_what_nobody_touched_follows_the_plan() -> None:
    assert relaid(PLAN, PLAN, FRESH, NEW) == FRESH


def test_a_moved_boundary_stays_at_its_cue_and_moves_by_whole_frames_with_its_line() -> None:
    moved = replace(PLAN, entries=(*PLAN.entries[:2], entry("b0", "b:start", -3), PLAN.entries[3]))
    laid = relaid(moved, PLAN, FRESH, NEW)
    assert laid.entry("b0").start == Boundary("b:start", -3)
    assert laid.entry("a1").start == Boundary("a:2")
    assert frames(laid, NEW)[2] - frames(moved, OLD)[2] == 24


def test_splits_and_merges_stay() -> None:
    own = (PLAN.entries[0], PLAN.entries[2], entry("x", "b:2"), PLAN.entries[3])  # a1 was merged into a0
    laid = relaid(replace(PLAN, entries=own), PLAN, FRESH, NEW)
    assert [e.scene_id for e in laid.entries] == ["a0", "b0", "x", "c0"]


def test_pictures_and_treatment_stay_whatever_the_plan_says() -> None:
    own = replace(
        PLAN.entries[1], take_id="other", look="colour", locked=True, transition="fade", transition_frames=4
    )
    laid = relaid(replace(PLAN, entries=(PLAN.entries[0], own, *PLAN.entries[2:])), PLAN, FRESH, NEW)
    assert laid.entry("a1") == replace(own, start=Boundary("a:2"))


def test_a_scene_that_is_gone_goes_with_what_was_cut_off_it_and_a_new_one_comes() -> None:
    own = replace(PLAN, entries=(*PLAN.entries[:3], entry("x", "b:2"), PLAN.entries[3]))
    new_plan = replace(FRESH, entries=(*FRESH.entries[:2], entry("n", "b:start"), FRESH.entries[3]))
    laid = relaid(own, PLAN, new_plan, NEW)
    assert [e.scene_id for e in laid.entries] == ["a0", "a1", "n", "c0"]


def test_what_cannot_stand_is_given_up_and_the_pictures_are_not() -> None:
    """The line has lost the words at which it was cut by hand."""
    short = clock(3, 1, 3)
    own = replace(
        PLAN, entries=(*PLAN.entries[:3], entry("x", "b:2"), replace(PLAN.entries[3], look="colour"))
    )
    laid = relaid(own, PLAN, replace(PLAN, soundtrack_sha="new"), short)
    assert [e.scene_id for e in laid.entries] == ["a0", "a1", "b0", "c0"]
    assert laid.entry("c0").look == "colour"
    assert frames(laid, short)[-1] == short.frames
