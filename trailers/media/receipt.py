"""Measuring the sync receipt on the finished film: where its cuts are, how even its clock, where its sound.

Nothing is taken from the assembly. A segment is found in the film by its coded pictures: all of its packets,
byte for byte, in a row and in order, under the same parameter sets, which leaves no picture of it to doubt.
The film is then decoded on both sides of every cut, and in the middle of every dissolve, to see that these
pictures come out, each at its own time. A segment that is not there packet for packet is looked for by
decoded pictures, pixel for pixel, so that a film that is wrong is told where it is wrong. What all that is
worth, `domain.receipt.judge` decides.

Only the surroundings of the cuts are decoded, and before a cut only what its last picture is built on; the
frames between are counted, and their times read, from the packets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import accumulate, takewhile
from pathlib import Path

from trailers.domain.timeline import Found, Receipt, ReceiptPlan, cut_frames, judge

from .coded import Coded, read_coded
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
    parts = [_Part(path, _within(plan, index)) for index, path in enumerate(segments)]
    with Pictures(film) as pictures:
        search = _Search(pictures, read_coded(film))
        starts, lengths = search.run(parts, [frames for _, frames in plan.segments])
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


def _within(plan: ReceiptPlan, segment: int) -> int:
    """Frames from the start of a segment to the cut point inside it; 0 where there is none."""
    return next((cut.within for cut in plan.cuts if cut.segment == segment and cut.within), 0)


class _Part:
    """A segment's own file: its packets, and its decoded pictures where the packets did not settle it."""

    def __init__(self, path: Path, within: int) -> None:
        self.within = within
        self.coded = read_coded(path)
        self.frames = len(self.coded.digests)
        self._path = path

    @cached_property
    def pictures(self) -> Mapping[int, bytes]:
        """Digests of all its pictures by number; without those that do not decode."""
        with Pictures(self._path) as segment:
            return {n: digest_of(frame) for n, frame in segment.between(0, segment.track.frames)}

    @property
    def first(self) -> bytes | None:
        return self.pictures.get(0)

    @property
    def last(self) -> bytes | None:
        return self.pictures.get(self.frames - 1)


class _Search:
    """Finding segments in a film, from nearest to the planned place outwards."""

    def __init__(self, film: Pictures, coded: Coded) -> None:
        self._film = film
        self._coded = coded
        self._whole: dict[int, int] = {}
        """Segments that stand in the film packet for packet: index and first frame."""
        self._known: dict[int, bytes] = {}
        """What was decoded so far: the end of one segment is looked at again as the start of the next."""

    def run(self, parts: Sequence[_Part], lengths: Sequence[int]) -> tuple[list[int | None], list[int]]:
        """Where each segment begins (None: nowhere), and how many of its frames follow in a row."""
        places = [0, *accumulate(lengths)][: len(lengths)]
        self._find_whole(parts, places)
        starts: list[int | None] = []
        for index, (part, place) in enumerate(zip(parts, places, strict=False)):
            start = self._whole.get(index)
            if start is None:
                start = self._start(parts[index - 1] if index else None, part, place)
            starts.append(start if start is not None and self._has_middle(start, index, part) else None)
        ends = [*starts[1:], self._film.track.frames]
        found = enumerate(zip(starts, ends, parts, strict=False))
        return starts, [self._length(index, start, end, part) for index, (start, end, part) in found]

    def _find_whole(self, parts: Sequence[_Part], places: Sequence[int]) -> None:
        """Each segment's run of packets nearest to its place, no packet used twice, if its ends decode too."""
        free = [True] * self._film.track.frames
        for index, (part, place) in enumerate(zip(parts, places, strict=False)):
            runs = [n for n in self._coded.runs_of(part.coded) if all(free[n : n + part.frames])]
            start = min(runs, key=lambda n: abs(n - place), default=None)
            if start is None:
                continue
            end = start + part.frames
            if self._shows(start - 1, start + 1) and self._shows(end - 1, end + 1):
                self._whole[index] = start
                free[start:end] = [False] * part.frames

    def _shows(self, start: int, end: int) -> bool:
        """All of these frames decode, each at its own time."""
        wanted = range(max(start, 0), min(end, self._film.track.frames))
        return len(self._seen(wanted.start, wanted.stop)) == len(wanted)

    def _start(self, before: _Part | None, part: _Part, place: int) -> int | None:
        """The frame nearest to `place` that shows the segment's first picture right after the last of the one
        before; failing that, the first picture alone.

        First there, then near, then everywhere. Where pictures repeat (black beside black), every frame of
        the run would do and the planned one is taken.
        """
        if part.first is None:
            return None
        alone: list[int] = []
        for reach in (0, _NEAR_FRAMES, self._film.track.frames):
            seen = self._seen(place - 1 - reach, place + reach + 1)
            shown = [n for n, digest in seen.items() if digest == part.first]
            right = [n for n in shown if before is None or seen.get(n - 1, b"") == before.last]
            if right:
                return min(right, key=lambda n: abs(n - place))
            alone = shown or alone
        return min(alone, key=lambda n: abs(n - place), default=None)

    def _seen(self, start: int, end: int) -> dict[int, bytes]:
        """What the film shows at frames [start, end), decoding only what is not known yet."""
        wanted = range(max(start, 0), min(end, self._film.track.frames))
        missing = [n for n in wanted if n not in self._known]
        if missing:
            for n, frame in self._film.between(missing[0], missing[-1] + 1):
                self._known.setdefault(n, digest_of(frame))
        return {n: self._known[n] for n in wanted if n in self._known}

    def _has_middle(self, start: int, index: int, part: _Part) -> bool:
        """A dissolve shows its middle as many frames after its start as it should."""
        at = start + part.within
        if not part.within:
            return True
        if index in self._whole:
            return self._shows(at, at + 1)
        middle = part.pictures.get(part.within)
        return middle is not None and self._seen(at, at + 1).get(at) == middle

    def _length(self, index: int, start: int | None, end: int | None, part: _Part) -> int:
        """How many of the segment's pictures are shown one after another from the start on, before `end`."""
        if start is None or end is None or end <= start:
            return 0
        if index in self._whole:
            return min(part.frames, end - start)
        seen = self._seen(start, min(end, start + part.frames))
        own = part.pictures
        return sum(
            1 for _ in takewhile(lambda n: n in own and seen.get(start + n) == own[n], range(len(seen)))
        )
