"""Second pass: every sentence as something to be seen, the people with their constants, the places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from trailers.domain.script import Character, Location

from .story.values import Story
from .story.world import Beat, beats_of
from .writing.costume import characters_of


@dataclass(frozen=True, slots=True)
class Scenes:
    beats: tuple[Beat, ...]
    characters: tuple[Character, ...]
    locations: tuple[Location, ...]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Scenes:
        return cls(
            tuple(
                Beat(**{**b, "who": tuple(b["who"]), "objects": tuple(b["objects"])}) for b in data["beats"]
            ),
            tuple(Character(**c) for c in data["characters"]),
            tuple(Location(**p) for p in data["locations"]),
        )


def find_scenes(story: Story) -> Scenes:
    beats = beats_of(story)
    return Scenes(beats, characters_of(story), _locations(beats))


def _locations(beats: tuple[Beat, ...]) -> tuple[Location, ...]:
    """The places that are named, the most used first."""
    counts = Counter(beat.place for beat in beats if beat.place)
    first = {beat.place: beat for beat in reversed(beats) if beat.place}
    names = sorted(counts, key=lambda place: (-counts[place], first[place].sentence))[:8]
    return tuple(Location(name, _described(first[name]), first[name].setting) for name in names)


def _described(beat: Beat) -> str:
    """What the place looks like, as far as the story told it."""
    return ", ".join(part for part in (beat.place, beat.time, beat.weather) if part)
