"""Edits of the sound: each is a value, and applying it gives what the sound is then made from, or a refusal.

Picture edits leave the sound alone; these make a new one. Lines are named by the ids of the script's items, so
what a line was spoken as, and what is seen meanwhile, stays with it wherever it goes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from trailers.domain.errors import UserError
from trailers.domain.script import Script
from trailers.domain.script_edit import NEW_PAUSE_MS, Row, rewritten, rows_of

QUIETEST, LOUDEST = -600, 120
"""Levels in tenths of a decibel. The quietest is silence to every ear."""


@dataclass(frozen=True, slots=True)
class PauseBefore:
    """How long the quiet (or the card) before a line lasts."""

    line: str
    ms: int


@dataclass(frozen=True, slots=True)
class AddLine:
    """A new line after a line, or (None) before the first."""

    after: str | None
    text: str


@dataclass(frozen=True, slots=True)
class DropLine:
    line: str


@dataclass(frozen=True, slots=True)
class MoveLine:
    """The line becomes the `to`-th of the lines, counted from 1; at most the last."""

    line: str
    to: int


@dataclass(frozen=True, slots=True)
class MuteLine:
    """A muted line keeps its time and is not heard."""

    line: str
    muted: bool


@dataclass(frozen=True, slots=True)
class RevoiceLine:
    """Other words, or (None) another reading of the same."""

    line: str
    text: str | None = None


@dataclass(frozen=True, slots=True)
class SetLevel:
    """How loud voice and score are while a scene lasts, or a line, in tenths of a decibel; None leaves it."""

    scene: str | None = None
    line: str | None = None
    voice_tenths: int | None = None
    score_tenths: int | None = None


@dataclass(frozen=True, slots=True)
class UseScore:
    """Another score of this film, by the id of its file."""

    artifact: str


SoundOp = PauseBefore | AddLine | DropLine | MoveLine | MuteLine | RevoiceLine | SetLevel | UseScore
SOUND_OPS = (PauseBefore, AddLine, DropLine, MoveLine, MuteLine, RevoiceLine, SetLevel, UseScore)


@dataclass(frozen=True, slots=True)
class Sound:
    """What the sound of a film is made from. Levels are (voice, score) by "scene:<id>" or "line:<id>"."""

    script: Script
    readings: Mapping[str, int] = field(default_factory=dict)
    muted: tuple[str, ...] = ()
    levels: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    score: str = ""
    """Key of the artifact that is the score; '' while there is none."""


def apply(op: SoundOp, sound: Sound, *, scenes: frozenset[str], scores: Mapping[str, str]) -> Sound:
    """The sound after the edit; the same when the edit changes nothing.

    `scenes` are those of the cut, `scores` the film's scores (id -> key). UserError op.no_line, op.first_line,
    op.no_scene, op.no_score, and edit.* where the rows would be no script.
    """
    named = getattr(op, "line", None) or getattr(op, "after", None)
    if named is not None and named not in {item.id for item in sound.script.lines}:
        raise UserError("op.no_line")
    if isinstance(op, SetLevel):
        return _levelled(op, sound, scenes)
    if isinstance(op, UseScore):
        if op.artifact not in scores:
            raise UserError("op.no_score")
        return replace(sound, score=scores[op.artifact])
    if isinstance(op, MuteLine):
        others = tuple(line for line in sound.muted if line != op.line)
        return replace(sound, muted=(*others, op.line) if op.muted else others)
    if isinstance(op, RevoiceLine) and op.text is None:
        return replace(sound, readings={**sound.readings, op.line: sound.readings.get(op.line, 1) + 1})
    rows = _ROWS[type(op)](op, list(rows_of(sound.script)))
    return replace(sound, script=rewritten(sound.script, rows))


def _levelled(op: SetLevel, sound: Sound, scenes: frozenset[str]) -> Sound:
    if op.scene is not None and op.scene not in scenes:
        raise UserError("op.no_scene")
    if (op.scene is None) == (op.line is None):
        raise UserError("op.unreadable", place="set_level", wanted="for a scene or for a line")
    name = f"scene:{op.scene}" if op.scene is not None else f"line:{op.line}"
    voice, score = sound.levels.get(name, (0, 0))
    level = (
        voice if op.voice_tenths is None else op.voice_tenths,
        score if op.score_tenths is None else op.score_tenths,
    )
    others = {key: value for key, value in sound.levels.items() if key != name}
    return replace(sound, levels=others if level == (0, 0) else {**others, name: level})


def _index(rows: list[Row], line: str) -> int:
    return next(n for n, row in enumerate(rows) if row.id == line)


def _pause_before(op: PauseBefore, rows: list[Row]) -> list[Row]:
    at = _index(rows, op.line)
    if at == 0:
        raise UserError("op.first_line")
    before = rows[at - 1]
    changes = {"pause_after_ms": op.ms} if before.kind == "line" else {"duration_ms": op.ms}
    return [*rows[: at - 1], replace(before, **changes), *rows[at:]]  # type: ignore[arg-type]


def _add_line(op: AddLine, rows: list[Row]) -> list[Row]:
    lines = [n for n, row in enumerate(rows) if row.kind == "line"]
    at = lines[0] if op.after is None else _index(rows, op.after) + 1
    fresh = Row("line", text=op.text, pause_after_ms=NEW_PAUSE_MS)
    return [*rows[:at], fresh, *rows[at:]]


def _drop_line(op: DropLine, rows: list[Row]) -> list[Row]:
    return [row for row in rows if row.id != op.line]


def _move_line(op: MoveLine, rows: list[Row]) -> list[Row]:
    """The other rows keep their order; the line goes to where the `to`-th line begins now."""
    moving = rows[_index(rows, op.line)]
    rest = [row for row in rows if row.id != op.line]
    lines = [n for n, row in enumerate(rest) if row.kind == "line"]
    at = lines[op.to - 1] if op.to <= len(lines) else (lines[-1] + 1 if lines else _index(rows, op.line))
    return [*rest[:at], moving, *rest[at:]]


def _revoice(op: RevoiceLine, rows: list[Row]) -> list[Row]:
    return [replace(row, text=op.text or "") if row.id == op.line else row for row in rows]


_ROWS: Mapping[type, Callable[[Any, list[Row]], list[Row]]] = {
    PauseBefore: _pause_before,
    AddLine: _add_line,
    DropLine: _drop_line,
    MoveLine: _move_line,
    RevoiceLine: _revoice,
}
