"""One segment of a film as a value: what is seen in it, down to the frame. `segments.py` plans them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from .accents import Accent
from .clock import Rate
from .conform import Conform
from .values import plain

SegmentKind = Literal["body", "dissolve", "fade"]


@dataclass(frozen=True, slots=True)
class TakeFacts:
    """A take as it was measured. An image has no frames and no rate."""

    id: str
    sha256: str
    kind: Literal["image", "clip"]
    frames: int = 0
    rate: Rate | None = None


@dataclass(frozen=True, slots=True)
class Format:
    width: int
    height: int
    rate: Rate


@dataclass(frozen=True, slots=True)
class Window:
    """A run of frames of one scene's picture: `count` frames from `start` of a window `frames` long.

    A clip shows its source frames by `conform`; over an image a camera moves across the whole window, so the
    same picture goes on moving through body and dissolves. Black has neither, and the same values in every
    other scene.
    """

    scene_id: str
    take: TakeFacts | None
    """None is black."""
    conform: Conform | None
    frames: int
    start: int
    count: int
    look: str
    focus: tuple[int, int]
    move: str
    """Camera move over an image; "hold" for a clip, which brings its own."""
    seed: int
    """Of the grain, which is drawn from it and the frame's number in the window."""
    accents: tuple[Accent, ...] = ()
    """Counted from the window's first frame."""

    def to_json(self) -> dict[str, Any]:
        values = plain(self)
        del values["accents"]
        if self.accents:
            values["accents"] = [plain(accent) for accent in self.accents]
        return {
            **values,
            "take": _take_to_json(self.take),
            "conform": _conform_to_json(self.conform),
            "focus": list(self.focus),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Window:
        values = dict(data)
        values["take"] = _take_from_json(data["take"])
        values["conform"] = _conform_from_json(data["conform"])
        values["focus"] = tuple(data["focus"])
        values["accents"] = tuple(Accent(**accent) for accent in data.get("accents", ()))
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Segment:
    """`frames` frames of the film. `a` is seen first (it is the only picture of a body), `b` last.

    A side that is None, or a window without a take, is black. `key` names the file: it is made from
    everything a renderer reads here, and from no id of scene or take.
    """

    kind: SegmentKind
    key: str
    frames: int
    scene_id: str
    a: Window | None
    b: Window | None

    @property
    def take_ids(self) -> tuple[str, ...]:
        """The takes that are needed to render it, each once."""
        takes = (window.take for window in (self.a, self.b) if window is not None)
        return tuple(dict.fromkeys(take.id for take in takes if take is not None))

    def to_json(self) -> dict[str, Any]:
        """For the params of a job; `from_json` is the exact inverse."""
        return {
            "kind": self.kind,
            "key": self.key,
            "frames": self.frames,
            "scene_id": self.scene_id,
            "a": self.a.to_json() if self.a else None,
            "b": self.b.to_json() if self.b else None,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Segment:
        sides = {side: Window.from_json(data[side]) if data[side] else None for side in ("a", "b")}
        return cls(**{**data, **sides})


def later_share(k: int, frames: int) -> Fraction:
    """How much of the later picture is seen in frame `k` of a transition of `frames`, from just above 0 to just
    below 1: half of each exactly in the middle. The preview mixes by it too."""
    return Fraction(2 * k + 1, 2 * frames)


def _take_to_json(take: TakeFacts | None) -> dict[str, Any] | None:
    return None if take is None else {**plain(take), "rate": str(take.rate) if take.rate else None}


def _take_from_json(data: Mapping[str, Any] | None) -> TakeFacts | None:
    if data is None:
        return None
    return TakeFacts(**{**data, "rate": Rate.parse(data["rate"]) if data["rate"] else None})


def _conform_to_json(conform: Conform | None) -> dict[str, Any] | None:
    return None if conform is None else {**plain(conform), "speed": str(conform.speed)}


def _conform_from_json(data: Mapping[str, Any] | None) -> Conform | None:
    return None if data is None else Conform(**{**data, "speed": Fraction(data["speed"])})
