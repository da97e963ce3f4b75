"""The edit as it begins, and as it is carried over to a new clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .cut import Boundary, Cut, Entry, Transition
from .scenes import PlannedScene

DISSOLVE_FRAMES = 12
FADE_FRAMES = 8
_HARD: tuple[Transition, int] = ("hard", 0)
_ROOM = 2
"""A scene must be this many times longer than the transitions that it takes part in."""


def first_cut(scenes: Sequence[PlannedScene], soundtrack_sha: str, *, dissolves: bool, look: str) -> Cut:
    """One entry a scene, without pictures yet. Hard cuts, but for the ways in and out of silence."""
    entries = []
    for i, scene in enumerate(scenes):
        before = scenes[i - 1] if i else None
        kind, frames = _transition(before, scene) if dissolves and before else _HARD
        if before and not _fits(scenes, i, frames):
            kind, frames = _HARD
        entries.append(
            Entry(
                scene_id=scene.id,
                kind=scene.kind,
                start=Boundary(scene.start_cue, 0),
                take_id=None,
                transition=kind,
                transition_frames=frames,
                look=look,
            )
        )
    return Cut(soundtrack_sha=soundtrack_sha, entries=tuple(entries))


def _transition(before: PlannedScene, scene: PlannedScene) -> tuple[Transition, int]:
    """The opening melts into the first line, an act card's way out is soft; everything else is a cut.

    The title comes in on a hit and the black before it is a blow: both stay hard.
    """
    if before.number == 1 and scene.kind == "shot" and before.kind == "shot":
        return "dissolve", DISSOLVE_FRAMES
    if before.kind == "card" and scene.kind == "shot":
        return "fade", FADE_FRAMES
    return _HARD


def _fits(scenes: Sequence[PlannedScene], i: int, frames: int) -> bool:
    sides = (scenes[i - 1], scenes[i])
    return all(side.end - side.start >= _ROOM * max(frames, DISSOLVE_FRAMES) for side in sides)


def recut(
    old: Cut | None, scenes: Sequence[PlannedScene], soundtrack_sha: str, *, dissolves: bool, look: str
) -> Cut:
    """A cut on a new clock: scenes that were there before keep their picture and treatment."""
    fresh = first_cut(scenes, soundtrack_sha, dissolves=dissolves, look=look)
    if old is None:
        return fresh
    known = {entry.scene_id: entry for entry in old.entries}
    entries = []
    for entry in fresh.entries:
        before = known.get(entry.scene_id)
        if before is not None and before.kind == entry.kind:
            entry = replace(
                entry,
                take_id=before.take_id,
                in_point=before.in_point,
                speed=before.speed,
                look=before.look,
                focus=before.focus,
                move=before.move,
                locked=before.locked,
            )
        entries.append(entry)
    return Cut(soundtrack_sha=soundtrack_sha, entries=tuple(entries))


def with_take(cut: Cut, scene_id: str, take_id: str, *, handle_frames: int = 0) -> Cut:
    """Show a take in a scene from its beginning; what was chosen for the old take's timing goes with it.

    A clip made with handles starts after its head handle and runs at its own speed.
    """
    entries = tuple(
        replace(entry, take_id=take_id, in_point=handle_frames, speed="1/1" if handle_frames else None)
        if entry.scene_id == scene_id
        else entry
        for entry in cut.entries
    )
    return replace(cut, entries=entries)
