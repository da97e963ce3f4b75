"""What happens to a whole project: stopped, put away, thrown away, taken back, made again as a copy."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from trailers.domain.fingerprint import fingerprint
from trailers.models import Project
from trailers.queue.cancel import cancel_jobs
from trailers.queue.events import record

from .advance import advance_locked, lock_project
from .projects import NewTrailer, find_or_create_trailer

_KEPT = ("voice:", "score", "treatment", "shot_plan")
"""Slots that a copy takes over, so that it sounds and plays the same; what names rows of the original it makes
itself."""


def start(*, project: Project) -> None:
    """Order what can be made. A project that was thrown away or stopped and is asked for anew comes back."""
    with transaction.atomic():
        locked = lock_project(project.pk)
        _set(locked, deleted_at=None, archived_at=None, cancelled_at=None)
        advance_locked(locked)


def cancel_project(*, project: Project) -> int:
    """Stop before the next paid call; what is finished stays. Returns how many jobs were stopped or asked to."""
    with transaction.atomic():
        locked = lock_project(project.pk)
        stopped = cancel_jobs(project=locked)
        _set(locked, cancelled_at=timezone.now())
        record(locked, "project.cancelled", ended=stopped.ended, asked=stopped.asked)
        return stopped.ended + stopped.asked


def archive_project(*, project: Project) -> None:
    """Put away: out of the dashboard, and nothing new is started for it."""
    _put(project, "project.archived", archived_at=timezone.now())


def unarchive_project(*, project: Project) -> None:
    with transaction.atomic():
        locked = lock_project(project.pk)
        _set(locked, archived_at=None)
        record(locked, "project.unarchived")
        advance_locked(locked)


def delete_project(*, project: Project) -> None:
    """Stop it and hide it everywhere. Nothing is removed yet, so `restore_project` gives it back whole."""
    with transaction.atomic():
        locked = lock_project(project.pk)
        cancel_jobs(project=locked)
        now = timezone.now()
        _set(locked, deleted_at=now, cancelled_at=locked.cancelled_at or now)
        record(locked, "project.deleted")


def restore_project(*, project: Project) -> None:
    """Take a deletion back. What was under way stays stopped until somebody continues it."""
    _put(project, "project.restored", deleted_at=None)


def duplicate_project(*, project: Project, owner: User) -> Project:
    """The same file and choices as a project of its own; everything made so far is shared, nothing is paid twice."""
    with transaction.atomic():
        lock_project(project.pk)
        copies = Project.objects.filter(team=project.team, source=project.source)
        last = max((n for n in copies.values_list("settings__copy", flat=True) if n), default=1)
        settings = {**project.settings, "copy": last + 1}
        if project.kind == Project.Kind.MUSIC_VIDEO:
            copy = _another_music_video(project, owner, settings)
        else:
            new = replace(_choices(project), settings=settings)
            copy, _ = find_or_create_trailer(team=project.team, owner=owner, new=new)
        copy.title = project.title
        copy.slots = {slot: key for slot, key in project.slots.items() if slot.startswith(_KEPT)}
        copy.budget_microusd = project.budget_microusd
        copy.save(update_fields=["title", "slots", "budget_microusd"])
    start(project=copy)
    return copy


def rename_project(*, project: Project, title: str) -> None:
    """The name it is listed under. What stands in the film itself was decided with the script."""
    _put(project, "project.renamed", title=title.strip()[:200])


def _another_music_video(project: Project, owner: User, settings: dict[str, Any]) -> Project:
    """With its treatment and shot plan as they stand; the director is not asked again for what is known."""
    return Project.objects.create(
        team=project.team,
        fingerprint=fingerprint("music_video_copy", 1, {"of": str(project.pk), "copy": settings["copy"]}),
        owner=owner,
        kind=project.kind,
        rate=project.rate,
        width=project.width,
        height=project.height,
        look=project.look,
        brief=project.brief,
        settings=settings,
        engines=project.engines,
        gates=project.gates,
        source=project.source,
    )


def _choices(project: Project) -> NewTrailer:
    return NewTrailer(
        source=project.source,
        title=project.brief.get("title", ""),
        rate=project.rate,
        width=project.width,
        height=project.height,
        look=project.look,
        verbatim=tuple(project.brief.get("verbatim", ())),
        settings=project.settings,
        engines=project.engines,
        gates=project.gates,
    )


def _put(project: Project, event: str, **values: Any) -> None:
    with transaction.atomic():
        locked = lock_project(project.pk)
        _set(locked, **values)
        record(locked, event)


def _set(project: Project, **values: Any) -> None:
    for name, value in values.items():
        setattr(project, name, value)
    project.save(update_fields=list(values))
