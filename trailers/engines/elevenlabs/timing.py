"""Words with their times, from the times of characters. Pure: what a vendor's clock says is checked, not believed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from trailers.domain.words import Word, match_words

_ENOUGH = 0.8
"""Share of a line's words that must be found when the vendor's text is not ours, letter by letter."""
_LATE_MS = 60
"""A word may end so far past the sound: vendors round."""


def grouped(
    characters: Sequence[str], starts_s: Sequence[float], ends_s: Sequence[float]
) -> tuple[Word, ...]:
    """Characters joined to words at blanks; what stands in <...> or [...] was a direction and is left out.

    ValueError for lists of unequal length or times that are none.
    """
    words: list[Word] = []
    text, start, end = "", 0, 0
    closing = ""
    for char, start_s, end_s in zip(characters, starts_s, ends_s, strict=True):
        if closing:
            closing = "" if char == closing else closing
            continue
        if char in "<[":
            closing = ">" if char == "<" else "]"
        if closing or not char.strip():
            if text:
                words.append(Word(text, start, max(start, end)))
            text = ""
            continue
        start = start if text else _ms(start_s)
        text, end = text + char, _ms(end_s)
    return (*words, Word(text, start, max(start, end))) if text else tuple(words)


def fitted(
    said: Sequence[str], measured: Sequence[Word], duration_ms: int, language: str
) -> tuple[Word, ...] | None:
    """One Word for each of `said`, or None when the times cannot be trusted."""
    if not _plausible(measured, duration_ms):
        return None
    if [word.text for word in measured] == list(said):
        return tuple(Word(w.text, min(w.start_ms, duration_ms), min(w.end_ms, duration_ms)) for w in measured)
    report = match_words(said, measured, duration_ms=duration_ms, language=language)
    return report.words if report.ratio >= _ENOUGH else None


def _plausible(words: Sequence[Word], duration_ms: int) -> bool:
    """Times that run forward, end with the sound, and do not stand still."""
    if not words or words[-1].end_ms > duration_ms + _LATE_MS or 2 * words[-1].end_ms < duration_ms:
        return False
    forward = all(
        one.start_ms <= other.start_ms and one.end_ms <= other.end_ms for one, other in pairwise(words)
    )
    still = sum(word.start_ms == word.end_ms for word in words)
    return forward and 2 * still <= len(words)


def shifted(words: Sequence[Word], by_ms: int, duration_ms: int) -> tuple[Word, ...]:
    """The words of a recording that was cut: `by_ms` earlier, none outside of what is left."""

    def inside(ms: int) -> int:
        return min(max(0, ms - by_ms), duration_ms)

    return tuple(Word(word.text, inside(word.start_ms), inside(word.end_ms)) for word in words)


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
