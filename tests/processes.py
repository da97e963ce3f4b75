"""Real processes that share the test's database: started by fork, so they see what the test prepared."""

from __future__ import annotations

import multiprocessing
import os
import traceback
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connections

_FORK = multiprocessing.get_context("fork")


def start(function: Callable[..., object], *args: Any) -> multiprocessing.process.BaseProcess:
    """Run `function` in a process of its own. It exits with 0, or with 1 after printing a traceback."""
    connections.close_all()  # a connection must not be shared with the child
    process = _FORK.Process(target=_run, args=(function, args), daemon=True)
    process.start()
    return process


def run_all(calls: Sequence[tuple[Any, ...]], *, timeout_s: float = 120) -> None:
    """Run (function, *arguments) all at the same time; every one must succeed."""
    running = [start(*call) for call in calls]
    for process in running:
        process.join(timeout_s)
    codes = [process.exitcode for process in running]
    for process in running:
        process.kill()
    assert codes == [0] * len(codes), f"processes ended with {codes}"


def _run(function: Callable[..., object], args: tuple[Any, ...]) -> None:
    try:
        function(*args)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    finally:
        connections.close_all()
    os._exit(0)
