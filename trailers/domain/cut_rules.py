"""Which values one entry of a cut's JSON may hold; the same rules judge an entry that code has built."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from .accents import is_accent
from .conform import FASTEST, SLOWEST
from .vocabulary import LOOKS, MOVES

KINDS = ("shot", "card", "black")
TRANSITIONS = ("hard", "dissolve", "fade")
LONGEST_TEXT = 200
"""Characters in an id; nothing that we name is nearly as long."""


def _is_whole(value: Any) -> bool:
    return type(value) is int


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_TEXT


def _is_start(value: Any) -> bool:
    return (
        isinstance(value, Mapping)
        and set(value) <= {"cue_id", "offset_frames"}
        and _is_text(value.get("cue_id"))
        and _is_whole(value.get("offset_frames", 0))
    )


def _is_focus(value: Any) -> bool:
    return (
        isinstance(value, list | tuple)
        and len(value) == 2
        and all(_is_whole(part) and 0 <= part <= 1000 for part in value)
    )


def _is_speed(value: Any) -> bool:
    """ "n/d" in lowest terms, so that equal speeds are written alike."""
    if value is None:
        return True
    try:
        exact = Fraction(value) if isinstance(value, str) else None
    except (ValueError, ZeroDivisionError):
        return False
    return exact is not None and value == speed_text(exact) and SLOWEST <= exact <= FASTEST


def speed_text(speed: Fraction) -> str:
    """The form that entries keep: Fraction(1) is "1/1"."""
    return f"{speed.numerator}/{speed.denominator}"


def _are_accents(value: Any) -> bool:
    return isinstance(value, list | tuple) and len(value) <= 32 and all(is_accent(one) for one in value)


def _one_of(names: tuple[str, ...]) -> tuple[Callable[[Any], bool], str]:
    return (lambda value: value in names if isinstance(value, str) else False), f"one of {', '.join(names)}"


RULES: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "scene_id": (_is_text, "the id of a scene"),
    "kind": _one_of(KINDS),
    "start": (_is_start, "a cue_id and, if wanted, whole offset_frames"),
    "take_id": (lambda value: value is None or _is_text(value), "the id of a take, or null"),
    "in_point": (lambda value: _is_whole(value) and value >= 0, "a whole number of frames from 0"),
    "speed": (_is_speed, 'null or a fraction in lowest terms from "17/20" to "23/20"'),
    "transition": _one_of(TRANSITIONS),
    "transition_frames": (lambda value: _is_whole(value) and value >= 0, "a whole number of frames from 0"),
    "look": _one_of(LOOKS),
    "focus": (_is_focus, "two whole numbers from 0 to 1000"),
    "move": _one_of(MOVES),
    "locked": (lambda value: type(value) is bool, "true or false"),
    "accents": (_are_accents, "a list of accents: kind, at, frames and permille"),
}
REQUIRED = ("scene_id", "kind", "start")


def faults(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(name, what it should be) for everything wrong with one entry."""
    bad = set()
    for name in sorted(set(values) - set(RULES)):
        yield name, "no such name in an entry"
    for name, (accepts, wanted) in RULES.items():
        missing = name not in values
        if (missing and name in REQUIRED) or (not missing and not accepts(values[name])):
            bad.add(name)
            yield name, wanted
    if not bad & {"transition", "transition_frames"}:
        yield from _transition_faults(values.get("transition", "hard"), values.get("transition_frames", 0))


def _transition_faults(transition: str, frames: int) -> Iterator[tuple[str, str]]:
    if transition == "hard" and frames != 0:
        yield "transition_frames", "0 for a hard cut"
    if transition != "hard" and (frames < 2 or frames % 2):
        yield "transition_frames", "an even number from 2, so that its middle is the cut"
