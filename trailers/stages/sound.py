"""voice, soundtrack, score and mix: everything that is heard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from trailers.domain.clock import Rate, ms_at, samples_at
from trailers.domain.errors import FatalError
from trailers.domain.mix import Level, MixPlan, plan_mix
from trailers.domain.script import Item, Style
from trailers.domain.soundtrack import Soundtrack, Voiced, lay
from trailers.domain.words import Word, match_words
from trailers.engines.ports import Heard, Hit, ScoreRequest, SpeechAnswer, SpeechRequest
from trailers.engines.registry import ENGINES, aligner, music_model, voice
from trailers.media.mix import lay_voice, mix

from .base import Output, StageCall, StageResult

_HEARD_ENOUGH = 0.6
"""Below this share of script words found in the recording, the line was not what was asked for."""


def speak(call: StageCall) -> StageResult:
    """Params: engine, text, voice, speed_permille, language, reading. Makes a mono WAV with measured words."""
    params = call.params
    request = SpeechRequest(
        text=params["text"],
        voice=params["voice"],
        speed=params["speed_permille"] / 1000,
        language=params["language"],
        seed=params["reading"],
    )
    answer = voice(params["engine"]).speak(request, call.scratch)
    words, usage = answer.words, answer.usage
    if words is None:
        measured = _measured(call, answer)
        words, usage = measured.words, usage + measured.usage
    heard = _checked(params["text"], params["language"], words, answer)
    media = {"samples": answer.samples, "words": [asdict(word) for word in heard]}
    return StageResult((Output(answer.path, "voice", media),), usage)


def _measured(call: StageCall, answer: SpeechAnswer) -> Heard:
    """The words of a voice that gave no times: by our own aligner, which is free, or by the engine's for a
    language that ours does not know."""
    params = call.params
    own = params["language"].lower().startswith("en") or ("aligner", params["engine"]) not in ENGINES
    name = "embedded" if own else params["engine"]
    return aligner(name).listen(answer.path, params["text"], call.scratch, params["language"])


def _checked(text: str, language: str, words: tuple[Word, ...], answer: SpeechAnswer) -> tuple[Word, ...]:
    duration_ms = answer.samples * 1000 // 48_000
    report = match_words(text.split(), words, duration_ms=duration_ms, language=language)
    if report.ratio < _HEARD_ENOUGH:
        raise FatalError("voice.mismatch", text=text, missing=", ".join(report.missing[:5]))
    return report.words


def lay_soundtrack(call: StageCall) -> StageResult:
    """Files: voice.<item id>. Params: items, rate. Makes the voice stem and, in its facts, the locked clock."""
    items = tuple(Item(**item) for item in call.params["items"])
    voiced = {}
    for item in items:
        if item.kind == "line":
            facts = call.media[f"voice.{item.id}"]
            voiced[item.id] = Voiced(facts["samples"], tuple(Word(**word) for word in facts["words"]))
    soundtrack = lay(items, voiced, Rate.parse(call.params["rate"]))
    out = call.scratch / "voice.wav"
    lay_voice(plan_mix(soundtrack), _voices(call), out)
    return StageResult((Output(out, "soundtrack", {"soundtrack": soundtrack.to_json()}),))


def _voices(call: StageCall) -> dict[str, Path]:
    return {
        role.removeprefix("voice."): path for role, path in call.files.items() if role.startswith("voice.")
    }


def compose(call: StageCall) -> StageResult:
    """Params: engine, frames, rate, style, hits, seed. Makes a stereo WAV."""
    params: Any = call.params
    rate = Rate.parse(params["rate"])
    request = ScoreRequest(
        duration_ms=ms_at(params["frames"], rate),
        samples=samples_at(params["frames"], rate),
        style=Style(**{**params["style"], "tone": tuple(params["style"]["tone"])}),
        hits=tuple(Hit(ms_at(hit["start_frame"], rate), hit["kind"]) for hit in params["hits"]),
        seed=params["seed"],
    )
    answer = music_model(params["engine"]).compose(request, call.scratch)
    return StageResult((Output(answer.path, "score"),), answer.usage)


def mix_sound(call: StageCall) -> StageResult:
    """Files: voice (the laid stem), score. Params: soundtrack, duck_db, target_lufs_tenths, levels. Makes the film's AAC, and the exact PCM beside it as role wav."""
    plan = mix_plan(call.params)
    wav, m4a = call.scratch / "mix.wav", call.scratch / "mix.m4a"
    facts = mix(plan, call.files["voice"], call.files.get("score"), wav, m4a, scratch=call.scratch)
    media = {
        "samples": facts.samples,
        "lufs": round(facts.lufs, 2),
        "true_peak_db": round(facts.true_peak_db, 2),
    }
    return StageResult((Output(m4a, "mix", media), Output(wav, "mix_wav", media, role="wav")))


def mix_plan(params: Mapping[str, Any]) -> MixPlan:
    """The plan of a mix from the params of its step: what its stems are cut by as well."""
    return plan_mix(
        Soundtrack.from_json(params["soundtrack"]),
        duck_db=params["duck_db"],
        target_lufs_tenths=params["target_lufs_tenths"],
        levels=[Level(*level) for level in params.get("levels", ())],
    )
