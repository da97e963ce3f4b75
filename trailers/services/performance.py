"""A clip of the artist: sent and placed in the background, or offered where it is known to belong."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from trailers.domain.errors import UserError
from trailers.domain.performances import (
    Performance,
    performances_in,
    with_performance,
    without_performance,
)
from trailers.models import Artifact, Project
from trailers.queue.events import record

from .advance import advance_locked, lock_project, order
from .performance_takes import offer
from .snapshot import film_facts
from .sources import keep_source, plain_name


def send_performance(*, project: Project, path: Path, name: str) -> Performance:
    """Keep a clip and have it placed. The same file again is the same clip; one that failed is tried once more.

    UserError: file.*, team.full, performance.too_many.
    """
    source = keep_source(team=project.team, path=path, name=name)
    clip = Performance(source.sha256, plain_name(name))
    with transaction.atomic():
        locked = lock_project(project.pk)
        brief = with_performance(locked.brief, clip)
        if brief != locked.brief:
            _keep(locked, brief, "performance.sent", clip)
        step = advance_locked(locked).steps.get(clip.node)
        if step is not None and step.state == "failed":
            locked.epoch += 1
            locked.save(update_fields=["epoch"])
            order(locked, step)
    return clip


def drop_performance(*, project: Project, sha256: str) -> None:
    """Forget a clip that was sent. Takes that were made of it stay. UserError performance.unknown."""
    with transaction.atomic():
        locked = lock_project(project.pk)
        clip = next((each for each in performances_in(locked.brief) if each.sha256 == sha256), None)
        if clip is None:
            raise UserError("performance.unknown")
        locked.slots = {slot: key for slot, key in locked.slots.items() if slot != clip.node}
        _keep(locked, without_performance(locked.brief, sha256), "performance.dropped", clip)
        advance_locked(locked)


def _keep(project: Project, brief: dict[str, object], kind: str, clip: Performance) -> None:
    project.brief = brief
    project.save(update_fields=["brief", "slots"])
    record(project, kind, name=clip.name)


def offer_performance(*, project: Project, artifact: Artifact, offset_ms: int) -> int:
    """Make the takes; nothing is shown by itself. The same clip again makes none twice. Returns how many there are.

    `offset_ms` counts from the song's own start. UserError film.not_ready, performance.covers_nothing.
    """
    with transaction.atomic():
        locked = lock_project(project.pk)
        facts = film_facts(locked)
        if facts.cut is None or facts.soundtrack is None:
            raise UserError("film.not_ready")
        found, _ = offer(locked, facts, artifact, offset_ms)
        if not found:
            raise UserError("performance.covers_nothing")
        record(locked, "performance.offered", scenes=found, offset_ms=offset_ms)
        return found
