"""This machine and this process: who they are, who of them is dead, and folders that belong to one process.

A worker is named host:pid:birth:tag. The birth (start time and process namespace) tells a process from a
later one that got its number, and from one of another container that happens to have the same host name.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from django.conf import settings

_UNKNOWN = "0"


def host_name() -> str:
    """The name under which this machine's jobs count; two workers on one machine need two names."""
    return str(settings.HOST_NAME)


def worker_name() -> str:
    """A new name for a pump of this process; no two are the same, ever."""
    return f"{host_name()}:{os.getpid()}:{_birth(os.getpid())}:{secrets.token_hex(4)}"


def is_dead(worker: str) -> bool:
    """Whether the process of `worker` is known to be gone. False when it lives or nobody here can know."""
    parts = worker.rsplit(":", 3)
    if len(parts) != 4 or not parts[1].isdigit():
        return False
    host, pid, birth, _ = parts
    if host != host_name() or birth.partition("-")[2] != _namespace():
        return False
    return _birth(int(pid)) != birth


@contextmanager
def alone(name: str) -> Iterator[bool]:
    """True for at most one holder of `name` on this host; freed by the system when its process dies."""
    with (folder("locks") / f"{name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        try:
            yield True
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)


def somebody_holds(name: str) -> bool:
    """Whether `alone(name)` would be refused at this moment."""
    with alone(name) as free:
        return not free


@contextmanager
def scratch_folder(name: str) -> Iterator[Path]:
    """An empty private folder that is gone afterwards; `clear_scratch` removes it if this process dies."""
    ours = folder("scratch") / _process()
    ours.mkdir(exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=ours))
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def clear_scratch() -> int:
    """Remove the folders of processes of this host that are dead. Returns how many processes left some."""
    left = [path for path in folder("scratch").iterdir() if _is_left(path.name)]
    for path in left:
        shutil.rmtree(path, ignore_errors=True)  # what a dying child still writes is found the next time
    return len(left)


def _is_left(name: str) -> bool:
    """Whether a folder named by `_process` belongs to a process of ours that is dead."""
    pid, _, birth = name.partition("_")
    return pid.isdigit() and birth.partition("-")[2] == _namespace() and _birth(int(pid)) != birth


def _process() -> str:
    return f"{os.getpid()}_{_birth(os.getpid())}"


def folder(name: str) -> Path:
    """A folder of this host, made if it is missing."""
    path = Path(settings.VAR_DIR) / "work" / host_name() / name
    path.mkdir(parents=True, exist_ok=True)
    return path


def _birth(pid: int) -> str:
    """Start time and namespace of a live process; another text for a dead one."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return _birth_without_proc(pid)
    except ProcessLookupError:
        return f"gone-{_namespace()}"
    fields = stat.rpartition(")")[2].split()
    if fields[0] in ("Z", "X"):  # a zombie holds nothing any more
        return f"gone-{_namespace()}"
    return f"{fields[19]}-{_namespace()}"


def _birth_without_proc(pid: int) -> str:
    if Path("/proc/self/stat").exists():
        return f"gone-{_namespace()}"
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return f"gone-{_namespace()}"
    except PermissionError:
        pass
    return f"{_UNKNOWN}-{_namespace()}"


@cache
def _namespace() -> str:
    try:
        return str(os.stat("/proc/self/ns/pid").st_ino)
    except OSError:
        return _UNKNOWN
