"""What two states of one film have in common, scene by scene: the files that a change leaves as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from trailers.domain.cut import Cut, cues_in
from trailers.domain.film import FilmFacts
from trailers.domain.segments import Format, Segment, TakeFacts, Unplayable, segments_of


@dataclass(frozen=True, slots=True)
class Changed:
    """The scenes of the later film: those that come out different, by id in its order, and how many do not."""

    scenes: tuple[str, ...]
    kept: int
    segments: int
    """How many files of the later film are not in the earlier one."""


def compare(before: FilmFacts, after: FilmFacts) -> Changed:
    """Scenes that cannot be shown are black on both sides, so they compare as equal."""
    old = {key for keys in segment_keys(before).values() for key in keys}
    new = segment_keys(after)
    changed = tuple(scene for scene, keys in new.items() if not keys <= old)
    made = {key for keys in new.values() for key in keys} - old
    return Changed(changed, len(new) - len(changed), len(made))


def segment_keys(facts: FilmFacts) -> Mapping[str, frozenset[str]]:
    """Scene id -> keys of every file in which it is seen, in the order of the cut. Empty before there is one."""
    if facts.cut is None or facts.soundtrack is None:
        return {}
    takes = {
        take.id: TakeFacts(take.id, take.sha256, take.kind, take.frames, take.rate)
        for take in facts.takes.values()
        if take.sha256
    }
    found: dict[str, set[str]] = {entry.scene_id: set() for entry in facts.cut.entries}
    black = {e.scene_id for e in facts.cut.entries if e.kind != "black" and e.take_id not in takes}
    for segment in _segments(facts, facts.cut, takes, black):
        found[segment.scene_id].add(segment.key)
        for window in (segment.a, segment.b):
            if window is not None:
                found[window.scene_id].add(segment.key)
    return {scene: frozenset(keys) for scene, keys in found.items()}


def _segments(
    facts: FilmFacts, cut: Cut, takes: Mapping[str, TakeFacts], black: set[str]
) -> tuple[Segment, ...]:
    """The film's segments, black where a scene has no picture or one that does not fit."""
    if facts.soundtrack is None:
        return ()
    fmt = Format(facts.width, facts.height, facts.rate)
    entries = (replace(e, kind="black", take_id=None) if e.scene_id in black else e for e in cut.entries)
    shown = replace(cut, entries=tuple(entries))
    try:
        return segments_of(shown, cues_in(cut, facts.soundtrack), takes, fmt, facts.profile)
    except Unplayable as misfit:
        return _segments(facts, cut, takes, black | {scene.scene_id for scene in misfit.scenes})
