"""A site of its own for one scenario: database, folders, supervisors, and a look at what they did."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

ROOT = Path(__file__).resolve().parents[2]


class Host:
    """One supervisor and all that it started."""

    def __init__(self, name: str, environment: dict[str, str], log: Path) -> None:
        self.name, self.log = name, log
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "work"],
            cwd=ROOT,
            env=environment,
            stdout=log.open("ab"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def tree(self) -> dict[str, list[int]]:
        """Process ids by part: main, sentinel and the rest (workers, pusher, monitor) of both clusters."""
        mains = children(self.process.pid)
        sentinels = [pid for main in mains for pid in children(main)]
        return {"main": mains, "sentinel": sentinels, "rest": [p for s in sentinels for p in children(s)]}

    def all_pids(self) -> list[int]:
        tree = self.tree()
        return [self.process.pid, *tree["main"], *tree["sentinel"], *tree["rest"]]

    def stop(self, timeout_s: float = 60) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout_s)

    def kill_everything(self) -> None:
        for pid in self.all_pids():
            kill(pid)
        self.process.wait()


def kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def until(condition: Callable[[], object], timeout_s: float, what: str) -> None:
    end = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"not within {timeout_s} s: {what}")
        time.sleep(0.1)


class Site:
    """Set the environment first (Site.prepare), then django.setup() in this very process, then use it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.hosts: list[Host] = []
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        """Write down the deaths of processes that held jobs, as their vendors would notice them."""
        dead: set[int] = set()
        while True:
            for pid in {line["pid"] for line in self.journal("begin")} - dead:
                if not alive(pid):
                    dead.add(pid)
                    line = json.dumps({"kind": "death", "pid": pid, "at": time.time()}) + "\n"
                    with (self.folder / "journal.jsonl").open("ab", buffering=0) as file:
                        file.write(line.encode())
            time.sleep(0.05)

    @staticmethod
    def prepare(folder: Path, settings: str = "tests.chaos.settings") -> None:
        os.environ["DJANGO_SETTINGS_MODULE"] = settings
        os.environ["CUELOCK_VAR"] = str(folder / "var")
        os.environ["CHAOS_JOURNAL"] = str(folder / "journal.jsonl")
        os.environ["CUELOCK_LEASE_S"] = "2"
        os.environ["CUELOCK_STOP_GRACE_S"] = "30"
        os.environ["CUELOCK_HOST_NAME"] = "observer"
        address = os.environ.get("CUELOCK_DATABASE_URL")
        if address:
            os.environ["CUELOCK_DATABASE_URL"] = _own_database(address)

    def host(self, name: str, **environment: str) -> Host:
        environment = {**os.environ, "CUELOCK_HOST_NAME": name, **environment}
        host = Host(name, environment, self.folder / f"{name}.log")
        self.hosts.append(host)
        return host

    def close(self) -> None:
        for host in self.hosts:
            host.kill_everything()

    def journal(self, kind: str = "", *, name: str = "journal.jsonl") -> list[dict]:
        path = self.folder / name
        text = path.read_text() if path.exists() else ""
        lines = [json.loads(line) for line in text[: text.rfind("\n") + 1].splitlines()]
        return [line for line in lines if not kind or line["kind"] == kind]


def _own_database(address: str) -> str:
    import psycopg

    name = f"chaos_{uuid4().hex[:8]}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    before, _, query = address.partition("?")
    return before.rpartition("/")[0] + f"/{name}?" + query
