"""Music videos: made once for the same song and wishes, corrected by ear, each correction kept as what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction

from accounts.models import Team, User
from trailers.domain.errors import UserError
from trailers.domain.film import GATES
from trailers.domain.fingerprint import fingerprint
from trailers.domain.lyrics import check_length, is_timed
from trailers.domain.song import Song
from trailers.domain.song_window import LEAST_MS
from trailers.domain.song_wishes import SongWishes, with_edit
from trailers.models import Project, Source
from trailers.queue.events import record
from trailers.selectors.budget import within_budget

from .advance import advance_locked, lock_project
from .room import check_room
from .song_intake import song_facts

MOST_CONCEPT = 500
SIZES: Mapping[str, tuple[int, int]] = {"9:16": (1080, 1920), "16:9": (1920, 1080), "1:1": (1080, 1080)}
_STILLS = 2_560
"""The long side of a still for a film of full size; a small film has smaller ones."""


@dataclass(frozen=True, slots=True)
class NewMusicVideo:
    """The choices a music video starts from. Rate and size never change afterwards."""

    source: Source
    concept: str
    title: str = ""
    rate: str = "24/1"
    width: int = 1080
    height: int = 1920
    look: str = "colour"
    freedom: str = "expand"
    lyrics: str = ""
    words_by: str = ""
    """The engine that is asked when the lyrics are sung, or what is sung; '' for nobody."""
    wishes: SongWishes = field(default_factory=SongWishes)
    engines: Mapping[str, str] = field(default_factory=dict)
    gates: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(GATES, "auto"))

    @property
    def settings(self) -> dict[str, Any]:
        width, height = still_size(self.width, self.height)
        return {
            "song": self.wishes.to_json(),
            "dissolves": False,
            "still_width": width,
            "still_height": height,
        }

    @property
    def brief(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "language": "en",
            "concept": self.concept,
            "freedom": self.freedom,
            "lyrics": self.lyrics,
            **({"sung": True} if is_timed(self.lyrics) else {}),
            **({"words_by": self.words_by} if self.words_by else {}),
        }


def still_size(width: int, height: int) -> tuple[int, int]:
    """Of the pictures of a film: a third larger each way, which a camera needs, in even numbers."""
    long = min(_STILLS, max(width, height) * 4 // 3)
    return tuple(side * long // max(width, height) // 2 * 2 for side in (width, height))  # type: ignore[return-value]


def find_or_create_music_video(*, team: Team, owner: User | None, new: NewMusicVideo) -> tuple[Project, bool]:
    """The team's project for this song and these wishes, and whether it was made just now.

    UserError concept.missing, concept.too_long, lyrics.too_long, song.bad_part, budget.too_small,
    team.full.
    """
    new = replace(new, concept=" ".join(new.concept.split()))
    _check(new)
    mark = _fingerprint(new)
    if not Project.objects.filter(team=team, fingerprint=mark).exists():
        check_room(team, name="another film")
        new = _within_budget(new)
    return Project.objects.get_or_create(
        team=team,
        fingerprint=mark,
        defaults={
            "owner": owner,
            "kind": "music_video",
            "title": new.title,
            "rate": new.rate,
            "width": new.width,
            "height": new.height,
            "look": new.look,
            "brief": new.brief,
            "settings": new.settings,
            "engines": dict(new.engines),
            "gates": dict(new.gates),
            "source": new.source,
        },
    )


def _within_budget(new: NewMusicVideo) -> NewMusicVideo:
    """With as many setups as the budget allows at the prices of now."""
    if not new.wishes.budget_microusd:
        return new
    duration_ms = song_facts(new.source).duration_ms
    wishes = within_budget(new.engines, new.wishes, duration_ms, new.rate, words_by=new.words_by)
    return replace(new, wishes=wishes)


def correct_song(*, project: Project, heard: Song, edit: Mapping[str, Any]) -> None:
    """One more correction by ear: tempo, bar one, a section, a cue. Only the scenes that it concerns change.

    UserErrors of `song_wishes.with_edit`.
    """
    with transaction.atomic():
        locked = lock_project(project.pk)
        wishes = with_edit(heard, SongWishes.from_json(locked.settings["song"]), edit)
        _keep(locked, wishes, "song.corrected", {"edit": edit.get("kind")})


def take_back(*, project: Project) -> None:
    """Without the last correction. UserError song.nothing_to_take_back."""
    with transaction.atomic():
        locked = lock_project(project.pk)
        wishes = SongWishes.from_json(locked.settings["song"])
        if not wishes.edits:
            raise UserError("song.nothing_to_take_back")
        _keep(locked, replace(wishes, edits=wishes.edits[:-1]), "song.taken_back", {})


def _keep(project: Project, wishes: SongWishes, kind: str, told: Mapping[str, Any]) -> None:
    project.settings = {**project.settings, "song": wishes.to_json()}
    project.save(update_fields=["settings"])
    record(project, kind, **told)
    advance_locked(project)


def _check(new: NewMusicVideo) -> None:
    if not new.concept:
        raise UserError("concept.missing")
    check_length(new.lyrics)
    if len(new.concept) > MOST_CONCEPT:
        raise UserError("concept.too_long", characters=len(new.concept), limit=MOST_CONCEPT)
    wishes = new.wishes
    if wishes.end_ms is not None and wishes.end_ms - wishes.start_ms < LEAST_MS:
        raise UserError("song.bad_part", least_s=LEAST_MS // 1000)


def _fingerprint(new: NewMusicVideo) -> str:
    return fingerprint(
        "music_video",
        1,
        {
            "source": new.source.sha256,
            "brief": new.brief,
            "rate": new.rate,
            "size": [new.width, new.height],
            "look": new.look,
            "settings": new.settings,
            "engines": dict(new.engines),
        },
    )
