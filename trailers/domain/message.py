"""What a person is told: three short sentences."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """What happened, why, and what to do next: one short sentence each."""

    what: str
    why: str
    do: str

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.why, self.do) if part)
