"""Edits as they come over the wire: read exactly, or refused with their place."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from editor import ops, sound
from editor.wire import MOST_EDITS, edits_of
from trailers.domain.errors import UserError

READ = [
    ({"op": "move_boundary", "scene": "s", "frame": 4}, ops.MoveBoundary("s", 4)),
    ({"op": "merge", "scene": "s"}, ops.Merge("s")),
    ({"op": "use_take", "scene": "s", "take": "t"}, ops.UseTake("s", "t", 0)),
    ({"op": "slip", "scene": "s", "in_point": 7}, ops.Slip("s", 7)),
    ({"op": "set_speed", "scene": "s", "speed": "23/25"}, ops.SetSpeed("s", Fraction(23, 25))),
    ({"op": "set_speed", "scene": "s", "speed": None}, ops.SetSpeed("s", None)),
    (
        {"op": "set_transition", "scene": "s", "transition": "fade", "frames": 8},
        ops.SetTransition("s", "fade", 8),
    ),
    ({"op": "set_look", "scene": None, "look": "noir"}, ops.SetLook("noir", None)),
    ({"op": "set_focus", "scene": "s", "focus": [0, 1000]}, ops.SetFocus("s", (0, 1000))),
    ({"op": "set_move", "scene": "s", "move": "drift"}, ops.SetMove("s", "drift")),
    ({"op": "lock", "scene": "s", "locked": False}, ops.Lock("s", False)),
    ({"op": "words", "scene": "s", "first": 2, "last": 5}, ops.UseWords("s", 2, 5)),
    ({"op": "pause_before", "line": "l", "ms": 400}, sound.PauseBefore("l", 400)),
    ({"op": "add_line", "after": None, "text": "x"}, sound.AddLine(None, "x")),
    ({"op": "drop_line", "line": "l"}, sound.DropLine("l")),
    ({"op": "move_line", "line": "l", "to": 1}, sound.MoveLine("l", 1)),
    ({"op": "mute_line", "line": "l", "muted": True}, sound.MuteLine("l", True)),
    ({"op": "revoice_line", "line": "l"}, sound.RevoiceLine("l", None)),
    ({"op": "set_level", "scene": "s", "voice_db": -6.5}, sound.SetLevel("s", None, -65, None)),
    ({"op": "use_score", "artifact": "a"}, sound.UseScore("a")),
]


@pytest.mark.parametrize(("data", "edit"), READ)
def test_every_edit_is_read(data: dict[str, Any], edit: Any) -> None:
    assert edits_of([data], "base") == (edit,)


def test_a_split_names_its_scene_by_what_is_split() -> None:
    data = [{"op": "split", "scene": "s", "frame": 4}]
    (first,), (again,), (elsewhere,) = edits_of(data, "a"), edits_of(data, "a"), edits_of(data, "b")
    assert first == again != elsewhere


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ("x", "edits"),
        ([], "edits"),
        ([{"op": "merge", "scene": "s"}] * (MOST_EDITS + 1), "edits"),
        (["x"], "edits[0]"),
        ([{"op": "explode"}], "edits[0].op"),
        ([{"op": "merge"}], "edits[0].scene"),
        ([{"op": "merge", "scene": "s", "more": 1}], "edits[0].more"),
        (
            [{"op": "merge", "scene": "s"}, {"op": "move_boundary", "scene": "s", "frame": 1.5}],
            "edits[1].frame",
        ),
        ([{"op": "lock", "scene": "s", "locked": 1}], "edits[0].locked"),
        ([{"op": "set_speed", "scene": "s", "speed": "1/0"}], "edits[0].speed"),
        ([{"op": "set_focus", "scene": "s", "focus": [0, 1001]}], "edits[0].focus[1]"),
        ([{"op": "set_look", "scene": None, "look": "sepia"}], "edits[0].look"),
        ([{"op": "set_level", "scene": "s", "voice_db": 12.1}], "edits[0].voice_db"),
        ([{"op": "set_level", "scene": "s", "voice_db": 0.05}], "edits[0].voice_db"),
    ],
)
def test_what_is_wrong_is_named(data: Any, place: str) -> None:
    with pytest.raises(UserError) as caught:
        edits_of(data, "base")
    assert (caught.value.code, caught.value.params["place"]) == ("op.unreadable", place)
    assert "{" not in str(caught.value)
