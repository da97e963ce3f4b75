"""Waking workers. A nudge may be lost or come twice: it says only that a look at a lane may be worth while.

This is the single place that knows which machinery carries a wake-up. Every host has its own queue of nudges
for each kind of cluster, named kind@host, and only hosts that give signs of life are woken.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from trailers.models import Lane, WorkerBeat

NET, MEDIA = "net", "media"
CLUSTERS = (NET, MEDIA)
MEDIA_LANE = "media"
EVERY = timedelta(seconds=1)
FAILURES_KEPT = timedelta(days=7)
SILENT_AFTER = timedelta(seconds=90)
"""A cluster without a sign of life for so long is not woken: nobody would take the nudge out again."""


def cluster_of(lane: str) -> str:
    """Media work eats processors, so it has a cluster of its own; everything else waits for networks."""
    return MEDIA if lane == MEDIA_LANE else NET


def nudge(lane: str) -> bool:
    """Ask every live host to look at `lane`, at most once a second for all askers together. True if asked."""
    now = timezone.now()
    hosts = live_hosts(cluster_of(lane))
    quiet = Q(nudged_at=None) | Q(nudged_at__lte=now - EVERY)
    if not hosts or not Lane.objects.filter(quiet, pk=lane).update(nudged_at=now):
        return False
    for host in hosts:
        call("pump", lane, cluster=cluster_of(lane), host=host)
    return True


def nudge_after_commit(lane: str) -> None:
    """Nudge once this transaction is kept, once however many of its jobs ask."""
    wake = _Wake(lane)
    if not any(wake in entry for entry in transaction.get_connection().run_on_commit):
        transaction.on_commit(wake, robust=True)


def live_hosts(cluster: str) -> list[str]:
    beats = WorkerBeat.objects.filter(cluster=cluster, at__gte=timezone.now() - SILENT_AFTER)
    return list(beats.values_list("host", flat=True))


def call(task: str, *args: str, cluster: str, host: str) -> None:
    """Hand a task of trailers.worker.tasks to a cluster of one host, by name only."""
    from django_q.tasks import async_task

    async_task(f"trailers.worker.tasks.{task}", *args, cluster=queue_name(cluster, host))


def queue_name(cluster: str, host: str) -> str:
    return f"{cluster}@{host}"


def forget_nudges(host: str) -> None:
    """Remove what a dead cluster of `host` left in its queues; a new one looks at every lane anyway."""
    from django_q.models import OrmQ

    OrmQ.objects.filter(key__in=[queue_name(cluster, host) for cluster in CLUSTERS]).delete()


def forget_failures() -> None:
    """Remove what django-q keeps of calls that broke: they are in the log, and the rows are the truth."""
    from django_q.models import Task

    Task.objects.filter(stopped__lt=timezone.now() - FAILURES_KEPT).delete()


@dataclass(frozen=True, slots=True)
class _Wake:
    lane: str

    def __call__(self) -> None:
        nudge(self.lane)
