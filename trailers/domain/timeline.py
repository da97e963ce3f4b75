"""The finished film told as data: `timeline.json`, and the plan that its sync receipt is measured against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .clock import Rate, exact_ms, ms_at
from .cues import Cue
from .cut import Cut, Entry, cues_in, grid
from .film import FilmFacts
from .receipt import (
    MAX_RESIDUAL_DB,
    SONG_RESIDUAL_DB,
    Found,
    Receipt,
    ReceiptCut,
    ReceiptPlan,
    cut_frames,
    judge,
)
from .segment import Segment
from .soundtrack import Soundtrack
from .values import plain
from .words import Word

__all__ = [
    "Found",
    "Receipt",
    "ReceiptCut",
    "ReceiptPlan",
    "build_timeline",
    "cut_frames",
    "judge",
    "receipt_plan",
    "receipt_plan_of",
    "timeline_of",
]


def build_timeline(
    facts: FilmFacts, segments: Sequence[Segment], segment_shas: Mapping[str, str]
) -> dict[str, Any]:
    """`timeline_of` for a project whose cut and soundtrack stand."""
    cut, soundtrack = _standing(facts)
    return timeline_of(cut, soundtrack, segments, segment_shas)


def timeline_of(
    cut: Cut, soundtrack: Soundtrack, segments: Sequence[Segment], segment_shas: Mapping[str, str]
) -> dict[str, Any]:
    """The value of `timeline.json`. `segment_shas` maps the key of each segment to the hash of its file.

    `end_frame` is the first frame of the next scene. `first_word` and `last_word` are indexes into `words`,
    both null where a scene has none. A song's timeline has its beats and sections too. `cue_ms` is the moment
    that the scene's start is locked to. A scene's `segment_sha256` is that of its body; `transition` is "hard" or
    the frames of the transition at its start.
    """
    cues = cues_in(cut, soundtrack)
    bounds = grid(cut, cues)
    moments = {cue.id: cue for cue in cues}
    firsts = _first_words(cut, moments, bounds, soundtrack)
    bodies = {segment.scene_id: segment.key for segment in segments if segment.kind == "body"}
    scenes = []
    for index, entry in enumerate(cut.entries):
        first, after = firsts[index], firsts[index + 1]
        scenes.append(
            {
                "number": index + 1,
                "kind": entry.kind,
                "first_word": first if first < after else None,
                "last_word": after - 1 if first < after else None,
                "cue_ms": _cue_ms(entry, moments, bounds[index], soundtrack.rate),
                "start_frame": bounds[index],
                "end_frame": bounds[index + 1],
                "transition": entry.transition_frames or "hard",
                "take": entry.take_id,
                "segment_sha256": segment_shas[bodies[entry.scene_id]],
            }
        )
    words = [plain(word) for word in soundtrack.words]
    told = {"rate": str(soundtrack.rate), "frames": soundtrack.frames, "words": words, "scenes": scenes}
    if not soundtrack.is_song:
        return told
    sections = [
        {"role": span.role, "start_frame": span.start, "end_frame": span.end} for span in soundtrack.spans
    ]
    return {**told, "beats": [plain(beat) for beat in soundtrack.beats], "sections": sections}


def receipt_plan(facts: FilmFacts, segments: Sequence[Segment]) -> ReceiptPlan:
    """What the finished film must show, for a project whose cut and soundtrack stand."""
    cut, soundtrack = _standing(facts)
    return receipt_plan_of(cut, soundtrack, segments)


def receipt_plan_of(cut: Cut, soundtrack: Soundtrack, segments: Sequence[Segment]) -> ReceiptPlan:
    """What the finished film must show: its length in frames and samples, its segments, its cut points."""
    cues = cues_in(cut, soundtrack)
    bounds = grid(cut, cues)
    moments = {cue.id: cue for cue in cues}
    places = _places(bounds, segments)
    cuts = (
        ReceiptCut(
            number=index + 1,
            scene_id=entry.scene_id,
            cue_ms=_cue_ms(entry, moments, bounds[index], soundtrack.rate),
            expected_frame=bounds[index],
            transition_frames=entry.transition_frames,
            segment=places[index][0],
            within=places[index][1],
        )
        for index, entry in enumerate(cut.entries)
    )
    return ReceiptPlan(
        rate=soundtrack.rate,
        frames=soundtrack.frames,
        samples=soundtrack.samples,
        cuts=tuple(cuts),
        segments=tuple((segment.key, segment.frames) for segment in segments),
        most_residual_db=SONG_RESIDUAL_DB if soundtrack.is_song else int(MAX_RESIDUAL_DB),
    )


def _standing(facts: FilmFacts) -> tuple[Cut, Soundtrack]:
    if facts.cut is None or facts.soundtrack is None:
        raise ValueError("a film without a cut and a soundtrack has no timeline")
    return facts.cut, facts.soundtrack


def _cue_ms(entry: Entry, cues: Mapping[str, Cue], frame: int, rate: Rate) -> int:
    """The cue's own time; a boundary moved off its cue by hand is locked to the frame it was put on."""
    return ms_at(frame, rate) if entry.start.offset_frames else cues[entry.start.cue_id].time_ms


def _first_words(
    cut: Cut, cues: Mapping[str, Cue], bounds: Sequence[int], soundtrack: Soundtrack
) -> tuple[int, ...]:
    """For each scene the number of words spoken before it; then all of them. Never decreasing."""
    firsts = [0]
    for entry, bound in zip(cut.entries[1:], bounds[1:], strict=False):
        cue = cues[entry.start.cue_id]
        if entry.start.offset_frames:
            before = _words_before(soundtrack.words, bound, soundtrack.rate)
        else:
            before = len(soundtrack.words) if cue.word is None else cue.word
        firsts.append(max(firsts[-1], before))
    return (*firsts, len(soundtrack.words))


def _words_before(words: Sequence[Word], frame: int, rate: Rate) -> int:
    """How many words are over by half when `frame` begins."""
    begin = exact_ms(frame, rate)
    return sum(word.start_ms + word.end_ms < 2 * begin for word in words)


def _places(bounds: Sequence[int], segments: Sequence[Segment]) -> list[tuple[int, int]]:
    """For each cut point the segment that shows it, and how many frames into that segment it is."""
    places, start, index = [], 0, 0
    for bound in bounds[:-1]:
        while start + segments[index].frames <= bound:
            start += segments[index].frames
            index += 1
        places.append((index, bound - start))
    return places
