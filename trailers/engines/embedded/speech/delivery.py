"""Spoken sentences into one delivered line: pauses a narrator would make, exact word onsets, tone, level."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from trailers.domain.clock import SAMPLE_RATE
from trailers.media import filters
from trailers.media.audio import db, resample
from trailers.media.dynamics import limit
from trailers.media.loudness import mean_lufs

from .model import SAMPLE_RATE as VOICE_RATE
from .readings import Pause

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from trailers.media.audio import Sound

DEPTH = Fraction(15, 16)
"""The recorded voice is played a semitone lower; the model is asked to speak that much faster to make up
for it."""
LEVEL_LUFS = -20.0
"""Loudness of every line while it speaks: the mix's compressor begins to work just above it."""
_PEAK_DB = -2.0
_PAUSES_MS: dict[Pause, int] = {"": 0, ",": 240, ";": 360, "…": 520, ".": 560, "?": 560, "!": 520}
_EDGE_MS = 15
_SOUNDING_DB = -36.0
"""Against the loudest moment of the sentence: where a word is heard to begin."""
_FADING_DB = -46.0
_TONE = (
    filters.high_pass(60),
    filters.low_shelf(150, 2.0),
    filters.bell(420, -1.5, 0.9),
    filters.bell(3400, 2.5, 0.8),
    filters.high_shelf(8500, 1.5),
)
_UP, _DOWN = SAMPLE_RATE * DEPTH.denominator, VOICE_RATE * DEPTH.numerator


