"""What a running job may ask of the worker that runs it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


def _silent(done: int, total: int) -> None:
    """A listener that does not listen."""


def _never() -> bool:
    return False


def _unrecorded(text: str) -> None:
    """For a context outside the pump, which has no row to write to."""


@dataclass(frozen=True, slots=True)
class RunContext:
    """`scratch` is an empty folder that is removed afterwards. Stop soon once `cancelled()` is true.

    A handler that makes a billable call calls `submitting(provider)` just before it, which raises Cancelled
    when the call must not be made any more; and, with a provider that delivers later, `submitted(its job id)`
    as the first thing after the answer. Both are committed at once.
    """

    scratch: Path
    progress: Callable[[int, int], None] = _silent
    cancelled: Callable[[], bool] = _never
    host: str = ""
    submitting: Callable[[str], None] = _unrecorded
    submitted: Callable[[str], None] = _unrecorded
