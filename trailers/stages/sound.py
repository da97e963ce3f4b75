"""voice, soundtrack, score and mix: everything that is heard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from trailers.domain.clock import Rate, ms_at, samples_at
from trailers.domain.errors import FatalError, RetryableError, UncertainError, UserError
from trailers.domain.mix import Level, MixPlan, plan_mix
from trailers.domain.script import Item, Style
from trailers.domain.soundtrack import Soundtrack, Voiced, lay
from trailers.domain.words import MatchReport, Word, match_words
from trailers.engines.ports import Heard, Hit, ScoreRequest, SpeechAnswer, SpeechRequest, Usage
from trailers.engines.registry import ENGINES, aligner, engine_info, music_model, voice
from trailers.media.mix import lay_voice, mix

from .base import Output, StageCall, StageResult, charged

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
    with charged(answer.usage):
        timed = _timed(call, answer)
    usage = answer.usage + timed.usage
    with charged(usage):
        report = _checked(params["text"], params["language"], timed.words, answer)
    media = {
        "samples": answer.samples,
        "words": [asdict(word) for word in report.words],
        "check": {
            "by": timed.by,
            "why": timed.why,
            "missing": list(report.missing),
            "extra": list(report.extra),
            "other": list(timed.doubtful),
        },
    }
    return StageResult((Output(answer.path, "voice", media),), usage)


@dataclass(frozen=True, slots=True)
class _Timed:
    """The words of a line, and who timed them: the voice itself, or the aligner of that name.

    `why` is the code of what kept the aligner of choice from it.
    """

    words: tuple[Word, ...]
    by: str
    why: str = ""
    doubtful: tuple[str, ...] = ()
    usage: Usage = field(default_factory=Usage)


def _timed(call: StageCall, answer: SpeechAnswer) -> _Timed:
    """By forced alignment where the step names an engine for it. The line is bought by then: whatever keeps that
    engine from it, the line is timed as it would be without, and the reason kept."""
    params = call.params
    name = params.get("aligner", "")
    if not name:
        return _timed_by_rule(call, answer)
    try:
        heard = aligner(name).listen(answer.path, params["text"], call.scratch, params["language"])
    except UserError as poor:
        if poor.code == "aligner.poor":  # the gate: it is not this line that was spoken
            poor.params["cost_microusd"] = answer.usage.cost_microusd + int(
                poor.params.get("cost_microusd", 0)
            )
            raise
        return replace(_timed_by_rule(call, answer), why=poor.code)
    except (RetryableError, FatalError, UncertainError) as error:
        lost = engine_info("aligner", name).price_microusd if isinstance(error, UncertainError) else 0
        return replace(_timed_by_rule(call, answer), why=error.code, usage=Usage(cost_microusd=lost))
    return _Timed(heard.words, name, doubtful=heard.doubtful, usage=heard.usage)


def _timed_by_rule(call: StageCall, answer: SpeechAnswer) -> _Timed:
    """By whoever spoke it; without times of hers that can be trusted, by an aligner."""
    if answer.words is not None:
        return _Timed(answer.words, "voice")
    measured = _measured(call, answer)
    own = "embedded" if _is_ours(call) else call.params["engine"]
    return _Timed(measured.words, own, doubtful=measured.doubtful, usage=measured.usage)


def _is_ours(call: StageCall) -> bool:
    params = call.params
    return params["language"].lower().startswith("en") or ("aligner", params["engine"]) not in ENGINES


def _measured(call: StageCall, answer: SpeechAnswer) -> Heard:
    """The words of a voice that gave no times: by our own aligner, which is free, or by the engine's for a
    language that ours does not know."""
    params = call.params
    name = "embedded" if _is_ours(call) else params["engine"]
    return aligner(name).listen(answer.path, params["text"], call.scratch, params["language"])


def _checked(text: str, language: str, words: tuple[Word, ...], answer: SpeechAnswer) -> MatchReport:
    duration_ms = answer.samples * 1000 // 48_000
    report = match_words(text.split(), words, duration_ms=duration_ms, language=language)
    if report.ratio < _HEARD_ENOUGH:
        raise FatalError("voice.mismatch", text=text, missing=", ".join(report.missing[:5]))
    return report


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
    """Files: voice (the laid stem), score. Params: soundtrack, duck_db, target_lufs_tenths, levels.

    Makes the film's AAC, and the exact PCM beside it as role wav.
    """
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
