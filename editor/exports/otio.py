"""OpenTimelineIO: picture and stems on tracks, media with its own timecode; for Resolve, Premiere and others.

The library is loaded when the first file is written: no page pays for it. Fades have no form of their own in
OTIO; they are told as metadata of the clip.
"""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from trailers.domain.clock import Rate
from trailers.domain.timecode import FILM_STARTS_AT_HOUR, hours

from .model import Event, Timeline

if TYPE_CHECKING:
    import opentimelineio as otio

OURS = "cuelock"
"""Key of our own metadata."""
_FINEST = 100_000
"""Speeds are ratios of frame counts: no denominator is nearly as large."""


def write(timeline: Timeline) -> str:
    """The JSON of an .otio file, media named relative to it."""
    import opentimelineio as otio

    written = otio.schema.Timeline(name=timeline.title)
    start = hours(FILM_STARTS_AT_HOUR, timeline.rate)
    written.global_start_time = _at(otio, start, timeline.rate)
    picture = otio.schema.Track(name="Picture", kind=otio.schema.TrackKind.Video)
    for event in timeline.track:
        if event.dissolve:
            half = _at(otio, event.dissolve // 2, timeline.rate)
            picture.append(
                otio.schema.Transition("Dissolve", otio.schema.TransitionTypes.SMPTE_Dissolve, half, half)
            )
        picture.append(_item(otio, event, timeline))
    written.tracks.append(picture)
    for sound in timeline.sounds:
        track = otio.schema.Track(name=sound.name, kind=otio.schema.TrackKind.Audio)
        whole = otio.opentime.TimeRange(
            otio.opentime.RationalTime(0, sound.rate), otio.opentime.RationalTime(sound.samples, sound.rate)
        )
        media = otio.schema.ExternalReference(sound.file, whole)
        track.append(otio.schema.Clip(sound.name, media, whole))
        written.tracks.append(track)
    return str(otio.adapters.write_to_string(written, "otio_json"))


def _item(otio: Any, event: Event, timeline: Timeline) -> Any:
    length = _at(otio, event.frames, timeline.rate)
    if event.reel is None:
        gap = otio.schema.Gap(
            source_range=otio.opentime.TimeRange(_at(otio, 0, timeline.rate), length), name=event.name
        )
        return gap
    reel = timeline.reel(event.reel)
    media = otio.schema.ExternalReference(
        reel.file,
        otio.opentime.TimeRange(_at(otio, reel.start, timeline.rate), _at(otio, reel.frames, timeline.rate)),
    )
    media.name = reel.name
    shown = otio.opentime.TimeRange(_at(otio, event.source_in, timeline.rate), length)
    clip = otio.schema.Clip(event.name, media, shown)
    clip.metadata[OURS] = {"reel": reel.name, "fade_in": event.fade_in, "fade_out": event.fade_out}
    if event.speed != 1:
        clip.effects.append(otio.schema.LinearTimeWarp("Speed", time_scalar=float(event.speed)))
    return clip


def _at(otio: Any, frames: int, rate: Rate) -> Any:
    return otio.opentime.RationalTime(frames, float(rate.exact))


def read(text: str, rate: Rate) -> tuple[Event, ...]:
    """The events of the first picture track. ValueError where it is not made of clips, gaps and dissolves."""
    import opentimelineio as otio

    found = otio.adapters.read_from_string(text, "otio_json")
    track = next(track for track in found.tracks if track.kind == otio.schema.TrackKind.Video)
    events: list[Event] = []
    at, dissolve = 0, 0
    for item in track:
        if isinstance(item, otio.schema.Transition):
            if item.in_offset != item.out_offset:
                raise ValueError("a dissolve that is not around its cut")
            dissolve = _frames(item.in_offset, rate) + _frames(item.out_offset, rate)
            continue
        events.append(_event(otio, item, at, dissolve, rate))
        at, dissolve = events[-1].record_out, 0
    return tuple(events)


def _event(otio: Any, item: otio.schema.Item, at: int, dissolve: int, rate: Rate) -> Event:
    first, length = (
        _frames(part, rate) for part in (item.source_range.start_time, item.source_range.duration)
    )
    if isinstance(item, otio.schema.Gap):
        return Event(item.name, None, at, at + length, first, first + length, dissolve=dissolve)
    speed = Fraction(1)
    for effect in item.effects:
        speed *= Fraction(effect.time_scalar).limit_denominator(_FINEST)
    known = item.media_reference.available_range
    last = first + (2 * length - 1) * speed // 2 + 1
    if first < _frames(known.start_time, rate) or last > _frames(known.end_time_exclusive(), rate) + 1:
        raise ValueError(f"{item.name} shows more than its media has")
    ours = item.metadata[OURS]
    return Event(
        item.name,
        item.media_reference.name,
        at,
        at + length,
        first,
        first + length,
        speed,
        dissolve,
        ours["fade_in"],
        ours["fade_out"],
    )


def _frames(time: Any, rate: Rate) -> int:
    if abs(time.rate - float(rate.exact)) > 1e-9 or time.value != int(time.value):
        raise ValueError(f"not a whole frame at {rate}: {time}")
    return int(time.value)


def bundle_texts(timeline: Timeline) -> dict[str, str]:
    """The text files of an .otioz bundle; its media lies in media/, named as the cut names it."""
    content = json.loads(write(timeline))
    return {"version.txt": "1.0.0\n", "content.otio": json.dumps(content, ensure_ascii=False, indent=1)}
