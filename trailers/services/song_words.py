"""The words of a song as its rows have them: the wish in force, what an engine heard for it, the clock with them."""

from __future__ import annotations

from trailers.domain.film import FilmSettings
from trailers.domain.song_clock import duration_ms, with_words
from trailers.domain.song_wishes import SongWishes
from trailers.domain.soundtrack import Soundtrack
from trailers.domain.sung import Judged
from trailers.domain.sung_wish import SongWords, wish_in
from trailers.engines.registry import engine_info, hearing_price
from trailers.models import Artifact, Project
from trailers.models import Soundtrack as SoundtrackRow

SLOT = "words"
"""Names the artifact of what was heard for the wish in force."""


def sounding(project: Project) -> tuple[Soundtrack | None, SongWords | None]:
    """The current clock with the words as they are wanted now, and of a music video what is wanted of them."""
    clock = Soundtrack.from_json(project.soundtrack.content) if project.soundtrack else None
    if project.kind != Project.Kind.MUSIC_VIDEO:
        return clock, None
    words = words_of(project, duration_ms(clock) if clock else 0)
    return (_laid(project, clock, words) if clock else None), words


def clock_with_words(project: Project, row: SoundtrackRow) -> Soundtrack:
    """Any clock of the project with the words as they are wanted now."""
    clock = Soundtrack.from_json(row.content)
    if project.kind != Project.Kind.MUSIC_VIDEO:
        return clock
    return _laid(project, clock, words_of(project, duration_ms(clock)))


def _laid(project: Project, clock: Soundtrack, words: SongWords) -> Soundtrack:
    """Words are laid over the clock and are no part of it, so that other words cut nothing anew. What a film was
    ordered with is: it stays there as it is for films made before words had lines."""
    if words.first and not project.brief.get("sung"):
        return clock
    start_ms = SongWishes.from_json(project.settings["song"]).start_ms
    return with_words(clock, words.sung(start_ms, start_ms + duration_ms(clock)))


def words_of(project: Project, song_ms: int) -> SongWords:
    """The wish in force; the price is that of listening to `song_ms`."""
    settings = FilmSettings.from_json(project.settings)
    wish = wish_in(project.brief, settings.words)
    heard = _heard(project) if wish.by else None
    info = engine_info(wish.port, wish.by) if wish.by else None
    return SongWords(
        wish=wish,
        judged=heard,
        first=not settings.words and not wish.by,
        lane=info.lane if info else "media",
        price_microusd=hearing_price(wish.port, wish.by, song_ms) if info else 0,
    )


def _heard(project: Project) -> Judged | None:
    key = project.slots.get(SLOT)
    row = Artifact.objects.filter(team_id=project.team_id, key=key).only("media").first() if key else None
    return Judged.from_json(row.media) if row else None
