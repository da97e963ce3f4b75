"""Children of a worker that is killed: they go with it, whatever they are doing, and nothing else does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from trailers.media.tied import Tied

ROOT = Path(__file__).resolve().parents[2]
SLEEP = "/bin/sleep"


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def group(leader: int) -> list[int]:
    """The live processes of a group."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(fields[2]) == leader and fields[0] not in "ZX":
                found.append(int(folder.name))
    return sorted(found)


def until(condition: Callable[[], object], what: str, timeout_s: float = 20) -> None:
    end = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.01)


@pytest.fixture
def sleeper() -> Iterator[Tied]:
    child = Tied([SLEEP, "60"])
    yield child
    child.end()


def test_its_output_and_code_are_the_programs_own() -> None:
    child = Tied(["/bin/sh", "-c", "echo out; exit 7"], stdout=subprocess.PIPE)
    assert child.stdout is not None
    with child.stdout as pipe:
        assert pipe.read() == b"out\n"  # the watcher holds no end of the pipe, or this would wait for it
    assert child.wait() == 7
    child.end()


def test_a_signal_is_told_as_popen_tells_it(sleeper: Tied) -> None:
    os.kill(sleeper.pid, signal.SIGTERM)
    assert sleeper.wait(10) == -signal.SIGTERM


def test_its_input_is_the_programs_own() -> None:
    child = Tied(["/bin/cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert child.stdin is not None and child.stdout is not None
    child.stdin.write(b"frames")
    child.stdin.close()
    with child.stdout as pipe:
        assert pipe.read() == b"frames"
    assert child.wait(10) == 0
    child.end()


def test_a_missing_program_is_127() -> None:
    child = Tied(["/nowhere/ffmpeg"], stderr=subprocess.DEVNULL)
    assert child.wait(10) == 127
    child.end()


def test_ending_leaves_neither_program_nor_watcher_nor_pipe() -> None:
    before = len(os.listdir("/proc/self/fd"))
    child = Tied([SLEEP, "60"])
    until(lambda: len(group(child.pid)) == 2, "program and watcher run")
    child.end()
    child.end()
    until(lambda: not group(child.pid), "both are gone")
    assert child.wait() == -signal.SIGKILL
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_program_that_ended_by_itself_leaves_no_watcher() -> None:
    child = Tied(["/bin/true"])
    assert child.wait(10) == 0
    child.end()
    until(lambda: not group(child.pid), "the watcher is gone")


def test_what_the_program_left_behind_goes_with_it() -> None:
    child = Tied(["/bin/sh", "-c", f"{SLEEP} 60 & exit 0"])
    assert child.wait(10) == 0
    child.end()
    until(lambda: not group(child.pid), "its own child is gone")


def test_nothing_leaks_when_no_process_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*args: object, **options: object) -> None:
        raise BlockingIOError("Resource temporarily unavailable")

    before = len(os.listdir("/proc/self/fd"))
    monkeypatch.setattr(subprocess, "Popen", refused)
    with pytest.raises(BlockingIOError):
        Tied([SLEEP, "60"])
    assert len(os.listdir("/proc/self/fd")) == before


def test_it_outlives_the_thread_that_started_it() -> None:
    """Threads of a pool come and go; only the process counts."""
    children: list[Tied] = []
    thread = threading.Thread(target=lambda: children.append(Tied([SLEEP, "60"])))
    thread.start()
    thread.join()
    (child,) = children
    with pytest.raises(subprocess.TimeoutExpired):
        child.wait(0.3)
    child.end()


def test_another_child_started_meanwhile_does_not_keep_it_alive(sleeper: Tied) -> None:
    """Of several children each has a pipe of its own, and no child holds another's open."""
    other = Tied([SLEEP, "60"])
    sleeper.end()
    until(lambda: not group(sleeper.pid), "it is gone")
    assert alive(other.pid)
    other.end()


WORKER = """
import sys, threading, time
from pathlib import Path
from trailers.media.process import open_ffmpeg
from trailers.media import documents

def encode():
    args = ["-f", "lavfi", "-i", "testsrc2=size=320x240:rate=24", "-f", "null", "-"]
    with open_ffmpeg(args, scratch=Path("."), timeout_s=60) as child:
        print("ffmpeg", child._process.pid, flush=True)
        child.finish()

def read():
    started = documents.Tied
    def tell(*args, **options):
        child = started([sys.executable, "-c", "import time; time.sleep(60)"], **options)
        print("reader", child.pid, flush=True)
        return child
    documents.Tied = tell
    documents.read_document(Path("a.txt"), "a.txt", scratch=Path("."))

threads = [threading.Thread(target=work) for work in (encode, read)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""


def test_a_worker_killed_with_sigkill_takes_its_children_along(tmp_path: Path) -> None:
    """ffmpeg in the middle of an encode and a document reader, both started by threads of the worker."""
    (tmp_path / "a.txt").write_text("A ferry leaves.")
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None
    lines = dict(worker.stdout.readline().split() for _ in range(2))
    pids = [int(lines["ffmpeg"]), int(lines["reader"])]
    until(lambda: all(len(group(pid)) == 2 for pid in pids), "both run, each with its watcher")
    worker.kill()
    worker.wait()
    worker.stdout.close()
    until(lambda: not any(group(pid) for pid in pids), "its children and their watchers are gone", 5)
