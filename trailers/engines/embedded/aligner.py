"""When each word of a known text is said in a recording: forced alignment with PocketSphinx's English model.

Where the recogniser loses the thread (music under the voice, words left out) the words it did not place are
spread over the speech that remains, by syllables: a good guess that keeps order, never a failure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trailers.domain.errors import UserError
from trailers.domain.words import Word
from trailers.engines.ports import Heard

from .speech.readings import Unreadable, read

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from trailers.media.audio import Sound

_RATE = 16_000
_FRAME_MS = 10
BIAS_MS = 55
"""PocketSphinx puts a word's start early: median 48 to 58 ms against the narrator's own timings over 114 words at two
paces (ends: 8 ms, left as they are). Corrected, the mean error of a start was 25 to 29 ms, 95 % within 70 ms."""
_SNAP_MS = 90
"""A word this near to where sound begins after a rest begins exactly there."""
_BEAMS: dict[str, Any] = {"beam": 1e-120, "wbeam": 1e-100, "pbeam": 1e-120, "maxhmmpf": -1}
_MIN_REST_MS = 200

_Times = list[tuple[int, int] | None]


class EmbeddedAligner:
    """Implements ports.Aligner. A new decoder per call: it would otherwise adapt to what it heard before."""

    def align(self, audio: Path, text: str, scratch: Path, language: str = "en") -> tuple[Word, ...]:
        """`audio` is a 48 kHz, 16 bit WAV. UserError aligner.* when the text cannot be read in English, or
        the recording holds no speech."""
        return self.listen(audio, text, scratch, language).words

    def listen(self, audio: Path, text: str, scratch: Path, language: str = "en") -> Heard:
        """The same, and how many words of the text were found for certain before the thread was lost."""
        from trailers.media.audio import read_wav

        if not language.lower().startswith("en"):
            raise UserError("aligner.language", language=language)
        spoken, owners = _spoken(text)
        sound = read_wav(audio)
        mono = sound if sound.ndim == 1 else sound.mean(axis=1)
        speech = speech_ms(mono)
        if not speech or not spoken:
            raise UserError("aligner.no_speech", name=audio.name)
        found, certain = _decode(mono, spoken, speech)
        times = corrected(found, speech)
        words = tuple(_as_words(text.split(), owners, times, len(mono) // 48))
        return Heard(words, len(words) if certain == len(spoken) else owners[certain])


def _spoken(text: str) -> tuple[list[str], list[int]]:
    """The plain words said for a text, in lower case, and for each the written word it belongs to."""
    try:
        readings = read(text)
    except Unreadable as error:
        raise UserError("aligner.script", word=error.word) from error
    pairs = [(word.lower(), index) for index, reading in enumerate(readings) for word in reading.said]
    return [word for word, _ in pairs], [index for _, index in pairs]


def _decode(
    mono: Sound, spoken: Sequence[str], speech: Sequence[tuple[int, int]]
) -> tuple[list[tuple[int, int]], int]:
    """A time for every spoken word, and how many of them the decoder placed itself."""
    from pocketsphinx import Decoder

    from trailers.media.audio import resample, to_pcm16

    from .speech.arpabet import arpabet, syllables
    from .speech.phonemes import sounds_of

    decoder = Decoder(loglevel="FATAL", **_BEAMS)
    names: list[str] = []
    weights: list[int] = []
    for word in spoken:
        phones = decoder.lookup_word(word)
        name = word
        if phones is None:
            phones = arpabet("".join(sounds_of(word)).replace(" ", "")) or "AH"
            name = f"cuelock{len(names)}"
            decoder.add_word(name, phones, True)
        names.append(name)
        weights.append(syllables(phones))
    placed = _placed(decoder, to_pcm16(resample(mono, 1, 3)), names)
    return filled(placed, weights, speech), sum(time is not None for time in placed)


def _placed(decoder: Any, pcm: NDArray[np.int16], names: Sequence[str]) -> _Times:
    """Times of the leading words that the decoder placed; None for the rest."""
    heard: list[tuple[int, int]] = []
    try:
        decoder.set_align_text(" ".join(names))
        decoder.start_utt()
        decoder.process_raw(pcm.tobytes(), full_utt=True)
        decoder.end_utt()
        segments = list(decoder.seg() or ())
    except RuntimeError:  # "Failed to set up sub-word alignment" and the like: it lost the thread altogether
        return [None] * len(names)
    for segment in segments:
        if segment.word[0] in "<[" or segment.word == "(NULL)":
            continue
        if segment.word.partition("(")[0] != names[len(heard)]:
            break
        heard.append((segment.start_frame * _FRAME_MS, (segment.end_frame + 1) * _FRAME_MS))
    return [*heard, *[None] * (len(names) - len(heard))]


def corrected(times: Sequence[tuple[int, int]], speech: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Starts without the recogniser's bias; after a rest, the very moment at which the sound begins."""
    onsets = [start for start, _ in speech]
    out = []
    for start, end in times:
        later = start + BIAS_MS
        near = min(onsets, key=lambda onset: abs(onset - later))
        begin = near if abs(near - later) <= _SNAP_MS else later
        out.append((begin, max(begin, end)))
    return out


