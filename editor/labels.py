"""What an edit is called: in the undo button, in the history, and to whoever finds that the edit has moved on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from . import ops, sound
from .rules import Place
from .wire import Edit


def label_of(edits: Sequence[Edit], places: Mapping[str, Place], lines: Mapping[str, int]) -> str:
    """ "Move boundary 3→4 by 7 frames". `places` and `lines` (id -> number) are those before the edit."""
    told = [_TOLD[type(edit)](edit, places, lines) for edit in edits]
    return told[0] if len(told) == 1 else f"{told[0]} and {len(told) - 1} more"


def _number(scene_id: str, places: Mapping[str, Place]) -> str:
    place = places.get(scene_id)
    return str(place.number) if place else "(new)"


def _boundary(edit: ops.MoveBoundary, places: Mapping[str, Place], _: Any) -> str:
    place = places.get(edit.scene_id)
    if place is None:
        return "Move a boundary"
    by = edit.frame - place.start
    frames = "frame" if abs(by) == 1 else "frames"
    return f"Move boundary {place.number - 1}→{place.number} by {by:+d} {frames}"


def _look(edit: ops.SetLook, places: Mapping[str, Place], _: Any) -> str:
    where = f"scene {_number(edit.scene_id, places)}" if edit.scene_id else "every scene"
    return f"Look {edit.look} for {where}"


def _lock(edit: ops.Lock, places: Mapping[str, Place], _: Any) -> str:
    return f"{'Lock' if edit.locked else 'Unlock'} scene {_number(edit.scene_id, places)}"


def _scene(words: str) -> Callable[[Any, Mapping[str, Place], Any], str]:
    return lambda edit, places, _: words.format(n=_number(edit.scene_id, places))


def _line(words: str) -> Callable[[Any, Any, Mapping[str, int]], str]:
    return lambda edit, _, lines: words.format(n=lines.get(edit.line, "(new)"))


def _pause(edit: sound.PauseBefore, _: Any, lines: Mapping[str, int]) -> str:
    return f"Pause of {edit.ms} ms before line {lines.get(edit.line, '(new)')}"


def _mute(edit: sound.MuteLine, _: Any, lines: Mapping[str, int]) -> str:
    return f"{'Mute' if edit.muted else 'Unmute'} line {lines.get(edit.line, '(new)')}"


def _level(edit: sound.SetLevel, places: Mapping[str, Place], lines: Mapping[str, int]) -> str:
    if edit.scene is not None:
        return f"Level of scene {_number(edit.scene, places)}"
    return f"Level of line {lines.get(edit.line or '', '(new)')}"


_TOLD: Mapping[type, Callable[[Any, Any, Any], str]] = {
    ops.MoveBoundary: _boundary,
    ops.Split: _scene("Split scene {n}"),
    ops.Merge: _scene("Merge scene {n} with the next"),
    ops.UseTake: _scene("Another take in scene {n}"),
    ops.Slip: _scene("Slip scene {n}"),
    ops.SetSpeed: _scene("Speed of scene {n}"),
    ops.SetTransition: _scene("Transition into scene {n}"),
    ops.SetLook: _look,
    ops.SetFocus: _scene("Focus of scene {n}"),
    ops.SetMove: _scene("Camera of scene {n}"),
    ops.Lock: _lock,
    ops.UseWords: _scene("Words of scene {n}"),
    sound.PauseBefore: _pause,
    sound.AddLine: lambda *_: "Add a line",
    sound.DropLine: _line("Drop line {n}"),
    sound.MoveLine: _line("Move line {n}"),
    sound.MuteLine: _mute,
    sound.RevoiceLine: _line("Speak line {n} again"),
    sound.SetLevel: _level,
    sound.UseScore: lambda *_: "Another score",
}
