"""A take as an editor wants it: whole, without a look, every frame a key frame, with reel and timecode in the file.

Each frame of a clip is there once, at the film's rate; then the last one goes on for the hold. A still is there as
its camera move, with the first and the last picture held.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trailers.domain.errors import FatalError
from trailers.domain.segment import Format, Window

from . import chains
from .process import DECODE_LIMITS, Progress, clip_input, open_ffmpeg, replacing, run_ffmpeg
from .profile import TAGS, THREADS, raw_args, timescale_of
from .stills import ungraded_frames
from .track import read_track

Bytes = NDArray[np.uint8]
Cancel = Callable[[], bool] | None

_START_S = 120
_SLOWEST_FRAME_S = 1.5
_QUALITY = 14
"""x264's crf: an editor grades and encodes once more, so finer than the film's own 18."""


def whole_take(
    window: Window,
    source: Path,
    fmt: Format,
    out: Path,
    *,
    reel: str,
    timecode: str,
    hold: int,
    frames: int,
    scratch: Path,
    progress: Progress | None = None,
    cancelled: Cancel = None,
) -> None:
    """Make `out`, a QuickTime file of exactly `frames` frames whose first has the timecode.

    FatalError segment.wrong_frames when the take has fewer frames than were measured.
    """
    timeout_s = _START_S + _SLOWEST_FRAME_S * frames
    with (
        replacing(out) as temp,
        closing(_frames(window, source, fmt, hold, scratch, timeout_s, cancelled)) as pictures,
        open_ffmpeg(
            [*raw_args(fmt), "-vf", TAGS, *_encoder(fmt, reel, timecode), f"file:{temp.resolve()}"],
            scratch=scratch,
            timeout_s=timeout_s,
            writes=True,
            cancelled=cancelled,
        ) as encoder,
    ):
        for done, picture in enumerate(pictures, start=1):
            encoder.write(picture.data)
            if progress is not None:
                progress(done, frames)
        encoder.finish()
        _check(temp, frames)


def with_timecode(source: Path, out: Path, *, timecode: str, scratch: Path) -> None:
    """Copy the picture of our own file into a QuickTime file with timecode. Nothing is encoded."""
    frames = read_track(source).frames
    with replacing(out) as temp:
        run_ffmpeg(
            [
                "-protocol_whitelist", "file", "-format_whitelist", "mov,mp4", "-i", f"file:{source.resolve()}",
                "-map", "0:v:0", "-c", "copy", *_plain(), "-timecode", timecode, "-f", "mov",
                f"file:{temp.resolve()}",
            ],
            scratch=scratch,
            timeout_s=300,
        )  # fmt: skip
        _check(temp, frames)


def _encoder(fmt: Format, reel: str, timecode: str) -> list[str]:
    scale, _ = timescale_of(fmt.rate)
    return [
        *_plain(), "-flags:v", "+bitexact", "-fps_mode", "passthrough",
        "-enc_time_base", f"{fmt.rate.den}/{fmt.rate.num}",
        "-c:v", "libx264", "-preset", "veryfast", "-crf", str(_QUALITY), "-pix_fmt", "yuv420p", "-g", "1",
        "-bf", "0", "-threads", str(THREADS), "-video_track_timescale", str(scale),
        "-metadata:s:v:0", f"reel_name={reel}", "-timecode", timecode, "-f", "mov",
    ]  # fmt: skip


def _plain() -> list[str]:
    return ["-map_metadata", "-1", "-map_chapters", "-1", "-an", "-sn", "-dn", "-fflags", "+bitexact"]


def _frames(
    window: Window, source: Path, fmt: Format, hold: int, scratch: Path, timeout_s: float, cancelled: Cancel
) -> Generator[Bytes, None, None]:
    """Every picture of the file, in one buffer that is overwritten from frame to frame."""
    if window.conform is None:
        moving = ungraded_frames(
            window, source, fmt, scratch=scratch, timeout_s=timeout_s, cancelled=cancelled
        )
        yield from _held(moving, hold, hold)
    else:
        count = window.take.frames if window.take else 0
        yield from _held(_clip(window, source, fmt, count, scratch, timeout_s, cancelled), 0, hold)


def _held(pictures: Generator[Bytes, None, None], before: int, after: int) -> Iterator[Bytes]:
    with closing(pictures):
        last = None
        for picture in pictures:
            if last is None:
                for _ in range(before):
                    yield picture
            last = picture
            yield picture
        if last is not None:
            for _ in range(after):
                yield last


def _clip(
    window: Window, source: Path, fmt: Format, count: int, scratch: Path, timeout_s: float, cancelled: Cancel
) -> Generator[Bytes, None, None]:
    frame = np.empty(fmt.width * fmt.height * 3 // 2, np.uint8)
    fill = chains.fill_chain(fmt.width, fmt.height, window.focus)
    args = [
        *clip_input(source), "-map", "0:v:0", "-vf", f"{fill},format=yuv420p", "-fps_mode", "passthrough",
        "-f", "rawvideo", "pipe:1",
    ]  # fmt: skip
    with open_ffmpeg(
        args, scratch=scratch, timeout_s=timeout_s, limits=DECODE_LIMITS, reads=True, cancelled=cancelled
    ) as child:
        for k in range(count):
            # decoders may differ by one frame, the last; any more is a broken file
            if not child.read_into(frame.data) and k + 1 < count:
                child.finish()
                raise FatalError("segment.wrong_frames", made=k, wanted=count)
            yield frame
        # what is left of the file is not waited for: the count was measured when the take arrived


def _check(made: Path, frames: int) -> None:
    found = read_track(made).frames
    if found != frames:
        raise FatalError("segment.wrong_frames", made=found, wanted=frames)
