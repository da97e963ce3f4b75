"""Clips of the artist that a music video was given: kept in its brief, each a step that places it by its sound.

A step of its own, so that it waits for the song, runs in the background, is killed and taken up again, and tells
what went wrong like any other. No step of the film waits for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .clock import Rate
from .cut import cues_in, grid
from .errors import UserError
from .film import FilmFacts
from .fingerprint import fingerprint
from .graph import Plan, Step, StepSpec
from .own_sound import source_key
from .performance import Covered, covered
from .song_wishes import SongWishes

VERSIONS: Mapping[str, int] = {"performance": 1}
KIND = "performance"
MOST = 12
_BRIEF = "performances"


@dataclass(frozen=True, slots=True)
class Performance:
    sha256: str
    name: str
    """Of the file, as a person knows it."""

    @property
    def node(self) -> str:
        return f"{KIND}:{self.sha256[:16]}"


def performances_in(brief: Mapping[str, Any]) -> tuple[Performance, ...]:
    """In the order in which they were sent."""
    return tuple(Performance(sha256, name) for sha256, name in brief.get(_BRIEF, ()))


def with_performance(brief: Mapping[str, Any], clip: Performance) -> dict[str, Any]:
    """The brief with one more; the same file again changes nothing. UserError performance.too_many."""
    known = performances_in(brief)
    if any(each.sha256 == clip.sha256 for each in known):
        return dict(brief)
    if len(known) >= MOST:
        raise UserError("performance.too_many", most=MOST)
    return _kept(brief, (*known, clip))


def without_performance(brief: Mapping[str, Any], sha256: str) -> dict[str, Any]:
    return _kept(brief, [each for each in performances_in(brief) if each.sha256 != sha256])


def _kept(brief: Mapping[str, Any], clips: Iterable[Performance]) -> dict[str, Any]:
    return {**brief, _BRIEF: [[each.sha256, each.name] for each in clips]}


def declare_performances(plan: Plan, facts: FilmFacts, song: Step) -> None:
    """A step for each clip: its place in the song, and its frames."""
    for clip in performances_in(facts.brief):
        plan.add(
            StepSpec(
                node=clip.node,
                kind=KIND,
                version=VERSIONS[KIND],
                lane="media",
                params={"name": clip.name},
                files={"clip": source_key(clip.sha256), "song": song.key},
            )
        )


def offer_mark(key: str, scenes: Sequence[tuple[str, int, int]]) -> str:
    """What a placed clip was offered for: scenes that are cut otherwise are offered it again, from other frames."""
    return fingerprint("offered", 1, {"clip": key, "scenes": [list(scene) for scene in scenes]})


def scenes_in(facts: FilmFacts) -> tuple[tuple[str, int, int], ...]:
    """(scene, first frame, frame after the last) in the order of the cut. ValueError before there is one."""
    _, soundtrack, cut = facts.edit
    bounds = grid(cut, cues_in(cut, soundtrack))
    return tuple((entry.scene_id, bounds[n], bounds[n + 1]) for n, entry in enumerate(cut.entries))


def covered_in(facts: FilmFacts, media: Mapping[str, Any], offset_ms: int) -> tuple[Covered, ...]:
    """The scenes of the cut that a clip covers whole; `media` has its frames and rate, `offset_ms` is of the song."""
    since = offset_ms - SongWishes.from_json(facts.settings.song).start_ms
    return covered(scenes_in(facts), facts.rate, since, media["frames"], Rate.parse(media["rate"]))
