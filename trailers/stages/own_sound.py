"""import_sound, align and voice_cut: a person's own recording becomes the film's voice, or its score."""

from __future__ import annotations

from dataclasses import asdict

from trailers.domain.errors import FatalError, UserError
from trailers.domain.narration import Piece, doubts, pieces
from trailers.engines.registry import aligner
from trailers.media.audio import import_audio, read_wav, wav_facts, write_wav

from .base import Output, StageCall, StageResult, write_json

_EDGE_SAMPLES = 240
"""5 ms: a cut in the room's own noise must not click."""


def import_sound(call: StageCall) -> StageResult:
    """Files: source. Params: role (narration or score), channels. Makes a 48 kHz WAV."""
    out = call.scratch / f"{call.params['role']}.wav"
    facts = import_audio(call.files["source"], out, scratch=call.scratch, channels=call.params["channels"])
    return StageResult((Output(out, call.params["role"], {"samples": facts.samples}),))


def align(call: StageCall) -> StageResult:
    """Files: recording. Params: lines, language, aligner (else embedded). Makes the pieces of the recording by
    line, as JSON.

    UserError narration.mismatch when most of the script was not found in it.
    """
    from trailers.engines.embedded.aligner import speech_ms

    lines = [(line["id"], line["text"]) for line in call.params["lines"]]
    recording = call.files["recording"]
    text = " ".join(" ".join(words.split()) for _, words in lines)
    engine = aligner(call.params.get("aligner", "embedded"))
    heard = engine.listen(recording, text, call.scratch, call.params["language"])
    found = doubts(lines, heard.words, speech_ms(read_wav(recording, channels=1)), heard.placed)
    lost = sum(doubt.code == "narration.not_found" for doubt in found)
    if 2 * lost > len(lines):
        raise UserError("narration.mismatch", lost=lost, lines=len(lines))
    cut = pieces(lines, heard.words, wav_facts(recording).samples)
    media = {
        "pieces": {piece.item_id: piece.to_json() for piece in cut},
        "doubts": [asdict(doubt) for doubt in found],
    }
    out = write_json(call.scratch / "aligned.json", media)
    return StageResult((Output(out, "aligned", media),), heard.usage)


def cut_voice(call: StageCall) -> StageResult:
    """Files: recording, aligned. Params: line. Makes the line's own WAV with its measured words."""
    import numpy as np

    line = call.params["line"]
    known = call.media["aligned"]["pieces"]
    if line not in known:
        raise FatalError("stage.unknown", kind=f"voice_cut of {line}")
    piece = Piece.from_json(known[line])
    sound = read_wav(call.files["recording"], channels=1)
    cut = np.zeros(piece.samples, np.float32)
    part = sound[piece.start_sample : piece.start_sample + piece.samples]
    cut[: len(part)] = part
    edge = min(_EDGE_SAMPLES, piece.samples // 2)
    ramp = np.linspace(0.0, 1.0, edge, endpoint=False, dtype=np.float32)
    cut[:edge] *= ramp
    cut[len(cut) - edge :] *= ramp[::-1]
    out = call.scratch / "voice.wav"
    write_wav(out, cut)
    media = {"samples": piece.samples, "words": [asdict(word) for word in piece.words]}
    return StageResult((Output(out, "voice", media),))
