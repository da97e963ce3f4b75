"""What a person turned up, down or off in the sound: levels by scene and by line, laid on the film's samples."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from .clock import samples_at
from .cut import Cut, cues_in, grid
from .mix import Level
from .soundtrack import SoundSpan, Soundtrack
from .words import Word

SILENT = None
"""The level of a voice that is not heard."""


def heard(soundtrack: Soundtrack, muted: Collection[str]) -> Soundtrack:
    """The soundtrack without the words of muted lines, which keep their time."""
    if not any(span.item_id in muted for span in soundtrack.spans):
        return soundtrack
    spans: list[SoundSpan] = []
    words: list[Word] = []
    for span in soundtrack.spans:
        said = () if span.item_id in muted else soundtrack.words_of(span)
        first = len(words) if said else None
        words.extend(said)
        last = len(words) - 1 if said else None
        voice = 0 if span.item_id in muted else span.voice_samples
        spans.append(replace(span, first_word=first, last_word=last, voice_samples=voice))
    return replace(soundtrack, spans=tuple(spans), words=tuple(words))


def levels_of(
    soundtrack: Soundtrack,
    cut: Cut,
    *,
    muted: Collection[str],
    levels: Mapping[str, tuple[int, int]],
) -> tuple[Level, ...]:
    """Ascending in samples. What names a scene or line that the film no longer has is left out."""
    found = [*_muted(soundtrack, muted), *_lines(soundtrack, levels), *_scenes(soundtrack, cut, levels)]
    return tuple(sorted(found, key=lambda level: (level.start_sample, level.end_sample)))


def _muted(soundtrack: Soundtrack, muted: Collection[str]) -> Iterator[Level]:
    for span in soundtrack.spans:
        if span.item_id in muted and span.kind == "line":
            yield Level(*_samples(soundtrack, span.start, span.end), SILENT, 0)


def _lines(soundtrack: Soundtrack, levels: Mapping[str, tuple[int, int]]) -> Iterator[Level]:
    for span in soundtrack.spans:
        if f"line:{span.item_id}" in levels:
            voice, score = levels[f"line:{span.item_id}"]
            yield Level(*_samples(soundtrack, span.start, span.end), voice, score)


def _scenes(soundtrack: Soundtrack, cut: Cut, levels: Mapping[str, tuple[int, int]]) -> Iterator[Level]:
    wanted = [(n, f"scene:{entry.scene_id}") for n, entry in enumerate(cut.entries)]
    wanted = [(n, name) for n, name in wanted if name in levels]
    if not wanted:
        return
    bounds = grid(cut, cues_in(cut, soundtrack))
    for n, name in wanted:
        voice, score = levels[name]
        yield Level(*_samples(soundtrack, bounds[n], bounds[n + 1]), voice, score)


def _samples(soundtrack: Soundtrack, start: int, end: int) -> tuple[int, int]:
    return samples_at(start, soundtrack.rate), samples_at(end, soundtrack.rate)
