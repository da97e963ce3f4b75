"""A recorded narration as the clock: cut into its lines where it rests, and compared with the script.

A line's piece reaches from just before its first word to just before the next line's, so the recording's own
pauses stay; whatever the script puts between two lines (a card, black) comes on top.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from .clock import SAMPLE_RATE
from .words import Word

LEAD_MS = 60
"""Kept before a line's first word: the breath and the onset that no measurement places exactly."""
TAIL_MS = 400
"""Kept after the last word."""
_FAST_MS, _SLOW_MS = 25, 260
"""Per letter of a line, at the edge of what anybody says; outside it, the line was hardly said so."""
_STRANGE_MS = 700
"""Speech of this length between two lines is more than a breath or a cough."""
_PER_MS = SAMPLE_RATE // 1000


@dataclass(frozen=True, slots=True)
class Piece:
    """One line in the recording. Times of `words` are ms from the piece's own first sample."""

    item_id: str
    start_sample: int
    samples: int
    words: tuple[Word, ...]

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "words": [asdict(word) for word in self.words]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Piece:
        return cls(**{**data, "words": tuple(Word(**word) for word in data["words"])})


@dataclass(frozen=True, slots=True)
class Doubt:
    """Where recording and script seem to differ: a code of errors.TEXTS with its values."""

    code: str
    item_id: str
    at_ms: int
    params: Mapping[str, Any]


def pieces(lines: Sequence[tuple[str, str]], words: Sequence[Word], samples: int) -> tuple[Piece, ...]:
    """Cut a recording of `samples` into lines of (item id, text); `words` are their words in one row.

    ValueError when there are not as many words as the lines have.
    """
    spans = _spans(lines, words)
    starts = [max(0, said[0].start_ms - LEAD_MS) for said in spans]
    for n, (before, said) in enumerate(pairwise(spans), start=1):
        # never into the line before, however close the two were spoken
        starts[n] = max(starts[n], min(before[-1].end_ms, said[0].start_ms), starts[n - 1] + 1)
    last_ms = max(starts[-1] + 1, min(samples // _PER_MS, spans[-1][-1].end_ms + TAIL_MS))
    out = []
    for (item_id, _), said, (start, end) in zip(lines, spans, pairwise([*starts, last_ms]), strict=True):
        own = tuple(
            Word(w.text, _within(w.start_ms, start, end), _within(w.end_ms, start, end)) for w in said
        )
        out.append(Piece(item_id, start * _PER_MS, (end - start) * _PER_MS, own))
    return tuple(out)


def doubts(
    lines: Sequence[tuple[str, str]], words: Sequence[Word], speech: Sequence[tuple[int, int]], placed: int
) -> tuple[Doubt, ...]:
    """Where the two seem to differ.

    `speech` are the stretches of sound in ms, `placed` how many leading words the recogniser found for
    certain; words after them were only spread over what is left.
    """
    found: list[Doubt] = []
    spans = _spans(lines, words)
    seen = 0
    for number, ((item_id, text), said) in enumerate(zip(lines, spans, strict=True), start=1):
        seen += len(said)
        letters = max(1, sum(char.isalnum() for char in text))
        each = (said[-1].end_ms - said[0].start_ms) // letters
        at = said[0].start_ms
        values = {"number": number, "line": text[:60], "at": _clock(at)}
        if seen > placed:
            found.append(Doubt("narration.not_found", item_id, at, values))
        elif not _FAST_MS <= each <= _SLOW_MS:
            found.append(Doubt("narration.unlikely", item_id, at, values))
    found += _strangers(lines, spans, speech)
    return tuple(sorted(found, key=lambda doubt: doubt.at_ms))


def _strangers(
    lines: Sequence[tuple[str, str]], spans: Sequence[Sequence[Word]], speech: Sequence[tuple[int, int]]
) -> list[Doubt]:
    """Speech before the first line, between lines, and after the last, that no line accounts for."""
    ends = [0, *(said[-1].end_ms for said in spans)]
    begins = [*(said[0].start_ms for said in spans), max((end for _, end in speech), default=0)]
    ids = [*(item_id for item_id, _ in lines), lines[-1][0]]
    found = []
    for item_id, end, begin in zip(ids, ends, begins, strict=True):
        over = [(max(a, end), min(b, begin)) for a, b in speech if min(b, begin) - max(a, end) > _STRANGE_MS]
        for a, b in over:
            values = {"at": _clock(a), "seconds": f"{(b - a) / 1000:.1f}"}
            found.append(Doubt("narration.unscripted", item_id, a, values))
    return found


def _spans(lines: Sequence[tuple[str, str]], words: Sequence[Word]) -> list[Sequence[Word]]:
    counts = [len(text.split()) for _, text in lines]
    if sum(counts) != len(words) or not all(counts):
        raise ValueError(f"{len(words)} words for lines of {counts}")
    spans, at = [], 0
    for count in counts:
        spans.append(words[at : at + count])
        at += count
    return spans


def _within(ms: int, start: int, end: int) -> int:
    return min(max(ms, start), end) - start


def _clock(ms: int) -> str:
    return f"{ms // 60_000}:{ms // 1000 % 60:02d}"
