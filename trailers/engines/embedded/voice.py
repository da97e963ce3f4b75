"""The built-in narrator: Piper's voice Joe, read at a trailer's pace, with the time of every word.

The same request gives the same samples in any process on one kind of processor. (Between kinds, sums may be
ordered differently in the last bits; nothing depends on them being equal.)
"""

from __future__ import annotations

import hashlib
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from trailers.domain.clock import SAMPLE_RATE, round_half_up
from trailers.domain.errors import UserError
from trailers.domain.words import Word
from trailers.engines.ports import SpeechAnswer, SpeechRequest, VoiceOffer

from .speech.readings import Reading, Unreadable, read, sentences

if TYPE_CHECKING:
    from .speech.delivery import Sentence

VOICES = ("joe",)
_PACE = Fraction(3, 2)
"""Slower than the voice speaks by itself: a trailer takes its time."""
_SLOWEST, _FASTEST = Fraction(1, 2), Fraction(2)
_MOST_CHARACTERS = 4000
_SPOKEN_MARK = {"": "", "…": ",", ",": ",", ";": ";", ".": ".", "?": "?", "!": "!"}


class EmbeddedVoice:
    """Implements ports.Voice. English only; the model is loaded once per process, at the first line."""

    def speak(self, request: SpeechRequest, scratch: Path) -> SpeechAnswer:
        """UserError voice.* when the text, voice, language or speed is not one it can read."""
        readings = readings_of(request)
        speed = _speed(request.speed)
        from trailers.media.audio import write_wav

        from .speech.delivery import deliver

        seed = request.seed or 0
        spoken = [
            _say(readings[first:end], speed, _seed(readings[first:end], seed))
            for first, end in sentences(readings)
        ]
        line = deliver(spoken, speed)
        path = scratch / f"voice-{hashlib.sha256(repr(request).encode()).hexdigest()[:16]}.wav"
        write_wav(path, line.audio)
        words = tuple(
            Word(reading.written, _ms(start), _ms(end))
            for reading, (start, end) in zip(readings, line.words, strict=True)
        )
        return SpeechAnswer(path, len(line.audio), words)

    def voices(self, query: str = "", language: str = "", most: int = 100) -> tuple[VoiceOffer, ...]:
        """Implements ports.VoiceCatalogue: Joe, unless something else is looked for."""
        found = (VoiceOffer(name, name.title(), {"language": "en"}) for name in VOICES)
        return tuple(one for one in found if query.lower() in one.id and language in ("", "en"))[:most]


def readings_of(request: SpeechRequest) -> tuple[Reading, ...]:
    """How the request will be read, refused where it cannot be: pure, needs no model."""
    if request.language.lower().partition("-")[0].partition("_")[0] != "en":
        raise UserError("voice.language", language=request.language)
    if request.voice not in ("", *VOICES):
        raise UserError("voice.unknown", voice=request.voice, voices=", ".join(VOICES))
    if len(request.text) > _MOST_CHARACTERS:
        raise UserError("voice.too_long", characters=len(request.text), limit=_MOST_CHARACTERS)
    try:
        readings = read(request.text)
    except Unreadable as error:
        raise UserError("voice.script", word=error.word) from error
    if not any(reading.said for reading in readings):
        raise UserError("voice.nothing_to_say", text=request.text.strip()[:40])
    return readings


def _speed(speed: float) -> Fraction:
    exact = Fraction(round(speed * 1000), 1000)
    if not _SLOWEST <= exact <= _FASTEST:
        raise UserError("voice.speed", speed=f"{speed:g}")
    return exact


def _say(readings: tuple[Reading, ...], speed: Fraction, seed: int) -> Sentence:
    """One sentence through the model; the words of its readings timed in the voice's own samples."""
    from .speech.delivery import DEPTH, Sentence
    from .speech.model import narrator
    from .speech.phonemes import share, sounds_of

    voice = narrator()
    sounds = [sound for sound in sounds_of(_sentence_text(readings)) if voice.knows(sound)]
    utterance = voice.say(sounds, slowness=float(_PACE * DEPTH / speed), seed=seed)
    runs = share(sounds, [reading.said for reading in readings])
    words = tuple(run and (utterance.edges[run[0]], utterance.edges[run[1]]) for run in runs)
    return Sentence(utterance.audio, words, tuple(reading.pause for reading in readings))


def _sentence_text(readings: tuple[Reading, ...]) -> str:
    """The spoken words with the marks that shape the melody; a dot is put where the writer left none."""
    said = [" ".join(reading.said) + _SPOKEN_MARK[reading.pause] for reading in readings if reading.said]
    text = " ".join(said)
    return text if text[-1:] in ".?!," else f"{text.rstrip(';')}."


def _seed(readings: tuple[Reading, ...], reading_number: int) -> int:
    """The voice's chance follows from the words, so a sentence sounds the same in whatever line it stands."""
    name = "\x1f".join((str(reading_number), *(reading.written for reading in readings)))
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")


def _ms(samples: int) -> int:
    return round_half_up(Fraction(samples * 1000, SAMPLE_RATE))
