"""A cut as another editing program must be told it: events on one picture track, media with timecode.

Every frame of a take is in its media file once, at the film's rate, whatever rate the take was made at. So all
counts are whole frames of one rate, and an event's speed carries the rest: a take made at 30 frames a second
that plays at its natural pace in a film of 24 has the speed 5/4.

A file goes on with its last picture for `HOLD` frames. A scene that ends in a freeze therefore plays on into
them, at its own speed, and needs no freeze of its own.

Two tellings of one cut. On a *track* (OTIO, FCPXML) scenes meet at their boundary and a dissolve lies around it.
In a *list* (EDL) a scene begins where its dissolve begins, and the one before it ends there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from trailers.domain.clock import SAMPLE_RATE, Rate
from trailers.domain.conform import MAX_FREEZE_FRAMES
from trailers.domain.cut import Cut, Entry
from trailers.domain.segment import Segment, Window

HOLD = MAX_FREEZE_FRAMES
"""Frames of its last picture at the end of every media file; a still has as many of its first as well."""
LONGEST_NAME = 120
_NOT_TEXT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Reel:
    """One media file. Its name is its reel's name, and no two files of a project share a timecode."""

    name: str
    """At most eight characters, plain letters and digits."""
    identity: str
    """Fingerprint of what is in the file: the same in every package of the project."""
    start: int
    """Timecode of its first frame, in frames since 00:00:00:00."""
    frames: int

    @property
    def file(self) -> str:
        return f"media/{self.name}.mov"

    @property
    def end(self) -> int:
        return self.start + self.frames


@dataclass(frozen=True, slots=True)
class Event:
    """One shot. `record_*` count from the film's first frame, `source_*` are the reel's own timecode in frames.

    `speed` is frames of the file to a frame of the film. `dissolve` is the whole length of the dissolve it is
    come into by. The fades lie within the event, and are told on a track only. Black has no reel; its sources
    count from 0.
    """

    name: str
    reel: str | None
    record_in: int
    record_out: int
    source_in: int
    source_out: int
    speed: Fraction = Fraction(1)
    dissolve: int = 0
    fade_in: int = 0
    fade_out: int = 0

    @property
    def frames(self) -> int:
        return self.record_out - self.record_in


