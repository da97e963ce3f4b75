"""What a person is told of a spoken line: where the recording differs from the script, and who timed its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .errors import describe

_MOST = 12
"""More words than a person reads; the rest are counted."""


def differences(check: Mapping[str, Any]) -> tuple[str, ...]:
    """Sentences about words that are missing, hardly to be heard, or too many; none for a line that fits."""
    told = (("missing", "Not heard"), ("other", "Hardly heard"), ("extra", "Heard besides"))
    return tuple(f"{words}: {_list(check[kind])}." for kind, words in told if check.get(kind))


def timing(check: Mapping[str, Any]) -> str:
    """Who timed the words, and why not whoever should have; '' where that is as a matter of course."""
    by, why = check.get("by", ""), check.get("why", "")
    if why:
        kept = describe(why, provider="The aligner", name="it", detail="").what
        whom = "our own aligner" if by == "embedded" else "the voice itself"
        return f"Its words are timed by {whom}, not by forced alignment: {kept}"
    return f"Its words are timed by {by}'s forced alignment." if by not in ("", "voice", "embedded") else ""


def _list(words: Sequence[str]) -> str:
    shown = ", ".join(f"“{word}”" for word in words[:_MOST])
    return f"{shown} and {len(words) - _MOST} more" if len(words) > _MOST else shown
