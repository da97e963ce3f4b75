"""Placing orders: the frozen specification of a render, a package, an update or an OTIOZ bundle."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.db import transaction

from accounts.models import User
from trailers.domain.errors import UserError
from trailers.domain.exports import SHAPES
from trailers.domain.timecode import FILM_STARTS_AT_HOUR, hours, timecode
from trailers.models import Export, Project, Take
from trailers.services.advance import lock_project
from trailers.services.exports import order_export

from . import reels
from .changes import changes, told
from .check import proved, verified
from .model import HOLD, Reel, Shot, Timeline
from .otio import bundle_texts
from .readme import readme
from .standing import STEMS, Standing, packages, standing

PACKAGES = ("package", "update", "bundle")


def order_render(*, project: Project, user: User | None, shape: str, captions: bool) -> Export:
    """A render of the current cut in a shape, with or without captions in the picture. UserErrors export.*."""
    if shape not in SHAPES:
        raise UserError("export.unknown", name=shape)
    stand = standing(project)
    if captions and not stand.spoken:
        raise UserError("export.no_words")
    return order_export(
        project=project,
        cut=stand.cut,
        kind="render",
        options={"shape": shape, "captions": captions},
        spec=_film(stand) | (_read_in_picture(stand) if captions else {}),
        created_by=user,
    )


def order_package(*, project: Project, user: User | None, kind: str) -> Export:
    """A package for an editor, an update of the last one, or an OTIOZ bundle, of the current cut.

    A cut too long for an EDL goes without one. UserErrors export.*: not_ready, no_earlier, unchanged, reels.
    """
    if kind not in PACKAGES:
        raise UserError("export.unknown", name=kind)
    make = {"package": _package, "update": _update, "bundle": _bundle}[kind]
    with transaction.atomic():
        # reels are given out under the project's lock: two packages at once never share a name or a timecode
        stand = standing(lock_project(project.pk))
        spec = make(stand)
        return order_export(project=project, cut=stand.cut, kind=kind, options={}, spec=spec, created_by=user)


def _film(stand: Standing) -> dict[str, Any]:
    """What every order takes from the finished film: its sound, and how the two are joined."""
    film, receipt = stand.finished("film"), stand.finished("receipt")
    own = {name: value for name, value in film.params.items() if name not in ("rate", "frames")}
    return {"film": own, "audio": film.files["audio"], "wav": receipt.files["mix"]}


def _read_in_picture(stand: Standing) -> dict[str, Any]:
    return _muted(stand) | stand.sung


def _muted(stand: Standing) -> dict[str, Any]:
    """The lines that are not heard, and so not read in the picture either."""
    muted = stand.facts.settings.muted
    return {"muted": sorted(muted)} if muted else {}


def _package(stand: Standing) -> dict[str, Any]:
    return _folder(stand, None)


def _update(stand: Standing) -> dict[str, Any]:
    base = packages(stand.project).filter(kind__in=("package", "update")).exclude(finished_at=None).last()
    if base is None:
        raise UserError("export.no_earlier")
    spec = _folder(stand, base)
    was = base.spec
    if (spec["shown"], spec["segments"], spec["audio"]) == (was["shown"], was["segments"], was["audio"]):
        raise UserError("export.unchanged")
    return spec


def _folder(stand: Standing, base: Export | None) -> dict[str, Any]:
    """A whole package, or with `base` only what is not in it."""
    film, was = _film(stand), base.spec if base else {}
    shown = [told(shot.entry.scene_id, e) for shot, e in zip(stand.shots, stand.timeline.track, strict=True)]
    shipped = set(was.get("shipped", ()))
    fresh = [reel for reel in stand.reels if reel.name not in shipped]
    graded = _graded(stand, set(was.get("segments", ())))
    stems = stand.has_stems and was.get("audio") != film["audio"]
    changed = None if base is None else changes(was["shown"], shown, stand.facts.rate)
    spec = {
        **film,
        **_reels(stand),
        "media": [_medium(stand, reel) for reel in fresh],
        "files": {name: key for name, (key, _) in graded.items()} | _song(stand, film, was),
        "timecodes": {name: first for name, (_, first) in graded.items()},
        "reference": {"film": stand.finished("film").key, "shots": _shots(stand)},
        "texts": _texts(stand, changed),
        "manifest": _manifest(stand),
        "shown": shown,
        "segments": [segment.key for segment in stand.segments],
        "shipped": sorted(shipped | {reel.name for reel in stand.reels}),
    }
    return {**spec, "stems": _stems(stand, "stems")} if stems else spec


def _bundle(stand: Standing) -> dict[str, Any]:
    """An .otioz: the same media and stems, all of it in media/, and the cut as content.otio."""
    spec = {
        **_film(stand),
        **_reels(stand),
        "media": [_medium(stand, reel) for reel in stand.reels],
        "texts": _bundled(stand.with_stems("media")),
    }
    if stand.has_stems:
        return {**spec, "stems": _stems(stand, "media")}
    return {**spec, "files": {"media/song.wav": spec["wav"]}} if stand.song else spec


def _bundled(timeline: Timeline) -> dict[str, str]:
    """The texts of a bundle, its cut compared with the film's. FatalError export.not_equal."""
    texts = bundle_texts(timeline)
    proved(timeline, "otio", texts["content.otio"])
    return texts