@dataclass(frozen=True, slots=True)
class Sound:
    name: str
    file: str
    samples: int
    rate: int = SAMPLE_RATE


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything that a cut list is written from."""

    title: str
    rate: Rate
    frames: int
    width: int
    height: int
    track: tuple[Event, ...]
    listed: tuple[Event, ...]
    reels: tuple[Reel, ...]
    sounds: tuple[Sound, ...] = ()

    def reel(self, name: str) -> Reel:
        """KeyError when no event shows it."""
        for reel in self.reels:
            if reel.name == name:
                return reel
        raise KeyError(name)


def clean(text: str, longest: int = LONGEST_NAME) -> str:
    """A name that every format can carry: one line, no characters that XML forbids; quotes and emoji stay."""
    return " ".join(_NOT_TEXT.sub(" ", text).split())[:longest].rstrip()


def whole_windows(segments: Iterable[Segment]) -> tuple[Window, ...]:
    """The window of each entry, from the bodies of its film: all that it shows, its dissolves with it."""
    bodies = [segment.a for segment in segments if segment.kind == "body"]
    return tuple(replace(window, start=0, count=window.frames) for window in bodies if window is not None)


@dataclass(frozen=True, slots=True)
class Shot:
    """One entry with all that an event is made of."""

    entry: Entry
    start: int
    end: int
    """Its boundaries, in frames of the film."""
    window: Window
    reel: Reel | None
    name: str

    @property
    def first(self) -> int:
        """The frame of the film that its window begins with."""
        return self.start - self.entry.overlap_frames

    def event(
        self, record_in: int, record_out: int, *, dissolve: int, fade_in: int = 0, fade_out: int = 0
    ) -> Event:
        """What it shows in these frames of the film, which lie in its window."""
        if self.reel is None:
            return Event(self.name, None, record_in, record_out, 0, record_out - record_in, dissolve=dissolve)
        at = self.reel.start + lead_of(self.window)
        seen_in, seen_out = (_seen(self.window, k - self.first) for k in (record_in, record_out - 1))
        return Event(
            self.name,
            self.reel.name,
            record_in,
            record_out,
            at + seen_in,
            at + seen_out + 1,
            speed_of(self.window),
            dissolve,
            fade_in,
            fade_out,
        )


def shots_of(
    cut: Cut,
    bounds: Sequence[int],
    windows: Sequence[Window],
    reels: Sequence[Reel | None],
    names: Sequence[str],
) -> tuple[Shot, ...]:
    """The entries in order, each with its window, its media file (None: black) and a name that is safe anywhere."""
    parts = zip(cut.entries, bounds, bounds[1:], windows, reels, names, strict=False)
    return tuple(
        Shot(entry, a, b, window, reel, clean(name) if reel else "")
        for entry, a, b, window, reel, name in parts
    )


def track_of(shots: Sequence[Shot]) -> tuple[Event, ...]:
    """The cut on a track: scenes meet at their boundaries, dissolves lie around them."""
    events = []
    for shot, after in zip(shots, [*shots[1:], None], strict=True):
        fade_in = shot.entry.inset_frames if shot.entry.transition == "fade" else 0
        fade_out = after.entry.inset_frames if after and after.entry.transition == "fade" else 0
        dissolve = 2 * shot.entry.overlap_frames
        events.append(shot.event(shot.start, shot.end, dissolve=dissolve, fade_in=fade_in, fade_out=fade_out))
    return tuple(events)


def list_of(shots: Sequence[Shot]) -> tuple[Event, ...]:
    """The cut in a list: an event's dissolve begins with it, from what was there before it, or from black.

    A fade is a dissolve to black, which is an event without a reel, and one from black.
    """
    events: list[Event] = []
    for shot, after in zip(shots, [*shots[1:], None], strict=True):
        fades = shot.reel is not None and shot.entry.transition == "fade"
        dissolve = shot.entry.inset_frames if fades else 2 * shot.entry.overlap_frames
        way_out = (
            after.entry.inset_frames if after and (after.entry.transition == "dissolve" or shot.reel) else 0
        )
        end = shot.end - way_out
        events.append(shot.event(shot.first, end, dissolve=dissolve))
        if after and after.entry.transition == "fade" and way_out:
            events.append(Event("", None, end, shot.end, 0, way_out, dissolve=way_out))
    return tuple(events)


def speed_of(window: Window) -> Fraction:
    """Frames of the take to a frame of the film; a still's file is as long as its scene."""
    plan = window.conform
    return Fraction(1) if plan is None else Fraction(plan.use, plan.play)


def lead_of(window: Window) -> int:
    """The frame of its media file that a window begins with."""
    return HOLD if window.conform is None else window.conform.in_point


def _seen(window: Window, k: int) -> int:
    """Frames of the file from the window's first to the one seen in the middle of its frame `k`."""
    return (2 * k + 1) * speed_of(window) // 2


def media_frames(window: Window) -> int:
    """Frames of the media file that a window is cut from."""
    if window.take is None:
        raise ValueError("black has no media")
    return window.frames + 2 * HOLD if window.conform is None else window.take.frames + HOLD


@dataclass(frozen=True, slots=True)
class Handles:
    """Frames of the take that an entry does not use, before and after what it shows. A still has none."""

    head: int
    tail: int


def handles_of(window: Window) -> Handles:
    plan, take = window.conform, window.take
    if plan is None or take is None:
        return Handles(0, 0)
    return Handles(plan.in_point, take.frames - plan.in_point - plan.use)
