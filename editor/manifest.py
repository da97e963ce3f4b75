"""The timeline as JSON: what a page draws and plays, and what an edit is made on. Frames are whole numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from trailers.domain.bars import beat_names
from trailers.domain.clock import frame_at
from trailers.domain.conform import FASTEST, SLOWEST, Conform, Flag
from trailers.domain.cues import Cue
from trailers.domain.cut import Entry
from trailers.domain.cut_rules import TRANSITIONS, speed_text
from trailers.domain.vocabulary import LOOKS, MOVES

from .manifest_sound import captions_shown, sound_shown
from .rows import Rows, TakeRow, worked_ms
from .rules import Place, fit_of
from .stand import Link, Previews, Stand

SMALL = "?w=480"


def manifest(
    stand: Stand, *, previews: Previews, link: Link, scene_url: Callable[[int], str], me: Any, can_edit: bool
) -> dict[str, Any]:
    """The whole timeline. `me` is the person who asks."""
    project, rows = stand.project, stand.rows
    current = project.current_cut
    return {
        "revision": project.next_seq - 1,
        "cut": str(project.current_cut_id),
        "project": str(project.pk),
        "title": project.title,
        "kind": project.kind,
        "rate": str(stand.clock.rate),
        "frames": stand.clock.frames,
        "width": project.width,
        "height": project.height,
        "can_edit": can_edit,
        "saved_at": current.created_at.isoformat() if current else None,
        "sound": sound_shown(stand, previews, link),
        "scenes": _scenes(stand, link, scene_url),
        "takes": _takes(stand, previews, link),
        "captions": captions_shown(stand),
        "looks": list(LOOKS),
        "transitions": list(TRANSITIONS),
        "moves": list(MOVES),
        "speed": [speed_text(SLOWEST), speed_text(FASTEST)],
        "shortest": stand.desk.shortest_frames,
        "longest": stand.desk.longest_frames,
        "undo": {"label": rows.undo.label} if rows.undo else None,
        "redo": {"label": rows.redo.label} if rows.redo else None,
        "versions": [
            {
                "cut": str(cut.pk),
                "name": cut.name,
                "by": cut.created_by.get_short_name() if cut.created_by else "",
                "at": cut.created_at.isoformat(),
            }
            for cut in rows.versions
        ],
        "holder": _holder(rows, me),
        "render": _render(stand, link),
        "others": [],
    }


def _holder(rows: Rows, me: Any) -> dict[str, Any] | None:
    holder = rows.holder
    if holder is None:
        return None
    name = holder.user.get_short_name()
    return {"name": name, "mine": holder.user_id == me.pk, "until": holder.until.isoformat()}


def _render(stand: Stand, link: Link) -> dict[str, Any] | None:
    render, rows = stand.rows.render, stand.rows
    if render is None:
        return None
    made = rows.made.data if rows.made and rows.made.data.get("render") == str(render.pk) else {}
    return {
        "url": link(str(render.film_id), "film.mp4"),
        "stale": render.cut_id != stand.project.current_cut_id,
        "made_ms": worked_ms(rows.jobs) if rows.jobs else None,
        "whole_ms": rows.whole_ms,
        "kept": made.get("kept"),
        "scenes": made.get("scenes"),
    }


def _said(stand: Stand) -> list[str]:
    """What is spoken while each scene is seen: a word belongs to the scene in which its middle lies."""
    ends = [place.end for place in stand.standing.values()]
    said: list[list[str]] = [[] for _ in ends]
    index = 0
    for word in stand.clock.words:
        middle = frame_at((word.start_ms + word.end_ms) // 2, stand.clock.rate)
        while index + 1 < len(ends) and middle >= ends[index]:
            index += 1
        said[index].append(word.text)
    return [" ".join(words) for words in said]


def _scenes(stand: Stand, link: Link, scene_url: Callable[[int], str]) -> list[dict[str, Any]]:
    own: dict[str, list[str]] = {}
    for take in stand.rows.takes.values():
        if take.artifact:
            own.setdefault(take.scene, []).append(take.id)
    cues = {cue.id: cue for cue in stand.desk.cues}
    said = _said(stand)
    return [
        _scene(stand, place, said[place.number - 1], own, cues, link, scene_url)
        for place in stand.standing.values()
    ]


def _scene(
    stand: Stand,
    place: Place,
    text: str,
    own: Mapping[str, list[str]],
    cues: Mapping[str, Cue],
    link: Link,
    scene_url: Callable[[int], str],
) -> dict[str, Any]:
    entry = place.entry
    take = stand.rows.takes.get(entry.take_id or "")
    takes = own.get(entry.scene_id, [])
    if take is not None and take.scene != entry.scene_id:
        takes = [*takes, *own.get(take.scene, [])]
    fit = fit_of(place, stand.desk)
    level = stand.settings.levels.get(f"scene:{entry.scene_id}", (0, 0))
    return {
        "id": entry.scene_id,
        "number": place.number,
        "start": place.start,
        "end": place.end,
        "kind": entry.kind,
        "text": text,
        "state": _state(stand, entry, take, fit),
        "locked": entry.locked,
        "take": entry.take_id,
        "in_point": entry.in_point,
        "speed": entry.speed,
        "plays": _plays(fit),
        "fit": _fit(entry, take, fit),
        "transition": entry.transition,
        "transition_frames": entry.transition_frames,
        "look": entry.look,
        "focus": list(entry.focus),
        "move": entry.move,
        "cue": {"label": _cue_label(stand, cues[entry.start.cue_id], entry.start.offset_frames)},
        "voice_db": level[0] / 10,
        "score_db": level[1] / 10,
        "thumb": _thumb(stand, take, link),
        "takes": list(dict.fromkeys(takes)),
        "url": scene_url(place.number),
    }


def _plays(fit: Conform | Flag | None) -> dict[str, Any] | None:
    """How the clip's frames are played: [in_point, in_point + use) over `play` frames, then `freeze`."""
    if not isinstance(fit, Conform):
        return None
    return {"use": fit.use, "play": fit.play, "freeze": fit.freeze, "speed": speed_text(fit.speed)}


