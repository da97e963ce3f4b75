"""What was written is read again and compared with the cut, event by event, before anybody can download it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from trailers.domain.clock import Rate
from trailers.domain.errors import FatalError
from trailers.domain.timecode import base_of

from . import edl, fcpxml, otio
from .model import Event, Timeline

Told = Callable[[Event, Rate], Event]


def on_track(event: Event, rate: Rate) -> Event:
    """As a track tells an event: where its source begins and at what speed; where it ends follows from that."""
    return replace(event, source_out=event.source_in + event.frames)


def in_list(event: Event, rate: Rate) -> Event:
    """As a list tells an event: its speed in thousandths of a frame per second."""
    return replace(event, speed=Fraction(f"{float(event.speed * base_of(rate)):.3f}") / base_of(rate))


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of cut list."""

    suffix: str
    name: str
    write: Callable[[Timeline], str]
    read: Callable[[str, Rate], tuple[Event, ...]]
    events: Callable[[Timeline], tuple[Event, ...]]
    told: Told
    media_type: str


FORMATS = {
    "otio": Format("otio", "OpenTimelineIO", otio.write, otio.read, lambda t: t.track, on_track, "application/json"),
    "fcpxml": Format(
        "fcpxml", "FCPXML 1.10", fcpxml.write, fcpxml.read, lambda t: t.track, on_track, "application/xml"
    ),
    "edl": Format("edl", "CMX 3600 EDL", edl.write, edl.read, lambda t: t.listed, in_list, "text/plain"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verified:
    """A file whose every event came back as it was."""

    name: str
    text: str
    events: int

    @property
    def words(self) -> str:
        return f"parsed back: {self.events} of {self.events} events equal, to the frame"


def verified(timeline: Timeline, format_name: str) -> Verified:
    """Write the cut, read it back, compare. FatalError export.not_equal unless all of it is the same."""
    return proved(timeline, format_name, FORMATS[format_name].write(timeline))


def proved(timeline: Timeline, format_name: str, text: str) -> Verified:
    """What was written, read back and compared with the cut. FatalError export.not_equal."""
    form = FORMATS[format_name]
    wanted = form.events(timeline)
    try:
        found = form.read(text, timeline.rate)
    except (ValueError, KeyError, IndexError) as error:
        raise FatalError("export.not_equal", format=form.name, detail=str(error)) from error
    wrong = list(differences(wanted, found, form.told, timeline.rate))
    if wrong:
        detail = f"{len(wanted) - len(wrong)} of {len(wanted)} events equal. {wrong[0]}"
        raise FatalError("export.not_equal", format=form.name, detail=detail)
    return Verified(f"cut.{form.suffix}", text, len(wanted))


def differences(wanted: Sequence[Event], found: Sequence[Event], told: Told, rate: Rate) -> Iterator[str]:
    """A sentence for each event that did not come back as it was told."""
    for number in range(max(len(wanted), len(found))):
        if number >= len(found) or number >= len(wanted):
            yield f"Event {number + 1} is {'missing' if number >= len(found) else 'one too many'}."
        elif told(wanted[number], rate) != told(found[number], rate):
            yield f"Event {number + 1} is {told(found[number], rate)}, not {told(wanted[number], rate)}."
