"""A cut as a row of segments, each a file of its own named by exactly what is seen in it.

Scene i must cover the window [b[i] - h[i], b[i+1] + h[i+1]), where h is half of a dissolve and 0 for a hard
cut or a fade; how its take fills that window is planned on the whole window. Its body shows the window
without the frames of its transitions; a dissolve shows the tail of one window over the head of the next; a
fade shows one window against black. Bodies and transitions in order are the film: they tile [0, N).

The lengths follow from boundaries and transitions alone, never from takes, and a key holds nothing of a
neighbour but what a transition shows. So another take in one scene changes its body and the transitions at
its two ends, and an undo finds every file where it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from .accents import heard_from, within
from .clock import Rate
from .conform import Conform, Flag, plan_conform
from .cues import Cue
from .cut import Cut, Entry, grid, render_span
from .cut_check import transition_problems
from .errors import UserError
from .fingerprint import fingerprint
from .segment import Format, Segment, SegmentKind, TakeFacts, Window
from .values import plain

VERSION = 1
"""Of the rules by which a segment is drawn. Raising it names every segment anew: films then render again."""

__all__ = [
    "Format",
    "SceneFlag",
    "Segment",
    "SegmentDiff",
    "TakeFacts",
    "Unplayable",
    "Window",
    "diff",
    "grain_seed",
    "segments_of",
]


@dataclass(frozen=True, slots=True)
class SceneFlag:
    """A scene whose take does not fit, and why."""

    number: int
    scene_id: str
    flag: Flag


class Unplayable(UserError):
    """Some scenes cannot be shown as the cut asks; `scenes` holds them all."""

    def __init__(self, scenes: Sequence[SceneFlag]) -> None:
        why = " ".join(f"Scene {scene.number}: {scene.flag.detail}" for scene in scenes)
        super().__init__("cut.unplayable", count=len(scenes), why=why)
        self.scenes = tuple(scenes)


def segments_of(
    cut: Cut, cues: Sequence[Cue], takes: Mapping[str, TakeFacts], fmt: Format, profile: str
) -> tuple[Segment, ...]:
    """The segments of the film in order; their frames sum to the length of the soundtrack.

    `profile` is the identity of the frozen encoder profile. Raises UserError where the cut does not tile the
    soundtrack, and Unplayable with every scene whose take is missing or does not fit.
    """
    bounds = grid(cut, cues)
    for problem in transition_problems(cut, bounds):
        raise problem
    windows = _windows(cut, bounds, takes, fmt.rate)
    drawn = (
        (kind, scene_id, a, b)
        for index in range(len(windows))
        for kind, scene_id, a, b in (
            *_way_in(cut.entries, windows, index),
            _body(cut.entries, windows, index),
        )
    )
    return tuple(_named(kind, scene_id, a, b, fmt, profile) for kind, scene_id, a, b in drawn)


_Drawn = tuple[SegmentKind, str, Window | None, Window | None]


def _windows(
    cut: Cut, bounds: Sequence[int], takes: Mapping[str, TakeFacts], rate: Rate
) -> tuple[Window, ...]:
    """The whole window of each scene, or Unplayable."""
    windows: list[Window] = []
    flagged: list[SceneFlag] = []
    for index, entry in enumerate(cut.entries):
        first, end = render_span(cut, bounds, index)
        window = _window(entry, end - first, takes, rate)
        if isinstance(window, Flag):
            flagged.append(SceneFlag(index + 1, entry.scene_id, window))
        else:
            windows.append(window)
    if flagged:
        raise Unplayable(flagged)
    return tuple(windows)


def _window(entry: Entry, frames: int, takes: Mapping[str, TakeFacts], rate: Rate) -> Window | Flag:
    if entry.take_id is None and entry.kind == "black":
        return Window(entry.scene_id, None, None, frames, 0, frames, "colour", (500, 500), "hold", 0)
    take = takes.get(entry.take_id or "")
    if take is None:
        return Flag("take_missing", frames, "It has no picture yet.")
    conform, move = None, entry.move
    if take.kind == "clip":
        planned = _plan(entry, take, frames, rate)
        if isinstance(planned, Flag):
            return planned
        conform, move = planned, "hold"
    seed = grain_seed(entry.scene_id)
    return Window(
        entry.scene_id, take, conform, frames, 0, frames, entry.look, entry.focus, move, seed,
        heard_from(entry.accents, entry.overlap_frames),
    )  # fmt: skip


def _plan(entry: Entry, take: TakeFacts, frames: int, rate: Rate) -> Conform | Flag:
    if take.rate is None:
        return Flag("take_unmeasured", frames, "The length of its clip is not known.")
    return plan_conform(
        take_frames=take.frames,
        take_rate=take.rate,
        need=frames,
        rate=rate,
        in_point=entry.in_point,
        speed=entry.exact_speed,
    )


@lru_cache(maxsize=4096)  # of a scene it never changes, and every plan and timeline asks for all
def grain_seed(scene_id: str) -> int:
    """31 bits that belong to a scene: the same on every machine, and in every cut that shows it."""
    return int(fingerprint("grain", 1, {"scene": scene_id})[:8], 16) & 0x7FFF_FFFF


def _body(entries: Sequence[Entry], windows: Sequence[Window], index: int) -> _Drawn:
    """The window without its transitions: a dissolve takes all its frames from it, a fade one half."""
    window, entry = windows[index], entries[index]
    head = entry.overlap_frames + entry.inset_frames
    after = entries[index + 1] if index + 1 < len(entries) else None
    tail = after.overlap_frames + after.inset_frames if after else 0
    return "body", entry.scene_id, _part(window, head, window.frames - head - tail), None


def _way_in(entries: Sequence[Entry], windows: Sequence[Window], index: int) -> Iterator[_Drawn]:
    """The transition segments at the start of scene `index`, in order."""
    entry, half = entries[index], entries[index].inset_frames
    before = windows[index - 1] if index else None
    if entry.transition == "dissolve" and before is not None:
        a = _part(before, before.frames - 2 * half, 2 * half)
        b = _part(windows[index], 0, 2 * half)
        kind: SegmentKind = "fade" if a.take is None or b.take is None else "dissolve"
        yield kind, entry.scene_id, a, b
    elif entry.transition == "fade":
        if before is not None:
            yield "fade", before.scene_id, _part(before, before.frames - half, half), None
        yield "fade", entry.scene_id, None, _part(windows[index], 0, half)


def _part(window: Window, start: int, count: int) -> Window:
    if window.take is None:
        return replace(window, frames=count, count=count)
    return replace(window, start=start, count=count)


def _named(
    kind: SegmentKind, scene_id: str, a: Window | None, b: Window | None, fmt: Format, profile: str
) -> Segment:
    frames = next(window.count for window in (a, b) if window is not None)
    return Segment(kind, _key(kind, frames, a, b, fmt, profile), frames, scene_id, a, b)


@lru_cache(maxsize=4096)  # an edit changes few, and all are compared before it and after it
def _key(
    kind: SegmentKind, frames: int, a: Window | None, b: Window | None, fmt: Format, profile: str
) -> str:
    """Named by everything a renderer reads, and nothing else (no id of scene or take)."""
    sides = [_shown(a), _shown(b)]
    seen = {
        "profile": profile,
        "width": fmt.width,
        "height": fmt.height,
        "rate": str(fmt.rate),
        "frames": frames,
        "kind": kind if any(sides) else "black",
        "sides": sides,
    }
    return fingerprint("segment", VERSION, seen)


def _shown(window: Window | None) -> dict[str, Any] | None:
    if window is None or window.take is None:
        return None
    plan = window.conform
    shown = {
        "take": window.take.sha256,
        "kind": window.take.kind,
        "conform": None if plan is None else [plan.in_point, plan.use, plan.play, plan.freeze],
        "frames": window.frames,
        "start": window.start,
        "look": window.look,
        "focus": list(window.focus),
        "move": window.move,
        "seed": window.seed,
    }
    seen = [plain(accent) for accent in within(window.accents, window.start, window.count)]
    return {**shown, "accents": seen} if seen else shown


@dataclass(frozen=True, slots=True)
class SegmentDiff:
    """What another cut needs, each key once and in the order of its film."""

    kept: tuple[Segment, ...]
    """In both films: these files are used as they are."""
    made: tuple[Segment, ...]
    """Only in the new one: these must be rendered."""
    dropped: tuple[Segment, ...]
    """Only in the old one."""


def diff(old: Iterable[Segment], new: Iterable[Segment]) -> SegmentDiff:
    """Compare two films by key."""
    before, after = _by_key(old), _by_key(new)
    return SegmentDiff(
        kept=tuple(segment for key, segment in after.items() if key in before),
        made=tuple(segment for key, segment in after.items() if key not in before),
        dropped=tuple(segment for key, segment in before.items() if key not in after),
    )


def _by_key(segments: Iterable[Segment]) -> dict[str, Segment]:
    found: dict[str, Segment] = {}
    for segment in segments:
        found.setdefault(segment.key, segment)
    return found
