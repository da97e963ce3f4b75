"""The mix as a value: where each voice lies to the sample, when the score steps back, how loud it becomes.

The defaults are the product's: voice compressed 4:1 above -20 dB, score 14 dB down, -14 LUFS, -1.5 dBTP.
Settings come in whole tenths, so that they can be part of a step's fingerprint.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from .clock import SAMPLE_RATE, Rate, samples_at
from .errors import UserError
from .soundtrack import SoundSpan, Soundtrack

_SAMPLES_PER_MS = SAMPLE_RATE // 1000
BREATH_MS = 900
"""Between words nearer than this the score stays down: coming up for less would only pump."""
CROSSFADE_MS = 1500
SHORTEST_SCORE_MS = 2000
"""A shorter piece of music cannot be looped without being heard as a stutter."""


class PlacedVoice(NamedTuple):
    item_id: str
    start_sample: int
    samples: int


class Duck(NamedTuple):
    """The score is at its lower level throughout [start_sample, end_sample)."""

    start_sample: int
    end_sample: int


class Level(NamedTuple):
    """Voice and score in [start_sample, end_sample) are louder by these tenths of a decibel; a voice at None is
    not heard."""

    start_sample: int
    end_sample: int
    voice_tenths: int | None = 0
    score_tenths: int = 0


@dataclass(frozen=True, slots=True)
class MixPlan:
    """All that the mixer does; `samples` is the exact length of the mix, the voice stem and the score."""

    samples: int
    rate: Rate
    voices: tuple[PlacedVoice, ...]
    ducks: tuple[Duck, ...] = ()
    duck_db: int = 14
    duck_attack_ms: int = 250
    """The score goes down in this time before a duck, and comes up in `duck_release_ms` after it."""
    duck_release_ms: int = 800
    threshold_db: int = -20
    """Of the voice's compressor, with `ratio` to one above it."""
    ratio: int = 4
    target_lufs: float = -14.0
    ceiling_dbtp: float = -1.5
    fade_ms: int = 2000
    """The score's last stretch, in which it fades to nothing."""
    levels: tuple[Level, ...] = ()
    """What a person set; where several overlap they add up."""


@dataclass(frozen=True, slots=True)
class ScoreFit:
    """How a piece of music becomes exactly `samples` long.

    `repeats` copies follow each other, each overlapping the one before by `crossfade_samples`; the first
    `samples` of that are kept and the last `fade_samples` fade out. Crossfade and fade are whole ms.
    """

    mode: Literal["exact", "trim", "loop"]
    source_samples: int
    samples: int
    repeats: int
    crossfade_samples: int
    fade_samples: int


def plan_mix(
    soundtrack: Soundtrack,
    *,
    duck_db: int = 14,
    threshold_db: int = -20,
    ratio: int = 4,
    target_lufs_tenths: int = -140,
    ceiling_dbtp_tenths: int = -15,
    fade_ms: int = 2000,
    levels: Iterable[Level] = (),
) -> MixPlan:
    """The mix of this soundtrack. ValueError for levels that no mixer could follow."""
    if duck_db < 0 or threshold_db > 0 or ratio < 1 or ceiling_dbtp_tenths > 0 or fade_ms < 0:
        raise ValueError("levels out of range")
    return MixPlan(
        samples=soundtrack.samples,
        rate=soundtrack.rate,
        voices=tuple(
            PlacedVoice(span.item_id, samples_at(span.start, soundtrack.rate), span.voice_samples)
            for span in soundtrack.spans
            if span.voice_samples
        ),
        ducks=tuple(_ducks(soundtrack)),
        duck_db=duck_db,
        threshold_db=threshold_db,
        ratio=ratio,
        target_lufs=target_lufs_tenths / 10,
        ceiling_dbtp=ceiling_dbtp_tenths / 10,
        fade_ms=fade_ms,
        levels=tuple(levels),
    )


def fit_score(source_samples: int, samples: int, *, fade_ms: int = 2000) -> ScoreFit:
    """Trim a score that is too long, loop one that is too short; UserError when it is too short to loop."""
    if samples <= 0:
        raise ValueError(f"a film of {samples} samples")
    fade = min(fade_ms, samples // _SAMPLES_PER_MS) * _SAMPLES_PER_MS
    if source_samples >= samples:
        mode: Literal["exact", "trim"] = "exact" if source_samples == samples else "trim"
        return ScoreFit(mode, source_samples, samples, 1, 0, fade)
    if source_samples < SHORTEST_SCORE_MS * _SAMPLES_PER_MS:
        raise UserError("score.too_short", ms=source_samples // _SAMPLES_PER_MS, least_ms=SHORTEST_SCORE_MS)
    crossfade = min(CROSSFADE_MS, source_samples // _SAMPLES_PER_MS // 4) * _SAMPLES_PER_MS
    repeats = -(-(samples - crossfade) // (source_samples - crossfade))
    return ScoreFit("loop", source_samples, samples, repeats, crossfade, fade)


def _ducks(soundtrack: Soundtrack) -> Iterator[Duck]:
    """Stretches of speech, joined over pauses too short for the score to come up in."""
    current: Duck | None = None
    for start, end in _speech(soundtrack):
        if current is None:
            current = Duck(start, end)
        elif start - current.end_sample < BREATH_MS * _SAMPLES_PER_MS:
            current = Duck(current.start_sample, max(current.end_sample, end))
        else:
            yield current
            current = Duck(start, end)
    if current is not None:
        yield current


def _speech(soundtrack: Soundtrack) -> Iterator[tuple[int, int]]:
    """Every word's samples; a voice without measured words counts from its first sample to its last."""
    for span in soundtrack.spans:
        if span.voice_samples:
            yield from _speech_of(soundtrack, span)


def _speech_of(soundtrack: Soundtrack, span: SoundSpan) -> Iterator[tuple[int, int]]:
    begin = samples_at(span.start, soundtrack.rate)
    end = begin + span.voice_samples
    words = soundtrack.words_of(span)
    if not words:
        yield begin, end
    for word in words:
        start = min(max(word.start_ms * _SAMPLES_PER_MS, begin), end)
        yield start, max(start, min(word.end_ms * _SAMPLES_PER_MS, end))
