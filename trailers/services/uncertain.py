"""A person's answer about a call of which nobody knows whether it was made: once more, or given up."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from trailers.models import Job, Project
from trailers.queue import uncertain

from .advance import advance_locked, lock_project


def repeat_call(*, project: Project, job_id: UUID) -> bool:
    """Make it once more; the first call is booked as bought. False if it was decided meanwhile."""
    with transaction.atomic():
        locked = lock_project(project.pk)
        return uncertain.repeat(project=locked, job=_job(locked, job_id))


def give_up_call(*, project: Project, job_id: UUID, charged: bool) -> bool:
    """End it as failed, so that it can be retried later. `charged`: it is on the provider's bill.

    False if it was decided meanwhile.
    """
    with transaction.atomic():
        locked = lock_project(project.pk)
        ended = uncertain.give_up(project=locked, job=_job(locked, job_id), charged=charged)
        advance_locked(locked)
        return ended


def _job(project: Project, job_id: UUID) -> Job:
    """Job.DoesNotExist for a job of another project."""
    return Job.objects.get(project=project, pk=job_id)
