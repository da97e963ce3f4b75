"""song_words and song_report: when the words of a song are sung, and the analysis that says where somebody sings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from trailers.domain.errors import UserError
from trailers.domain.song import Stretch
from trailers.domain.song_clock import SONG_RATE, part_samples
from trailers.domain.song_report import report_of
from trailers.domain.song_wishes import CutSong, SongWishes
from trailers.domain.soundtrack import Sung
from trailers.domain.sung import Judged, judged, judged_transcript
from trailers.engines.ports import Heard, Usage
from trailers.engines.registry import aligner, transcriber
from trailers.media.audio import wav_facts
from trailers.media.song.sound import write_voices

from .base import Output, StageCall, StageResult, charged, read_json, write_json


def hear_words(call: StageCall) -> StageResult:
    """Files: song. Params: engine, port (aligner or transcriber), lines, part. Makes the words of the film's part of
    the song with their times, judged.

    An answer of which too little can be true is kept with its verdict and no words: it was paid for, and asking
    again would bring the same.
    """
    params: Any = call.params
    start_ms, end_ms = params["part"]
    wishes = SongWishes(start_ms=start_ms, end_ms=end_ms)
    part = part_samples(wishes, wav_facts(call.files["song"]).samples)
    audio = call.scratch / "part.wav"
    duration_ms = write_voices(call.files["song"], part, audio) * 1000 // SONG_RATE
    call.check()
    if params["port"] == "aligner":
        found, usage = _aligned(call, audio, duration_ms)
    else:
        answer = transcriber(params["engine"]).transcribe(audio, call.scratch)
        found, usage = judged_transcript(answer.words, duration_ms), answer.usage
    media = {**found.to_json(), "by": params["engine"], "port": params["port"]}
    return StageResult((Output(write_json(call.scratch / "words.json", media), "song_words", media),), usage)


def _aligned(call: StageCall, audio: Any, duration_ms: int) -> tuple[Judged, Usage]:
    lines = [tuple(line) for line in call.params["lines"]]
    text = "\n".join(" ".join(line) for line in lines)
    try:
        heard: Heard = aligner(call.params["engine"]).listen(audio, text, call.scratch)
    except UserError as poor:
        if poor.code != "aligner.poor":
            raise
        asked, missed = sum(map(len, lines)), int(poor.params["poor"])
        refused = Judged(Sung((), ()), asked, max(0, asked - missed))
        return refused, Usage({"audio_ms": duration_ms}, int(poor.params["cost_microusd"]))
    with charged(heard.usage):
        return judged(lines, heard.words, heard.unsure, duration_ms), heard.usage


def report(call: StageCall) -> StageResult:
    """Files: clock. Params: vocals, as pairs of ms of the film. Makes the analysis of the song with them in it."""
    cut = CutSong.from_json(read_json(call.files["clock"]))
    vocals = tuple(Stretch(start, end) for start, end in call.params["vocals"])
    song = replace(cut.song, vocals=vocals)
    out = write_json(call.scratch / "analysis.json", report_of(song, cut.cues))
    return StageResult((Output(out, "song_analysis"),))
