"""Edits as they come over the wire: JSON in, values of `ops` and `sound` out, or a refusal that names the place."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from trailers.domain.cut_rules import TRANSITIONS
from trailers.domain.errors import UserError
from trailers.domain.vocabulary import LOOKS, MOVES

from . import ops, sound

MOST_EDITS = 50
"""In one request."""
_NAMESPACE = uuid.UUID("5a0d3c1e-6d3b-5d0a-9d55-0f6f5a8c7e11")
Edit = ops.Op | sound.SoundOp


def edits_of(data: Any, base: str) -> tuple[Edit, ...]:
    """The edits of a request. UserError op.unreadable names the first thing that is wrong.

    A split's new scene is named by what is split, so that the same request gives the same scene.
    """
    if not isinstance(data, list) or not 1 <= len(data) <= MOST_EDITS:
        raise _unreadable("edits", f"a list of 1 to {MOST_EDITS} edits")
    return tuple(_edit(values, f"edits[{index}]", base) for index, values in enumerate(data))


def _edit(values: Any, place: str, base: str) -> Edit:
    if not isinstance(values, Mapping):
        raise _unreadable(place, "an object")
    name = values.get("op")
    if not isinstance(name, str) or name not in _EDITS:
        raise _unreadable(f"{place}.op", f"one of {', '.join(sorted(_EDITS))}")
    build, fields = _EDITS[name]
    unknown = sorted(set(values) - set(fields) - {"op"})
    if unknown:
        raise _unreadable(f"{place}.{unknown[0]}", f"no such name in {name}")
    given = {field: read(values.get(field), f"{place}.{field}") for field, read in fields.items()}
    if name == "split":
        given["new"] = str(uuid.uuid5(_NAMESPACE, f"{base}\x1f{given['scene']}\x1f{given['frame']}"))
    return build(**given)


Read = Callable[[Any, str], Any]


def _id(value: Any, place: str) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= 200:
        raise _unreadable(place, "an id")
    return value


def _id_or_none(value: Any, place: str) -> str | None:
    return None if value is None else _id(value, place)


def _whole(least: int, most: int) -> Read:
    def read(value: Any, place: str) -> int:
        if type(value) is not int or not least <= value <= most:
            raise _unreadable(place, f"a whole number from {least} to {most}")
        return value

    return read


def _or(read: Read, default: Any) -> Read:
    return lambda value, place: default if value is None else read(value, place)


def _one_of(names: Sequence[str]) -> Read:
    def read(value: Any, place: str) -> str:
        if not isinstance(value, str) or value not in names:
            raise _unreadable(place, f"one of {', '.join(names)}")
        return value

    return read


def _flag(value: Any, place: str) -> bool:
    if type(value) is not bool:
        raise _unreadable(place, "true or false")
    return value


def _text(value: Any, place: str) -> str:
    if not isinstance(value, str) or len(value) > 1000:
        raise _unreadable(place, "text")
    return value


def _speed(value: Any, place: str) -> Fraction | None:
    if value is None:
        return None
    try:
        if isinstance(value, str) and len(value) < 40:
            return Fraction(value)
    except (ValueError, ZeroDivisionError):
        pass
    raise _unreadable(place, 'null or a fraction like "23/25"')


def _focus(value: Any, place: str) -> tuple[int, int]:
    if not isinstance(value, list) or len(value) != 2:
        raise _unreadable(place, "two whole numbers from 0 to 1000")
    read = _whole(0, 1000)
    return read(value[0], f"{place}[0]"), read(value[1], f"{place}[1]")


def _level(value: Any, place: str) -> int:
    """Decibels with at most one decimal, as whole tenths."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        tenths = round(value * 10)
        if sound.QUIETEST <= tenths <= sound.LOUDEST and abs(tenths - value * 10) < 1e-6:
            return tenths
    raise _unreadable(place, f"decibels from {sound.QUIETEST // 10} to {sound.LOUDEST // 10} in tenths")


_FRAME = _whole(0, 10**7)
_EDITS: Mapping[str, tuple[Callable[..., Edit], Mapping[str, Read]]] = {
    "move_boundary": (
        lambda scene, frame: ops.MoveBoundary(scene, frame),
        {"scene": _id, "frame": _FRAME},
    ),
    "split": (
        lambda scene, frame, new: ops.Split(scene, frame, new),
        {"scene": _id, "frame": _FRAME},
    ),
    "merge": (lambda scene: ops.Merge(scene), {"scene": _id}),
    "use_take": (
        lambda scene, take, in_point: ops.UseTake(scene, take, in_point),
        {"scene": _id, "take": _id, "in_point": _or(_FRAME, 0)},
    ),
    "slip": (lambda scene, in_point: ops.Slip(scene, in_point), {"scene": _id, "in_point": _FRAME}),
    "set_speed": (lambda scene, speed: ops.SetSpeed(scene, speed), {"scene": _id, "speed": _speed}),
    "set_transition": (
        lambda scene, transition, frames: ops.SetTransition(scene, transition, frames),
        {"scene": _id, "transition": _one_of(TRANSITIONS), "frames": _or(_whole(0, 10_000), 0)},
    ),
    "set_look": (
        lambda scene, look: ops.SetLook(look, scene),
        {"scene": _id_or_none, "look": _one_of(LOOKS)},
    ),
    "set_focus": (lambda scene, focus: ops.SetFocus(scene, focus), {"scene": _id, "focus": _focus}),
    "set_move": (lambda scene, move: ops.SetMove(scene, move), {"scene": _id, "move": _one_of(MOVES)}),
    "lock": (lambda scene, locked: ops.Lock(scene, locked), {"scene": _id, "locked": _flag}),
    "words": (
        lambda scene, first, last: ops.UseWords(scene, first, last),
        {"scene": _id, "first": _whole(0, 10**6), "last": _whole(0, 10**6)},
    ),
    "pause_before": (
        lambda line, ms: sound.PauseBefore(line, ms),
        {"line": _id, "ms": _whole(0, 60_000)},
    ),
    "add_line": (lambda after, text: sound.AddLine(after, text), {"after": _id_or_none, "text": _text}),
    "drop_line": (lambda line: sound.DropLine(line), {"line": _id}),
    "move_line": (lambda line, to: sound.MoveLine(line, to), {"line": _id, "to": _whole(1, 1000)}),
    "mute_line": (lambda line, muted: sound.MuteLine(line, muted), {"line": _id, "muted": _flag}),
    "revoice_line": (
        lambda line, text: sound.RevoiceLine(line, text),
        {"line": _id, "text": _or(_text, None)},
    ),
    "set_level": (
        lambda scene, line, voice_db, score_db: sound.SetLevel(scene, line, voice_db, score_db),
        {
            "scene": _id_or_none,
            "line": _id_or_none,
            "voice_db": _or(_level, None),
            "score_db": _or(_level, None),
        },
    ),
    "use_score": (lambda artifact: sound.UseScore(artifact), {"artifact": _id}),
}


def _unreadable(place: str, wanted: str) -> UserError:
    return UserError("op.unreadable", place=place, wanted=wanted)
