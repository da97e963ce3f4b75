"""FCPXML 1.10: for Final Cut Pro and Resolve. Picture in the spine, stems connected below it.

Every time is a whole number of frames as an exact fraction of a second, so nothing is rounded on the way. A
retimed clip has a time map whose clip time begins where its media time does; it reaches as far past the cut as
the dissolves do.
"""

from __future__ import annotations

import re
from fractions import Fraction
from xml.etree import ElementTree as ET

from trailers.domain.clock import Rate
from trailers.domain.timecode import FILM_STARTS_AT_HOUR, hours

from .model import Event, Timeline

VERSION = "1.10"
_FORMAT = "r1"
_ROLES = {"voice": "dialogue", "song": "music"}
"""Stems whose role the format calls otherwise."""
_SECONDS = re.compile(r"(\d+)(?:/(\d+))?s")


def write(timeline: Timeline) -> str:
    root = ET.Element("fcpxml", version=VERSION)
    _resources(root, timeline)
    event = ET.SubElement(ET.SubElement(root, "library"), "event", name=timeline.title)
    project = ET.SubElement(event, "project", name=timeline.title)
    start = hours(FILM_STARTS_AT_HOUR, timeline.rate)
    sequence = ET.SubElement(
        project,
        "sequence",
        format=_FORMAT,
        duration=_time(timeline.frames, timeline.rate),
        tcStart=_time(start, timeline.rate),
        tcFormat="NDF",
        audioLayout="stereo",
        audioRate="48k",
    )
    spine = ET.SubElement(sequence, "spine")
    for index, shot in enumerate(timeline.track):
        if shot.dissolve:
            offset = start + shot.record_in - shot.dissolve // 2
            length = _time(shot.dissolve, timeline.rate)
            ET.SubElement(
                spine,
                "transition",
                name="Cross Dissolve",
                offset=_time(offset, timeline.rate),
                duration=length,
            )
        item = _clip(spine, shot, timeline) if shot.reel else _gap(spine, shot, timeline)
        if index == 0:
            _sounds(item, timeline)
    ET.indent(root, " ")
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n{body}\n'


def _resources(root: ET.Element, timeline: Timeline) -> None:
    resources, rate = ET.SubElement(root, "resources"), timeline.rate
    ET.SubElement(
        resources,
        "format",
        id=_FORMAT,
        frameDuration=_time(1, rate),
        width=str(timeline.width),
        height=str(timeline.height),
        colorSpace="1-1-1 (Rec. 709)",
    )
    for reel in timeline.reels:
        asset = ET.SubElement(
            resources,
            "asset",
            id=reel.name,
            name=reel.name,
            start=_time(reel.start, rate),
            duration=_time(reel.frames, rate),
            hasVideo="1",
            format=_FORMAT,
            videoSources="1",
        )
        ET.SubElement(asset, "media-rep", kind="original-media", src=f"./{reel.file}")
    for sound in timeline.sounds:
        asset = ET.SubElement(
            resources,
            "asset",
            id=f"sound-{sound.name}",
            name=sound.name,
            start="0s",
            duration=f"{sound.samples}/{sound.rate}s",
            hasAudio="1",
            audioSources="1",
            audioChannels="2",
            audioRate=str(sound.rate),
        )
        ET.SubElement(asset, "media-rep", kind="original-media", src=f"./{sound.file}")


def _clip(spine: ET.Element, shot: Event, timeline: Timeline) -> ET.Element:
    rate = timeline.rate
    item = ET.SubElement(
        spine,
        "asset-clip",
        name=shot.name,
        ref=shot.reel or "",
        offset=_time(hours(FILM_STARTS_AT_HOUR, rate) + shot.record_in, rate),
        start=_time(shot.source_in, rate),
        duration=_time(shot.frames, rate),
        tcFormat="NDF",
    )
    if shot.speed != 1:
        _time_map(ET.SubElement(item, "timeMap"), shot, timeline)
    if shot.fade_in or shot.fade_out:
        amount = ET.SubElement(ET.SubElement(item, "adjust-blend", amount="1.0"), "param", name="amount")
        for tag, kind, frames in (("fadeIn", "easeIn", shot.fade_in), ("fadeOut", "easeOut", shot.fade_out)):
            if frames:
                ET.SubElement(amount, tag, type=kind, duration=_time(frames, rate))
    return item