def _reels(stand: Standing) -> dict[str, Any]:
    return {"reels": reels.to_json({**stand.known, **{reel.identity: reel for reel in stand.reels}})}


def _medium(stand: Standing, reel: Reel) -> dict[str, Any]:
    window = next(shot.window for shot in stand.shots if shot.reel == reel)
    return {
        "file": reel.file,
        "reel": reel.name,
        "timecode": timecode(reel.start, stand.facts.rate),
        "frames": reel.frames,
        "hold": HOLD,
        "window": window.to_json(),
        "take": window.take.id if window.take else "",
    }


def _graded(stand: Standing, known: set[str]) -> dict[str, tuple[str, str]]:
    """Name -> (segment key, timecode of its first frame) of the film's own segments, in order."""
    found = {}
    at = hours(FILM_STARTS_AT_HOUR, stand.facts.rate)
    numbers = {shot.entry.scene_id: n for n, shot in enumerate(stand.shots, start=1)}
    for index, segment in enumerate(stand.segments, start=1):
        kind = "" if segment.kind == "body" else f"_{segment.kind}"
        name = f"graded/{index:03}_scene{numbers[segment.scene_id]:03}{kind}.mov"
        if segment.key not in known:
            found[name] = (segment.key, timecode(at, stand.facts.rate))
        at += segment.frames
    return found


def _stems(stand: Standing, folder: str) -> dict[str, Any]:
    mix = stand.finished("mix")
    return {
        "made_of": {"params": dict(mix.params), "files": dict(mix.files)},
        "names": {name: f"{folder}/{name}.wav" for name in STEMS},
    }


def _song(stand: Standing, film: Mapping[str, Any], was: Mapping[str, Any]) -> dict[str, str]:
    """Where a film's sound is one piece, that piece as it is."""
    is_new = was.get("audio") != film["audio"]
    return {"stems/song.wav": film["wav"]} if is_new and not stand.has_stems else {}


def _shots(stand: Standing) -> list[dict[str, Any]]:
    """What the reference movie writes over each shot."""
    return [
        {
            "start": event.record_in,
            "name": event.name or "Black",
            "reel": event.reel or "",
            "source": event.source_in,
            "speed": [event.speed.numerator, event.speed.denominator],
        }
        for event in stand.timeline.track
    ]


def cut_list(stand: Standing, form: str) -> str:
    """The text of cut.otio, cut.fcpxml or cut.edl, compared with the cut. FatalError export.not_equal."""
    return verified(stand.with_stems(), form).text


def _texts(stand: Standing, changed: list[str] | None) -> dict[str, str]:
    texts = {f"cut.{form}": cut_list(stand, form) for form in ("otio", "fcpxml")}
    with suppress(UserError):  # longer than the format can number: the other two carry it
        texts["cut.edl"] = cut_list(stand, "edl")
    texts |= {f"captions/{name}": text for name, text in stand.captions().items()}
    texts["README.txt"] = readme(
        stand.timeline,
        stand.windows,
        stems=stand.has_stems,
        spoken=bool(stand.spoken),
        listed="cut.edl" in texts,
        changed=changed,
    )
    if changed is not None:
        texts["CHANGES.txt"] = "".join(f"{line}\n" for line in changed) or "Only the sound.\n"
    return texts


def _manifest(stand: Standing) -> dict[str, Any]:
    """What a lawyer and a producer ask: where each take is from, by whom it was made, and what it cost."""
    rows = Take.objects.filter(project=stand.project).select_related("artifact", "parent")
    takes = {str(row.pk): row for row in rows}
    media = [_take(shot, takes, stand) for shot in stand.shots if shot.reel]
    unique = {medium["reel"]: medium for medium in media}
    return {
        "title": stand.facts.title,
        "rate": str(stand.facts.rate),
        "frames": stand.bounds[-1],
        "width": stand.facts.width,
        "height": stand.facts.height,
        "look": stand.facts.look,
        "cut": {"id": str(stand.cut.pk), "number": stand.cut.number, "sha256": stand.cut.sha256},
        "takes": list(unique.values()),
        "engines": dict(stand.facts.engines),
        "cost_microusd": sum(medium["cost_microusd"] for medium in unique.values()),
        "licences": _LICENCES,
    }


_LICENCES = {
    "embedded": "Made by Cuelock's own engines; no rights of others in the picture.",
    "uploaded": "Brought by the people of this project, under their own terms.",
    "other": "Made by the named engine; its provider's terms of use apply.",
}


def _take(shot: Shot, takes: Mapping[str, Take], stand: Standing) -> dict[str, Any]:
    window, reel = shot.window, shot.reel
    row = takes.get(window.take.id) if window.take else None
    if row is None or reel is None:
        raise UserError("export.not_ready", why="A take of the cut is gone.")
    origin = "uploaded" if row.origin == "uploaded" else "embedded" if row.engine == "embedded" else "other"
    parents = [row.parent] if row.parent else []
    return {
        "reel": reel.name,
        "timecode": timecode(reel.start, stand.facts.rate),
        "frames": reel.frames,
        "kind": row.kind,
        "take": row.number,
        "engine": row.engine,
        "model": row.model,
        "prompt": row.prompt or next((parent.prompt for parent in parents), ""),
        "seed": row.seed,
        "sha256": row.artifact.sha256 if row.artifact else "",
        "licence": origin,
        "cost_microusd": row.price_microusd + sum(parent.price_microusd for parent in parents),
    }
