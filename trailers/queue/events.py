"""A project's history, numbered without gaps: what pages poll and what people read afterwards."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from trailers.models import Event, Job, Project


def record(project: Project, kind: str, job: Job | None = None, **data: Any) -> Event:
    """Append an event. The caller holds the project row's lock; `data` must be JSON."""
    counter = Project.objects.filter(pk=project.pk)
    counter.update(next_seq=F("next_seq") + 1)
    seq = counter.values_list("next_seq", flat=True).get() - 1
    project.next_seq = seq + 1
    return Event.objects.create(project=project, seq=seq, kind=kind, job=job, data=data)
