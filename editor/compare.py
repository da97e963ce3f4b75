"""What two states of one film have in common, scene by scene: the files that a change leaves as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from trailers.domain.film import FilmFacts
from trailers.domain.trailer_film import playable_segments


@dataclass(frozen=True, slots=True)
class Changed:
    """The scenes of the later film: those that come out different, by id in its order, and how many do not."""

    scenes: tuple[str, ...]
    kept: int
    segments: int
    """How many files of the later film are not in the earlier one."""


def compare(before: FilmFacts, after: FilmFacts) -> Changed:
    """Scenes without a finished picture are black on both sides, so they compare as equal."""
    old = {key for keys in segment_keys(before).values() for key in keys}
    new = segment_keys(after)
    changed = tuple(scene for scene, keys in new.items() if not keys <= old)
    made = {key for keys in new.values() for key in keys} - old
    return Changed(changed, len(new) - len(changed), len(made))


def segment_keys(facts: FilmFacts) -> Mapping[str, frozenset[str]]:
    """Scene id -> keys of every file in which it is seen, in the order of the cut. Empty before there is one."""
    if facts.cut is None or facts.soundtrack is None or facts.script is None:
        return {}
    done = {take.id for take in facts.takes.values() if take.sha256}
    settled = {e.scene_id for e in facts.cut.entries if e.kind == "black" or e.take_id in done}
    found: dict[str, set[str]] = {entry.scene_id: set() for entry in facts.cut.entries}
    for segment in playable_segments(facts, settled):
        found[segment.scene_id].add(segment.key)
        for window in (segment.a, segment.b):
            if window is not None:
                found[window.scene_id].add(segment.key)
    return {scene: frozenset(keys) for scene, keys in found.items()}
