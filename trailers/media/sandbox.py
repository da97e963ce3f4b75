"""A child process that cannot outlive, outgrow or hang its parent: own session, limits, deadline, cancel.

Whatever decodes bytes that we did not make, or encodes, runs in one of these. The limits are set by the shell
before it becomes the program, so no Python code runs between fork and exec (workers have threads). The same
shell ties it to our life (tied.py).
"""

from __future__ import annotations

import contextlib
import errno
import os
import select
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from trailers.domain.errors import Cancelled, CuelockError, FatalError, RetryableError

from .tied import Tied

_TAIL_CHARS = 600
_TICK_S = 0.1
"""How often a waiting parent looks at the clock and asks whether to stop."""
_PIPE_BYTES = 1 << 20
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)
_LIMITS = 'ulimit -c 0 && ulimit -v "$1" && ulimit -t "$2" && ulimit -f "$3" && shift 3'


@dataclass(frozen=True, slots=True)
class Limits:
    """What the kernel grants a child: address space, processor time, and the size of any file it writes."""

    memory_bytes: int = 4 << 30
    cpu_s: int = 1_800
    file_bytes: int = 4 << 30

    def within(self, timeout_s: float) -> Limits:
        """The same, with no more processor time than every core could burn before the deadline."""
        return replace(self, cpu_s=min(self.cpu_s, int(timeout_s * (os.cpu_count() or 1)) + 1))


class Child:
    """One running program. Use as a context manager: leaving it by an exception kills the whole group.

    `read_into` and `write` move frames through its pipes; `finish` waits and raises if it failed. All three
    raise RetryableError media.timeout past the deadline and Cancelled once `cancelled()` is true.
    """

    def __init__(
        self,
        argv: Sequence[str],
        *,
        scratch: Path,
        timeout_s: float,
        limits: Limits | None = None,
        reads: bool = False,
        writes: bool = False,
        env: Mapping[str, str] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> None:
        self._name = _program(argv)
        self._timeout_s = timeout_s
        self._deadline = time.monotonic() + timeout_s
        self._cancelled = cancelled
        self._next_look = 0.0
        self._stderr: IO[bytes] = _error_file()
        self._process = Tied(
            argv,
            limits=_LIMITS,
            limit_values=_ulimits((limits or Limits()).within(timeout_s)),
            cwd=scratch,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(scratch), **(env or {})},
            stdin=subprocess.PIPE if writes else subprocess.DEVNULL,
            stdout=subprocess.PIPE if reads else subprocess.DEVNULL,
            stderr=self._stderr,
            bufsize=0,
        )
        self._stdin = self._process.stdin
        self._stdout = self._process.stdout
        for pipe in (self._stdin, self._stdout):
            if pipe is not None:
                _widen(pipe.fileno())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        for handle in (self._stdin, self._stdout, self._stderr):
            if handle is not None:
                handle.close()

    def read_into(self, view: memoryview) -> bool:
        """Fill `view` from the child's standard output; False when it ended before the first byte of it."""
        got = 0
        while got < len(view):
            count = self.read_some(view[got:])
            if count == 0:
                if got:
                    self.finish()
                    raise FatalError(
                        "media.child_failed", program=self._name, detail="its output ended inside a frame"
                    )
                return False
            got += count
        return True

    def read_some(self, view: memoryview) -> int:
        """Whatever is there, at least one byte; 0 at the end."""
        fd = _open_end(self._stdout)
        self._await(fd, select.POLLIN)
        return os.readv(fd, [view])

    def write(self, data: memoryview) -> None:
        """Send all of `data`; if the child closed its input, raise what it died of."""
        fd = _open_end(self._stdin)
        sent = 0
        while sent < len(data):
            self._await(fd, select.POLLOUT)
            try:
                sent += os.write(fd, data[sent:])
            except BlockingIOError:
                continue
            except BrokenPipeError:
                self.finish()
                raise FatalError(
                    "media.child_failed", program=self._name, detail="it stopped reading"
                ) from None

    def close_input(self) -> None:
        """Tell the child that nothing more comes."""
        if self._stdin is not None and not self._stdin.closed:
            self._stdin.close()

    def finish(self) -> None:
        """Close its input, wait for its end and raise unless it ended well."""
        self.close_input()
        while True:
            try:
                code = self._process.wait(timeout=_TICK_S)
                break
            except subprocess.TimeoutExpired:
                self._look()
        if code:
            raise self._failure(code)

    def kill(self) -> None:
        """End the whole group, also what the child may have started."""
        self._process.end()

    def complaint(self) -> str:
        """The last lines the child wrote to its standard error."""
        size = self._stderr.seek(0, os.SEEK_END)
        self._stderr.seek(max(0, size - 4 * _TAIL_CHARS))
        return self._stderr.read().decode("utf-8", "replace").strip()[-_TAIL_CHARS:]

    def _await(self, fd: int, event: int) -> None:
        poll = select.poll()
        poll.register(fd, event)
        self._look()
        while not poll.poll(_TICK_S * 1_000):
            self._look()

    def _look(self) -> None:
        """Stop the child if its time is up or somebody asked for it."""
        now = time.monotonic()
        if now < self._next_look:
            return
        self._next_look = now + _TICK_S
        if now > self._deadline:
            self.kill()
            raise RetryableError("media.timeout", program=self._name, seconds=f"{self._timeout_s:g}")
        if self._cancelled is not None and self._cancelled():
            self.kill()
            raise Cancelled

    def _failure(self, code: int) -> CuelockError:
        detail = self.complaint()
        if code in (256 - n for n in _NO_SPACE) or "No space left on device" in detail:
            return FatalError("disk.full")
        if code == -signal.SIGXFSZ:
            detail = f"it wrote a file larger than allowed. {detail}"
        elif code in (-signal.SIGXCPU, -signal.SIGKILL):
            detail = f"it was stopped for using too much processor time or memory. {detail}"
        return FatalError("media.child_failed", program=self._name, detail=detail or f"exit code {code}")


