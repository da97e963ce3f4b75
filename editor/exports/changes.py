"""What is different between two cuts, told to an editor who has built the first one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from trailers.domain.clock import Rate
from trailers.domain.timecode import FILM_STARTS_AT_HOUR, hours, timecode

from .model import Event

Told = Mapping[str, Any]


def told(scene_id: str, event: Event) -> dict[str, Any]:
    """An event as it is kept with a package, to be compared with a later cut."""
    return {
        "scene": scene_id,
        "name": event.name,
        "reel": event.reel,
        "record": [event.record_in, event.record_out],
        "source": [event.source_in, event.source_out],
        "speed": str(event.speed),
        "way_in": [event.dissolve, event.fade_in],
        "fade_out": event.fade_out,
    }


def changes(before: Sequence[Told], now: Sequence[Told], rate: Rate) -> list[str]:
    """One line for each scene that is not as it was, in the order of the new film; then those that are gone."""
    old = {event["scene"]: event for event in before}
    lines = []
    for number, event in enumerate(now, start=1):
        was = old.get(event["scene"])
        what = ["new"] if was is None else list(_differences(was, event, rate))
        if what:
            place = _at(event["record"][0], rate)
            lines.append(f"{number:03}  {place}  {event['name'] or 'Black'}: {'; '.join(what)}")
    gone = [event for event in before if event["scene"] not in {e["scene"] for e in now}]
    return lines + [
        f"---  {_at(e['record'][0], rate)}  {e['name'] or 'Black'}: no longer in the film" for e in gone
    ]


def _differences(was: Told, event: Told, rate: Rate) -> Iterator[str]:
    if was["record"] != event["record"]:
        (a, b), (c, d) = was["record"], event["record"]
        moved = f"now {_at(c, rate)} to {_at(d, rate)}"
        yield moved if d - c == b - a else f"{moved}, {d - c - (b - a):+d} frames"
    if was["reel"] != event["reel"]:
        yield f"reel {event['reel'] or 'black'} instead of {was['reel'] or 'black'}"
    elif was["source"] != event["source"] and event["reel"]:
        yield f"source from {timecode(event['source'][0], rate)}"
    if was["speed"] != event["speed"]:
        yield f"speed {event['speed']} instead of {was['speed']}"
    if was["way_in"] != event["way_in"] or was["fade_out"] != event["fade_out"]:
        yield "another transition"


def _at(frame: int, rate: Rate) -> str:
    return timecode(hours(FILM_STARTS_AT_HOUR, rate) + frame, rate)
