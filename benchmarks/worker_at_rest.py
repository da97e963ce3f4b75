"""A worker host that has nothing to do: processor time and memory of every process of `manage.py work`.

On SQLite, or on the database that CUELOCK_DATABASE_URL names. A host at rest waits for nudges (django-q2 asks
twice a second for each of its two clusters), sends canaries, sweeps, and looks for due work once a second.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks._table import table, verdict

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 60
LIMIT_PERCENT = 2.0
"""Of one processor."""
SETTLED_S = 10
HOST = "at-rest"
_TICKS_S = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Reading:
    """One process: processor seconds since its start, of children that ended too, and memory in MB."""

    cpu_s: float
    resident_mb: float
    own_mb: float
    """Its share: a page that n processes share counts as one n-th (PSS)."""


def main(seconds: int = SECONDS) -> None:
    with TemporaryDirectory(prefix="cuelock-bench-") as folder:
        os.environ |= {
            "CUELOCK_VAR": folder,
            "CUELOCK_HOST_NAME": HOST,
            "CUELOCK_LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        vendor = prepared()
        with working() as supervisor:
            parts = parts_of(supervisor)
            before, began = readings(parts), time.monotonic()
            time.sleep(seconds)
            after, took_s = readings(parts), time.monotonic() - began
    rows, percents = [], []
    for name, pids in parts.items():
        percent = 100 * sum(after[pid].cpu_s - before[pid].cpu_s for pid in pids) / took_s
        resident, own = (sum(getattr(after[pid], f) for pid in pids) for f in ("resident_mb", "own_mb"))
        rows.append((name, str(len(pids)), f"{percent:.2f} %", f"{resident:.0f} MB", f"{own:.0f} MB"))
        percents.append(percent)
    own = sum(reading.own_mb for reading in after.values())
    rows.append(("all", str(len(after)), f"{sum(percents):.2f} %", "", f"{own:.0f} MB"))
    print(f"{vendor}, {took_s:.0f} s at rest")
    print(table(("part", "processes", "of a processor", "resident", "own share"), rows))
    print(verdict("processor at rest, per cent", sum(percents), LIMIT_PERCENT))


def prepared() -> str:
    """Tables in an empty database. Returns the name of its kind."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    return connection.vendor


@contextmanager
def working() -> Iterator[int]:
    """A supervisor whose clusters have both run a canary and come to rest. Gives its process id."""
    from trailers.models import WorkerBeat

    supervisor = subprocess.Popen([sys.executable, "manage.py", "work"], cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 120
        while WorkerBeat.objects.filter(host=HOST).count() < 2:
            if supervisor.poll() is not None or time.monotonic() > until:
                raise SystemExit("the worker host did not start")
            time.sleep(0.2)
        time.sleep(SETTLED_S)
        yield supervisor.pid
    finally:
        supervisor.send_signal(signal.SIGTERM)
        supervisor.wait()


def parts_of(supervisor: int) -> dict[str, list[int]]:
    """The processes of a host by what they are for."""
    parts = {"supervisor": [supervisor]}
    for main_ in children(supervisor):
        name = cluster_of(main_)
        parts[f"{name}: main"] = [main_]
        parts[f"{name}: sentinel"] = sentinels = children(main_)
        parts[f"{name}: workers, pusher, monitor"] = [pid for s in sentinels for pid in children(s)]
    return parts


def cluster_of(pid: int) -> str:
    """net or media: what the supervisor called it in its environment."""
    for entry in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0"):
        if entry.startswith(b"Q_CLUSTER_NAME="):
            return entry.partition(b"=")[2].partition(b"@")[0].decode()
    return "?"


def children(pid: int) -> list[int]:
    found: list[int] = []
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        found += map(int, tasks.read_text().split())
    return sorted(found)


def readings(parts: dict[str, list[int]]) -> dict[int, Reading]:
    return {pid: reading(pid) for pids in parts.values() for pid in pids}


def reading(pid: int) -> Reading:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    sizes = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
        name, _, value = line.partition(":")
        sizes[name] = int(value.split()[0]) * 1024 / 1e6
    return Reading(sum(map(int, fields[11:15])) / _TICKS_S, sizes["Rss"], sizes["Pss"])


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
