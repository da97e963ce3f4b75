"""Proxies for playing a cut in a browser: every frame a key frame, in fragments that Media Source takes as they are.

The frames come from the same conform and the same look as the film's segments. Options measured in Chromium and
Firefox: with frames between key frames playing stalls at in-points, with a fragment for every frame it crawls.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from trailers.domain.clock import SAMPLE_RATE
from trailers.domain.errors import FatalError
from trailers.domain.segment import Format, Window

from .clips import clip_frames
from .mix import AAC_BITS
from .process import Limits, Progress, open_ffmpeg, replacing, run_ffmpeg
from .profile import TAGS, THREADS, raw_args
from .stills import still_frames

CODEC = "avc1.64001f"
"""High at level 3.1: of every proxy, whatever its size, so that one source buffer takes them all."""
_START_S, _SLOWEST_FRAME_S = 120, 0.5
_FRAGMENTS = "empty_moov+default_base_moof"


def render_proxy(
    window: Window,
    source: Path,
    fmt: Format,
    out: Path,
    *,
    scratch: Path,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> int:
    """Draw all frames of the window into `out`; returns how many there are.

    FatalError segment.wrong_frames, media.child_failed, RetryableError media.timeout, Cancelled.
    """
    if window.take is None:
        raise ValueError("black needs no proxy")
    timeout_s = _START_S + _SLOWEST_FRAME_S * window.count
    make = clip_frames if window.take.kind == "clip" else still_frames
    made = 0
    with replacing(out) as temp:
        args = [*raw_args(fmt), "-vf", TAGS, *_encode_args(fmt), f"file:{temp.resolve()}"]
        with (
            open_ffmpeg(
                args, scratch=scratch, timeout_s=timeout_s, writes=True, cancelled=cancelled
            ) as encoder,
            closing(
                make(window, source, fmt, scratch=scratch, timeout_s=timeout_s, cancelled=cancelled)
            ) as frames,
        ):
            for made, frame in enumerate(frames, start=1):
                encoder.write(frame.data)
                if progress is not None:
                    progress(made, window.count)
            encoder.finish()
        _verify(temp, window.count)
    return made


def _encode_args(fmt: Format) -> list[str]:
    return [
        "-map_metadata", "-1", "-an", "-fflags", "+bitexact", "-flags:v", "+bitexact",
        "-fps_mode", "passthrough", "-enc_time_base", f"{fmt.rate.den}/{fmt.rate.num}",
        "-c:v", "libx264", "-profile:v", "high", "-level", "3.1", "-preset", "veryfast", "-crf", "26",
        "-g", "1", "-bf", "0", "-pix_fmt", "yuv420p", "-threads", str(THREADS),
        "-movflags", _FRAGMENTS, "-frag_duration", "1000000", "-f", "mp4",
    ]  # fmt: skip


def _verify(made: Path, wanted: int) -> None:
    import av

    with av.open(str(made)) as file:
        packets = [p for p in file.demux(file.streams.video[0]) if p.size]
    if len(packets) != wanted or not all(packet.is_keyframe for packet in packets):
        raise FatalError("segment.wrong_frames", made=len(packets), wanted=wanted)


def stream_sound(wav: Path, out: Path, *, scratch: Path) -> None:
    """The mix as AAC in fragments. Only with a delayed header does it say how it was primed: else it is late."""
    with replacing(out) as temp:
        run_ffmpeg(
            [
                "-threads", "1", "-protocol_whitelist", "file", "-format_whitelist", "wav", "-i",
                f"file:{wav.resolve()}", "-map", "0:a:0", "-c:a", "aac", "-b:a", str(AAC_BITS), "-ar",
                str(SAMPLE_RATE), "-ac", "2", "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact",
                "-movflags", f"{_FRAGMENTS}+delay_moov", "-frag_duration", "1000000", "-f", "mp4",
                f"file:{temp.resolve()}",
            ],
            scratch=scratch,
            timeout_s=300,
            limits=Limits(memory_bytes=2 << 30, cpu_s=300, file_bytes=1 << 29),
        )  # fmt: skip
