"""One version of the edit as a value: which take each scene shows, from when, and how it is come into.

A cut is immutable. Its boundaries are cue ids with an offset in frames, so the same cut can be laid on a
soundtrack whose lines were voiced again; `grid` turns it into frame numbers.

A transition belongs to the scene it leads into. Of its even number of frames, half lie before the boundary:
- dissolve: both pictures are seen together in all of them, so each take covers half of them more than its
  own scene;
- fade: the picture before goes to black in the first half and the scene comes from black in the second, so
  no take covers more than its scene. The first scene can only fade in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any, Literal

from .accents import Accent
from .cues import Cue, cues_for
from .cut_rules import faults
from .errors import UserError
from .soundtrack import Soundtrack
from .values import plain

VERSION = 1
"""Of the JSON form. A later version reads the earlier ones."""

SceneKind = Literal["shot", "card", "black"]
Transition = Literal["hard", "dissolve", "fade"]


@dataclass(frozen=True, slots=True)
class Boundary:
    """Where a scene starts: so many frames after (or, negative, before) a cue."""

    cue_id: str
    offset_frames: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One scene of the cut."""

    scene_id: str
    kind: SceneKind
    start: Boundary
    take_id: str | None = None
    """Any take of the project; None shows black."""
    in_point: int = 0
    """First frame of a clip that is used, counted in the clip's own frames."""
    speed: str | None = None
    """"1/1" form, between 17/20 and 23/20; None lets the conform plan choose."""
    transition: Transition = "hard"
    """How the scene is come into, at its start."""
    transition_frames: int = 0
    look: str = "noir"
    focus: tuple[int, int] = (500, 500)
    """The point that must stay in view when the picture is cropped: per mille from the left and the top."""
    move: str = "push_in"
    """Camera move over an image take."""
    locked: bool = False
    accents: tuple[Accent, ...] = ()
    """Blows of light and camera on beats inside the scene."""

    @property
    def exact_speed(self) -> Fraction | None:
        return None if self.speed is None else Fraction(self.speed)

    @property
    def overlap_frames(self) -> int:
        """Frames at each side of the boundary that show both pictures."""
        return self.transition_frames // 2 if self.transition == "dissolve" else 0

    @property
    def inset_frames(self) -> int:
        """Frames at each side of the boundary that are no longer, or not yet, the plain picture."""
        return 0 if self.transition == "hard" else self.transition_frames // 2

    def to_json(self) -> dict[str, Any]:
        values = {**plain(self), "start": plain(self.start), "focus": list(self.focus)}
        values["accents"] = tuple(plain(accent) for accent in self.accents)
        if not self.accents:
            del values["accents"]
        return values


@dataclass(frozen=True, slots=True)
class Cut:
    """The entries in order, laid on one soundtrack (named by the hash of its content)."""

    soundtrack_sha: str
    entries: tuple[Entry, ...]

    def entry(self, scene_id: str) -> Entry:
        """The entry of a scene; KeyError when the cut has no such scene."""
        for entry in self.entries:
            if entry.scene_id == scene_id:
                return entry
        raise KeyError(scene_id)

    def to_json(self) -> dict[str, Any]:
        return {
            "version": VERSION,
            "soundtrack_sha": self.soundtrack_sha,
            "entries": [entry.to_json() for entry in self.entries],
        }

    @classmethod
    def from_json(cls, data: Any) -> Cut:
        """The inverse of `to_json`. Raises UserError cut.version or cut.unreadable, which names the place."""
        if not isinstance(data, Mapping):
            raise _unreadable("the cut", "an object")
        if data.get("version") != VERSION or type(data["version"]) is not int:
            raise UserError("cut.version", version=data.get("version"), known=VERSION)
        for name in sorted(set(data) - {"version", "soundtrack_sha", "entries"}):
            raise _unreadable(str(name), "no such name in a cut")
        if not isinstance(data.get("soundtrack_sha"), str):
            raise _unreadable("soundtrack_sha", "text")
        if not isinstance(data.get("entries"), list | tuple):
            raise _unreadable("entries", "a list")
        entries = (_entry(values, index) for index, values in enumerate(data["entries"]))
        return cls(soundtrack_sha=data["soundtrack_sha"], entries=tuple(entries))


def replace_entry(cut: Cut, entry: Entry) -> Cut:
    """The cut with the entry of the same scene replaced; KeyError when there is none."""
    cut.entry(entry.scene_id)
    return replace(
        cut, entries=tuple(entry if old.scene_id == entry.scene_id else old for old in cut.entries)
    )


