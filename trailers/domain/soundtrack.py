"""The locked clock of a film: its lines, cards and silences laid on the frame grid, with every spoken word.

A line's voice starts on a whole frame, so that re-voicing it moves what follows by whole frames. The clock of a
music video is its song: spans are the song's sections, and `beats` stand where words do otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from .clock import SAMPLE_RATE, Rate, exact_ms, frames_covering, round_half_up, samples_at
from .errors import FatalError
from .script import Item, ItemKind
from .values import plain
from .words import Word

_SAMPLES_PER_MS = SAMPLE_RATE // 1000


@dataclass(frozen=True, slots=True)
class Voiced:
    """One line as it was spoken. Word times are ms from the line's own first sample, starts in order."""

    samples: int
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class SoundSpan:
    """The frames [start, end) that one item of the script takes."""

    item_id: str
    kind: ItemKind
    role: str
    start: int
    end: int
    first_word: int | None = None
    """Index into Soundtrack.words; None when nothing is spoken here."""
    last_word: int | None = None
    """Inclusive."""
    voice_samples: int = 0
    pause_ms: int = 0
    """Quiet asked for after the voice; the padding to the frame grid comes on top."""

    @property
    def frames(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class SongBeat:
    """A beat of the song, in ms from the film's first frame."""

    time_ms: int
    place: int
    """In its bar, 0 for the first."""
    strong: bool = False
    """First of the stronger bar of each pair."""


@dataclass(frozen=True, slots=True)
class Sung:
    """Words of a song in ms of the film, their starts in order, and the index of the first word of each line."""

    words: tuple[Word, ...]
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Soundtrack:
    """Spans tile [0, frames); words are in absolute ms, their starts in order. A change makes a new one."""

    rate: Rate
    spans: tuple[SoundSpan, ...]
    words: tuple[Word, ...]
    beats: tuple[SongBeat, ...] = ()
    """Ascending; none in a film that is spoken."""
    song_samples: int = 0
    """Length of a song at 48 kHz, which ends within its last frame; 0 for a sound made to fit the frames."""
    lines: tuple[int, ...] = ()
    """Of a song whose text has lines: the index of the first word of each."""

    def __post_init__(self) -> None:
        at, word = 0, 0
        for span in self.spans:
            if span.start != at or span.end <= span.start:
                raise ValueError(
                    f"spans do not tile: {span.item_id} is [{span.start}, {span.end}), wanted from {at}"
                )
            at = span.end
            if span.first_word is not None and span.last_word is not None:
                if span.first_word != word or span.last_word < word:
                    raise ValueError(f"words out of order in span {span.item_id}")
                word = span.last_word + 1
        if word != len(self.words):
            raise ValueError(f"{len(self.words)} words, but the spans hold {word}")

    @property
    def frames(self) -> int:
        return self.spans[-1].end if self.spans else 0

    @property
    def is_song(self) -> bool:
        return self.song_samples > 0

    @property
    def samples(self) -> int:
        return self.song_samples or samples_at(self.frames, self.rate)

    def span_of(self, item_id: str) -> SoundSpan:
        """KeyError when the item is not on this soundtrack."""
        for span in self.spans:
            if span.item_id == item_id:
                return span
        raise KeyError(item_id)

    def words_of(self, span: SoundSpan) -> tuple[Word, ...]:
        if span.first_word is None or span.last_word is None:
            return ()
        return self.words[span.first_word : span.last_word + 1]

    def span_with(self, word: int) -> SoundSpan:
        """The span that the word of this index is spoken in; KeyError when there is none."""
        for span in self.spans:
            if (
                span.first_word is not None
                and span.last_word is not None
                and span.first_word <= word <= span.last_word
            ):
                return span
        raise KeyError(word)

    def own_ms(self, span: SoundSpan, time_ms: int) -> int:
        """A time of one of the span's words from the span's own start, as measured: the inverse of `lay`.

        Whatever must stay when the span moves is decided from this, never from the rounded absolute ms.
        """
        return -round_half_up(exact_ms(span.start, self.rate) - time_ms)

    def to_json(self) -> dict[str, Any]:
        spoken = {
            "rate": str(self.rate),
            "spans": [plain(span) for span in self.spans],
            "words": [dict(word) for word in _told(self.words)],
        }
        if not self.is_song:
            return spoken
        beats = [plain(beat) for beat in self.beats]
        lines = {"lines": list(self.lines)} if self.lines else {}
        return {**spoken, "beats": beats, "song_samples": self.song_samples, **lines}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Soundtrack:
        """The exact inverse of `to_json`; ValueError or TypeError on anything else."""
        return cls(
            Rate.parse(data["rate"]),
            tuple(SoundSpan(**span) for span in data["spans"]),
            tuple(Word(**word) for word in data["words"]),
            tuple(SongBeat(**beat) for beat in data.get("beats", ())),
            data.get("song_samples", 0),
            tuple(data.get("lines", ())),
        )


@lru_cache(maxsize=32)  # a plan tells the same words to the mix, the captions, the receipt and the package
def _told(words: tuple[Word, ...]) -> tuple[dict[str, Any], ...]:
    return tuple(plain(word) for word in words)


def lay(items: Sequence[Item], voiced: Mapping[str, Voiced], rate: Rate) -> Soundtrack:
    """Put `items` one after another on the frame grid; every line must be in `voiced`.

    A line lasts the whole frames that cover its voice and its pause; a card or silence its own length,
    rounded to whole frames, never less than one.
    """
    spans: list[SoundSpan] = []
    words: list[Word] = []
    at = 0
    for item in items:
        if item.kind != "line":
            end = at + max(1, round_half_up(item.duration_ms * rate.exact / 1000))
            spans.append(SoundSpan(item.id, item.kind, item.role, at, end))
        else:
            spans.append(_line_span(item, _voice_of(item, voiced), at, len(words), rate))
            words.extend(_absolute(voiced[item.id], exact_ms(at, rate)))
        at = spans[-1].end
    return Soundtrack(rate, tuple(spans), tuple(words))


def _voice_of(item: Item, voiced: Mapping[str, Voiced]) -> Voiced:
    voice = voiced.get(item.id)
    if voice is None or voice.samples <= 0:
        raise FatalError("voice.no_sound", line=item.text)
    if any(a.start_ms > b.start_ms for a, b in zip(voice.words, voice.words[1:], strict=False)):
        raise FatalError("voice.times_disordered", line=item.text)
    return voice


def _line_span(item: Item, voice: Voiced, at: int, first_word: int, rate: Rate) -> SoundSpan:
    frames = frames_covering(voice.samples + item.pause_after_ms * _SAMPLES_PER_MS, rate)
    count = len(voice.words)
    return SoundSpan(
        item.id,
        "line",
        "",
        at,
        at + frames,
        first_word=first_word if count else None,
        last_word=first_word + count - 1 if count else None,
        voice_samples=voice.samples,
        pause_ms=item.pause_after_ms,
    )


def _absolute(voice: Voiced, start_ms: Fraction) -> Iterator[Word]:
    """The line's words on the film's clock; none reaches past the end of its voice."""
    last_ms = -(-voice.samples // _SAMPLES_PER_MS)
    for word in voice.words:
        start, end = (round_half_up(start_ms + min(ms, last_ms)) for ms in (word.start_ms, word.end_ms))
        yield Word(word.text, start, end)
