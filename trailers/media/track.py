"""The packets of a video that we made ourselves: counts, times and parameter sets, read without decoding."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Track:
    """The video of a file. Times are in `time_base` units, in the order in which frames are shown."""

    frames: int
    times: tuple[int, ...]
    time_base: Fraction
    key_frames: tuple[int, ...]
    """Numbers of the frames that a reader can start at."""
    parameter_sets: bytes
    """The avcC record: what a decoder must know before the first packet."""

    @property
    def avcc_sha256(self) -> str:
        return hashlib.sha256(self.parameter_sets).hexdigest()

    @property
    def step(self) -> Fraction | None:
        """Seconds from each frame to the next; None when they differ, or when there is one frame only."""
        steps = {after - before for before, after in zip(self.times, self.times[1:], strict=False)}
        return steps.pop() * self.time_base if len(steps) == 1 else None


HEADER_ONLY = {"codec_whitelist": "none"}
"""Option for PyAV to open our own file without trying a decoder on it: everything is in its head, and looking
for it by decoding costs 20 ms a file at 1080p."""


def read_track(path: Path) -> Track:
    """Read the one video stream of our own file, in this process."""
    import av

    with av.open(str(path), options=HEADER_ONLY) as container:
        stream = container.streams.video[0]
        packets = [(p.pts, p.is_keyframe) for p in container.demux(stream) if p.pts is not None and p.size]
        packets.sort()
        return Track(
            frames=len(packets),
            times=tuple(pts for pts, _ in packets if pts is not None),
            time_base=Fraction(stream.time_base or 0),
            key_frames=tuple(n for n, (_, key) in enumerate(packets) if key),
            parameter_sets=bytes(stream.codec_context.extradata or b""),
        )


def places_of(times: Sequence[int]) -> list[int]:
    """For each packet the place in which it is shown; equal times share one."""
    order = {time: place for place, time in enumerate(sorted(set(times)))}
    return [order[time] for time in times]


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
