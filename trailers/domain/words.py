"""Words with their measured times, and the matching of a script's words to what was heard."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """One spoken word, in whole milliseconds of the audio it was measured in. `start_ms <= end_ms`."""

    text: str
    start_ms: int
    end_ms: int

    def __post_init__(self) -> None:
        if not 0 <= self.start_ms <= self.end_ms:
            raise ValueError(f"not a time: {self.text!r} {self.start_ms}..{self.end_ms} ms")
