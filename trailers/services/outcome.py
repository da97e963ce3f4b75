"""What a finished step hands over: files that are already in storage, measured and hashed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class StoredOutput:
    role: str
    kind: str
    storage_name: str
    sha256: str
    size: int
    media: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    outputs: tuple[StoredOutput, ...]
    cost_microusd: int = 0
    cpu_ms: int = 0
