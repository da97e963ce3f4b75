"""The coded pictures of our own files, packet by packet, and where those of one file stand in another.

A decoder gives the same pictures for the same parameter sets and the same packets from a key frame on: the
standard leaves it no choice. So a segment whose packets all stand in a film, in a row and shown in the same
order, is in that film with every one of its pictures, and none of them needs decoding to know it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .track import HEADER_ONLY, places_of


@dataclass(frozen=True, slots=True)
class Coded:
    """Packets in the order in which they are decoded, each by a hash of its bytes."""

    parameter_sets: bytes
    digests: tuple[bytes, ...]
    places: tuple[int, ...]
    """In which each is shown: 0 is the first frame."""
    keys: frozenset[int]
    """Indexes of the packets that a decoder can start at."""

    def runs_of(self, part: Coded) -> Iterator[int]:
        """Where `part` stands whole in here, from its key frame to its last packet: frame numbers, rising."""
        size = len(part.digests)
        if not size or part.parameter_sets != self.parameter_sets or 0 not in part.keys:
            return
        for start in sorted(self.keys):
            span = slice(start, start + size)
            shown = tuple(place - start for place in self.places[span])
            if self.digests[span] == part.digests and shown == part.places:
                yield start


def read_coded(path: Path) -> Coded:
    """Read the one video stream of our own file, in this process, without decoding."""
    import av

    with av.open(str(path), options=HEADER_ONLY) as container:
        stream = container.streams.video[0]
        parameter_sets = bytes(stream.codec_context.extradata or b"")
        times: list[int] = []
        digests: list[bytes] = []
        keys: set[int] = set()
        for packet in container.demux(stream):
            if packet.pts is None or not packet.size:
                continue
            if packet.is_keyframe:
                keys.add(len(times))
            times.append(packet.pts)
            digests.append(hashlib.blake2b(memoryview(packet), digest_size=16).digest())
    return Coded(parameter_sets, tuple(digests), tuple(places_of(times)), frozenset(keys))
