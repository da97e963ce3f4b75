"""CMX 3600: one picture track as lines of timecode. No titles, no mix, and nothing of looks or camera moves.

Source timecodes are those of the media files, record timecodes start at 01:00:00:00, both non-drop. A dissolve
is two lines under one number: where it comes from, and where it goes. Black is the reel BL.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from trailers.domain.clock import Rate
from trailers.domain.errors import UserError
from trailers.domain.timecode import FILM_STARTS_AT_HOUR, base_of, frames_of, hours, timecode

from .model import Event, Timeline, clean

BLACK = "BL"
MOST_EVENTS = 999
_LINE = re.compile(
    r"\d{3}  (?P<reel>\S+) +V +(?P<edit>C|D)(?: +(?P<length>\d{3}))? +"
    r"(?P<si>[\d:]+) (?P<so>[\d:]+) (?P<ri>[\d:]+) (?P<ro>[\d:]+)"
)
_SPEED = re.compile(r"M2   (?P<reel>\S+) +(?P<fps>\d+\.\d+) +(?P<at>[\d:]+)")
_FROM, _TO = "* FROM CLIP NAME: ", "* TO CLIP NAME: "


def write(timeline: Timeline) -> str:
    """UserError export.edl_too_long past 999 events, the most that a list can number."""
    if len(timeline.listed) > MOST_EVENTS:
        raise UserError("export.edl_too_long", events=len(timeline.listed), most=MOST_EVENTS)
    lines = [f"TITLE: {clean(timeline.title, 70)}", "FCM: NON-DROP FRAME", ""]
    before: Event | None = None
    for number, event in enumerate(timeline.listed, start=1):
        lines += _event(f"{number:03}", event, before, timeline.rate)
        before = event
    return "\n".join(lines) + "\n"


def _event(number: str, event: Event, before: Event | None, rate: Rate) -> Iterator[str]:
    came_from = before.name if before else ""
    if event.dissolve:
        reel, at = (before.reel or BLACK, before.source_out) if before else (BLACK, 0)
        from_there = _times(at, at, event.record_in, event.record_in, rate)
        yield f"{number}  {reel:<8} V     C        {from_there}"
        edit = f"D    {event.dissolve:03}"
    else:
        edit = "C       "
    times = _times(event.source_in, event.source_out, event.record_in, event.record_out, rate)
    yield f"{number}  {event.reel or BLACK:<8} V     {edit} {times}"
    if event.speed != 1:
        fps = f"{float(event.speed * base_of(rate)):07.3f}"
        yield f"M2   {event.reel:<8}       {fps}                {timecode(event.source_in, rate)}"
    if event.dissolve and came_from:
        yield f"{_FROM}{came_from}"
    if event.name:
        yield f"{_TO if event.dissolve else _FROM}{event.name}"


def _times(source_in: int, source_out: int, record_in: int, record_out: int, rate: Rate) -> str:
    start = hours(FILM_STARTS_AT_HOUR, rate)
    times = (source_in, source_out, start + record_in, start + record_out)
    return " ".join(timecode(at, rate) for at in times)


def read(text: str, rate: Rate) -> tuple[Event, ...]:
    """The events of a list, from its lines alone. ValueError where a line says nothing that we know.

    Speeds come back as the thousandths of a frame per second that the format holds.
    """
    reader = _Reader(rate, [])
    for line in text.split("\n"):
        reader.take_in(line)
    return tuple(reader.events)


@dataclass(slots=True)
class _Reader:
    rate: Rate
    events: list[Event]
    opened: str = ""
    """The reel that the next line dissolves from."""

    def take_in(self, line: str) -> None:
        if found := _LINE.fullmatch(line):
            self._numbered(found)
        elif found := _SPEED.fullmatch(line):
            if found["reel"] != self.events[-1].reel:
                raise ValueError(f"a speed for another reel: {line}")
            self._change(speed=Fraction(found["fps"]) / base_of(self.rate))
        elif line.startswith(_TO) or (line.startswith(_FROM) and not self.events[-1].dissolve):
            self._change(name=line.removeprefix(_TO).removeprefix(_FROM))
        elif line not in ("", "FCM: NON-DROP FRAME") and not line.startswith(("TITLE: ", _FROM)):
            raise ValueError(f"not a line of a list: {line!r}")

    def _numbered(self, found: re.Match[str]) -> None:
        si, so, ri, ro = (frames_of(found[part], self.rate) for part in ("si", "so", "ri", "ro"))
        if ri == ro:
            self.opened = found["reel"]
            return
        if (found["edit"] == "D") != bool(self.opened):
            raise ValueError("a dissolve names two reels, a cut one")
        before = (self.events[-1].reel or BLACK) if self.events else BLACK
        if self.opened and self.opened != before:
            raise ValueError(f"a dissolve from {self.opened} after {before}")
        self.opened = ""
        start = hours(FILM_STARTS_AT_HOUR, self.rate)
        reel = None if found["reel"] == BLACK else found["reel"]
        dissolve = int(found["length"] or 0)
        self.events.append(Event("", reel, ri - start, ro - start, si, so, dissolve=dissolve))

    def _change(self, **values: object) -> None:
        self.events[-1] = replace(self.events[-1], **values)  # type: ignore[arg-type]
