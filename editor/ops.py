"""Edits of the picture against the fixed sound: each is a value, and applying it gives a new cut or a refusal.

An edit changes entries only; the sound, and so the length of the film, stays. What must hold is judged on the
cut that comes out (`rules.py`), not in each edit, so no edit can forget a rule. Undo needs nothing from here:
every cut is kept, and undo points at an earlier one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from trailers.domain.conform import Conform
from trailers.domain.cues import Cue
from trailers.domain.cut import Boundary, Cut, Entry, Transition, replace_entry
from trailers.domain.cut_rules import speed_text
from trailers.domain.errors import UserError

from .rules import Desk, Place, fit_of, judge, places


@dataclass(frozen=True, slots=True)
class MoveBoundary:
    """Let a scene begin at `frame`; the scene before it ends there. The only trim there is (a rolling edit)."""

    scene_id: str
    frame: int


@dataclass(frozen=True, slots=True)
class Split:
    """Cut a scene in two at `frame`; the second part is the scene `new_id` and goes on with the same take."""

    scene_id: str
    frame: int
    new_id: str


@dataclass(frozen=True, slots=True)
class Merge:
    """Let a scene take the place of the next one as well, which leaves the cut."""

    scene_id: str


@dataclass(frozen=True, slots=True)
class UseTake:
    """Show any take of the project, a clip from its frame `in_point` on, at the speed that fits."""

    scene_id: str
    take_id: str
    in_point: int = 0


@dataclass(frozen=True, slots=True)
class Slip:
    """Show another part of the clip; no boundary moves."""

    scene_id: str
    in_point: int


@dataclass(frozen=True, slots=True)
class SetSpeed:
    """None lets the conform plan choose."""

    scene_id: str
    speed: Fraction | None


@dataclass(frozen=True, slots=True)
class SetTransition:
    """How a scene is come into, over an even number of frames (0 for a hard cut)."""

    scene_id: str
    transition: Transition
    frames: int = 0


@dataclass(frozen=True, slots=True)
class SetLook:
    """The grade of one scene, or with no scene of every one that is not locked."""

    look: str
    scene_id: str | None = None


@dataclass(frozen=True, slots=True)
class SetFocus:
    """The point that stays in view when the picture is cropped: per mille from the left and the top."""

    scene_id: str
    focus: tuple[int, int]


@dataclass(frozen=True, slots=True)
class SetMove:
    """The camera move over a still."""

    scene_id: str
    move: str


@dataclass(frozen=True, slots=True)
class Lock:
    """A locked scene keeps its picture and its frames until it is unlocked."""

    scene_id: str
    locked: bool = True


@dataclass(frozen=True, slots=True)
class UseWords:
    """Let a scene last exactly while the words `first` to `last` are spoken (indexes into the soundtrack's words).

    Its two boundaries move to the pauses around them; a scene that lies wholly between leaves the cut.
    """

    scene_id: str
    first: int
    last: int


Op = (
    MoveBoundary
    | Split
    | Merge
    | UseTake
    | Slip
    | SetSpeed
    | SetTransition
    | SetLook
    | SetFocus
    | SetMove
    | Lock
    | UseWords
)


def apply(op: Op, cut: Cut, desk: Desk) -> Cut:
    """The cut after the edit; the same cut when the edit changes nothing.

    UserError: op.no_scene, op.no_take, op.first_boundary, op.no_next, op.outside, op.scene_twice, op.still,
    op.no_words, op.words_at_once, op.locked, op.short, op.long, op.misfit, and what `trailers.domain.cut_check` finds.
    """
    named = getattr(op, "scene_id", None)
    if named is not None and all(entry.scene_id != named for entry in cut.entries):
        raise UserError("op.no_scene")
    changed = _DO[type(op)](op, cut, desk)
    if changed != cut:
        judge(cut, changed, desk, unlocks=isinstance(op, Lock))
    return changed


def anchored(frame: int, desk: Desk) -> Boundary:
    """A frame as a boundary: locked to the nearest cue, a pause before any other at the same distance."""
    nearest = min(desk.cues, key=lambda cue: (abs(cue.frame - frame), _RANK[cue.kind], cue.frame))
    return Boundary(nearest.id, frame - nearest.frame)


_RANK: Mapping[str, int] = {"pause": 0, "span": 1, "beat": 2, "moment": 3, "start": 4, "end": 5}
"""Which of two cues at the same distance a boundary holds on to."""


def _move_boundary(op: MoveBoundary, cut: Cut, desk: Desk) -> Cut:
    place = places(cut, desk)[op.scene_id]
    if place.number == 1:
        raise UserError("op.first_boundary")
    if not 0 < op.frame < desk.frames:
        raise UserError("op.outside", frame=op.frame, start=0, end=desk.frames)
    if place.start == op.frame:
        return cut
    return _changed(cut, op.scene_id, start=anchored(op.frame, desk))


def _split(op: Split, cut: Cut, desk: Desk) -> Cut:
    standing = places(cut, desk)
    if op.new_id in standing:
        raise UserError("op.scene_twice")
    place = standing[op.scene_id]
    if not place.start < op.frame < place.end:
        raise UserError("op.outside", frame=op.frame, start=place.start, end=place.end)
    index = place.number - 1
    return replace(cut, entries=(*cut.entries[:index], *_halves(place, op, desk), *cut.entries[index + 1 :]))


def _halves(place: Place, op: Split, desk: Desk) -> tuple[Entry, Entry]:
    """Both parts play the take as the whole scene did, so that nothing is seen to change at the split."""
    rest = replace(
        place.entry,
        scene_id=op.new_id,
        start=anchored(op.frame, desk),
        transition="hard",
        transition_frames=0,
    )
    fit = fit_of(place, desk)
    if not isinstance(fit, Conform):
        return place.entry, rest
    speed = speed_text(fit.speed)
    goes_on = fit.source_frame(op.frame - place.first)
    return replace(place.entry, speed=speed), replace(rest, speed=speed, in_point=goes_on)


def _merge(op: Merge, cut: Cut, desk: Desk) -> Cut:
    number = places(cut, desk)[op.scene_id].number
    if number == len(cut.entries):
        raise UserError("op.no_next", number=number)
    return replace(cut, entries=(*cut.entries[:number], *cut.entries[number + 1 :]))


def _use_take(op: UseTake, cut: Cut, desk: Desk) -> Cut:
    if op.take_id not in desk.takes:
        raise UserError("op.no_take")
    return _changed(cut, op.scene_id, take_id=op.take_id, in_point=op.in_point, speed=None)


def _slip(op: Slip, cut: Cut, desk: Desk) -> Cut:
    _needs_clip(cut, op.scene_id, desk)
    return _changed(cut, op.scene_id, in_point=op.in_point)


def _set_speed(op: SetSpeed, cut: Cut, desk: Desk) -> Cut:
    _needs_clip(cut, op.scene_id, desk)
    return _changed(cut, op.scene_id, speed=None if op.speed is None else speed_text(op.speed))


def _set_transition(op: SetTransition, cut: Cut, desk: Desk) -> Cut:
    return _changed(cut, op.scene_id, transition=op.transition, transition_frames=op.frames)


def _set_look(op: SetLook, cut: Cut, desk: Desk) -> Cut:
    if op.scene_id is not None:
        return _changed(cut, op.scene_id, look=op.look)
    entries = (entry if entry.locked else replace(entry, look=op.look) for entry in cut.entries)
    return replace(cut, entries=tuple(entries))


def _set_focus(op: SetFocus, cut: Cut, desk: Desk) -> Cut:
    return _changed(cut, op.scene_id, focus=op.focus)


def _set_move(op: SetMove, cut: Cut, desk: Desk) -> Cut:
    return _changed(cut, op.scene_id, move=op.move)


def _lock(op: Lock, cut: Cut, desk: Desk) -> Cut:
    return _changed(cut, op.scene_id, locked=op.locked)


def _use_words(op: UseWords, cut: Cut, desk: Desk) -> Cut:
    start, end = word_points(op.first, op.last, desk)
    standing = places(cut, desk)
    place = standing[op.scene_id]
    if place.number == 1 and start.frame > 0:
        raise UserError("op.first_boundary")
    if place.number == len(standing) and end.frame < desk.frames:
        raise UserError("op.words_at_once")
    if not (start.frame < place.end and place.start < end.frame):
        raise UserError("op.outside", frame=start.frame, start=place.start, end=place.end)
    entries = []
    for other in standing.values():
        if other is place:
            at = place.entry.start if place.number == 1 else Boundary(start.id)
            entries.append(replace(place.entry, start=at))
        elif other.start < start.frame or other.start >= end.frame:
            entries.append(other.entry)
        elif other.number > place.number and other.end > end.frame:
            entries.append(replace(other.entry, start=Boundary(end.id)))
    following = next((n for n, entry in enumerate(entries) if entry.scene_id == op.scene_id), 0) + 1
    if following < len(entries):
        entries[following] = replace(entries[following], start=_kept_or(entries[following], end, desk))
    return replace(cut, entries=tuple(entries))


def word_points(first: int, last: int, desk: Desk) -> tuple[Cue, Cue]:
    """The cues between which the words `first` to `last` are spoken, and nothing else.

    UserError op.no_words.
    """
    count = 1 + max((cue.word for cue in desk.cues if cue.word is not None), default=-1)
    if not 0 <= first <= last < count:
        raise UserError("op.no_words", count=count)
    before = [cue for cue in desk.cues if cue.word == first and cue.kind != "end"]
    rest = range(last + 1, count)
    after = [cue for cue in desk.cues if cue.word in rest or (cue.word is None and cue.kind != "start")]
    after = [cue for cue in after if before and cue.frame > before[-1].frame]
    if not after:  # no cue lies just before the word, as where a song has more words than beats
        raise UserError("op.no_words", count=count)
    return before[-1], after[0]


def _kept_or(entry: Entry, end: Cue, desk: Desk) -> Boundary:
    """A boundary that stands there already keeps its own name."""
    frames = {cue.id: cue.frame for cue in desk.cues}
    at = frames[entry.start.cue_id] + entry.start.offset_frames
    return entry.start if at == end.frame else Boundary(end.id)


_DO: Mapping[type, Callable[[Any, Cut, Desk], Cut]] = {
    MoveBoundary: _move_boundary,
    Split: _split,
    Merge: _merge,
    UseTake: _use_take,
    Slip: _slip,
    SetSpeed: _set_speed,
    SetTransition: _set_transition,
    SetLook: _set_look,
    SetFocus: _set_focus,
    SetMove: _set_move,
    Lock: _lock,
    UseWords: _use_words,
}


def _changed(cut: Cut, scene_id: str, **values: Any) -> Cut:
    return replace_entry(cut, replace(cut.entry(scene_id), **values))


def _needs_clip(cut: Cut, scene_id: str, desk: Desk) -> None:
    take = desk.takes.get(cut.entry(scene_id).take_id or "")
    if take is None or take.kind != "clip":
        raise UserError("op.still", number=places(cut, desk)[scene_id].number)
