"""Snapping: which moment of the sound a dragged boundary is drawn to, and the reason that is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from trailers.domain.bars import bars_of
from trailers.domain.clock import frame_at
from trailers.domain.cues import Cue
from trailers.domain.song import entrances_of
from trailers.domain.soundtrack import Soundtrack
from trailers.domain.sung import vocals_of

MarkKind = Literal["pause", "word", "downbeat", "beat", "playhead", "marker"]
ORDER: tuple[MarkKind, ...] = ("pause", "word", "downbeat", "beat", "playhead", "marker")
"""The stronger first: a pause in reach wins over a nearer beat."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A frame worth cutting at."""

    frame: int
    kind: MarkKind
    reason: str
    """What the guide line says: 'before "dark"'."""


def marks_of(soundtrack: Soundtrack, cues: Iterable[Cue]) -> tuple[Mark, ...]:
    """The pauses and word onsets of a narration, the sections and beats of a song; ascending, of two at one frame
    the stronger."""
    found: dict[int, Mark] = {}
    for mark in (*_pauses(soundtrack, cues), *_words(soundtrack), *_beats(soundtrack)):
        known = found.get(mark.frame)
        if known is None or ORDER.index(mark.kind) < ORDER.index(known.kind):
            found[mark.frame] = mark
    return tuple(found[frame] for frame in sorted(found) if 0 < frame < soundtrack.frames)


def snap(frame: int, marks: Sequence[Mark], reach_frames: int) -> Mark | None:
    """The mark that a boundary dragged to `frame` jumps to; None when none is in reach.

    The reach is the pixel threshold at the zoom in use, turned into frames by whoever asks; 0 still takes a
    mark on the very frame.
    """
    near = (mark for mark in marks if abs(mark.frame - frame) <= reach_frames)
    return min(
        near, key=lambda mark: (ORDER.index(mark.kind), abs(mark.frame - frame), mark.frame), default=None
    )


def _beats(soundtrack: Soundtrack) -> Iterable[Mark]:
    for bar in bars_of(soundtrack):
        for place, frame in enumerate(bar.frames, start=bar.first):
            kind: MarkKind = "downbeat" if place == 1 else "beat"
            yield Mark(frame, kind, f"on beat {place} of bar {bar.number}")


def _pauses(soundtrack: Soundtrack, cues: Iterable[Cue]) -> Iterable[Mark]:
    if soundtrack.is_song:
        for span in soundtrack.spans[1:]:
            yield Mark(span.start, "pause", f"where the {span.role or 'next section'} begins")
        for time_ms in entrances_of(vocals_of(soundtrack.words)):
            yield Mark(frame_at(time_ms, soundtrack.rate), "pause", "where the voice comes in")
        return
    for cue in cues:
        if cue.kind in ("pause", "span"):
            yield Mark(cue.frame, "pause", _before(soundtrack, cue.word))


def _words(soundtrack: Soundtrack) -> Iterable[Mark]:
    for word in soundtrack.words:
        yield Mark(frame_at(word.start_ms, soundtrack.rate), "word", f"on “{word.text}”")


def _before(soundtrack: Soundtrack, word: int | None) -> str:
    return "in the silence at the end" if word is None else f"before “{soundtrack.words[word].text}”"