@dataclass(frozen=True, slots=True)
class Sentence:
    """Sound at the voice's own rate, and for each written word its samples [start, end), or None if it is
    silent."""

    audio: NDArray[np.float32]
    words: tuple[tuple[int, int] | None, ...]
    pauses: tuple[Pause, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """48 kHz mono, and the samples [start, end) of every written word; a silent one has no length."""

    audio: Sound
    words: tuple[tuple[int, int], ...]


def deliver(sentences: Sequence[Sentence], speed: Fraction) -> Line:
    """Join the sentences of one line. At least one word in it must sound."""
    import numpy as np

    pieces: list[NDArray[np.float32]] = []
    words: list[tuple[int, int] | None] = []
    length, rest = 0, 0
    for sentence in sentences:
        audio, spans = _breathe(*_trimmed(sentence), sentence.pauses, speed)
        if audio is None:
            words += spans
            continue
        lead = max(0, rest - _ms(2 * _EDGE_MS)) if pieces else 0
        pieces += [np.zeros(lead, np.float32), audio]
        words += [
            None if span is None else (span[0] + length + lead, span[1] + length + lead) for span in spans
        ]
        length += lead + len(audio)
        rest = _pause(sentence.pauses[-1], speed)
    return _finished(np.concatenate(pieces), _completed(words, length))


def _trimmed(sentence: Sentence) -> tuple[NDArray[np.float32] | None, list[tuple[int, int] | None]]:
    """Cut to 15 ms before the first word is heard and 15 ms after the last has faded; times follow."""
    import numpy as np

    spans = list(sentence.words)
    sounding = [index for index, span in enumerate(spans) if span is not None and span[1] > span[0]]
    if not sounding:
        return None, [None] * len(spans)
    envelope = _envelope(sentence.audio)
    for index in sounding:
        after_rest = index == sounding[0] or sentence.pauses[index - 1] != ""
        before_rest = index == sounding[-1] or sentence.pauses[index] != ""
        spans[index] = _heard(envelope, spans[index], after_rest, before_rest)  # type: ignore[arg-type]
    heard = [span for span in spans if span is not None and span[1] > span[0]]
    start, end = max(0, heard[0][0] - _ms(_EDGE_MS)), min(len(sentence.audio), heard[-1][1] + _ms(_EDGE_MS))
    audio = sentence.audio[start:end].copy()
    fade = min(_ms(_EDGE_MS) // 2, len(audio) // 2)
    ramp = np.linspace(0.0, 1.0, fade, dtype=np.float32)
    audio[:fade] *= ramp
    audio[len(audio) - fade :] *= ramp[::-1]
    return audio, [None if span is None else (span[0] - start, span[1] - start) for span in spans]


def _heard(
    envelope: NDArray[np.float32], span: tuple[int, int], after_rest: bool, before_rest: bool
) -> tuple[int, int]:
    """Where the word is heard, near where the model says it is: the model's sounds include their own
    silence."""
    import numpy as np

    start, end = span
    top = float(envelope.max())
    if after_rest:
        near = envelope[max(0, start - _ms(80)) : max(start + 1, end)]
        loud = np.flatnonzero(near > top * db(_SOUNDING_DB))
        if len(loud):
            start = max(0, start - _ms(80)) + int(loud[0])
    if before_rest:
        near = envelope[start : end + _ms(200)]
        faded = np.flatnonzero(near > top * db(_FADING_DB))
        if len(faded):
            end = start + int(faded[-1]) + 1
    return start, max(start + 1, end)


def _envelope(audio: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mean level around each sample over 4 ms."""
    import numpy as np
    from scipy.ndimage import uniform_filter1d

    return np.asarray(np.sqrt(uniform_filter1d(np.square(audio), _ms(4))))


def _breathe(
    audio: NDArray[np.float32] | None,
    spans: list[tuple[int, int] | None],
    pauses: Sequence[Pause],
    speed: Fraction,
) -> tuple[NDArray[np.float32] | None, list[tuple[int, int] | None]]:
    """Widen the rests inside a sentence to a narrator's length, where they are quietest."""
    import numpy as np

    if audio is None:
        return None, spans
    envelope = _envelope(audio)
    cuts: list[tuple[int, int]] = []
    sounding = [index for index, span in enumerate(spans) if span is not None]
    for here, following in itertools.pairwise(sounding):
        wanted = max(_pause(pauses[index], speed) for index in range(here, following))
        end, start = spans[here][1], spans[following][0]  # type: ignore[index]
        if wanted and (missing := wanted - (start - end)) > 0:
            quietest = end + int(np.argmin(envelope[end:start])) if start > end else start
            cuts.append((quietest, missing))
    for at, missing in reversed(cuts):
        audio = np.concatenate([_faded_out(audio[:at]), np.zeros(missing, np.float32), _faded_in(audio[at:])])
        spans = [_pushed(span, at, missing) for span in spans]
    return audio, spans


def _pushed(span: tuple[int, int] | None, at: int, by: int) -> tuple[int, int] | None:
    if span is None or span[0] < at:
        return span
    return span[0] + by, span[1] + by


def _faded_out(audio: NDArray[np.float32]) -> NDArray[np.float32]:
    import numpy as np

    out = audio.copy()
    size = min(_ms(5), len(out))
    out[len(out) - size :] *= np.linspace(1.0, 0.0, size, dtype=np.float32)
    return out


def _faded_in(audio: NDArray[np.float32]) -> NDArray[np.float32]:
    return _faded_out(audio[::-1])[::-1]


def _completed(words: Sequence[tuple[int, int] | None], length: int) -> list[tuple[int, int]]:
    """A word without sound takes no time, at the end of the word before it."""
    out: list[tuple[int, int]] = []
    first = next(span for span in words if span is not None)
    for span in words:
        at = out[-1][1] if out else first[0]
        out.append(
            (at, at) if span is None else (max(span[0], out[-1][0] if out else 0), min(span[1], length))
        )
    return out


def _finished(audio: NDArray[np.float32], words: Sequence[tuple[int, int]]) -> Line:
    """To 48 kHz, a semitone deeper, warmer, clearer, and as loud as every other line."""
    import numpy as np

    sound = filters.equalise(resample(audio, _UP, _DOWN), *_TONE)
    spans = tuple((start * _UP // _DOWN, min(len(sound), end * _UP // _DOWN)) for start, end in words)
    spoken = np.concatenate([sound[start:end] for start, end in spans if end > start])
    level = mean_lufs(spoken)
    sound = sound * np.float32(db(LEVEL_LUFS - level)) if level > -90 else sound
    return Line(limit(sound, db(_PEAK_DB)), spans)


def _pause(pause: Pause, speed: Fraction) -> int:
    return int(_ms(_PAUSES_MS[pause]) / speed)


def _ms(ms: int) -> int:
    """Samples at the voice's own rate that last `ms` when played deeper."""
    return ms * VOICE_RATE * DEPTH.numerator // (DEPTH.denominator * 1000)
