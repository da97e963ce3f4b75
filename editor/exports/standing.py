"""A project's current cut as it is exported: its timeline, its media, and what of the film stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from trailers.domain.caption_rows import Token
from trailers.domain.captions import Caption, spoken_captions, to_srt, to_vtt
from trailers.domain.clock import samples_at
from trailers.domain.cut import cues_in, grid
from trailers.domain.errors import UserError
from trailers.domain.film import FilmFacts
from trailers.domain.graph import Plan, Step
from trailers.domain.karaoke import to_ass
from trailers.domain.levels import heard
from trailers.domain.segment import Window
from trailers.domain.segments import Format, Segment, segments_of
from trailers.domain.segments import TakeFacts as Playable
from trailers.domain.song_clock import SONG_RATE
from trailers.models import Artifact, Cut, Export, Project
from trailers.services.snapshot import plan_project

from . import caption_check, reels
from .model import Reel, Shot, Sound, Timeline, clean, list_of, shots_of, track_of, whole_windows

STEMS = ("voice", "music", "effects")


@dataclass(frozen=True)
class Standing:
    """The cut that a project shows now, with all that can be said of it without making anything."""

    project: Project
    cut: Cut
    facts: FilmFacts
    plan: Plan
    bounds: tuple[int, ...]
    segments: tuple[Segment, ...]
    shots: tuple[Shot, ...]
    known: Mapping[str, Reel]
    """Every reel that a package of the project ever gave out."""

    @property
    def windows(self) -> tuple[Window, ...]:
        return tuple(shot.window for shot in self.shots)

    @cached_property
    def reels(self) -> tuple[Reel, ...]:
        """Those of this cut, each once."""
        return tuple({shot.reel.name: shot.reel for shot in self.shots if shot.reel}.values())

    @cached_property
    def timeline(self) -> Timeline:
        return Timeline(
            clean(self.facts.title) or "Untitled",
            self.facts.rate,
            self.bounds[-1],
            self.facts.width,
            self.facts.height,
            track_of(self.shots),
            list_of(self.shots),
            self.reels,
        )

    def with_stems(self, folder: str = "stems") -> Timeline:
        """The timeline with its sound beside the picture: its parts, or of a music video its song."""
        if not self.has_stems:
            songs = tuple(replace(song, file=f"{folder}/{song.file}") for song in (self.song,) if song)
            return replace(self.timeline, sounds=songs)
        samples = samples_at(self.bounds[-1], self.facts.rate)
        sounds = tuple(Sound(name, f"{folder}/{name}.wav", samples) for name in STEMS)
        return replace(self.timeline, sounds=sounds)

    @property
    def has_stems(self) -> bool:
        mix = self.plan.steps.get("mix")
        return mix is not None and mix.kind == "mix" and "voice" in mix.files

    @cached_property
    def sung(self) -> dict[str, Any]:
        """The words of a song as an order for captions in the picture freezes them: they are no part of its cut, so
        other words are another order. Empty for a trailer."""
        _, sound, _ = self.facts.edit
        if not sound.is_song:
            return {}
        words = [[word.text, word.start_ms, word.end_ms] for word in sound.words]
        return {"sung": {"words": words, "lines": list(sound.lines)}}

    @property
    def song(self) -> Sound | None:
        """The one piece that a music video's sound is, at its own rate."""
        mix, is_song = self.plan.done("mix"), self.facts.kind == "music_video"
        if mix is None or not is_song:
            return None
        row = Artifact.objects.only("media").get(team_id=self.project.team_id, key=mix.key)
        return Sound("song", "song.wav", int(row.media["samples"]), SONG_RATE)

    def finished(self, node: str) -> Step:
        """A step of the film that is done. UserError export.not_ready otherwise."""
        step = self.plan.steps.get(node)
        if step is None or step.key is None or self.plan.done(node) is None:
            raise UserError("export.not_ready", why="The film of this cut is not finished.")
        return step

    @cached_property
    def spoken(self) -> tuple[tuple[Caption, tuple[Token, ...]], ...]:
        """Captions with their words, of what is heard. Grouping them is most of the work of a page."""
        _, soundtrack, _ = self.facts.edit
        return spoken_captions(heard(soundtrack, self.facts.settings.muted))

    @cached_property
    def caption_texts(self) -> dict[str, str]:
        """captions.srt, captions.vtt and captions.ass; nothing for a film without words."""
        if not self.spoken:
            return {}
        captions = [caption for caption, _ in self.spoken]
        size = {"width": self.facts.width, "height": self.facts.height}
        return {
            "captions.srt": to_srt(captions),
            "captions.vtt": to_vtt(captions),
            "captions.ass": to_ass(self.spoken, **size, title=clean(self.facts.title)),
        }

    def proof_of(self, name: str) -> str:
        """What reading one of them back gave. FatalError export.not_equal unless every caption came back."""
        captions = [caption for caption, _ in self.spoken]
        return caption_check.proved(captions, name, self.caption_texts[name])

    def captions(self) -> dict[str, str]:
        """All of them, each read back. FatalError export.not_equal."""
        for name in self.caption_texts:
            self.proof_of(name)
        return self.caption_texts


def standing(project: Project) -> Standing:
    """UserError export.not_ready before there is a whole cut; cut.* and cut.unplayable where it cannot be shown."""
    facts, plan = plan_project(project)
    row = project.current_cut
    if row is None or facts.cut is None or facts.soundtrack is None:
        raise UserError("export.not_ready", why="The film has no cut yet.")
    takes = {
        take.id: Playable(take.id, take.sha256, take.kind, take.frames, take.rate)
        for take in facts.takes.values()
        if take.sha256
    }
    cues = cues_in(facts.cut, facts.soundtrack)
    fmt = Format(facts.width, facts.height, facts.rate)
    segments = segments_of(facts.cut, cues, takes, fmt, facts.profile)
    bounds = grid(facts.cut, cues)
    windows = whole_windows(segments)
    known = known_reels(project)
    found = reels.reels_of(windows, known, facts.rate)
    shots = shots_of(facts.cut, bounds, windows, found, _names(facts))
    return Standing(project, row, facts, plan, bounds, segments, shots, known)


def known_reels(project: Project) -> dict[str, Reel]:
    last = packages(project).last()
    return reels.from_json(last.spec["reels"]) if last else {}


def packages(project: Project) -> Any:
    """Orders that gave out media, the oldest first."""
    return Export.objects.filter(project=project).exclude(kind="render").order_by("created_at", "pk")


def _names(facts: FilmFacts) -> list[str]:
    """What an editor reads on each clip: its place in the film, and the words or the picture there."""
    scenes = {scene.key: scene for scene in facts.scenes}
    items = {item.id: item for item in facts.script.items} if facts.script else {}
    names = []
    _, _, cut = facts.edit
    for number, entry in enumerate(cut.entries, start=1):
        scene = scenes.get(entry.scene_id)
        item = items.get(scene.item_id) if scene else None
        words = item.text if item and item.text else ""
        if not words and scene and scene.visual:
            words = scene.visual.description
        names.append(clean(f"{number:02} {words}", 60))
    return names
