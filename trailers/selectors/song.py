"""The song of a music video as its page shows it: a curve, a grid, sections and cues, drawn on one scale."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.cache import cache

from trailers.domain.film import FilmFacts
from trailers.domain.graph import Plan
from trailers.domain.song import CURVE_STEP_MS, Song, entrances_of
from trailers.domain.song_cues import SongCue
from trailers.domain.song_window import best_window
from trailers.domain.song_wishes import CutSong, SongWishes, cut_song
from trailers.domain.sung import vocals_of, with_vocals
from trailers.domain.treatment import Treatment
from trailers.models import Artifact, Project
from trailers.storage import fetch

PER_SECOND = 14
"""Width of a second on the page, in pixels."""
HEIGHT = 96
_QUIETEST_CB = -480
_KEPT_S = 3_600
SUGGESTED_MS = 30_000


@dataclass(frozen=True, slots=True)
class SongPanel:
    """What is drawn. Places are pixels from the left; `curve` is a polygon's points."""

    song: Song
    cues: tuple[SongCue, ...]
    width: int
    curve: str
    beats: tuple[tuple[float, int], ...]
    """(place, 2 for a strong downbeat, 1 for another, 0 for a beat)."""
    sections: tuple[tuple[float, float, Any], ...]
    marks: tuple[tuple[float, SongCue], ...]
    edits: int
    suggestion: tuple[int, int, tuple[str, ...]] | None
    """Another part that would make a short film, with its reasons, of the song as it was heard."""

    @property
    def tempo(self) -> str:
        return f"{self.song.tempo_mbpm / 1000:.1f}"

    @property
    def is_sure(self) -> bool:
        return self.song.confidence >= 500


def song_panel(project: Project, plan: Plan) -> SongPanel | None:
    """None while the song is still being listened to."""
    laid = made_json(project, plan, "soundtrack")
    heard, wishes = heard_song(project, plan), SongWishes.from_json(project.settings["song"])
    if laid is not None:
        cut = CutSong.from_json(laid)
    elif heard is not None:  # a correction was made: the clock that follows from it is being laid
        cut = cut_song(heard, wishes)
    else:
        return None
    window = best_window(heard, SUGGESTED_MS) if heard and heard.duration_ms > SUGGESTED_MS else None
    return SongPanel(
        song=cut.song,
        cues=cut.cues,
        width=_at(cut.song.duration_ms),
        curve=curve_of(cut.song.loudness_cb),
        beats=tuple(
            (_at(beat.time_ms), 2 if beat.strong else 1 if beat.place == 0 else 0) for beat in cut.song.beats
        ),
        sections=tuple((_at(s.start_ms), _at(s.end_ms - s.start_ms), s) for s in cut.song.sections),
        marks=tuple((_at(cue.time_ms), cue) for cue in cut.cues),
        edits=len(wishes.edits),
        suggestion=(window.start_ms, window.end_ms, window.reasons) if window else None,
    )


def laid_song(project: Project) -> CutSong | None:
    """The song as it lies under the film's current edit; None where its file is gone. No plan is made for it."""
    clock = project.soundtrack
    return CutSong.from_json(_read(clock.voice)) if clock and clock.voice else None


@dataclass(frozen=True, slots=True)
class SungMarks:
    """The words of the song on the scale of its panel."""

    words: tuple[tuple[int, int, str], ...]
    """(place, width, word)."""
    vocals: tuple[tuple[int, int], ...]
    entrances: tuple[tuple[int, int], ...]
    """(place, ms)."""


def song_marks(facts: FilmFacts) -> SungMarks:
    """Nothing of a film without words."""
    words = facts.soundtrack.words if facts.soundtrack else ()
    vocals = vocals_of(words)
    return SungMarks(
        words=tuple((_at(w.start_ms), max(1, _at(w.end_ms - w.start_ms)), w.text) for w in words),
        vocals=tuple((_at(s.start_ms), max(1, _at(s.end_ms - s.start_ms))) for s in vocals),
        entrances=tuple((_at(time_ms), time_ms) for time_ms in entrances_of(vocals)),
    )


def heard_song(project: Project, plan: Plan) -> Song | None:
    """The whole song as it was heard, before any correction; as its cues were chosen, with what the words that the
    film was ordered with say of its singing."""
    data = made_json(project, plan, "analyse_song")
    if data is None:
        return None
    song = Song.from_json(data["song"])
    return with_vocals(song, project.brief["lyrics"]) if project.brief.get("sung") else song


def treatment_of(project: Project, plan: Plan) -> Treatment | None:
    """The treatment in force: a person's own, else the writer's; None while that is being written."""
    if project.brief.get("treatment"):
        return Treatment.from_json(project.brief["treatment"])
    done = plan.done("treatment")
    if done is None:
        return None
    row = Artifact.objects.get(team_id=project.team_id, key=done.key)
    return Treatment.from_json(row.media["treatment"])


def curve_of(levels_cb: Sequence[int]) -> str:
    """The loudness as a filled curve, mirrored about the middle."""
    heights = [max(0, level - _QUIETEST_CB) * (HEIGHT // 2 - 4) // -_QUIETEST_CB for level in levels_cb]
    step = CURVE_STEP_MS * PER_SECOND / 1000
    top = [f"{n * step:.1f},{HEIGHT // 2 - height}" for n, height in enumerate(heights)]
    bottom = [f"{n * step:.1f},{HEIGHT // 2 + height}" for n, height in enumerate(heights)]
    return " ".join([*top, *reversed(bottom)])


def _at(time_ms: int) -> int:
    return round(time_ms * PER_SECOND / 1000)


def made_json(project: Project, plan: Plan, node: str) -> Mapping[str, Any] | None:
    """The file that a step made, kept in the cache by its contents."""
    done = plan.done(node)
    if done is None:
        return None
    kept: Mapping[str, Any] | None = cache.get(f"song-file:{done.sha256}")
    if kept is not None:
        return kept
    return _read(Artifact.objects.get(team_id=project.team_id, key=done.key))


def _read(row: Artifact) -> Mapping[str, Any]:
    """A JSON file, kept in the cache by its contents."""
    key = f"song-file:{row.sha256}"
    kept: Mapping[str, Any] | None = cache.get(key)
    if kept is not None:
        return kept
    with TemporaryDirectory(prefix="cuelock-song-") as folder:
        data: Mapping[str, Any] = json.loads(fetch(row.storage_name, Path(folder)).read_text("utf-8"))
    cache.set(key, data, _KEPT_S)
    return data
