"""Ordering what a timeline plays: made by the media lane after everything that a film waits for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from trailers.models import Artifact, Job, Project
from trailers.queue.enqueue import enqueue

from .advance import lock_project

CACHED_KINDS = ("proxy", "preview_sound")
"""Job kinds that no step of a film waits for: when one is done, there is nothing to plan."""
AFTER_ALL = 90
"""Priority: behind every step of a film."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One preview that is not there. `files` are artifact keys by role."""

    key: str
    kind: str
    node: str
    params: Mapping[str, Any]
    files: Mapping[str, str]
    later: bool = False
    """Not on show: behind those that are."""


def order_previews(*, project: Project, wanted: Iterable[Wanted]) -> int:
    """Order those that nobody has tried yet. Returns how many; one that failed is not tried again by itself.

    Costs one query when there is nothing to order.
    """
    missing = {each.key: each for each in wanted}
    tried = Job.objects.filter(team_id=project.team_id, key__in=missing).exclude(state="done")
    for key in set(tried.values_list("key", flat=True)):
        del missing[key]
    if not missing or project.archived_at is not None:
        return 0
    with transaction.atomic():
        locked = lock_project(project.pk)
        keys = {key for each in missing.values() for key in each.files.values()}
        rows = {row.key: row for row in Artifact.objects.filter(team_id=project.team_id, key__in=keys)}
        ordered = 0
        for each in missing.values():
            if all(key in rows for key in each.files.values()):
                ordered += _order(locked, each, rows)
        return ordered


def _order(project: Project, wanted: Wanted, rows: Mapping[str, Artifact]) -> bool:
    files = {
        role: {"storage_name": rows[key].storage_name, "sha256": rows[key].sha256, "media": {}}
        for role, key in wanted.files.items()
    }
    job = enqueue(
        project=project,
        node=wanted.node,
        kind=wanted.kind,
        lane="media",
        key=wanted.key,
        input={"params": dict(wanted.params), "files": files},
        priority=AFTER_ALL + 5 * wanted.later,
    )
    return job is not None and job.attempts == 0