def _time_map(item: ET.Element, shot: Event, timeline: Timeline) -> None:
    """Two points of one line: as far before and after the clip as its media goes, at most what is dissolved."""
    reel = timeline.reel(shot.reel or "")
    after = next((e.dissolve for e in timeline.track if e.record_in == shot.record_out), 0)
    before = min(Fraction(shot.dissolve, 2), (shot.source_in - reel.start) / shot.speed)
    beyond = (reel.end - shot.source_in) / shot.speed - shot.frames
    for clip_frames in (-before, shot.frames + max(Fraction(0), min(Fraction(after, 2), beyond))):
        ET.SubElement(
            item,
            "timept",
            time=_time(shot.source_in + clip_frames, timeline.rate),
            value=_time(shot.source_in + clip_frames * shot.speed, timeline.rate),
            interp="linear",
        )


def _gap(spine: ET.Element, shot: Event, timeline: Timeline) -> ET.Element:
    rate = timeline.rate
    offset = _time(hours(FILM_STARTS_AT_HOUR, rate) + shot.record_in, rate)
    return ET.SubElement(
        spine, "gap", name=shot.name or "Black", offset=offset, start="0s", duration=_time(shot.frames, rate)
    )


def _sounds(item: ET.Element, timeline: Timeline) -> None:
    for lane, sound in enumerate(timeline.sounds, start=1):
        ET.SubElement(
            item,
            "asset-clip",
            name=sound.name,
            ref=f"sound-{sound.name}",
            lane=str(-lane),
            offset=item.attrib["start"],
            start="0s",
            duration=f"{sound.samples}/{sound.rate}s",
            audioRole=_ROLES.get(sound.name, sound.name),
        )


def _time(frames: int | Fraction, rate: Rate) -> str:
    """So many frames in seconds, as a fraction of the form that the format asks for."""
    exact = frames / rate.exact
    if isinstance(frames, int):
        return f"{frames * rate.den}/{rate.num}s" if frames else "0s"
    return f"{exact.numerator}/{exact.denominator}s" if exact.denominator > 1 else f"{exact.numerator}s"


def read(text: str, rate: Rate) -> tuple[Event, ...]:
    """The events of the spine. ValueError where a time is no whole frame or clips do not follow each other."""
    root = ET.fromstring(text)  # noqa: S314 - our own text, just written
    spine = root.find("library/event/project/sequence/spine")
    if root.get("version") != VERSION or spine is None:
        raise ValueError("not a project of FCPXML 1.10")
    start = hours(FILM_STARTS_AT_HOUR, rate)
    events: list[Event] = []
    at, dissolve = 0, 0
    for item in spine:
        record_in, length = _frames(item, "offset", rate) - start, _frames(item, "duration", rate)
        if item.tag == "transition":
            dissolve = length
            if record_in + dissolve // 2 != at or dissolve % 2:
                raise ValueError("a dissolve that is not around its cut")
            continue
        if record_in != at:
            raise ValueError(f"a gap or an overlap at frame {at}")
        events.append(_event(item, at, length, dissolve, rate))
        at, dissolve = at + length, 0
    return tuple(events)


def _event(item: ET.Element, at: int, length: int, dissolve: int, rate: Rate) -> Event:
    name, first = item.get("name", ""), _frames(item, "start", rate)
    if item.tag == "gap":
        name = "" if name == "Black" else name
        return Event(name, None, at, at + length, first, first + length, dissolve=dissolve)
    points = [(_exact(p, "time", rate), _exact(p, "value", rate)) for p in item.iterfind("timeMap/timept")]
    speed = Fraction(1)
    if points:
        (time_a, value_a), (time_b, value_b) = points
        speed = (value_b - value_a) / (time_b - time_a)
        if value_a + (first - time_a) * speed != first:
            raise ValueError(f"the time map of {name} moves its first frame")
    fades = {
        tag: _frames(found, "duration", rate)
        if (found := item.find(f"adjust-blend/param/{tag}")) is not None
        else 0
        for tag in ("fadeIn", "fadeOut")
    }
    return Event(
        name,
        item.get("ref"),
        at,
        at + length,
        first,
        first + length,
        speed,
        dissolve,
        fades["fadeIn"],
        fades["fadeOut"],
    )


def _exact(item: ET.Element, name: str, rate: Rate) -> Fraction:
    """A time of the file in frames."""
    found = _SECONDS.fullmatch(item.get(name, ""))
    if found is None:
        raise ValueError(f"{name} of {item.tag} is no time")
    return Fraction(int(found[1]), int(found[2] or 1)) * rate.exact


def _frames(item: ET.Element, name: str, rate: Rate) -> int:
    exact = _exact(item, name, rate)
    if exact.denominator != 1:
        raise ValueError(f"{name} of {item.tag} is no whole frame")
    return exact.numerator
