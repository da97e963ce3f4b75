"""When known words are said in a recording, and what is said in an unknown one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from trailers.domain.errors import UserError
from trailers.domain.words import Word, match_words
from trailers.engines.ports import Heard, Transcript, Usage
from trailers.engines.prices import cost

from . import account as accounts
from .faults import classified, unusable
from .models import TRANSCRIBER
from .pacing import spoken

POOR_LOSS = 2.0
"""A word placed with more loss than this was hardly heard there."""
_MOST_POOR = 0.5


class ElevenLabsAligner:
    """Implements ports.Aligner by forced alignment: nothing is recognised, so nothing is misheard."""

    def align(self, audio: Path, text: str, scratch: Path, language: str = "en") -> tuple[Word, ...]:
        """`audio` is a 48 kHz, 16 bit WAV. UserError aligner.poor when the recording is not of this text."""
        return self.listen(audio, text, scratch, language).words

    def listen(self, audio: Path, text: str, scratch: Path, language: str = "en") -> Heard:
        """The same, with the words that were placed badly, and the price."""
        written, said = text.split(), spoken(text)
        if not any(char.isalnum() for char in said):
            raise UserError("aligner.no_speech", name=audio.name)
        duration_ms = _duration_ms(audio)
        with classified(paid=True):
            answer = accounts.client(accounts.reached()).forced_alignment.with_raw_response.create(
                file=(audio.name, audio.read_bytes(), "audio/wav"), text=said, request_options=accounts.once()
            )
            found = [(word.text.strip(), word.start, word.end, word.loss) for word in _list(answer.data)]
        placed = [one for one in found if one[0]]
        if not placed:
            raise unusable("It placed no word.")
        poor = tuple(word for word, _, _, loss in placed if loss > POOR_LOSS)
        if len(poor) > _MOST_POOR * len(placed):
            raise UserError(
                "aligner.poor", poor=len(poor), words=len(placed), cost_microusd=_price(duration_ms)
            )
        words = [_word(text, start, end) for text, start, end, _ in placed]
        times = match_words(written, words, duration_ms=duration_ms, language=language).words
        units = {"audio_ms": duration_ms}
        bill = Usage(units, _price(duration_ms), answer.headers.get("request-id", ""))
        sure = max(number for number, (_, _, _, loss) in enumerate(placed, start=1) if loss <= POOR_LOSS)
        fair = [word for word, (_, _, _, loss) in zip(words, placed, strict=True) if loss <= POOR_LOSS]
        told = len(times) if sure == len(placed) else sure
        return Heard(times, told, poor, _unsure(times, fair), bill)


class ElevenLabsTranscriber:
    """Implements ports.Transcriber by Scribe."""

    def transcribe(self, audio: Path, scratch: Path, language: str = "") -> Transcript:
        """`audio` is a WAV. Words in order, without blanks and sounds; '' lets the vendor tell the language."""
        duration_ms = _duration_ms(audio)
        wish: dict[str, Any] = {"language_code": language.partition("-")[0]} if language else {}
        with classified(paid=True):
            answer = accounts.client(accounts.reached()).speech_to_text.with_raw_response.convert(
                model_id=TRANSCRIBER,
                file=(audio.name, audio.read_bytes(), "audio/wav"),
                tag_audio_events=False,
                timestamps_granularity="word",
                request_options=accounts.once(),
                **wish,
            )
            timed = [
                (word.text, word.start, word.end)
                for word in _list(answer.data)
                if word.type == "word" and word.start is not None and word.end is not None
            ]
        words = sorted((_word(*one) for one in timed), key=lambda word: (word.start_ms, word.end_ms))
        inside = tuple(word for word in words if word.start_ms <= duration_ms)
        units = {"audio_ms": duration_ms}
        bill = Usage(units, _price(duration_ms), answer.headers.get("request-id", ""))
        return Transcript(inside, getattr(answer.data, "language_code", ""), bill)


def _unsure(times: Sequence[Word], fair: Sequence[Word]) -> tuple[int, ...]:
    """Which of the written words lie in none of those that were heard well."""
    starts = [word.start_ms for word in fair]
    out = []
    for number, word in enumerate(times):
        middle = (word.start_ms + word.end_ms) // 2
        near = fair[max(0, bisect_right(starts, middle) - 1)] if fair else None
        if near is None or not near.start_ms <= middle <= near.end_ms:
            out.append(number)
    return tuple(out)


def _list(answer: Any) -> Any:
    words = getattr(answer, "words", None)
    if words is None:
        raise unusable("It has no words.")
    return words


def _word(text: str, start_s: float, end_s: float) -> Word:
    start = max(0, round(start_s * 1000))
    return Word(text, start, max(start, round(end_s * 1000)))


def _duration_ms(audio: Path) -> int:
    from trailers.media.audio import wav_facts

    facts = wav_facts(audio)
    return facts.samples * 1000 // facts.sample_rate


def _price(duration_ms: int) -> int:
    return cost("elevenlabs", TRANSCRIBER, {"audio_ms": duration_ms})
