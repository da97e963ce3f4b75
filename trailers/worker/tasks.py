"""All that django-q ever calls: at most one name goes along, and a call lost or repeated does no harm."""

from __future__ import annotations

from contextlib import ExitStack

from django.conf import settings
from django.utils import timezone

from trailers.models import Lane, WorkerBeat
from trailers.queue.claim import due_lanes, lanes_to_ask
from trailers.queue.nudge import MEDIA, NET, call, cluster_of

from . import host, signs
from .cleanup import hourly
from .pump import Pump, real_handlers
from .sweep import sweep as sweep_once

CLAIM_S = {NET: 60, MEDIA: 420}
"""How long a pump claims; with the longest call after it, less than the cluster's timeout (180 and 900 s)."""


def pump(lane: str) -> None:
    """Work on the lanes of `lane`'s cluster until nothing is due, or until it is another pump's turn.

    One pump of a cluster claims on a host at a time. When its time is over it lets another one claim while it
    waits for its own last jobs.
    """
    cluster = cluster_of(lane)
    with ExitStack() as claiming:
        if not claiming.enter_context(host.alone(f"pump-{cluster}")):
            return
        lanes = lanes_of(cluster)

        def hand_over() -> None:
            claiming.close()
            if not signs.stopping() and (due_lanes(lanes) or lanes_to_ask(lanes)):
                call("pump", lane, cluster=cluster, host=host.host_name())

        Pump(lanes, lease_s=settings.LEASE_S, stopping=signs.stopping, aborting=signs.aborting).run(
            budget_s=CLAIM_S[cluster], draining=hand_over
        )


def sweep(how: str = "") -> None:
    """Find what dead workers left behind, anywhere; "thorough" looks further back. Once an hour, make room."""
    sweep_once(handlers=real_handlers(), thorough=how == "thorough")
    hourly()


def canary(cluster: str) -> None:
    """Prove that this host's cluster still runs what it is given."""
    WorkerBeat.objects.update_or_create(
        host=host.host_name(), cluster=cluster, defaults={"at": timezone.now()}
    )


def lanes_of(cluster: str) -> list[str]:
    return [lane for lane in Lane.objects.values_list("name", flat=True) if cluster_of(lane) == cluster]
