"""The values that a timeline is written from: rows and JSON, read once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from trailers.domain.clock import Rate
from trailers.domain.cut import Cut, cues_in
from trailers.domain.film import FilmSettings
from trailers.domain.scenes import longest_frames
from trailers.domain.script import Script
from trailers.domain.segment import TakeFacts
from trailers.domain.soundtrack import Soundtrack
from trailers.models import Project
from trailers.services.song_words import clock_with_words

from .rows import Rows, TakeRow
from .rules import Desk, Place, places

Link = Callable[[str, str], str]
"""(artifact id, file name) -> its address."""


@dataclass(frozen=True, slots=True)
class Previews:
    """Addresses of what was made to be played in the timeline; what is not there yet is missing."""

    sound: str | None = None
    peaks: tuple[tuple[int, str], ...] = ()
    proxies: Mapping[str, tuple[str, int]] | None = None
    """Take id -> (address, frames)."""


@dataclass(frozen=True, slots=True)
class Stand:
    """The values that a manifest is written from."""

    project: Project
    cut: Cut
    clock: Soundtrack
    script: Script | None
    settings: FilmSettings
    rows: Rows
    desk: Desk
    standing: Mapping[str, Place]


def stand_of(project: Project, rows: Rows) -> Stand | None:
    """None before the film has an edit."""
    if project.current_cut is None or project.soundtrack is None:
        return None
    cut = Cut.from_json(project.current_cut.content)
    clock = clock_with_words(project, project.soundtrack)
    settings = FilmSettings.from_json(project.settings)
    takes = {take.id: _facts(take) for take in rows.takes.values() if take.sha256}
    desk = Desk(clock.rate, cues_in(cut, clock), takes, longest_frames(settings.max_scene_ms, clock.rate))
    return Stand(
        project=project,
        cut=cut,
        clock=clock,
        script=Script.from_json(project.script.content) if project.script else None,
        settings=settings,
        rows=rows,
        desk=desk,
        standing=places(cut, desk),
    )


def _facts(take: TakeRow) -> TakeFacts:
    rate = Rate.parse(take.rate) if take.rate else None
    return TakeFacts(take.id, take.sha256, "clip" if take.kind == "clip" else "image", take.frames, rate)
