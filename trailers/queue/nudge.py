"""Waking workers. A nudge may be lost or come twice: it says only that a look at a lane may be worth while.

This is the single place that knows which machinery carries a wake-up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from trailers.models import Lane, WorkerBeat

MEDIA_LANE = "media"
MEDIA_CLUSTER = "media"
DEFAULT_CLUSTER = "cuelock"
EVERY = timedelta(seconds=1)
NOBODY_AFTER = timedelta(minutes=5)
"""Without a sign of life for so long, nudges are not written: nobody would ever take them out again."""


def cluster_of(lane: str) -> str:
    """Media work eats processors, so it has a cluster of its own; everything else waits for networks."""
    return MEDIA_CLUSTER if lane == MEDIA_LANE else DEFAULT_CLUSTER


def nudge(lane: str) -> bool:
    """Ask a worker to look at `lane`, at most once a second for all askers together. True if asked."""
    now = timezone.now()
    quiet = Q(nudged_at=None) | Q(nudged_at__lte=now - EVERY)
    if not _somebody_lives(cluster_of(lane)):
        return False
    if not Lane.objects.filter(quiet, pk=lane).update(nudged_at=now):
        return False
    call("pump", lane, cluster=cluster_of(lane))
    return True


def nudge_after_commit(lane: str) -> None:
    """Nudge once this transaction is kept, once however many of its jobs ask."""
    wake = _Wake(lane)
    connection = transaction.get_connection()
    if not any(func == wake for _, func, *_ in connection.run_on_commit):
        transaction.on_commit(wake, robust=True)


def call(task: str, *args: str, cluster: str) -> None:
    """Hand a task of trailers.worker.tasks to a cluster, by name only."""
    from django_q.tasks import async_task

    options = {} if cluster == DEFAULT_CLUSTER else {"cluster": cluster}
    async_task(f"trailers.worker.tasks.{task}", *args, **options)


@dataclass(frozen=True, slots=True)
class _Wake:
    lane: str

    def __call__(self) -> None:
        nudge(self.lane)


def _somebody_lives(cluster: str) -> bool:
    return WorkerBeat.objects.filter(cluster=cluster, at__gte=timezone.now() - NOBODY_AFTER).exists()
