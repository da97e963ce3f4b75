"""What a person wants of a song's words: their text, and whether an engine is asked when each of them is sung.

The wishes of a film are kept in order, so that the last one can be taken back. Below them lies what the film was
ordered with, in its brief.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from .lyrics import check_length, is_timed, sung_in
from .soundtrack import Sung
from .sung import Judged, lines_of

MOST_KEPT = 10
"""Wishes that can be taken back."""
Port = Literal["aligner", "transcriber"]
WordsState = Literal["none", "untimed", "timed", "heard", "poor"]


@dataclass(frozen=True, slots=True)
class WordsWish:
    """`by` is the engine that is asked; '' for nobody: then words have the times that the text gives them, or none."""

    text: str = ""
    by: str = ""

    @property
    def port(self) -> Port:
        """Known words are aligned; without any an engine writes down what it hears."""
        return "aligner" if lines_of(self.text) else "transcriber"

    def to_json(self) -> dict[str, str]:
        return {"text": self.text, "by": self.by}


@dataclass(frozen=True, slots=True)
class SongWords:
    """The wish in force with what was heard for it, and what its step is declared with."""

    wish: WordsWish
    judged: Judged | None = None
    """None before an engine has answered."""
    first: bool = True
    """Whether it is what the film was ordered with."""
    lane: str = "media"
    price_microusd: int = 0
    """Of asking the engine."""

    def state(self) -> WordsState:
        if self.judged is not None:
            return "heard" if self.judged.is_fit else "poor"
        if is_timed(self.wish.text):
            return "timed"
        return "untimed" if lines_of(self.wish.text) else "none"

    def sung(self, start_ms: int, end_ms: int) -> Sung:
        """The words on the film's clock: as heard, else by the times of the text, else none. The part of the song
        that is filmed is [start_ms, end_ms)."""
        if self.judged is not None and self.judged.is_fit:
            return self.judged.sung
        return sung_in(self.wish.text, start_ms, end_ms)


def wish_in(brief: Mapping[str, Any], wishes: Sequence[Mapping[str, Any]]) -> WordsWish:
    """The wish in force: the last of `wishes`, else what the film was ordered with."""
    if wishes:
        return WordsWish(str(wishes[-1]["text"]), str(wishes[-1]["by"]))
    return WordsWish(str(brief.get("lyrics", "")), str(brief.get("words_by", "")))


def with_wish(wishes: Sequence[Mapping[str, Any]], wish: WordsWish) -> list[dict[str, Any]]:
    """One more; the oldest are forgotten. UserError lyrics.too_long."""
    check_length(wish.text)
    return [*(dict(old) for old in wishes), wish.to_json()][-MOST_KEPT:]
