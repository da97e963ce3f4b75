"""A new draft of a synopsis: offered as such, and taken into the film it belongs to."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache
from django.db import transaction

from trailers.domain.drafts import SAME_STORY, likeness
from trailers.models import Project, Source
from trailers.queue.events import record

from .advance import advance_locked, lock_project
from .intake import Reading, cache_key

_LOOKED_AT = 40
"""The team's newest films; a draft of something older is a film of its own."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A film whose synopsis tells the same story."""

    project: Project
    permille: int


def drafts_before(source: Source, own: Reading | None) -> list[Earlier]:
    """Films of the team that this upload seems to be a new draft of, the likest first. Reads no file again."""
    if own is None:
        return []
    films = (
        Project.objects.filter(team=source.team, deleted_at=None, archived_at=None, kind="trailer")
        .exclude(source=source)
        .select_related("source")
        .order_by("-created_at")[:_LOOKED_AT]
    )
    known = cache.get_many({cache_key(film.source) for film in films})
    found = []
    for film in films:
        reading: Reading | None = known.get(cache_key(film.source))
        alike = likeness(own.opening, reading.opening) if reading else 0
        if alike >= SAME_STORY:
            found.append(Earlier(film, alike))
    return sorted(found, key=lambda earlier: -earlier.permille)


def take_draft(*, project: Project, source: Source) -> None:
    """Write the script anew from another draft. Lines that stay keep voice, scenes and takes.

    The script's gate closes, so that a person reads what became of it before anything new is spoken.
    """
    with transaction.atomic():
        locked = lock_project(project.pk)
        if locked.source_id == source.pk:
            return
        locked.source, locked.script = source, None
        locked.gates = {**locked.gates, "script": "stop"}
        locked.save(update_fields=["source", "script", "gates"])
        record(locked, "source.draft", source=str(source.pk))
        advance_locked(locked)
