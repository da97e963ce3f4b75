"""The cuts inside one stretch of film: at the best pauses where somebody speaks, even where nobody does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .clock import frame_at, round_half_up
from .cues import Cue, frame_cue, pause_before
from .cutting import IN_QUIET, IN_SPEECH, CutPoint, choose_cuts, even_frames, pause_price
from .soundtrack import Soundtrack
from .spoken import ends_phrase
from .stretches import Stretch

_QUIET_POINTS = 200
"""Plain frames offered as cuts in one stretch, at most: enough to choose from, few enough to search."""


@dataclass(frozen=True, slots=True)
class StretchCutter:
    """The cuts inside one stretch."""

    soundtrack: Soundtrack
    cues: Sequence[Cue]
    stretch: Stretch
    shortest: int
    longest: int

    def bounds(self) -> list[Cue]:
        """The cues that part the stretch into scenes, its own start and end among them."""
        start, end, frames = self.stretch.start, self.stretch.end, self.stretch.frames
        needed = -(-frames // self.longest)
        pictures = len(self.stretch.item.visuals) if self.stretch.kind == "shot" else 1
        wanted = max(needed, min(pictures, frames // self.shortest), 1)
        cuts = self._spoken_cuts(wanted, needed) if self.stretch.spoken else self._even_cuts(wanted)
        named = {cue.id: cue for cue in self.cues if start.frame < cue.frame < end.frame}
        return [start, *(named.get(cut.cue_id) or self._frame_cue(cut.frame) for cut in cuts), end]

    def _spoken_cuts(self, wanted: int, needed: int) -> tuple[CutPoint, ...]:
        """As many shots as wanted if pauses allow, else fewer; inside speech only when it must be."""
        pauses = self._pauses()
        start, end = self.stretch.start.frame, self.stretch.end.frame
        quiet = [*pauses, *self._quiet()]
        even = [*quiet, *self._even_cuts(needed, IN_SPEECH)]
        tries = [(points, shots) for shots in range(wanted, needed - 1, -1) for points in (pauses, quiet)]
        for points, shots in [*tries, (even, needed)]:
            cuts = choose_cuts(
                points, start, end, shots=shots, shortest=self._least(shots), longest=self.longest
            )
            if cuts is not None:
                return cuts
        raise AssertionError("equal shares of a stretch are always allowed")

    def _least(self, shots: int) -> int:
        return self.shortest if shots > 1 else 1

    def _even_cuts(self, shots: int, price: int = 0) -> tuple[CutPoint, ...]:
        frames = even_frames(self.stretch.start.frame, self.stretch.end.frame, shots)
        return tuple(self._plain(frame, price) for frame in frames)

    def _pauses(self) -> list[CutPoint]:
        """The cues inside the stretch, priced by the pause that they lie in."""
        points = []
        for cue in self.cues:
            if self.stretch.start.frame < cue.frame < self.stretch.end.frame:
                price = 0
                if cue.kind == "pause" and cue.word:
                    silent_from, onset = pause_before(self.soundtrack, cue.word)
                    phrase_end = ends_phrase(self.soundtrack.words[cue.word - 1].text)
                    price = pause_price(round_half_up(onset - silent_from), phrase_end=phrase_end)
                points.append(CutPoint(cue.frame, price, cue.id))
        return points

    def _quiet(self) -> list[CutPoint]:
        """Plain frames at which nobody speaks."""
        start, end = self.stretch.start.frame, self.stretch.end.frame
        step = max(self.shortest, self.stretch.frames // _QUIET_POINTS)
        busy = list(self._speech())
        quiet = (f for f in range(start + step, end, step) if not any(a < f < b for a, b in busy))
        return [self._plain(frame, IN_QUIET) for frame in quiet]

    def _speech(self) -> Iterator[tuple[int, int]]:
        """First and last frame of every word near by, each counted from its own line's start."""
        track, stretch = self.soundtrack, self.stretch
        near = (s for s in track.spans if s.end >= stretch.start.frame and s.start <= stretch.end.frame)
        for span in near:
            for word in track.words_of(span):
                own = (track.own_ms(span, word.start_ms), track.own_ms(span, word.end_ms))
                yield span.start + frame_at(own[0], track.rate), span.start + frame_at(own[1], track.rate)

    def _plain(self, frame: int, price: int) -> CutPoint:
        return CutPoint(frame, price, f"{self.stretch.item.id}:f{frame - self._item_start()}")

    def _frame_cue(self, frame: int) -> Cue:
        return frame_cue(self.soundtrack, self.stretch.item.id, frame - self._item_start())

    def _item_start(self) -> int:
        return self.soundtrack.span_of(self.stretch.item.id).start
