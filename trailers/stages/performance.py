"""performance: an artist's clip finds its place in the song by what is heard in it."""

from __future__ import annotations

from pathlib import Path

from trailers.domain.errors import UserError
from trailers.domain.performance import placed
from trailers.media.audio import import_audio
from trailers.media.probe import probe_clip
from trailers.media.song.align import align

from .base import Output, StageCall, StageResult

_ENDINGS = frozenset({".mp4", ".mov", ".m4v", ".mkv", ".webm"})


def place(call: StageCall) -> StageResult:
    """Files: clip, song. Params: name. Makes the clip itself, with its frames and where in the song it begins.

    UserErrors performance.not_heard, media.*, told with the file's own name.
    """
    name = call.params["name"]
    clip = _called(call.files["clip"], name, call.scratch)
    facts = probe_clip(clip)
    call.check()
    sound = call.scratch / "clip.wav"
    import_audio(clip, sound, scratch=call.scratch)
    call.check()
    offset_ms = placed(align(sound, call.files["song"]), name)
    media = {
        "frames": facts.frames,
        "rate": str(facts.rate),
        "width": facts.width,
        "height": facts.height,
        "offset_ms": offset_ms,
    }
    return StageResult((Output(clip, "clip", media),))


def _called(stored: Path, name: str, scratch: Path) -> Path:
    """The file under an ending that fits it, in a folder that goes away: a complaint names it as its owner does."""
    plain = (
        "".join(c for c in Path(name).stem if c.isprintable() and c not in "/\\:")[:60].strip(" .") or "clip"
    )
    ending = Path(name).suffix.lower()
    folder = scratch / "clip"
    folder.mkdir()
    link = folder / f"{plain}{ending if ending in _ENDINGS else '.mp4'}"
    try:
        link.hardlink_to(stored)
    except OSError as error:
        raise UserError("file.unreadable", name=name, detail=error.strerror or "") from error
    return link
