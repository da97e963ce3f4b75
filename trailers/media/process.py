"""ffmpeg as a child: where it lies, what it may open, how it is run, and frames through its pipes."""

from __future__ import annotations

import functools
import os
import re
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from trailers.domain.errors import FatalError

from .sandbox import Child, Limits, replacing, run

__all__ = [
    "DECODE_LIMITS",
    "Limits",
    "clip_input",
    "ffmpeg_binary",
    "open_ffmpeg",
    "replacing",
    "run_ffmpeg",
    "untrusted",
]

MAX_WIDTH, MAX_HEIGHT = 4096, 2304
MAX_PIXELS = MAX_WIDTH * MAX_HEIGHT
MAX_STILL_PIXELS = 50_000_000
MAX_SECONDS = 60
MAX_BYTES = 200_000_000
VIDEO_FORMATS = ("mov", "mp4", "m4a", "3gp", "3g2", "mj2", "matroska", "webm")
VIDEO_CODECS = ("h264", "hevc", "vp8", "vp9", "libvpx", "libvpx-vp9", "av1", "libdav1d", "mpeg4", "mjpeg",
                "prores")  # fmt: skip
AUDIO_CODECS = ("aac", "mp3", "mp3float", "opus", "libopus", "vorbis", "flac", "alac",
                "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_s16be")  # fmt: skip
STILL_CODECS = ("png", "mjpeg", "webp")
AUDIO_FORMATS = ("wav", "mp3", "flac", "ogg", "aac", *VIDEO_FORMATS)
SONG_FORMATS = ("mp3", "wav", "flac", "ogg", "aac", "mov", "mp4", "m4a", "3gp", "3g2", "mj2")
SONG_CODECS = (*AUDIO_CODECS, "mp3", "pcm_u8", "pcm_f64le", "mjpeg", "png")
"""Cover pictures are streams too; their decoders are never asked for a picture."""
DECODE_LIMITS = Limits(memory_bytes=3 << 30, cpu_s=300, file_bytes=64 << 20)

Progress = Callable[[int, int], None]
_FRAME = re.compile(rb"^frame= *(\d+)$", re.MULTILINE)


@functools.cache
def ffmpeg_binary() -> str:
    """The operator's FFMPEG_BINARY, else the one that came as a package."""
    if chosen := os.environ.get("FFMPEG_BINARY"):
        return chosen
    import imageio_ffmpeg

    return str(imageio_ffmpeg.get_ffmpeg_exe())


@functools.cache
def ffmpeg_version() -> str:
    """First line of `ffmpeg -version`: goes into reports, never into keys."""
    answer = subprocess.run(
        [ffmpeg_binary(), "-version"], capture_output=True, text=True, timeout=30, check=True
    )
    return answer.stdout.splitlines()[0]


def untrusted(
    path: Path, *, formats: Sequence[str] = VIDEO_FORMATS, codecs: Sequence[str] = VIDEO_CODECS + AUDIO_CODECS
) -> list[str]:
    """Input options for a file of unknown making: local bytes, known containers and codecs, bounded size.

    The name is always absolute and behind "file:", so nothing in it can be read as an option or a protocol.
    """
    return [
        "-protocol_whitelist", "file",
        "-format_whitelist", ",".join(formats),
        "-codec_whitelist", ",".join(codecs),
        "-max_pixels", str(MAX_PIXELS),
        "-i", f"file:{path.resolve()}",
    ]  # fmt: skip


def clip_input(path: Path) -> list[str]:
    """Input options for a clip; what carries no colour tag is taken as BT.709, as all AI clips are made."""
    return ["-threads", "1", "-filter_threads", "1", "-colorspace", "bt709", *untrusted(path)]


def run_ffmpeg(
    args: Sequence[str],
    *,
    scratch: Path,
    timeout_s: float,
    limits: Limits | None = None,
    progress: Progress | None = None,
    total_frames: int = 0,
    cancelled: Callable[[], bool] | None = None,
) -> int:
    """Run ffmpeg to its end and return the number of frames it says it wrote (0 for sound).

    The caller verifies what was written: an exit code of 0 does not mean that every frame was decoded.
    """

    def report(text: bytes) -> None:
        if progress is not None and total_frames and (found := _FRAME.findall(text)):
            progress(min(int(found[-1]), total_frames), total_frames)

    printed = run(
        _command(["-progress", "pipe:1", "-stats_period", "0.25", *args]),
        scratch=scratch,
        timeout_s=timeout_s,
        limits=limits,
        cancelled=cancelled,
        on_output=report,
    )
    found = _FRAME.findall(printed)
    return int(found[-1]) if found else 0


def open_ffmpeg(args: Sequence[str], **options: Any) -> Child:
    """Start ffmpeg with frames flowing through its pipes; `options` are Child's."""
    return Child(_command(args), **options)


def _command(args: Sequence[str]) -> list[str]:
    binary = ffmpeg_binary()
    if os.sep in binary and not os.access(binary, os.X_OK):
        raise FatalError("media.child_failed", program="ffmpeg", detail=f"{binary} is not a program")
    return [binary, "-hide_banner", "-nostdin", "-loglevel", "error", "-y", *args]
