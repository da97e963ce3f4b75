"""The kinds of film, and what differs between them: how the steps are declared, and which files a step makes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from . import music_video, trailer, trailer_film
from .film import FilmFacts
from .graph import Plan, World

_DECLARE: Mapping[str, Callable[[FilmFacts, World], Plan]] = {
    "trailer": trailer.declare,
    "music_video": music_video.declare,
}
EXTRA_ROLES: Mapping[str, tuple[str, ...]] = {**trailer_film.EXTRA_ROLES, **music_video.EXTRA_ROLES}
"""Step kinds that make more than one file: the others are artifacts named key:role."""
VERSIONS: Mapping[str, int] = {**trailer.VERSIONS, **trailer_film.VERSIONS, **music_video.VERSIONS}


def declare(facts: FilmFacts, world: World) -> Plan:
    """Every step of a film of its kind, as far down as the facts reach."""
    return _DECLARE[facts.kind](facts, world)
