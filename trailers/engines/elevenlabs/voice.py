"""A line read by a voice of ElevenLabs, with the times of its words from the same call."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trailers.domain.clock import SAMPLE_RATE
from trailers.domain.errors import FatalError, UserError
from trailers.domain.words import Word
from trailers.engines.operator import option
from trailers.engines.ports import SpeechAnswer, SpeechRequest, Usage, VoiceOffer
from trailers.engines.prices import cost

from . import account as accounts
from .faults import classified, unusable
from .models import FASTEST, MOST_SEED, SLOWEST, SpeechModel, speech_format, speech_model
from .pacing import paced, spoken
from .timing import fitted, grouped, shifted
from .voices import first_voice, offers

if TYPE_CHECKING:
    from trailers.media.audio import Sound

_CUT_S = 0.15
"""Sound that ends so much before its last letter was cut on the way."""


class ElevenLabsVoice:
    """Implements ports.Voice and ports.VoiceCatalogue."""

    def speak(self, request: SpeechRequest, scratch: Path) -> SpeechAnswer:
        """One paid call. `words` is None when the vendor's times cannot be trusted: they are to be measured."""
        model = speech_model(option("elevenlabs", "voice_model"))
        text, said = paced(request.text, model), spoken(request.text).split()
        _check(request.text, text, said, model)
        told = accounts.reached()
        plan = accounts.account(told)
        plan.check(-(-len(text) * model.credits_permille // 1000))
        voice = request.voice or option("elevenlabs", "voice") or first_voice(told)
        sent, rate_hz = speech_format(plan.tier)
        try:
            with classified(paid=True, voice=voice, model=model.name):
                answer = accounts.client(told).text_to_speech.with_raw_response.convert_with_timestamps(
                    voice,
                    text=text,
                    output_format=sent,
                    request_options=accounts.once(),
                    **wishes(request, model),
                )
                sound = _sound(getattr(answer.data, "audio_base_64", ""), rate_hz)
                words = _words(answer.data, text, len(sound) / SAMPLE_RATE)
        except FatalError as error:
            if error.code == "provider.quota":
                accounts.forget(told)
            raise
        sound, cut_ms = trimmed(sound)
        duration_ms = len(sound) * 1000 // SAMPLE_RATE
        times = (
            fitted(said, shifted(words, cut_ms, duration_ms), duration_ms, request.language)
            if words
            else None
        )
        path = scratch / f"voice-{hashlib.sha256(repr(request).encode()).hexdigest()[:16]}.wav"
        _write(path, sound)
        return SpeechAnswer(path, len(sound), times, usage(answer.headers, text, model))

    def voices(self, query: str = "", language: str = "", most: int = 100) -> tuple[VoiceOffer, ...]:
        """What may be chosen, by name. Free."""
        return offers(accounts.reached(), query, language, most)


def wishes(request: SpeechRequest, model: SpeechModel) -> dict[str, Any]:
    """What the model accepts of a request; anything else would be an error, or silently do harm."""
    out: dict[str, Any] = {"model_id": model.name}
    if request.seed is not None:
        out["seed"] = request.seed % (MOST_SEED + 1)
    if request.speed != 1.0:
        out["voice_settings"] = {"speed": round(min(FASTEST, max(SLOWEST, request.speed)), 3)}
    if model.language and request.language:
        out["language_code"] = request.language.lower().replace("_", "-").partition("-")[0]
    if model.neighbours:
        out |= {
            name: text
            for name, text in (("previous_text", request.before), ("next_text", request.after))
            if text
        }
    return out


def usage(headers: Mapping[str, str], text: str, model: SpeechModel) -> Usage:
    """What was billed: by the vendor's own count, else by the characters sent."""
    told = {name.lower(): value for name, value in headers.items()}
    count = told.get("x-character-count", "")
    units = {"chars": int(count) if count.isdigit() else len(text)}
    return Usage(units, cost("elevenlabs", model.name, units), told.get("request-id", ""))


def _check(wanted: str, text: str, said: list[str], model: SpeechModel) -> None:
    if not any(char.isalnum() for word in said for char in word):
        raise UserError("voice.nothing_to_say", text=wanted.strip()[:40])
    if len(text) > model.most_characters:
        raise UserError("voice.too_long", characters=len(text), limit=model.most_characters)


def _sound(encoded: str, rate_hz: int) -> Sound:
    import numpy as np

    from trailers.media.audio import resample

    pcm = base64.b64decode(encoded or "", validate=True)
    if len(pcm) < 2 or len(pcm) % 2:
        raise unusable("The sound is empty or cut.")
    sound = np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(32768)
    return resample(sound, SAMPLE_RATE, rate_hz)


def _words(answer: Any, text: str, duration_s: float) -> tuple[Word, ...]:
    """The vendor's words; none when it sent no usable times. UncertainError when the sound ends before them."""
    own = getattr(answer, "alignment", None)
    exact = own is not None and "".join(own.characters) == text
    found = own if exact else getattr(answer, "normalized_alignment", None) or own
    if found is None:
        return ()
    ends = found.character_end_times_seconds
    if ends and ends[-1] > duration_s + _CUT_S:
        raise unusable("The sound ends before its last word.")
    try:
        return grouped(found.characters, found.character_start_times_seconds, ends)
    except ValueError:
        return ()


def trimmed(sound: Sound) -> tuple[Sound, int]:
    """The sound without the silence around it, and how many ms were cut from its start.

    UncertainError when nothing is heard.
    """
    import numpy as np

    loud = np.flatnonzero(np.abs(sound) > 0.003)
    if not len(loud):
        raise unusable("Nothing is heard in it.")
    edge = 15 * SAMPLE_RATE // 1000
    first = max(0, int(loud[0]) - edge) // (SAMPLE_RATE // 1000)
    end = min(len(sound), int(loud[-1]) + edge)
    return sound[first * SAMPLE_RATE // 1000 : end], first


def _write(path: Path, sound: Sound) -> None:
    from trailers.media.audio import write_wav

    write_wav(path, sound)
