"""Calling a stage as a worker does: values and files in, an empty scratch folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from trailers.domain.script import Style, Visual
from trailers.stages.base import StageCall

STYLE = {**asdict(Style(genre="thriller", tone=("tense",))), "tone": ["tense"]}
"""As the graph freezes it into a job: JSON knows no tuples."""


def as_frozen(value: Any) -> Any:
    """What a value is after a job's row has stored it: tuples have become lists."""
    if isinstance(value, Mapping):
        return {name: as_frozen(part) for name, part in value.items()}
    return [as_frozen(part) for part in value] if isinstance(value, list | tuple) else value


VISUAL = as_frozen(asdict(Visual("A lighthouse on a cliff at night", setting="coast", time="night")))


def stage_call(
    folder: Path,
    params: Mapping[str, Any],
    files: Mapping[str, Path] | None = None,
    media: Mapping[str, Mapping[str, Any]] | None = None,
    **options: Any,
) -> StageCall:
    """A call with a scratch folder of its own inside `folder`."""
    scratch = folder / f"scratch-{len(list(folder.glob('scratch-*')))}"
    scratch.mkdir()
    return StageCall(params, files or {}, media or {}, scratch, **options)