def filled(
    placed: _Times, weights: Sequence[int], speech: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Every word with a time: those not placed share the remaining speech by their weights."""
    known = [time for time in placed if time is not None]
    if len(known) == len(placed):
        return known
    after_ms = known[-1][1] if known else 0
    left = [(max(start, after_ms), end) for start, end in speech if end > after_ms]
    left = left or [(speech[-1][1], speech[-1][1])]
    return [*known, *_spread(weights[len(known) :], left)]


def _spread(weights: Sequence[int], speech: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Cut the total of the stretches in proportion; a word lies in the stretch where its middle falls."""
    total, whole = sum(end - start for start, end in speech), sum(weights)
    done = 0
    for weight in weights:
        first, last = total * done // whole, total * (done + weight) // whole
        yield _inside(first, last, speech)
        done += weight


def _inside(first: int, last: int, speech: Sequence[tuple[int, int]]) -> tuple[int, int]:
    passed = 0
    for start, end in speech:
        length = end - start
        if first + last < 2 * (passed + length):
            return start + max(0, first - passed), start + min(length, last - passed)
        passed += length
    return speech[-1][1], speech[-1][1]


def speech_ms(mono: Sound) -> list[tuple[int, int]]:
    """Stretches louder than the noise, rests under 200 ms bridged: [start, end) in ms."""
    import numpy as np

    frame = 480
    whole = len(mono) // frame
    level = (
        np.sqrt(np.mean(np.square(mono[: whole * frame]).reshape(whole, frame), axis=1))
        if whole
        else np.zeros(0)
    )
    if not whole or level.max() < 1e-4:
        return []
    noise, top = float(np.percentile(level, 5)), float(np.percentile(level, 98))
    loud = np.flatnonzero(level > max(top * 0.03, min(noise * 3, top * 0.5)))
    out: list[tuple[int, int]] = []
    for index in loud.tolist():
        start = index * _FRAME_MS
        if out and start - out[-1][1] < _MIN_REST_MS:
            out[-1] = (out[-1][0], start + _FRAME_MS)
        else:
            out.append((start, start + _FRAME_MS))
    return out


def _as_words(
    written: Sequence[str], owners: Sequence[int], times: Sequence[tuple[int, int]], last_ms: int
) -> Iterator[Word]:
    """Merge spoken words into written ones, in order; one without sound takes no time after the word before
    it."""
    spans: dict[int, tuple[int, int]] = {}
    for owner, (start, end) in zip(owners, times, strict=True):
        first = spans[owner][0] if owner in spans else start
        spans[owner] = (first, end)
    at = min((start for start, _ in spans.values()), default=0)
    floor = 0
    for index, text in enumerate(written):
        start, end = spans.get(index, (at, at))
        start = min(max(start, floor, 0), last_ms)
        end = min(max(end, start), last_ms)
        floor, at = start, end
        yield Word(text, start, end)
