"""Whether one text is a new draft of another: the same story told again, or only something of its kind."""

from __future__ import annotations

import re

SAME_STORY = 500
"""Per mille of shared runs of words from which on a person is asked."""
_RUN = 3
_WORD = re.compile(r"[^\W_]+")


def likeness(text: str, other: str) -> int:
    """Per mille of the runs of three words that the shorter text shares with the longer. 0 for texts of fewer."""
    a, b = _runs(text), _runs(other)
    return 1000 * len(a & b) // min(len(a), len(b)) if a and b else 0


def is_draft_of(text: str, other: str) -> bool:
    return likeness(text, other) >= SAME_STORY


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    return {tuple(words[n : n + _RUN]) for n in range(len(words) - _RUN + 1)}
