"""What an untrusted file really is: measured by decoding it in a child, never read from its name or head."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trailers.domain.clock import Rate, round_half_up
from trailers.domain.errors import CuelockError, FatalError, RetryableError, UserError

from . import process
from .sandbox import Limits, run

PROBE_LIMITS = Limits(memory_bytes=3 << 30, cpu_s=120, file_bytes=1 << 20)
PROBE_TIMEOUT_S = 90
MAX_AUDIO_SECONDS = 3_600
_MAX_RATE = 120
_MIN_SIDE = 64
_CHILD = Path(__file__).with_name("probe_child.py")


@dataclass(frozen=True, slots=True)
class ClipFacts:
    frames: int
    """Decoded and counted."""
    rate: Rate
    """Measured over all frames."""
    width: int
    height: int
    """As shown: a clip filmed upright is higher than wide."""
    duration_ms: int
    codec: str


@dataclass(frozen=True, slots=True)
class AudioFacts:
    samples: int
    sample_rate: int
    channels: int


@dataclass(frozen=True, slots=True)
class SongHead:
    """As a file says of itself; nothing of it is proven."""

    container: str
    codec: str
    sample_rate: int
    channels: int
    promised_ms: int
    """0 when it promises no length."""


def probe_clip(
    path: Path, *, timeout_s: float = PROBE_TIMEOUT_S, cancelled: Callable[[], bool] | None = None
) -> ClipFacts:
    """Decode a clip and tell what it is.

    UserError: file.empty, media.too_big, media.unsupported, media.unreadable, media.no_video,
    media.several_videos, media.too_many_pixels, media.too_small, media.too_long, media.too_slow.
    """
    facts = _probe(
        "clip",
        path,
        timeout_s,
        cancelled,
        formats=process.VIDEO_FORMATS,
        codecs=process.VIDEO_CODECS + process.AUDIO_CODECS,
        max_width=process.MAX_WIDTH,
        max_height=process.MAX_HEIGHT,
        max_seconds=process.MAX_SECONDS,
        max_rate=_MAX_RATE,
        min_side=_MIN_SIDE,
    )
    rate = Rate(*facts["rate"])
    duration_ms = round_half_up(facts["frames"] * 1000 / rate.exact)
    return ClipFacts(facts["frames"], rate, facts["width"], facts["height"], duration_ms, facts["codec"])


def probe_audio(
    path: Path, *, timeout_s: float = PROBE_TIMEOUT_S, cancelled: Callable[[], bool] | None = None
) -> AudioFacts:
    """Decode a sound file, or the sound of a clip, and count its samples. UserErrors as for clips."""
    facts = _probe(
        "audio",
        path,
        timeout_s,
        cancelled,
        formats=process.AUDIO_FORMATS,
        codecs=process.VIDEO_CODECS + process.AUDIO_CODECS,
        max_seconds=MAX_AUDIO_SECONDS,
    )
    return AudioFacts(facts["samples"], facts["sample_rate"], facts["channels"])


def probe_song(
    path: Path, *, timeout_s: float = PROBE_TIMEOUT_S, cancelled: Callable[[], bool] | None = None
) -> SongHead:
    """What kind of song a file is. Only its heads are read. UserErrors as for clips, without sizes and lengths."""
    facts = _probe(
        "song", path, timeout_s, cancelled, formats=process.SONG_FORMATS, codecs=process.SONG_CODECS
    )
    return SongHead(**facts)


def probe_image(
    path: Path, *, timeout_s: float = PROBE_TIMEOUT_S, cancelled: Callable[[], bool] | None = None
) -> tuple[int, int, str]:
    """Decode a picture: width, height, and png, jpeg or webp. UserErrors as for clips."""
    facts = _probe(
        "image", path, timeout_s, cancelled, max_pixels=process.MAX_STILL_PIXELS, min_side=_MIN_SIDE
    )
    return facts["width"], facts["height"], facts["format"]


_WANTED = {"clip": "video", "audio": "sound", "song": "song", "image": "picture"}


def _probe(
    kind: str, path: Path, timeout_s: float, cancelled: Callable[[], bool] | None, **limits: Any
) -> dict[str, Any]:
    """Run the child on the file and turn its answer, or its end, into facts or a named error."""
    _check_file(path, kind)
    request = {"kind": kind, "path": str(path.resolve()), **limits}
    argv = [sys.executable, "-I", str(_CHILD), json.dumps(request)]
    try:
        printed = run(
            argv, scratch=path.resolve().parent, timeout_s=timeout_s, limits=PROBE_LIMITS, cancelled=cancelled
        )
        answer = json.loads(printed)
    except RetryableError as error:
        raise UserError("media.too_slow", name=path.name, seconds=error.params["seconds"]) from error
    except (FatalError, ValueError) as error:  # the child was stopped or crashed on this file
        detail = str(error.params.get("detail", "")) if isinstance(error, CuelockError) else "No answer."
        raise UserError("media.unreadable", name=path.name, wanted=_WANTED[kind], detail=detail) from error
    if "error" in answer:
        raise UserError(answer["error"], name=path.name, wanted=_WANTED[kind], **answer["params"])
    return dict(answer["facts"])


def _check_file(path: Path, kind: str) -> None:
    """Before a process is spent on it: a plain file, neither empty nor huge."""
    if not path.is_file():
        raise UserError("file.missing", name=path.name)
    size = path.stat().st_size
    if size == 0:
        raise UserError("file.empty", name=path.name)
    if size > process.MAX_BYTES:
        mb, limit_mb = -(-size // 1_000_000), process.MAX_BYTES // 1_000_000
        raise UserError("media.too_big", name=path.name, mb=mb, limit_mb=limit_mb)
