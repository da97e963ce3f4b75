"""Rendering one segment of the film: its frames from the takes, through the look, into the frozen profile.

A segment reads its own windows and nothing else, so the same segment is the same bytes whenever and wherever
it is rendered with one build of ffmpeg.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trailers.domain.errors import FatalError
from trailers.domain.segment import Format, Segment, Window, later_share

from . import chains, look
from .accents import accented
from .clips import clip_frames
from .process import Progress, clip_input, open_ffmpeg, replacing, run_ffmpeg
from .profile import TAGS, encode_args, raw_args
from .stills import still_frames
from .track import read_track, sha256_of
from .vision import opencv

Bytes = NDArray[np.uint8]
Cancel = Callable[[], bool] | None

_START_S = 120
_SLOWEST_FRAME_S = 1.5
"""A 1080p frame takes 0.1 s on a slow core; past this the child hangs, or the host does."""


@dataclass(frozen=True, slots=True)
class SegmentFacts:
    """What came out, measured on the file."""

    frames: int
    sha256: str
    avcc_sha256: str
    bytes: int


def render_segment(
    segment: Segment,
    sources: Mapping[str, Path],
    fmt: Format,
    out: Path,
    *,
    scratch: Path,
    progress: Progress | None = None,
    cancelled: Cancel = None,
) -> SegmentFacts:
    """Make `out`, an MP4 with exactly `segment.frames` frames of video and nothing else.

    `sources` maps take ids to files. `out` appears whole or not at all. Raises FatalError (disk.full,
    segment.wrong_frames, media.child_failed, media.missing_source), RetryableError media.timeout, UserError
    media.unsupported and Cancelled.
    """
    for take_id in segment.take_ids:
        if take_id not in sources or not sources[take_id].is_file():
            raise FatalError("media.missing_source", take=take_id)
    timeout_s = _START_S + _SLOWEST_FRAME_S * segment.frames
    job = _Job(segment, sources, fmt, scratch, timeout_s, progress, cancelled)
    with replacing(out) as temp:
        direct = _direct_input(segment, sources, fmt)
        if direct is not None:
            _encode_directly(job, direct, temp)
        else:
            _encode_frames(job, temp)
        return _verified(temp, segment)


@dataclass(frozen=True, slots=True)
class _Job:
    segment: Segment
    sources: Mapping[str, Path]
    fmt: Format
    scratch: Path
    timeout_s: float
    progress: Progress | None
    cancelled: Cancel


def _direct_input(segment: Segment, sources: Mapping[str, Path], fmt: Format) -> list[str] | None:
    """Options for what one ffmpeg can do alone: black, and a whole clip in the colour look."""
    if not segment.take_ids:
        size, rate = f"{fmt.width}x{fmt.height}", f"{fmt.rate.num}/{fmt.rate.den}"
        source = f"color=black:size={size}:rate={rate},trim=end_frame={segment.frames},format=yuv420p,{TAGS}"
        return ["-f", "lavfi", "-i", source]
    window = segment.a if segment.kind == "body" else None
    if window and window.take and (window.take.kind, window.look, window.accents) == ("clip", "colour", ()):
        chain = f"{chains.clip_chain(window, fmt)},{chains.colour_chain()}"
        return [*clip_input(sources[window.take.id]), "-map", "0:v:0", "-vf", chain]
    return None


def _encode_directly(job: _Job, source: list[str], temp: Path) -> None:
    run_ffmpeg(
        [*source, *encode_args(job.fmt), f"file:{temp.resolve()}"],
        scratch=job.scratch,
        timeout_s=job.timeout_s,
        progress=job.progress,
        total_frames=job.segment.frames,
        cancelled=job.cancelled,
    )


def _encode_frames(job: _Job, temp: Path) -> None:
    """Send every frame of the segment to one encoder."""
    args = [*raw_args(job.fmt), "-vf", TAGS, *encode_args(job.fmt), f"file:{temp.resolve()}"]
    with (
        open_ffmpeg(
            args, scratch=job.scratch, timeout_s=job.timeout_s, writes=True, cancelled=job.cancelled
        ) as encoder,
        closing(_frames(job)) as frames,
    ):
        for done, frame in enumerate(frames, start=1):
            encoder.write(frame.data)
            if job.progress is not None:
                job.progress(done, job.segment.frames)
        encoder.finish()


def _frames(job: _Job) -> Generator[Bytes, None, None]:
    """The frames of a segment, graded and mixed."""
    segment = job.segment
    if segment.kind == "body":
        yield from _window_frames(job, segment.a)
        return
    cv2 = opencv()
    mixed = np.empty(job.fmt.width * job.fmt.height * 3 // 2, np.uint8)
    with (
        closing(_window_frames(job, segment.a)) as before,
        closing(_window_frames(job, segment.b)) as after,
    ):
        for k, (a, b) in enumerate(zip(before, after, strict=True)):
            share = float(later_share(k, segment.frames))
            cv2.addWeighted(a, 1 - share, b, share, 0, mixed)
            yield mixed


def _window_frames(job: _Job, window: Window | None) -> Generator[Bytes, None, None]:
    """The frames of one side; None and a window without a take are black."""
    if window is None or window.take is None:
        return _black_frames(job.fmt, job.segment.frames)
    make = clip_frames if window.take.kind == "clip" else still_frames
    path = job.sources[window.take.id]
    frames = make(
        window, path, job.fmt, scratch=job.scratch, timeout_s=job.timeout_s, cancelled=job.cancelled
    )
    return accented(frames, window, job.fmt) if window.accents else frames


def _black_frames(fmt: Format, count: int) -> Generator[Bytes, None, None]:
    frame = look.black_frame(fmt.width, fmt.height)
    for _ in range(count):
        yield frame


def _verified(made: Path, segment: Segment) -> SegmentFacts:
    """Facts of the file, once it holds the frames that were asked for, evenly spaced from a key frame on."""
    track = read_track(made)
    even = track.frames < 2 or track.step is not None
    if track.frames != segment.frames or not even or track.key_frames[:1] != (0,):
        raise FatalError("segment.wrong_frames", made=track.frames, wanted=segment.frames)
    return SegmentFacts(track.frames, sha256_of(made), track.avcc_sha256, made.stat().st_size)
