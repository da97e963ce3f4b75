"""Single decoded frames of films and segments that we made ourselves, found by number."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np

from .track import Track, read_track

if TYPE_CHECKING:
    from av.video.frame import VideoFrame


class Pictures:
    """The frames of one of our files by number. Decoding starts at the key frame before what is asked."""

    def __init__(self, path: Path) -> None:
        import av

        self.track: Track = read_track(path)
        self._numbers = {time: number for number, time in enumerate(self.track.times)}
        self._container = av.open(str(path))
        self._stream = self._container.streams.video[0]
        self._stream.thread_type = "NONE"
        self.decoded = 0
        """Frames decoded so far: what looking cost."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._container.close()

    def between(self, first: int, end: int) -> Iterator[tuple[int, VideoFrame]]:
        """Frames [first, end) in order with their numbers. A frame that does not decode is left out."""
        first, end = max(first, 0), min(end, self.track.frames)
        if first >= end:
            return
        start = max((n for n in self.track.key_frames if n <= first), default=0)
        self._container.seek(self.track.times[start], stream=self._stream)
        for frame in self._decode_from(self.track.times[first]):
            self.decoded += 1
            number = self._numbers.get(frame.pts if frame.pts is not None else -1, -1)
            if first <= number < end:
                yield number, frame
            if number >= end - 1:
                return

    def _decode_from(self, time: int) -> Iterator[VideoFrame]:
        """All frames from `time` on, and before it only those that others are built on: half the work."""
        context = self._stream.codec_context
        for packet in self._container.demux(self._stream):
            early = packet.pts is not None and packet.pts < time
            context.skip_frame = "NONREF" if early else "DEFAULT"
            yield from packet.decode()

    def at(self, number: int) -> VideoFrame | None:
        """One frame; None past the end, or when it does not decode."""
        return next((frame for _, frame in self.between(number, number + 1)), None)


def digest_of(frame: VideoFrame) -> bytes:
    """A hash of every decoded pixel: equal when all of them are, and small enough to keep for a film."""
    planes = np.ascontiguousarray(frame.to_ndarray(format="yuv420p"))
    return hashlib.blake2b(planes.data, digest_size=16).digest()
