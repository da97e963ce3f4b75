"""Measuring the sync receipt on the finished film: where its cuts are, how even its clock, where its sound.

Nothing is taken from the assembly. The film and each segment's file are decoded on their own, and a cut is
where the film's picture changes from the last of one segment to the first of the next, pixel for pixel. What
that is worth, `domain.receipt.judge` decides.

Only the surroundings of the cuts are decoded (some 50 frames a cut, as a GOP is 48 long); the frames between
are counted, and their times read, from the packets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from trailers.domain.timeline import Found, Receipt, ReceiptPlan, cut_frames, judge

from .pictures import Pictures, digest_of
from .soundcheck import compare_sound
from .track import Track

_NEAR_FRAMES = 24
"""How far from its place a segment's start is looked for before the whole film is."""


def measure_receipt(
    film: Path, *, expected: ReceiptPlan, segments: Sequence[Path], mix_wav: Path, scratch: Path | None = None
) -> Receipt:
    """Measure the film against its plan. `segments` are the files it was made of, in order."""
    return judge(expected, find(film, expected, segments, mix_wav))


def find(film: Path, plan: ReceiptPlan, segments: Sequence[Path], mix_wav: Path) -> Found:
    """What is in the file, whether it is as planned or not."""
    edges = [_edges_of(path, _within(plan, index)) for index, path in enumerate(segments)]
    with Pictures(film) as pictures:
        starts, lengths = _Search(pictures).run(edges, [frames for _, frames in plan.segments])
        track = pictures.track
    sound = compare_sound(film, mix_wav)
    return Found(
        frames=track.frames,
        is_steady=_is_steady(track, plan),
        segment_frames=tuple(lengths),
        cut_frames=cut_frames(plan, starts),
        audio_samples=sound.samples,
        audio_offset_samples=sound.offset_samples,
        audio_residual_db=sound.residual_db,
    )


def _is_steady(track: Track, plan: ReceiptPlan) -> bool:
    """Frame n is shown at exactly n / rate, also where a rate has no whole milliseconds."""
    return all(time * track.time_base * plan.rate.exact == n for n, time in enumerate(track.times))


@dataclass(frozen=True, slots=True)
class _Edges:
    """The decoded pictures by which a segment is known; None where one does not decode."""

    first: bytes | None
    last: bytes | None
    middle: bytes | None
    """The picture on the cut point, where that lies inside the segment: the middle of a dissolve."""
    within: int


def _within(plan: ReceiptPlan, segment: int) -> int:
    """Frames from the start of a segment to the cut point inside it; 0 where there is none."""
    return next((cut.within for cut in plan.cuts if cut.segment == segment and cut.within), 0)


def _edges_of(path: Path, within: int) -> _Edges:
    with Pictures(path) as segment:
        last = segment.track.frames - 1
        seen = {n: digest_of(frame) for n in {0, within, last} if (frame := segment.at(n)) is not None}
    return _Edges(seen.get(0), seen.get(last), seen.get(within) if within else None, within)


class _Search:
    """Finding segments in a film, from nearest to the planned place outwards."""

    def __init__(self, film: Pictures) -> None:
        self._film = film
        self._known: dict[int, bytes] = {}
        """What was decoded so far: the end of one segment is looked at again as the start of the next."""

    def run(self, edges: Sequence[_Edges], lengths: Sequence[int]) -> tuple[list[int | None], list[int]]:
        """Where each segment begins (None: nowhere), and how many of its frames follow in a row."""
        starts: list[int | None] = []
        place = 0
        before: bytes | None = None
        for edge, length in zip(edges, lengths, strict=False):
            start = self._start(before, edge.first, place)
            starts.append(start if start is not None and self._has_middle(start, edge) else None)
            before = edge.last
            place += length
        ends = [*starts[1:], self._film.track.frames]
        return starts, [
            self._length(start, end, edge) for start, end, edge in zip(starts, ends, edges, strict=False)
        ]

    def _start(self, before: bytes | None, first: bytes | None, place: int) -> int | None:
        """The frame nearest to `place` that shows `first` right after `before`; failing that, `first` alone.

        First there, then near, then everywhere. Where pictures repeat (black beside black), every frame of
        the run would do and the planned one is taken.
        """
        if first is None:
            return None
        alone: list[int] = []
        for reach in (0, _NEAR_FRAMES, self._film.track.frames):
            seen = self._around(place - 1, place, reach)
            shown = [n for n, digest in seen.items() if digest == first]
            right = [n for n in shown if before is None or seen.get(n - 1) == before]
            if right:
                return min(right, key=lambda n: abs(n - place))
            alone = shown or alone
        return min(alone, key=lambda n: abs(n - place), default=None)

    def _around(self, first: int, last: int, reach: int) -> dict[int, bytes]:
        """What the film shows from `first` to `last` and `reach` frames to either side."""
        return self._seen(first - reach, last + reach + 1)

    def _seen(self, start: int, end: int) -> dict[int, bytes]:
        """What the film shows at frames [start, end), decoding only what is not known yet."""
        wanted = range(max(start, 0), min(end, self._film.track.frames))
        missing = [n for n in wanted if n not in self._known]
        if missing:
            for n, frame in self._film.between(missing[0], missing[-1] + 1):
                self._known.setdefault(n, digest_of(frame))
        return {n: self._known[n] for n in wanted if n in self._known}

    def _has_middle(self, start: int, edge: _Edges) -> bool:
        """A dissolve shows its middle as many frames after its start as it should."""
        at = start + edge.within
        return not edge.within or (edge.middle is not None and self._seen(at, at + 1).get(at) == edge.middle)

    def _length(self, start: int | None, end: int | None, edge: _Edges) -> int:
        """Frames from the start to the segment's own last picture, which should stand right before `end`."""
        if start is None or end is None or end <= start or edge.last is None:
            return 0
        if self._seen(end - 1, end).get(end - 1) == edge.last:
            return end - start
        seen = self._seen(start, end)
        return max((n - start + 1 for n, digest in seen.items() if digest == edge.last), default=0)
