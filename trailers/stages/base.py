"""What a stage receives and gives back. A stage reads files, writes files, and knows nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from trailers.domain.errors import Cancelled, CuelockError, FatalError
from trailers.engines.ports import Usage

__all__ = ["Cancelled", "Output", "StageCall", "StageResult", "charged", "read_json", "write_json"]


def never() -> bool:
    return False


def silent(done: int, total: int) -> None:
    """A progress listener that does not listen."""


@dataclass(frozen=True, slots=True)
class StageCall:
    """One step to run, frozen when it was enqueued."""

    params: Mapping[str, Any]
    files: Mapping[str, Path]
    """Role -> local copy of the input. Read only."""
    media: Mapping[str, Mapping[str, Any]]
    """Role -> facts measured when that input was made."""
    scratch: Path
    """An empty private folder, removed after the job."""
    progress: Callable[[int, int], None] = silent
    cancelled: Callable[[], bool] = never

    def check(self) -> None:
        """Raise Cancelled once somebody asked for a stop."""
        if self.cancelled():
            raise Cancelled


@dataclass(frozen=True, slots=True)
class Output:
    """A file that a stage made. Role '' is the artifact of the step's key, others are `key:role`."""

    path: Path
    kind: str
    media: Mapping[str, Any] = field(default_factory=dict)
    role: str = ""


@dataclass(frozen=True, slots=True)
class StageResult:
    outputs: tuple[Output, ...]
    usage: Usage = field(default_factory=Usage)


@contextmanager
def charged(usage: Usage) -> Iterator[None]:
    """What was delivered has been paid, also when it turns out to be unusable."""
    try:
        yield
    except CuelockError as error:
        error.params.setdefault("cost_microusd", usage.cost_microusd)
        raise


def read_json(path: Path) -> Any:
    """FatalError internal for what is none: we wrote it ourselves."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise FatalError("internal", detail=f"{path.name} is no JSON") from error


def write_json(path: Path, data: Any) -> Path:
    """Write UTF-8 JSON with sorted keys, so that the same value is the same bytes."""
    path.write_text(json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return path
