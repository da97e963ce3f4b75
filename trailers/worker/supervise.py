"""One host's supervisor: starts its clusters, wakes them, watches their canaries, and stops them gently.

django-q2 cannot be trusted to stay alive: an idle worker that is killed holds the lock that the others wait
for, and the cluster then looks healthy and runs nothing, for ever. So a canary is sent through the same queue
as everything else; a cluster that has not run it for 90 s, while the database answers, is killed and started
anew. Leases make that harmless.
"""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections

from trailers.models import Lane, WorkerBeat
from trailers.queue.claim import due_lanes, lanes_to_ask
from trailers.queue.nudge import CLUSTERS, NET, call, cluster_of, forget_nudges, queue_name

from . import host, signs

log = logging.getLogger(__name__)

TICK_S = 1.0
CANARY_EVERY_S = 20.0
STALE_AFTER_S = 90.0
START_PAUSES_S = (0.0, 1.0, 5.0, 15.0, 60.0)
"""Rest before a start, by the number of starts that did not live for a minute."""
_PR_SET_PDEATHSIG = 1


class Cluster:
    """A qcluster in a process group of its own, so that all of it can be ended at once."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.starts = 0
        self.short_lives = 0
        self.started_at = 0.0
        self.seen_at = 0.0
        self.lives = False
        """Whether it has run a canary since it was started."""
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child else None

    def start(self) -> None:
        environment = {**os.environ, "Q_CLUSTER_NAME": queue_name(self.kind, host.host_name())}
        self._child = subprocess.Popen(
            [sys.executable, "-m", "django", "qcluster"],
            env=environment,
            cwd=settings.BASE_DIR,
            start_new_session=True,
            preexec_fn=_die_with_parent,
        )
        self.starts += 1
        self.started_at = self.seen_at = time.monotonic()
        self.lives = False
        log.info("cluster %s started as process %d", self.kind, self._child.pid)

    def has_exited(self) -> bool:
        return self._child is not None and self._child.poll() is not None

    def ask_to_stop(self) -> None:
        """To the main process only: the whole group would lose the tasks that run."""
        if self._child is not None and self._child.poll() is None:
            self._child.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End every process of the group: workers outlive a main process or a guard that was killed."""
        if self._child is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._child.pid, signal.SIGKILL)
        self._child.wait()

    def pause_before_start_s(self) -> float:
        lived_s = time.monotonic() - self.started_at
        self.short_lives = 0 if lived_s > 60 else self.short_lives + 1
        pauses = getattr(settings, "START_PAUSES_S", START_PAUSES_S)
        return float(pauses[min(self.short_lives, len(pauses) - 1)])


class Supervisor:
    """Runs the clusters of this host until `stop` is called."""

    def __init__(self, kinds: Sequence[str] = CLUSTERS) -> None:
        self.clusters = [Cluster(kind) for kind in kinds]
        # a chaos test cannot wait for so long
        self._stale_after_s = getattr(settings, "CANARY_STALE_S", STALE_AFTER_S)
        self._first_beat_s = getattr(settings, "CANARY_FIRST_S", STALE_AFTER_S)
        self._canary_every_s = min(CANARY_EVERY_S, self._stale_after_s / 4)
        self._sweep_every_s = min(20.0, settings.LEASE_S / 3)
        self._over = threading.Event()
        self._next_canary = self._next_sweep = 0.0
        self._has_swept = False
        self._last_beats: dict[str, datetime] = {}

    def stop(self) -> None:
        """Safe from a signal handler."""
        self._over.set()

    def run(self) -> None:
        """Start, watch and, once asked, stop. Returns when no process of a cluster is left."""
        signs.stay_up()
        self._forget()
        try:
            for cluster in self.clusters:
                cluster.start()
            while not self._over.wait(TICK_S):
                for cluster in self.clusters:
                    self._look_after(cluster)
                self._wake()
        finally:
            self._go_down()

    def _look_after(self, cluster: Cluster) -> None:
        if cluster.has_exited():
            log.error("cluster %s has ended by itself", cluster.kind)
        elif time.monotonic() - cluster.seen_at > self._patience_s(cluster):
            log.error("cluster %s runs nothing any more", cluster.kind)
        else:
            return
        cluster.kill()
        self._over.wait(cluster.pause_before_start_s())
        if not self._over.is_set():
            cluster.start()

    def _patience_s(self, cluster: Cluster) -> float:
        """A cluster that has not run its first canary may still be starting on a busy machine."""
        return self._stale_after_s if cluster.lives else max(self._stale_after_s, self._first_beat_s)

    def _wake(self) -> None:
        """Canaries, sweeps and due work. While the database is away nobody is blamed for a silent canary."""
        now = time.monotonic()
        try:
            self._read_beats(now)
            if now >= self._next_canary:
                self._next_canary = now + self._canary_every_s
                for cluster in self.clusters:
                    self._ask(cluster.kind, "canary", cluster.kind)
            if now >= self._next_sweep:
                self._next_sweep = now + self._sweep_every_s
                self._ask(self._sweeper, "sweep", "" if self._has_swept else "thorough")
                self._has_swept = True
            self._wake_pumps()
        except (DatabaseError, InterfaceError):
            log.warning("the database does not answer", exc_info=True)
            connections.close_all()
            for cluster in self.clusters:
                cluster.seen_at = now

    def _wake_pumps(self) -> None:
        """Nudges may be lost, and nobody nudges when a retry or a question to a provider becomes due."""
        lanes = list(Lane.objects.values_list("name", flat=True))
        due = {*due_lanes(lanes), *lanes_to_ask(lanes)}
        for cluster in self.clusters:
            lane = next((lane for lane in sorted(due) if cluster_of(lane) == cluster.kind), None)
            if lane is not None and not host.somebody_holds(f"pump-{cluster.kind}"):
                self._ask(cluster.kind, "pump", lane)

    @staticmethod
    def _ask(kind: str, task: str, argument: str) -> None:
        call(task, argument, cluster=kind, host=host.host_name())

    @property
    def _sweeper(self) -> str:
        kinds = [cluster.kind for cluster in self.clusters]
        return NET if NET in kinds else kinds[0]

    def _read_beats(self, now: float) -> None:
        """A beat counts from when it was seen here, so clocks of hosts and database need not agree."""
        beats = dict(WorkerBeat.objects.filter(host=host.host_name()).values_list("cluster", "at"))
        for cluster in self.clusters:
            beat = beats.get(cluster.kind)
            if beat is not None and beat != self._last_beats.get(cluster.kind):
                self._last_beats[cluster.kind] = beat
                cluster.seen_at, cluster.lives = now, True

    def _go_down(self) -> None:
        """Nothing more is claimed; what runs has its grace, then is given back, then killed."""
        grace_s = float(settings.STOP_GRACE_S)
        signs.go_down(grace_s=grace_s)
        for cluster in self.clusters:
            cluster.ask_to_stop()
        until = time.monotonic() + grace_s
        while time.monotonic() < until and not all(cluster.has_exited() for cluster in self.clusters):
            time.sleep(0.1)
        for cluster in self.clusters:
            cluster.kill()
        try:
            self._forget()
        except (DatabaseError, InterfaceError):
            log.warning("the beats of this host stay until they are old", exc_info=True)

    def _forget(self) -> None:
        """Signs of life and nudges of a cluster that is no more."""
        WorkerBeat.objects.filter(host=host.host_name()).delete()
        forget_nudges(host.host_name())


def _die_with_parent() -> None:
    """In the child before exec: when the supervisor is killed, the cluster gets the signal to stop gently."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
