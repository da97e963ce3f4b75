"""The cut as a value: its JSON, its grid, and everything that can be wrong with it."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings

from tests.domain.films import SEEDS, random_film
from trailers.domain.clock import Rate
from trailers.domain.cues import Cue
from trailers.domain.cut import (
    Boundary,
    Cut,
    Entry,
    body_span,
    cues_in,
    grid,
    render_span,
    replace_entry,
    replace_take,
)
from trailers.domain.cut_check import check, problems_of
from trailers.domain.errors import UserError
from trailers.domain.script import Item
from trailers.domain.soundtrack import lay


def cue(cue_id: str, frame: int, word: int | None = None) -> Cue:
    return Cue(cue_id, "span", frame * 40, frame, word)


CUES = (cue("start", 0), cue("a:start", 50), cue("b:start", 120), cue("end", 200))


def entry(number: int, cue_id: str, offset: int = 0, **changes: Any) -> Entry:
    values = {"take_id": f"t{number}", **changes}
    return Entry(f"s{number}", "shot", Boundary(cue_id, offset), **values)


CUT = Cut("sha", (entry(1, "start"), entry(2, "a:start"), entry(3, "b:start")))
TAKES = {"t1", "t2", "t3"}


def with_entry(index: int, **changes: Any) -> Cut:
    entries = list(CUT.entries)
    entries[index] = replace(entries[index], **changes)
    return replace(CUT, entries=tuple(entries))


def codes(cut: Cut) -> list[tuple[str, int | None]]:
    return [(problem.code, problem.params.get("scene")) for problem in problems_of(cut, CUES, TAKES)]


# --- JSON ---------------------------------------------------------------------------------------------


def test_json_is_exactly_this() -> None:
    full = Entry(
        "s1", "card", Boundary("start", 0), "t1", 5, "17/20", "fade", 8, "colour", (0, 1000), "hold", True
    )
    assert Cut("sha", (full,)).to_json() == {
        "version": 1,
        "soundtrack_sha": "sha",
        "entries": [
            {
                "scene_id": "s1",
                "kind": "card",
                "start": {"cue_id": "start", "offset_frames": 0},
                "take_id": "t1",
                "in_point": 5,
                "speed": "17/20",
                "transition": "fade",
                "transition_frames": 8,
                "look": "colour",
                "focus": [0, 1000],
                "move": "hold",
                "locked": True,
            }
        ],
    }


@given(SEEDS)
@settings(max_examples=600, deadline=None)
def test_json_gives_the_cut_back(seed: int) -> None:
    cut = random_film(seed).cut
    assert Cut.from_json(json.loads(json.dumps(cut.to_json()))) == cut


def test_what_is_not_said_has_its_default() -> None:
    data = {
        "version": 1,
        "soundtrack_sha": "x",
        "entries": [{"scene_id": "s", "kind": "shot", "start": {"cue_id": "start"}}],
    }
    assert Cut.from_json(data) == Cut("x", (Entry("s", "shot", Boundary("start")),))


@pytest.mark.parametrize("version", [None, 0, 2, "1", True, 1.0])
def test_another_version_is_refused(version: Any) -> None:
    with pytest.raises(UserError) as caught:
        Cut.from_json({**CUT.to_json(), "version": version})
    assert (caught.value.code, caught.value.params["known"]) == ("cut.version", 1)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("scene_id", ""),
        ("scene_id", 7),
        ("scene_id", "x" * 201),
        ("kind", "photo"),
        ("kind", ["shot"]),
        ("start", None),
        ("start", {}),
        ("start", {"cue_id": ""}),
        ("start", {"cue_id": "start", "offset_frames": 1.0}),
        ("start", {"cue_id": "start", "offset_frames": True}),
        ("start", {"cue_id": "start", "offset": 1}),
        ("take_id", 3),
        ("take_id", ""),
        ("in_point", -1),
        ("in_point", "0"),
        ("in_point", 0.0),
        ("speed", 1),
        ("speed", "1"),
        ("speed", "2/2"),
        ("speed", "1.0"),
        ("speed", "1/0"),
        ("speed", "fast"),
        ("speed", "21/25"),
        ("speed", "29/25"),
        ("transition", "wipe"),
        ("transition", None),
        ("transition_frames", -2),
        ("transition_frames", 4),
        ("look", "sepia"),
        ("focus", [500]),
        ("focus", [500, 1001]),
        ("focus", [500, -1]),
        ("focus", [500.0, 500]),
        ("focus", "500,500"),
        ("move", "spin"),
        ("locked", 1),
        ("colour", "red"),
    ],
)
def test_a_wrong_value_is_refused_by_its_place(place: str, value: Any) -> None:
    data = copy.deepcopy(CUT.to_json())
    data["entries"][1][place] = value
    with pytest.raises(UserError) as caught:
        Cut.from_json(data)
    assert caught.value.code == "cut.unreadable"
    assert caught.value.params["place"] == f"entries[1].{place}"


@pytest.mark.parametrize(
    ("transition", "frames", "accepted"),
    [
        ("hard", 0, True),
        ("hard", 2, False),
        ("dissolve", 0, False),
        ("dissolve", 1, False),
        ("dissolve", 2, True),
        ("dissolve", 7, False),
        ("fade", 24, True),
        ("fade", 25, False),
    ],
)
def test_a_transition_has_an_even_length(transition: str, frames: int, accepted: bool) -> None:
    data = copy.deepcopy(CUT.to_json())
    data["entries"][1].update(transition=transition, transition_frames=frames)
    if accepted:
        assert Cut.from_json(data).entries[1].transition_frames == frames
        return
    with pytest.raises(UserError) as caught:
        Cut.from_json(data)
    assert caught.value.params["place"] == "entries[1].transition_frames"


@pytest.mark.parametrize("name", ["scene_id", "kind", "start"])
def test_what_has_no_default_must_be_said(name: str) -> None:
    data = copy.deepcopy(CUT.to_json())
    del data["entries"][2][name]
    with pytest.raises(UserError) as caught:
        Cut.from_json(data)
    assert caught.value.params["place"] == f"entries[2].{name}"


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (None, "the cut"),
        ([], "the cut"),
        ({**CUT.to_json(), "entries": {}}, "entries"),
        ({**CUT.to_json(), "entries": ["x"]}, "entries[0]"),
        ({**CUT.to_json(), "soundtrack_sha": None}, "soundtrack_sha"),
        ({**CUT.to_json(), "title": "x"}, "title"),
    ],
)
def test_a_wrong_document_is_refused_by_its_place(data: Any, place: str) -> None:
    with pytest.raises(UserError) as caught:
        Cut.from_json(data)
    assert (caught.value.code, caught.value.params["place"]) == ("cut.unreadable", place)


def test_a_refusal_says_what_is_wanted() -> None:
    data = CUT.to_json()
    data["entries"][0]["speed"] = "3/1"
    with pytest.raises(UserError) as caught:
        Cut.from_json(data)
    assert str(caught.value) == (
        "The edit cannot be read at entries[0].speed. "
        'Wanted: null or a fraction in lowest terms from "17/20" to "23/20". Correct it and send it again.'
    )


# --- grid ---------------------------------------------------------------------------------------------


def test_grid_is_cues_and_offsets() -> None:
    assert grid(CUT, CUES) == (0, 50, 120, 200)
    assert grid(with_entry(1, start=Boundary("b:start", -30)), CUES) == (0, 90, 120, 200)


@given(SEEDS)
@settings(max_examples=600, deadline=None)
def test_grid_tiles_the_film(seed: int) -> None:
    film = random_film(seed)
    bounds = film.bounds
    assert bounds[0] == 0
    assert bounds[-1] == film.soundtrack.frames
    assert len(bounds) == len(film.cut.entries) + 1
    assert all(a < b for a, b in pairwise(bounds))
    assert problems_of(film.cut, film.cues, film.takes) == ()


def test_moving_one_boundary_moves_no_other() -> None:
    moved = with_entry(2, start=Boundary("b:start", 9))
    assert grid(moved, CUES) == (0, 50, 129, 200)


@pytest.mark.parametrize(
    ("cut", "code", "params"),
    [
        (Cut("sha", ()), "cut.empty", {}),
        (with_entry(1, start=Boundary("c:start")), "cut.unknown_cue", {"scene": 2, "cue": "c:start"}),
        (with_entry(0, start=Boundary("start", 1)), "cut.late_start", {"scene": 1, "frame": 1}),
        (with_entry(0, start=Boundary("start", -1)), "cut.late_start", {"scene": 1, "frame": -1}),
        (with_entry(1, start=Boundary("b:start", 0)), "cut.order", {"scene": 2, "start": 120, "end": 120}),
        (with_entry(1, start=Boundary("a:start", -51)), "cut.order", {"scene": 1, "start": 0, "end": -1}),
        (with_entry(2, start=Boundary("b:start", 80)), "cut.order", {"scene": 3, "start": 200, "end": 200}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_grid_that_does_not_tile_is_refused(cut: Cut, code: str, params: dict[str, Any]) -> None:
    with pytest.raises(UserError) as caught:
        grid(cut, CUES)
    assert (caught.value.code, caught.value.params) == (code, params)


def test_every_unknown_cue_is_named_with_its_scene() -> None:
    cut = Cut("sha", (entry(1, "start"), entry(2, "x"), entry(3, "y")))
    assert codes(cut) == [("cut.unknown_cue", 2), ("cut.unknown_cue", 3)]


def test_spans_of_body_and_render() -> None:
    cut = Cut(
        "sha",
        (
            entry(1, "start", transition="fade", transition_frames=6),
            entry(2, "a:start", transition="dissolve", transition_frames=12),
            entry(3, "b:start", transition="fade", transition_frames=20),
        ),
    )
    bounds = grid(cut, CUES)
    assert [body_span(cut, bounds, n) for n in range(3)] == [(3, 44), (56, 110), (130, 200)]
    assert [render_span(cut, bounds, n) for n in range(3)] == [(0, 56), (44, 120), (120, 200)]


# --- cues of a cut ------------------------------------------------------------------------------------


def test_frame_cues_are_found_for_the_cut() -> None:
    soundtrack = lay(
        [Item("black", "silence", duration_ms=4_000), Item("title", "card", duration_ms=2_000)], {}, Rate(24)
    )
    entries = (entry(1, "start"), entry(2, "black:f48"), entry(3, "title:start"))
    cut = Cut("sha", entries)
    assert grid(cut, cues_in(cut, soundtrack)) == (0, 48, 96, 144)


@pytest.mark.parametrize("gone", ["gone:start", "gone:f12", "black:f999", "nonsense"])
def test_a_cue_that_the_soundtrack_has_not_is_left_to_the_grid(gone: str) -> None:
    soundtrack = lay([Item("black", "silence", duration_ms=4_000)], {}, Rate(24))
    cut = Cut("sha", (entry(1, "start"), entry(2, "black:f48"), entry(3, gone)))
    cues = cues_in(cut, soundtrack)
    assert [c.id for c in cues] == ["start", "black:f48", "end"]
    with pytest.raises(UserError) as caught:
        grid(cut, cues)
    assert (caught.value.code, caught.value.params) == ("cut.unknown_cue", {"scene": 3, "cue": gone})


# --- everything that is wrong -------------------------------------------------------------------------


def test_a_sound_cut_has_no_problem() -> None:
    assert problems_of(CUT, CUES, TAKES) == ()
    check(CUT, CUES, TAKES)


def test_takes_are_asked_for() -> None:
    assert codes(with_entry(1, take_id=None)) == [("cut.no_take", 2)]
    assert codes(with_entry(1, take_id="other")) == [("cut.unknown_take", 2)]
    assert codes(with_entry(1, take_id=None, kind="black")) == []
    assert codes(with_entry(1, kind="black")) == [], "a picture may lie over a black scene"


def test_a_dissolve_needs_a_picture_before_it_and_a_fade_does_not() -> None:
    assert codes(with_entry(0, transition="dissolve", transition_frames=4)) == [("cut.dissolve_first", 1)]
    assert codes(with_entry(0, transition="fade", transition_frames=4)) == []


@pytest.mark.parametrize("transition", ["dissolve", "fade"])
@pytest.mark.parametrize(
    ("second", "third", "too_long"),
    [
        (98, 0, []),
        (100, 0, [1]),
        (140, 0, [1, 2]),
        (60, 78, []),
        (60, 80, [2]),
        (0, 138, []),
        (0, 140, [2]),
        (0, 160, [2, 3]),
    ],
)
def test_transitions_leave_every_scene_a_frame_of_its_own(
    transition: Any, second: int, third: int, too_long: list[int]
) -> None:
    """Scenes of 50, 70 and 80 frames; each loses half of every transition at its ends."""

    def into(number: int, cue_id: str, frames: int) -> Entry:
        return entry(number, cue_id, transition=transition if frames else "hard", transition_frames=frames)

    cut = Cut("sha", (entry(1, "start"), into(2, "a:start", second), into(3, "b:start", third)))
    assert codes(cut) == [("cut.transition_long", scene) for scene in too_long]


def test_a_long_transition_says_how_much_too_long() -> None:
    problem = problems_of(with_entry(1, transition="fade", transition_frames=104), CUES, TAKES)[0]
    assert problem.params == {"scene": 1, "frames": 50, "excess": 3}


def test_everything_is_found_at_once_and_in_order() -> None:
    cut = Cut(
        "sha",
        (
            entry(1, "start", look="sepia"),
            entry(2, "b:start", take_id=None, transition="hard", transition_frames=3),
            replace(entry(3, "a:start"), scene_id="s1", take_id="gone"),
        ),
    )
    assert codes(cut) == [
        ("cut.bad_value", 1),
        ("cut.bad_value", 2),
        ("cut.no_take", 2),
        ("cut.order", 2),
        ("cut.scene_twice", 3),
        ("cut.unknown_take", 3),
    ]
    with pytest.raises(UserError) as caught:
        check(cut, CUES, TAKES)
    assert caught.value.params["name"] == "look"


# --- edits --------------------------------------------------------------------------------------------


def test_another_take_starts_at_its_beginning_and_keeps_the_rest() -> None:
    cut = with_entry(1, in_point=12, speed="1/1", look="colour", focus=(1, 2), locked=True)
    changed = replace_take(cut, "s2", "new")
    assert changed.entries[1] == replace(cut.entries[1], take_id="new", in_point=0, speed=None)
    assert (changed.entries[0], changed.entries[2]) == (cut.entries[0], cut.entries[2])
    assert cut.entries[1].take_id == "t2", "the old cut is as it was"


def test_the_take_that_is_shown_changes_nothing() -> None:
    cut = with_entry(1, in_point=12, speed="1/1")
    assert replace_take(cut, "s2", "t2") is cut


def test_undo_is_the_old_value() -> None:
    there = replace_take(CUT, "s2", "new")
    assert there != CUT
    assert replace_entry(there, CUT.entry("s2")) == CUT


def test_an_unknown_scene_is_an_error() -> None:
    with pytest.raises(KeyError):
        replace_take(CUT, "s9", "t1")
    with pytest.raises(KeyError):
        replace_entry(CUT, entry(9, "start"))


def test_exact_speed() -> None:
    assert entry(1, "start", speed="17/20").exact_speed == Fraction(17, 20)
    assert entry(1, "start").exact_speed is None


@pytest.mark.parametrize(
    ("transition", "overlap", "inset"), [("hard", 0, 0), ("dissolve", 5, 5), ("fade", 0, 5)]
)
def test_only_a_dissolve_overlaps(transition: Any, overlap: int, inset: int) -> None:
    made = entry(1, "start", transition=transition, transition_frames=0 if transition == "hard" else 10)
    assert (made.overlap_frames, made.inset_frames) == (overlap, inset)