_FITS = {"exact": "trim", "trim": "trim", "speed": "speed", "slow_freeze": "freeze"}


def _fit(entry: Entry, take: TakeRow | None, fit: Conform | Flag | None) -> dict[str, str]:
    if isinstance(fit, Flag):
        return {"kind": "misfit", "text": fit.detail}
    if isinstance(fit, Conform):
        kind = _FITS[fit.mode]
        texts = {
            "trim": "At its own speed",
            "speed": f"At {float(fit.speed):.2f}× speed",
            "freeze": f"At {float(fit.speed):.2f}× speed, its last frame stands for {fit.freeze}",
        }
        return {"kind": kind, "text": texts[kind]}
    return {"kind": "still", "text": "Black" if take is None else "A still with a camera move"}


def _state(stand: Stand, entry: Entry, take: TakeRow | None, fit: Conform | Flag | None) -> str:
    """What matters most about a scene, in one word; a lock is told beside it, and only when nothing else is."""
    rows = stand.rows
    if entry.scene_id in rows.working:
        return "working"
    if entry.scene_id in rows.failed:
        return "failed"
    if entry.kind != "black" and (take is None or not take.artifact):
        return "held" if stand.project.gates.get("voice", "stop") == "stop" else "missing"
    if isinstance(fit, Flag):
        return "stale"
    if entry.locked:
        return "locked"
    if take is not None and _outdated(stand, entry, take):
        return "stale"
    if take is not None and take.kind == "image" and _waits(stand, take):
        return "held"
    return "ready"


def _waits(stand: Stand, image: TakeRow) -> bool:
    closed = stand.project.gates.get("stills", "stop") == "stop"
    return closed and all(take.parent != image.id for take in stand.rows.takes.values())


def _outdated(stand: Stand, entry: Entry, take: TakeRow) -> bool:
    """Whether the script has other words for the picture than those it was drawn from."""
    image = stand.rows.takes.get(take.parent or "", take)
    scene = stand.rows.scenes.get(image.scene)
    if image.origin != "generated" or image.own_prompt or entry.kind != "shot" or scene is None:
        return False
    return bool(scene.description and image.prompt) and image.prompt != scene.description


def _cue_label(stand: Stand, cue: Cue, offset: int) -> str:
    words = stand.clock.words
    if cue.kind == "start":
        label = "the beginning"
    elif cue.kind in ("beat", "moment"):
        beat = beat_names(stand.clock).get(cue.frame)
        label = f"on {beat}" if beat else "at a moment of the song"
    elif stand.clock.is_song:
        label = "where a section begins"
    elif cue.word is None:
        label = "in the silence at the end"
    else:
        label = f"before “{words[cue.word].text}”"
    return f"{label}, {offset:+d} frames" if offset else label


def _takes(stand: Stand, previews: Previews, link: Link) -> dict[str, Any]:
    short = _short_by(stand)
    return {
        take.id: {
            "number": take.number,
            "kind": take.kind,
            "scene": take.scene,
            "frames": take.frames,
            "rate": take.rate or None,
            "engine": take.engine,
            "origin": take.origin,
            "parent": take.parent,
            "prompt": take.prompt,
            "price_microusd": take.price_microusd,
            "thumb": _thumb(stand, take, link),
            "proxy": (previews.proxies or {}).get(take.id, (None, None))[0],
            "proxy_frames": (previews.proxies or {}).get(take.id, (None, None))[1],
            "short_by": short.get(take.id, 0),
        }
        for take in stand.rows.takes.values()
        if take.artifact
    }


def _short_by(stand: Stand) -> dict[str, int]:
    """Clips that cannot fill their own scene from their beginning, and by how many frames."""
    found = {}
    for take in stand.rows.takes.values():
        place = stand.standing.get(take.scene)
        if place is None or take.kind != "clip" or not take.artifact:
            continue
        entry = replace(place.entry, take_id=take.id, in_point=0, speed=None)
        fit = fit_of(replace(place, entry=entry), stand.desk)
        if isinstance(fit, Flag):
            found[take.id] = fit.short_frames
    return found


def _thumb(stand: Stand, take: TakeRow | None, link: Link) -> str | None:
    """A clip is shown by the picture it grew from."""
    if take is None:
        return None
    image = stand.rows.takes.get(take.parent or "", take)
    if image.kind != "image" or not image.artifact:
        return None
    return link(image.artifact, "still" + PurePosixPath(image.storage_name).suffix) + SMALL
