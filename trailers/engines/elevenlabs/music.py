"""A score composed by ElevenLabs, as long as the film."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from trailers.domain.errors import UserError
from trailers.engines.connections import Connection
from trailers.engines.operator import option
from trailers.engines.ports import ScoreAnswer, ScoreRequest, Usage
from trailers.engines.prices import cost

from . import account as accounts
from .faults import classified, unusable
from .models import DEFAULT_MUSIC, music_format
from .plan import length_ms, order, with_suggestion

_LEAST_PERMILLE = 970
"""A score that is shorter than this share of what was ordered was cut on the way."""


class ElevenLabsMusic:
    """Implements ports.MusicModel."""

    def compose(self, request: ScoreRequest, scratch: Path) -> ScoreAnswer:
        """One paid call; a second one only after a refusal that names a better text.

        UserError refused.prompt when that is refused as well.
        """
        model = option("elevenlabs", "music_model") or DEFAULT_MUSIC
        wish = order(model, request, by_prompt=option("elevenlabs", "music_by") == "prompt")
        told = accounts.reached()
        sent = music_format(accounts.account(told).tier)
        try:
            data = _composed(told, wish, sent)
        except UserError as refusal:
            again = with_suggestion(wish, refusal.params.get("suggestion"))
            if refusal.code != "refused.prompt" or again is None:
                raise
            data = _composed(told, again, sent)
        path = _fitted(data, request, scratch)
        units = {"music_ms": length_ms(request)}
        return ScoreAnswer(path, Usage(units, cost("elevenlabs", model, units)))


def _composed(told: Connection, wish: dict[str, Any], sent: str) -> bytes:
    with classified(paid=True, model=wish["model_id"]):
        return b"".join(
            accounts.client(told).music.compose(
                output_format=sent, request_options=accounts.once(accounts.MUSIC_TIMEOUT_S), **wish
            )
        )


def _fitted(data: bytes, request: ScoreRequest, scratch: Path) -> Path:
    """A 48 kHz stereo WAV, cut to the samples wanted; the mix loops one that is shorter than the film.

    UncertainError provider.bad_answer for an answer that is no music of the length ordered.
    """
    from trailers.media.audio import import_audio, read_wav, write_wav

    heard, path, whole = scratch / "score-sent.mp3", scratch / "score.wav", scratch / "score-whole.wav"
    heard.write_bytes(data)
    try:
        facts = import_audio(heard, whole, scratch=scratch, channels=2)
    except UserError as error:
        raise unusable("It is no music.") from error
    if facts.samples * 1000 < length_ms(request) * 48 * _LEAST_PERMILLE:
        raise unusable(f"It has {facts.samples // 48} ms instead of {length_ms(request)}.")
    write_wav(path, read_wav(whole)[: request.samples])
    return path