def run(
    argv: Sequence[str],
    *,
    scratch: Path,
    timeout_s: float,
    limits: Limits | None = None,
    env: Mapping[str, str] | None = None,
    cancelled: Callable[[], bool] | None = None,
    on_output: Callable[[bytes], None] | None = None,
    max_output_bytes: int = 1 << 22,
) -> bytes:
    """Run a program to its end and return what it printed; `on_output` hears it as it comes."""
    printed = bytearray()
    buffer = memoryview(bytearray(1 << 16))
    with Child(
        argv, scratch=scratch, timeout_s=timeout_s, limits=limits, reads=True, env=env, cancelled=cancelled
    ) as child:
        while count := child.read_some(buffer):
            printed += buffer[:count]
            if len(printed) > max_output_bytes:
                raise FatalError("media.child_failed", program=_program(argv), detail="it printed too much")
            if on_output is not None:
                on_output(bytes(buffer[:count]))
        child.finish()
    return bytes(printed)


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """A temporary name beside `out`, moved over it when the block ends well and removed when it does not.

    A full disk becomes FatalError disk.full, whoever met it.
    """
    temp = out.with_name(f".{out.stem}.{os.getpid()}-{time.monotonic_ns():x}.part{out.suffix}")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        yield temp
        os.replace(temp, out)
    except OSError as error:
        if error.errno in _NO_SPACE:
            raise FatalError("disk.full", detail=str(out.parent)) from error
        raise
    finally:
        temp.unlink(missing_ok=True)


def _open_end(pipe: IO[bytes] | None) -> int:
    if pipe is None:
        raise ValueError("the child was started without this pipe")
    return pipe.fileno()


def _program(argv: Sequence[str]) -> str:
    """The name a person knows it by: packaged builds carry platform and version in theirs."""
    return Path(argv[0]).name.split("-")[0]


def _ulimits(limits: Limits) -> list[str]:
    """In the shell's own units: KiB, seconds, blocks of 512 bytes."""
    return [str(limits.memory_bytes >> 10), str(limits.cpu_s), str(limits.file_bytes >> 9)]


def _error_file() -> IO[bytes]:
    """Kept in memory where the system can, so that a full disk does not swallow the message about it."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("stderr", os.MFD_CLOEXEC), "w+b")
    return tempfile.TemporaryFile()


def _widen(fd: int) -> None:
    """Non-blocking, and room for half a frame: fewer switches between the two processes."""
    import fcntl

    os.set_blocking(fd, False)
    with contextlib.suppress(OSError):  # the user's share of pipe memory may be used up: slower, not wrong
        fcntl.fcntl(fd, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
