"""A program that cannot outlive us: killed with its whole group when this process dies, however it dies.

A shell starts a watcher beside the program and then becomes the program. The watcher reads from a pipe that
only this process holds open; nothing is ever written to it. When this process is gone, also by SIGKILL, the
system closes the pipe, and the watcher ends the group. The kernel's own signal for this
(PR_SET_PDEATHSIG) follows the *thread* that started a child, so it would strike whenever a thread of a pool
ends; and it would need Python code between fork and exec.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Sequence
from typing import IO, Any

_WATCHER = '( read -r _; kill -KILL 0 ) <"/dev/fd/$1" >/dev/null 2>&1 & shift'
_BECOME = 'exec "$@"'


class Tied:
    """A running program in a session and process group of its own. Always `end` it.

    `argv` is run by the shell's exec, so 127 is the exit code of a program that is missing. `limits` is shell
    code that is run in between, with `limit_values` as $1, $2 ... and as many `shift`s. The other options are
    those of subprocess.Popen. Raises OSError when no process can be started.
    """

    def __init__(
        self, argv: Sequence[str], *, limits: str = ":", limit_values: Sequence[str] = (), **options: Any
    ) -> None:
        watched, self._lifeline = os.pipe()
        script = f"{_WATCHER}; {limits} && {_BECOME}"
        try:
            self._process: subprocess.Popen[bytes] = subprocess.Popen(
                ["/bin/sh", "-c", script, "sh", str(watched), *limit_values, *argv],
                start_new_session=True,
                pass_fds=(watched,),
                **options,
            )
        except BaseException:
            os.close(self._lifeline)
            raise
        finally:
            os.close(watched)
        self._tied = True

    @property
    def pid(self) -> int:
        """Of the program, and the number of its group."""
        return self._process.pid

    @property
    def stdin(self) -> IO[bytes] | None:
        return self._process.stdin

    @property
    def stdout(self) -> IO[bytes] | None:
        return self._process.stdout

    def poll(self) -> int | None:
        """Its exit code, None while it runs."""
        return self._process.poll()

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code. subprocess.TimeoutExpired after `timeout` seconds."""
        return self._process.wait(timeout)

    def end(self) -> None:
        """Kill what still runs of the group, the watcher too. May be called again."""
        if self._process.poll() is None:  # once waited for, the number may already be another's
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        if self._tied:
            self._tied = False
            os.close(self._lifeline)
