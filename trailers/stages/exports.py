"""unbar, burn, editor_media, editor_reference, stems and editor_package: what is ordered of a finished film."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from trailers.domain.captions import spoken_captions
from trailers.domain.clock import Rate
from trailers.domain.errors import FatalError
from trailers.domain.segments import Format, Window
from trailers.domain.soundtrack import Soundtrack
from trailers.domain.timecode import FILM_STARTS_AT_HOUR, hours, timecode
from trailers.media.burn import burn
from trailers.media.stems import cut_stems
from trailers.media.unbar import without_bars
from trailers.media.ungraded import whole_take, with_timecode

from .base import Output, StageCall, StageResult
from .film import assemble_film
from .karaoke import karaoke_over
from .letters import captions_over, reference_lines
from .package import zip_entry
from .sound import mix_plan

_CHUNK = 1 << 20
MANIFEST = "manifest.json"


def burn_captions(call: StageCall) -> StageResult:
    """Files: film, audio. Params: format, frames, soundtrack, film, perhaps karaoke. Makes the film with its captions
    drawn in; as karaoke, each word fills as it is sung."""
    spoken = spoken_captions(Soundtrack.from_json(call.params["soundtrack"]))
    if not spoken:
        raise FatalError("export.no_words")
    if call.params.get("karaoke"):
        return _burned(call, karaoke_over(spoken, _format(call)), "film")
    return _burned(call, captions_over([caption for caption, _ in spoken], _format(call)), "film")


def draw_reference(call: StageCall) -> StageResult:
    """Files: film, audio. Params: format, frames, shots, film. Makes the film with its timecodes in the picture.

    A shot is start, name, and for what has media: reel, source (timecode in frames) and speed [n, d].
    """
    rate = _format(call).rate
    shots = call.params["shots"]
    starts = [shot["start"] for shot in shots]

    def above(frame: int) -> str:
        shot = shots[max(0, sum(start <= frame for start in starts) - 1)]
        if not shot["reel"]:
            return str(shot["name"])
        into, (n, d) = frame - shot["start"], shot["speed"]
        source = timecode(shot["source"] + (2 * into + 1) * n // (2 * d), rate)
        return f"{shot['reel']}  {source}  {shot['name']}"

    def below(frame: int) -> str:
        return timecode(hours(FILM_STARTS_AT_HOUR, rate) + frame, rate)

    return _burned(call, reference_lines(above, below, _format(call)), "editor_reference")


def _burned(call: StageCall, overlays: Any, kind: str) -> StageResult:
    fmt, frames = _format(call), call.params["frames"]
    picture = call.scratch / "picture.mp4"
    burn(
        call.files["film"],
        picture,
        fmt,
        frames,
        overlays,
        scratch=call.scratch,
        progress=call.progress,
        cancelled=call.cancelled,
    )
    joined = assemble_film(
        replace(
            call,
            params={"rate": str(fmt.rate), "frames": [frames], **call.params["film"]},
            files={"segment.0000": picture, "audio": call.files["audio"]},
        )
    )
    (made,) = joined.outputs
    return StageResult((replace(made, kind=kind),))


def cut_bars(call: StageCall) -> StageResult:
    """Files: take. Params: kind, frames, rate. Makes the take without black bars above and below."""
    params: Any = call.params
    source = call.files["take"]
    out = call.scratch / f"take{source.suffix}"
    rate = Rate.parse(params["rate"]) if params["rate"] else None
    bars = without_bars(
        source,
        out,
        kind=params["kind"],
        frames=params["frames"],
        rate=rate,
        scratch=call.scratch,
        cancelled=call.cancelled,
    )
    return StageResult((Output(out, "unbarred", {"bars_permille": bars}),))


def lay_media(call: StageCall) -> StageResult:
    """Files: take. Params: window, format, reel, timecode, frames, hold. Makes one whole take for an editor."""
    params: Any = call.params
    out = call.scratch / f"{params['reel']}.mov"
    whole_take(
        Window.from_json(params["window"]),
        call.files["take"],
        _format(call),
        out,
        reel=params["reel"],
        timecode=params["timecode"],
        hold=params["hold"],
        frames=params["frames"],
        scratch=call.scratch,
        progress=call.progress,
        cancelled=call.cancelled,
    )
    return StageResult((Output(out, "editor_media", {"frames": params["frames"], "reel": params["reel"]}),))


def lay_stems(call: StageCall) -> StageResult:
    """Files and params of the mix. Makes voice.wav, music.wav and effects.wav, 24 bit, as long as the film."""
    params: Any = call.params
    plan = mix_plan(params)
    made = cut_stems(plan, call.files["voice"], call.files.get("score"), call.scratch, scratch=call.scratch)
    media = {"samples": plan.samples}
    return StageResult(
        tuple(
            Output(path, "stem", media, role="" if name == "voice" else name) for name, path in made.items()
        )
    )


def pack_for_editor(call: StageCall) -> StageResult:
    """Files: name in the zip -> file. Params: texts, manifest, timecodes, rate. Makes one zip, written as it goes.

    A file in `timecodes` (name -> first timecode) gets it on the way in, without being encoded. With a
    manifest, manifest.json is written last and holds size and hash of everything before it.
    """
    params: Any = call.params
    out = call.scratch / ("package.zip" if params["manifest"] is not None else "bundle.otioz")
    facts: dict[str, dict[str, Any]] = {}
    total = len(params["texts"]) + len(call.files)
    with zipfile.ZipFile(out, "w", allowZip64=True) as bundle:
        for done, (name, data) in enumerate(_contents(call), start=1):
            call.check()
            facts[name] = _add(bundle, name, data)
            call.progress(done, total)
        if params["manifest"] is not None:
            manifest = {**params["manifest"], "files": facts}
            text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
            _add(bundle, MANIFEST, text.encode())
    return StageResult((Output(out, "editor_package", {"names": sorted(facts)}),))


def _contents(call: StageCall) -> Iterator[tuple[str, Path | bytes]]:
    for name, text in sorted(call.params["texts"].items()):
        yield name, text.encode()
    for name, path in sorted(call.files.items()):
        first = call.params["timecodes"].get(name)
        if first is None:
            yield name, path
            continue
        stamped = call.scratch / "stamped.mov"
        with_timecode(path, stamped, timecode=first, scratch=call.scratch)
        yield name, stamped


def _add(bundle: zipfile.ZipFile, name: str, data: Path | bytes) -> dict[str, Any]:
    """Write one entry in pieces and tell its size and hash."""
    digest, size = hashlib.sha256(), 0
    entry = zip_entry(name)
    entry.file_size = data.stat().st_size if isinstance(data, Path) else len(data)
    with bundle.open(entry, "w", force_zip64=entry.file_size > 1 << 30) as target:
        for piece in _pieces(data):
            digest.update(piece)
            size += len(piece)
            target.write(piece)
    return {"sha256": digest.hexdigest(), "bytes": size}


def _pieces(data: Path | bytes) -> Iterator[bytes]:
    if isinstance(data, bytes):
        yield data
        return
    with data.open("rb") as source:
        while piece := source.read(_CHUNK):
            yield piece


def _format(call: StageCall) -> Format:
    data: Mapping[str, Any] = call.params["format"]
    return Format(width=data["width"], height=data["height"], rate=Rate.parse(data["rate"]))