def replace_take(cut: Cut, scene_id: str, take_id: str | None) -> Cut:
    """Show another take in a scene, from its beginning and at the speed that fits.

    In-point and speed were chosen for the take that goes, so they go with it. Choosing the take that is
    shown already changes nothing.
    """
    entry = cut.entry(scene_id)
    if entry.take_id == take_id:
        return cut
    return replace_entry(cut, replace(entry, take_id=take_id, in_point=0, speed=None))


def cues_in(cut: Cut, soundtrack: Soundtrack) -> tuple[Cue, ...]:
    """Every cue of the soundtrack and every frame cue that the cut names, ascending.

    An id that means nothing on this soundtrack is left out: `grid` refuses it with its scene.
    """
    ids = [entry.start.cue_id for entry in cut.entries]
    try:
        return cues_for(soundtrack, ids)
    except (KeyError, ValueError):
        return cues_for(soundtrack, [cue_id for cue_id in ids if _is_known(soundtrack, cue_id)])


def _is_known(soundtrack: Soundtrack, cue_id: str) -> bool:
    try:
        cues_for(soundtrack, [cue_id])
    except (KeyError, ValueError):
        return False
    return True


def grid(cut: Cut, cues: Sequence[Cue]) -> tuple[int, ...]:
    """The boundaries b[0..K] in frames: b[0] = 0, strictly increasing, b[K] the end of the soundtrack.

    Raises UserError for the first of: cut.empty, cut.unknown_cue, cut.late_start, cut.order.
    """
    for problem in grid_problems(cut, cues):
        raise problem
    return _bounds(cut, _frames(cues))


def grid_problems(cut: Cut, cues: Sequence[Cue]) -> Iterator[UserError]:
    """Everything that keeps the boundaries from tiling the soundtrack."""
    if not cut.entries:
        yield UserError("cut.empty")
        return
    frames = _frames(cues)
    unknown = [
        (n, e.start.cue_id) for n, e in enumerate(cut.entries, start=1) if e.start.cue_id not in frames
    ]
    yield from (UserError("cut.unknown_cue", scene=number, cue=cue_id) for number, cue_id in unknown)
    if unknown:
        return
    bounds = _bounds(cut, frames)
    if bounds[0] != 0:
        yield UserError("cut.late_start", scene=1, frame=bounds[0])
    for number, (start, end) in enumerate(pairwise(bounds), start=1):
        if end <= start:
            yield UserError("cut.order", scene=number, start=start, end=end)


def body_span(cut: Cut, bounds: Sequence[int], index: int) -> tuple[int, int]:
    """[first, end) frames in which scene `index` shows its plain picture, transitions left out."""
    after = cut.entries[index + 1].inset_frames if index + 1 < len(cut.entries) else 0
    return bounds[index] + cut.entries[index].inset_frames, bounds[index + 1] - after


def render_span(cut: Cut, bounds: Sequence[int], index: int) -> tuple[int, int]:
    """[first, end) frames that the take of scene `index` must cover: its scene and half of each dissolve."""
    after = cut.entries[index + 1].overlap_frames if index + 1 < len(cut.entries) else 0
    return bounds[index] - cut.entries[index].overlap_frames, bounds[index + 1] + after


def _frames(cues: Sequence[Cue]) -> dict[str, int]:
    return {cue.id: cue.frame for cue in cues}


def _bounds(cut: Cut, frames: Mapping[str, int]) -> tuple[int, ...]:
    starts = (frames[entry.start.cue_id] + entry.start.offset_frames for entry in cut.entries)
    return (*starts, frames["end"])


def _entry(values: Any, index: int) -> Entry:
    place = f"entries[{index}]"
    if not isinstance(values, Mapping):
        raise _unreadable(place, "an object")
    for name, wanted in faults(values):
        raise _unreadable(f"{place}.{name}", wanted)
    start = Boundary(**values["start"])
    given = {name: value for name, value in values.items() if name != "start"}
    if "focus" in given:
        given["focus"] = tuple(given["focus"])
    if "accents" in given:
        given["accents"] = tuple(Accent(**accent) for accent in given["accents"])
    return Entry(start=start, **given)


def _unreadable(place: str, wanted: str) -> UserError:
    return UserError("cut.unreadable", place=place, wanted=wanted)
