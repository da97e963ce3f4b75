"""Edits of one small film, to the frame, and what each refusal says."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from editor.ops import (
    Lock,
    Merge,
    MoveBoundary,
    Op,
    SetFocus,
    SetLook,
    SetMove,
    SetSpeed,
    SetTransition,
    Slip,
    Split,
    UseTake,
    UseWords,
    anchored,
    apply,
)
from editor.rules import Desk, fit_of, places
from trailers.domain.clock import Rate
from trailers.domain.conform import Conform
from trailers.domain.cues import Cue
from trailers.domain.cut import Boundary, Cut, Entry, grid
from trailers.domain.errors import UserError
from trailers.domain.segment import TakeFacts

R24 = Rate(24)
CUES = (
    Cue("start", "start", 0, 0, None),
    Cue("one:3", "pause", 0, 40, None),
    Cue("two:start", "span", 0, 100, None),
    Cue("two:2", "pause", 0, 130, None),
    Cue("end", "end", 0, 200, None),
)
TAKES = {
    "still": TakeFacts("still", "a" * 64, "image"),
    "clip": TakeFacts("clip", "b" * 64, "clip", 100, R24),
    "short": TakeFacts("short", "c" * 64, "clip", 60, R24),
    "tiny": TakeFacts("tiny", "d" * 64, "clip", 20, R24),
    "unmeasured": TakeFacts("unmeasured", "e" * 64, "clip"),
}
DESK = Desk(R24, CUES, TAKES, longest_frames=120)
CUT = Cut(
    "sound",
    (
        Entry("s1", "shot", Boundary("start"), "still"),
        Entry("s2", "shot", Boundary("one:3"), "clip"),
        Entry("s3", "shot", Boundary("two:start"), "clip", in_point=4, speed="1/1"),
    ),
)
"""Scenes of 40, 60 and 100 frames. The third would need a frame more of its clip than there is: it freezes."""


def bounds(cut: Cut) -> tuple[int, ...]:
    return grid(cut, CUES)


def refusal(op: Op, cut: Cut = CUT, desk: Desk = DESK) -> UserError:
    with pytest.raises(UserError) as caught:
        apply(op, cut, desk)
    assert "{" not in str(caught.value), "every value of the text is given"
    return caught.value


def with_entry(scene_id: str, **values: Any) -> Cut:
    entries = (replace(entry, **values) if entry.scene_id == scene_id else entry for entry in CUT.entries)
    return replace(CUT, entries=tuple(entries))


# --- boundaries -----------------------------------------------------------------------------------------


def test_a_boundary_moves_and_both_neighbours_follow() -> None:
    moved = apply(MoveBoundary("s2", 47), CUT, DESK)
    assert bounds(moved) == (0, 47, 100, 200)
    assert moved.entry("s2").start == Boundary("one:3", 7)
    assert moved == with_entry("s2", start=Boundary("one:3", 7)), "and nothing else changes"


def test_moved_onto_a_cue_it_holds_on_to_that_cue() -> None:
    moved = apply(MoveBoundary("s3", 130), with_entry("s2", take_id="still"), DESK)
    assert moved.entry("s3").start == Boundary("two:2", 0)


def test_moved_to_where_it_is_nothing_changes() -> None:
    offset = with_entry("s2", start=Boundary("two:start", -60))
    assert apply(MoveBoundary("s2", 40), offset, DESK) is offset


@pytest.mark.parametrize(
    ("frame", "cue"),
    [(40, ("one:3", 0)), (39, ("one:3", -1)), (70, ("one:3", 30)), (71, ("two:start", -29)), (115, ("two:2", -15)),
     (199, ("end", -1))],
)  # fmt: skip
def test_a_frame_is_locked_to_the_nearest_cue_and_rather_to_a_pause(frame: int, cue: tuple[str, int]) -> None:
    assert anchored(frame, DESK) == Boundary(*cue)


@pytest.mark.parametrize("frame", [-1, 0, 200, 999])
def test_a_boundary_stays_inside_the_film(frame: int) -> None:
    assert refusal(MoveBoundary("s2", frame)).code == "op.outside"


def test_the_first_scene_begins_where_the_film_does() -> None:
    assert refusal(MoveBoundary("s1", 5)).code == "op.first_boundary"


def test_a_boundary_does_not_cross_another() -> None:
    assert refusal(MoveBoundary("s2", 100)).code == "cut.order"
    assert refusal(MoveBoundary("s2", 120)).code == "cut.order"


def test_a_scene_keeps_six_frames() -> None:
    error = refusal(MoveBoundary("s2", 5))
    assert (error.code, error.params["number"], error.params["frames"]) == ("op.short", 1, 5)
    stills = replace(CUT, entries=tuple(replace(e, take_id="still", in_point=0) for e in CUT.entries))
    assert bounds(apply(MoveBoundary("s2", 6), stills, DESK)) == (0, 6, 100, 200)


def test_no_scene_grows_beyond_the_longest() -> None:
    error = refusal(MoveBoundary("s3", 161), with_entry("s2", take_id="still"))
    assert (error.code, error.params["number"], error.params["frames"]) == ("op.long", 2, 121)


def test_a_scene_that_is_too_long_already_may_become_shorter() -> None:
    desk = replace(DESK, longest_frames=50)
    moved = apply(
        MoveBoundary("s3", 95),
        with_entry("s3", take_id="still", in_point=0, speed=None),
        replace(desk, longest_frames=105),
    )
    assert bounds(moved) == (0, 40, 95, 200)
    assert bounds(apply(MoveBoundary("s2", 42), CUT, desk)) == (0, 42, 100, 200)
    assert refusal(MoveBoundary("s2", 38), CUT, desk).code == "op.long"


def test_a_take_that_does_not_reach_is_told_with_every_way_out() -> None:
    cut = with_entry("s2", take_id="short", speed="1/1", in_point=2)
    error = refusal(MoveBoundary("s3", 125), cut)
    assert error.code == "op.misfit"
    assert str(error) == (
        "The take does not fill scene 2. At speed 1.00 and with a freeze it reaches frame 70 of 85. "
        "Make the scene 15 frames shorter, or make a longer take."
    )
    nearly = refusal(MoveBoundary("s3", 112), with_entry("s2", take_id="short", speed="23/20"))
    assert str(nearly).endswith("Make the scene 8 frames shorter, or make a longer take.")
    slower = refusal(MoveBoundary("s3", 109), with_entry("s2", take_id="short", speed="23/20", in_point=1))
    assert str(slower).endswith(
        "Slow it to 0.86, start it earlier, make the scene 6 frames shorter, or make a longer take."
    )


# --- split and merge ------------------------------------------------------------------------------------


def test_a_split_still_shows_the_same_picture_twice() -> None:
    cut = apply(Split("s1", 15, "new"), CUT, DESK)
    assert bounds(cut) == (0, 15, 40, 100, 200)
    assert cut.entries[1] == replace(CUT.entries[0], scene_id="new", start=Boundary("start", 15))
    assert cut.entries[0] == CUT.entries[0]


def test_a_split_clip_goes_on_where_it_was() -> None:
    cut = apply(Split("s3", 150, "new"), CUT, DESK)
    whole = fit_of(places(CUT, DESK)["s3"], DESK)
    first, second = (fit_of(places(cut, DESK)[name], DESK) for name in ("s3", "new"))
    assert isinstance(whole, Conform) and isinstance(first, Conform) and isinstance(second, Conform)
    seen = [first.source_frame(k) for k in range(50)] + [second.source_frame(k) for k in range(50)]
    assert seen == [whole.source_frame(k) for k in range(100)]


def test_a_split_keeps_the_way_in_and_makes_a_hard_cut() -> None:
    cut = with_entry("s2", transition="dissolve", transition_frames=8)
    parts = apply(Split("s2", 70, "new"), cut, DESK).entries
    assert [(e.transition, e.transition_frames) for e in parts] == [
        ("hard", 0),
        ("dissolve", 8),
        ("hard", 0),
        ("hard", 0),
    ]


@pytest.mark.parametrize("frame", [40, 100, 39, 101])
def test_a_split_lies_inside_its_scene(frame: int) -> None:
    assert refusal(Split("s2", frame, "new")).code == "op.outside"


def test_a_split_leaves_no_splinter_and_no_second_scene_of_a_name() -> None:
    assert refusal(Split("s2", 42, "new")).code == "op.short"
    assert refusal(Split("s2", 70, "s3")).code == "op.scene_twice"


def test_a_splinter_is_called_too_short_whatever_its_transition() -> None:
    dissolves = with_entry("s2", transition="dissolve", transition_frames=8)
    error = refusal(Split("s2", 43, "new"), dissolves)
    assert (error.code, error.params["frames"]) == ("op.short", 3)
    assert refusal(SetTransition("s2", "dissolve", 200), dissolves).code == "cut.transition_long"


def test_merging_undoes_a_split_of_a_still() -> None:
    assert apply(Merge("s1"), apply(Split("s1", 15, "new"), CUT, DESK), DESK) == CUT


def test_merged_scenes_are_filled_by_the_first_ones_take() -> None:
    cut = apply(Merge("s1"), CUT, DESK)
    assert [entry.scene_id for entry in cut.entries] == ["s1", "s3"]
    assert bounds(cut) == (0, 100, 200)
    error = refusal(Merge("s2"))
    assert error.code == "op.long" and error.params["frames"] == 160


def test_the_last_scene_has_nothing_to_merge_with() -> None:
    assert refusal(Merge("s3")).code == "op.no_next"


# --- takes ----------------------------------------------------------------------------------------------


def test_any_take_at_any_in_point_at_the_speed_that_fits() -> None:
    cut = apply(UseTake("s3", "clip", 10), CUT, DESK)
    assert (cut.entry("s3").take_id, cut.entry("s3").in_point, cut.entry("s3").speed) == ("clip", 10, None)


def test_a_take_that_is_unknown_unmeasured_or_too_short_is_refused() -> None:
    assert refusal(UseTake("s1", "nobody")).code == "op.no_take"
    assert "The length of its clip is not known." in str(refusal(UseTake("s1", "unmeasured")))
    error = refusal(UseTake("s2", "tiny"))
    assert str(error).endswith(
        "it reaches frame 35 of 60. Make the scene 25 frames shorter, or make a longer take."
    )
    assert str(refusal(UseTake("s2", "clip", 100))).endswith("Start it at one of its frames 0 to 99.")


def test_slip_and_speed_are_for_clips() -> None:
    cut = apply(Slip("s2", 30), CUT, DESK)
    assert cut == with_entry("s2", in_point=30)
    assert refusal(Slip("s1", 3)).code == "op.still"
    assert refusal(SetSpeed("s1", Fraction(1))).code == "op.still"
    assert refusal(Slip("s2", -1)).code == "cut.bad_value"


def test_speed_is_kept_in_lowest_terms_and_within_limits() -> None:
    assert apply(SetSpeed("s2", Fraction(22, 20)), CUT, DESK).entry("s2").speed == "11/10"
    assert apply(SetSpeed("s3", None), CUT, DESK).entry("s3").speed is None
    assert refusal(SetSpeed("s2", Fraction(6, 5))).code == "cut.bad_value"


# --- treatment ------------------------------------------------------------------------------------------


def test_transitions() -> None:
    cut = apply(SetTransition("s2", "dissolve", 12), CUT, DESK)
    assert (cut.entry("s2").transition, cut.entry("s2").transition_frames) == ("dissolve", 12)
    assert apply(SetTransition("s2", "hard"), cut, DESK) == CUT
    assert refusal(SetTransition("s1", "dissolve", 12)).code == "cut.dissolve_first"
    assert refusal(SetTransition("s2", "fade", 7)).code == "cut.bad_value"
    assert refusal(SetTransition("s2", "fade", 80)).code == "cut.transition_long"


def test_the_look_of_one_scene_or_of_the_film() -> None:
    assert apply(SetLook("colour", "s2"), CUT, DESK) == with_entry("s2", look="colour")
    locked = with_entry("s2", locked=True)
    looks = [entry.look for entry in apply(SetLook("colour"), locked, DESK).entries]
    assert looks == ["colour", "noir", "colour"], "a locked scene keeps its own"
    assert refusal(SetLook("sepia")).code == "cut.bad_value"


def test_focus_and_move() -> None:
    assert apply(SetFocus("s1", (0, 1000)), CUT, DESK).entry("s1").focus == (0, 1000)
    assert refusal(SetFocus("s1", (0, 1001))).code == "cut.bad_value"
    assert apply(SetMove("s1", "hold"), CUT, DESK).entry("s1").move == "hold"
    assert refusal(SetMove("s1", "spin")).code == "cut.bad_value"


# --- locks ----------------------------------------------------------------------------------------------


LOCKED = apply(Lock("s2"), CUT, DESK)


@pytest.mark.parametrize(
    "op",
    [
        MoveBoundary("s2", 45),
        MoveBoundary("s3", 95),
        Split("s2", 70, "new"),
        Merge("s1"),
        Merge("s2"),
        UseTake("s2", "still"),
        Slip("s2", 1),
        SetSpeed("s2", Fraction(1)),
        SetTransition("s2", "fade", 4),
        SetTransition("s3", "dissolve", 4),
        SetLook("colour", "s2"),
        SetFocus("s2", (1, 1)),
        SetMove("s2", "hold"),
    ],
    ids=lambda op: f"{type(op).__name__}-{op.scene_id}",
)
def test_nothing_changes_what_a_locked_scene_shows(op: Op) -> None:
    error = refusal(op, LOCKED)
    assert (error.code, error.params["number"]) == ("op.locked", 2)


def test_a_lock_is_opened_again_and_leaves_the_others_free() -> None:
    assert apply(Lock("s2", False), LOCKED, DESK) == CUT
    assert apply(SetLook("colour", "s1"), LOCKED, DESK).entry("s1").look == "colour"
    assert apply(Split("s1", 20, "new"), LOCKED, DESK).entries[2] == LOCKED.entries[1]


# --- what an edit is not held responsible for -----------------------------------------------------------


def test_a_scene_without_a_picture_does_not_stand_in_the_way() -> None:
    cut = with_entry("s3", take_id=None, in_point=0, speed=None)
    assert apply(SetLook("colour", "s1"), cut, DESK).entry("s1").look == "colour"


def test_a_take_that_did_not_fit_before_is_no_reason_to_refuse_an_edit_elsewhere() -> None:
    cut = with_entry("s3", take_id="tiny", in_point=0)
    assert apply(SetMove("s1", "hold"), cut, DESK).entry("s1").move == "hold"
    assert refusal(SetSpeed("s3", Fraction(9, 10)), cut).code == "op.misfit"


def test_a_scene_that_is_gone() -> None:
    assert refusal(SetLook("colour", "s9")).code == "op.no_scene"


def test_the_same_edit_twice_changes_nothing_the_second_time() -> None:
    for op in (MoveBoundary("s2", 47), UseTake("s2", "short"), SetLook("colour"), Lock("s1"), Slip("s2", 2)):
        once = apply(op, CUT, DESK)
        assert once != CUT and apply(op, once, DESK) == once


# --- words ----------------------------------------------------------------------------------------------

SPOKEN = Desk(
    R24,
    (
        Cue("start", "start", 0, 0, 0),
        Cue("one:start", "span", 0, 10, 0),
        Cue("one:1", "pause", 0, 40, 1),
        Cue("one:2", "pause", 0, 70, 2),
        Cue("two:start", "span", 0, 100, 3),
        Cue("two:1", "pause", 0, 130, 4),
        Cue("black:start", "span", 0, 160, None),
        Cue("end", "end", 0, 200, None),
    ),
    TAKES,
    longest_frames=200,
)
"""Five words: the first at 10, the last until 160."""
STILLS = Cut(
    "sound",
    (
        Entry("s1", "shot", Boundary("start"), "still"),
        Entry("s2", "shot", Boundary("one:1"), "still"),
        Entry("s3", "shot", Boundary("two:start"), "still"),
        Entry("s4", "black", Boundary("black:start")),
    ),
)


def spoken(first: int, last: int, scene: str, cut: Cut = STILLS) -> tuple[list[str], tuple[int, ...]]:
    changed = apply(UseWords(scene, first, last), cut, SPOKEN)
    return [entry.scene_id for entry in changed.entries], grid(changed, SPOKEN.cues)


def test_words_become_the_span_of_a_scene() -> None:
    assert spoken(2, 3, "s2") == (["s1", "s2", "s3", "s4"], (0, 70, 130, 160, 200))
    assert spoken(1, 2, "s2") == (["s1", "s2", "s3", "s4"], (0, 40, 100, 160, 200))
    assert apply(UseWords("s2", 1, 2), STILLS, SPOKEN) == STILLS, "what stands there already keeps its names"


def test_scenes_that_lie_wholly_in_the_words_leave() -> None:
    assert spoken(1, 4, "s2") == (["s1", "s2", "s4"], (0, 40, 160, 200))
    assert spoken(0, 4, "s3") == (["s1", "s3", "s4"], (0, 10, 160, 200))


def test_the_first_scene_begins_where_the_film_does_and_something_follows_the_last_words() -> None:
    assert refusal(UseWords("s1", 0, 0), STILLS, SPOKEN).code == "op.first_boundary"
    assert refusal(UseWords("s4", 3, 4), STILLS, SPOKEN).code == "op.words_at_once"
    assert refusal(UseWords("s2", 4, 4), STILLS, SPOKEN).code == "op.outside"
    for first, last in ((-1, 2), (3, 2), (0, 5)):
        assert refusal(UseWords("s2", first, last), STILLS, SPOKEN).code == "op.no_words"


def test_a_locked_scene_does_not_give_way_to_words() -> None:
    locked = replace(
        STILLS, entries=(*STILLS.entries[:2], replace(STILLS.entries[2], locked=True), STILLS.entries[3])
    )
    assert refusal(UseWords("s2", 1, 3), locked, SPOKEN).code == "op.locked"
