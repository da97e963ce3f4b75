"""Writing into a finished film: captions or timecode drawn over its pictures.

The picture is decoded and encoded once more, in the frozen profile, so that it can be joined to its sound like any
segment. What is drawn comes as overlays, made by whoever knows about letters; here they are only laid on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trailers.domain.errors import FatalError
from trailers.domain.segment import Format

from .look import NEUTRAL
from .process import DECODE_LIMITS, Progress, open_ffmpeg, untrusted
from .profile import TAGS, encode_args, raw_args
from .track import read_track

Bytes = NDArray[np.uint8]

_START_S = 120
_SLOWEST_FRAME_S = 1.5


@dataclass(frozen=True, slots=True)
class Overlay:
    """Letters to lay on a picture: their luma, and how much of them is seen (0 to 255), from an even corner."""

    x: int
    y: int
    luma: Bytes
    alpha: Bytes

    def __post_init__(self) -> None:
        if (
            self.x % 2
            or self.y % 2
            or self.luma.shape != self.alpha.shape
            or any(s % 2 for s in self.luma.shape)
        ):
            raise ValueError("an overlay begins and ends on even pixels")


def burn(
    film: Path,
    out: Path,
    fmt: Format,
    frames: int,
    overlays: Callable[[int], Sequence[Overlay]],
    *,
    scratch: Path,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """Make `out`: the picture of `film` with `overlays(n)` laid on frame n. FatalError segment.wrong_frames."""
    timeout_s = _START_S + _SLOWEST_FRAME_S * frames
    size = fmt.width * fmt.height * 3 // 2
    frame = np.empty(size, np.uint8)
    source = [
        "-threads", "1", *untrusted(film), "-map", "0:v:0", "-vf", "format=yuv420p",
        "-fps_mode", "passthrough", "-f", "rawvideo", "pipe:1",
    ]  # fmt: skip
    args = [*raw_args(fmt), "-vf", TAGS, *encode_args(fmt), f"file:{out.resolve()}"]
    with (
        open_ffmpeg(
            source,
            scratch=scratch,
            timeout_s=timeout_s,
            limits=DECODE_LIMITS,
            reads=True,
            cancelled=cancelled,
        ) as decoder,
        open_ffmpeg(args, scratch=scratch, timeout_s=timeout_s, writes=True, cancelled=cancelled) as encoder,
    ):
        for n in range(frames):
            if not decoder.read_into(frame.data):
                decoder.finish()
                raise FatalError("segment.wrong_frames", made=n, wanted=frames)
            for overlay in overlays(n):
                lay_on(frame, overlay, fmt)
            encoder.write(frame.data)
            if progress is not None:
                progress(n + 1, frames)
        decoder.finish()
        encoder.finish()
    made = read_track(out).frames
    if made != frames:
        raise FatalError("segment.wrong_frames", made=made, wanted=frames)


def lay_on(frame: Bytes, overlay: Overlay, fmt: Format) -> None:
    """Mix an overlay into a planar yuv420p frame; where it is seen the colour goes."""
    split = fmt.width * fmt.height
    height, width = overlay.luma.shape
    rows, columns = slice(overlay.y, overlay.y + height), slice(overlay.x, overlay.x + width)
    luma = frame[:split].reshape(fmt.height, fmt.width)[rows, columns]
    _mix(luma, overlay.luma, overlay.alpha)
    chroma = frame[split:].reshape(2, fmt.height // 2, fmt.width // 2)
    rows, columns = (slice(part.start // 2, part.stop // 2) for part in (rows, columns))
    quarter = overlay.alpha.reshape(height // 2, 2, width // 2, 2).max(axis=(1, 3))
    for plane in chroma:
        _mix(plane[rows, columns], np.full(quarter.shape, NEUTRAL, np.uint8), quarter)


def _mix(under: Bytes, over: Bytes, alpha: Bytes) -> None:
    share = alpha.astype(np.uint16)
    under[:] = ((under * (255 - share) + over * share + 127) // 255).astype(np.uint8)
