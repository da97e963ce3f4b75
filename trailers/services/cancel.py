"""Stopping: no further paid call, what is finished stays, and going on is one retry away."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from trailers.models import Project, Scene
from trailers.queue.cancel import Cancellation, cancel_jobs
from trailers.queue.events import record

from .advance import advance_locked, lock_project


def cancel_project(*, project: Project) -> Cancellation:
    """Stop everything of a film. Nothing is ordered again until `projects.retry_failed`."""
    with transaction.atomic():
        locked = lock_project(project.pk)
        if locked.cancelled_at is None:
            locked.cancelled_at = timezone.now()
            locked.save(update_fields=["cancelled_at"])
            record(locked, "project.cancelled")
        return cancel_jobs(project=locked)


def cancel_scene(*, project: Project, scene: Scene) -> Cancellation:
    """Stop what is being made for one scene; the rest of the film goes on."""
    with transaction.atomic():
        locked = lock_project(project.pk)
        stopped = cancel_jobs(project=locked, scene=scene)
        record(locked, "scene.cancelled", scene=scene.key)
        advance_locked(locked)
        return stopped


def cancel_chosen(*, project: Project, ids: Collection[UUID]) -> Cancellation:
    """Stop single jobs; the rest of the film goes on."""
    with transaction.atomic():
        locked = lock_project(project.pk)
        stopped = cancel_jobs(project=locked, ids=ids)
        advance_locked(locked)
        return stopped
