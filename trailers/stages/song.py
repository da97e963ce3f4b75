"""A music video's own steps: the song's decode, analysis and clock, its sound in the film, treatment, plan, scenes."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from trailers.domain.clock import Rate
from trailers.domain.errors import FatalError, UserError
from trailers.domain.lyrics import words_in
from trailers.domain.shot_edit import named, with_kept
from trailers.domain.shot_plan import (
    ShotPlan,
    outline_of,
    plan_problems,
    script_of,
    setup_problems,
    setups_wanted,
)
from trailers.domain.shot_refit import on_cues
from trailers.domain.song import Song
from trailers.domain.song_clock import clock_of, part_samples
from trailers.domain.song_report import report_of
from trailers.domain.song_scenes import sections_of, song_scenes
from trailers.domain.song_wishes import CutSong, SongWishes, cut_song
from trailers.domain.soundtrack import Soundtrack
from trailers.domain.sung import with_vocals
from trailers.domain.treatment import Treatment, treatment_problems
from trailers.engines.ports import PassRequest, Usage
from trailers.engines.registry import text_model
from trailers.media.audio import wav_facts
from trailers.media.song.hear import hear_song
from trailers.media.song.intake import import_song
from trailers.media.song.sound import lay_song

from .base import Output, StageCall, StageResult, write_json


def normalise(call: StageCall) -> StageResult:
    """Files: source. Makes the one decode that analysis and film go by: 44.1 kHz stereo."""
    out = call.scratch / "song.wav"
    facts = import_song(call.files["source"], out, scratch=call.scratch, cancelled=call.cancelled)
    return StageResult((Output(out, "song", asdict(facts)),))


def analyse(call: StageCall) -> StageResult:
    """Files: song. Makes what is heard in it as JSON, with its length in samples."""
    samples = wav_facts(call.files["song"]).samples
    duration_ms = (samples * 1000 + 22_050) // 44_100
    song = hear_song(call.files["song"], duration_ms, scratch=call.scratch, cancelled=call.cancelled)
    out = write_json(call.scratch / "heard.json", {"song": song.to_json(), "samples": samples})
    return StageResult((Output(out, "heard", {"tempo_mbpm": song.tempo_mbpm, "beats": len(song.beats)}),))


def lay_clock(call: StageCall) -> StageResult:
    """Files: heard. Params: rate, wishes, lyrics, perhaps sung: their times then draw cues to where a voice comes
    in. Makes the clock with its cues, and the report of the analysis as role analysis."""
    heard, samples = _heard(call)
    if call.params.get("sung"):
        heard = with_vocals(heard, call.params["lyrics"])
    wishes = SongWishes.from_json(call.params["wishes"])
    cut = cut_song(heard, wishes)
    start, end = part_samples(wishes, samples)
    words = words_in(call.params["lyrics"], wishes.start_ms, wishes.start_ms + cut.song.duration_ms)
    clock = clock_of(cut.song, end - start, Rate.parse(call.params["rate"]), words)
    laid = {"soundtrack": clock.to_json(), **cut.to_json()}
    out = write_json(call.scratch / "clock.json", laid)
    report = write_json(call.scratch / "analysis.json", report_of(cut.song, cut.cues))
    return StageResult(
        (
            Output(out, "song_clock", {"soundtrack": clock.to_json()}),
            Output(report, "song_analysis", role="analysis"),
        )
    )


def write_treatment(call: StageCall) -> StageResult:
    """Files: heard. Params: engine, concept, title, freedom, part, given. Makes the treatment as JSON, checked."""
    params: Any = call.params
    usage = Usage()
    if params["given"]:
        treatment = Treatment.from_json(params["given"])
    else:
        start_ms, end_ms = params["part"]
        cut = cut_song(_heard(call)[0], SongWishes(start_ms=start_ms, end_ms=end_ms))
        brief = {
            "title": params["title"],
            "freedom": params["freedom"],
            "language": "en",
            "song": outline_of(cut).to_json(),
        }
        answer = text_model(params["engine"]).run_pass(PassRequest("treatment", params["concept"], brief, {}))
        treatment, usage = Treatment.from_json(answer.result), answer.usage
    problems = treatment_problems(treatment)
    if problems:
        raise UserError("treatment.invalid", problems=" ".join(problems), cost_microusd=usage.cost_microusd)
    out = write_json(call.scratch / "treatment.json", treatment.to_json())
    return StageResult((Output(out, "treatment", {"treatment": treatment.to_json()}),), usage)


def plan_shots(call: StageCall) -> StageResult:
    """Files: clock, treatment. Params: engine, most_setups, paid, given, perhaps kept. Makes the shot plan: one that
    is given, fitted to the cues as they are; else the director's, checked against them before anything is drawn
    from it. In its facts, the film as a script."""
    params: Any = call.params
    cut, treatment = _clock(call)[1], Treatment.from_json(_json(call, "treatment"))
    usage = Usage()
    if params["given"]:
        given = ShotPlan.from_json(params["given"])
        plan = on_cues(given, [cue.id for cue in cut.cues], sections_of(cut))
        problems = list(setup_problems(plan, treatment))
    else:
        plan, problems, usage = _directed(params, cut, treatment)
    if problems:
        raise UserError("shot_plan.invalid", problems=" ".join(problems), cost_microusd=usage.cost_microusd)
    out = write_json(call.scratch / "shot_plan.json", plan.to_json())
    facts = {"script": script_of(treatment, plan).to_json(), "setups": len(plan.setups)}
    return StageResult((Output(out, "shot_plan", facts),), usage)


def _directed(params: Any, cut: CutSong, treatment: Treatment) -> tuple[ShotPlan, list[str], Usage]:
    """A plan by the director, around the setups of `kept` that a person has locked, and what is wrong with it."""
    outline = outline_of(cut)
    kept = params.get("kept") or {"plan": ShotPlan((), ()).to_json(), "setups": []}
    most = setups_wanted(len(outline.shots), params["most_setups"], paid=params["paid"])
    most = max(1, most - len(kept["setups"]))
    brief = {"song": outline.to_json(), "most_setups": most, "language": "en"}
    request = PassRequest("shot_plan", treatment.concept, brief, {"treatment": treatment.to_json()})
    answer = text_model(params["engine"]).run_pass(request)
    plan = ShotPlan.from_json(answer.result)
    problems = plan_problems(plan, outline, treatment, most)
    if not problems:
        plan = named(plan)
        if kept["setups"]:
            old = ShotPlan.from_json(kept["plan"])
            plan = with_kept(plan, old, kept["setups"], [cue.id for cue in cut.cues])
    return plan, problems, answer.usage


def split_song(call: StageCall) -> StageResult:
    """Files: clock, shot_plan. Params: accents. Makes the scenes as JSON, with what each has besides its picture."""
    clock, cut = _clock(call)
    plan = ShotPlan.from_json(_json(call, "shot_plan"))
    made = song_scenes(cut, plan, clock, accents=call.params["accents"])
    facts = {
        "scenes": [asdict(scene) for scene, _ in made],
        "extras": {scene.id: asdict(extras) for scene, extras in made},
    }
    return StageResult((Output(write_json(call.scratch / "scenes.json", facts), "split", facts),))


def lay_sound(call: StageCall) -> StageResult:
    """Files: source, song. Params: start_ms, end_ms. Makes the film's AAC, and the exact PCM beside it as role wav."""
    samples = wav_facts(call.files["song"]).samples
    wishes = SongWishes(start_ms=call.params["start_ms"], end_ms=call.params["end_ms"])
    wav, m4a = call.scratch / "song.wav", call.scratch / "song.m4a"
    facts = lay_song(
        call.files["source"],
        call.files["song"],
        part_samples(wishes, samples),
        wav,
        m4a,
        whole=wishes.is_whole,
        scratch=call.scratch,
    )
    media = {"samples": facts.samples, "copied": facts.copied, "residual_db": facts.residual_db}
    return StageResult((Output(m4a, "mix", media), Output(wav, "mix_wav", media, role="wav")))


def _heard(call: StageCall) -> tuple[Song, int]:
    data = _json(call, "heard")
    return Song.from_json(data["song"]), int(data["samples"])


def _clock(call: StageCall) -> tuple[Soundtrack, CutSong]:
    data = _json(call, "clock")
    return Soundtrack.from_json(data["soundtrack"]), CutSong.from_json(data)


def _json(call: StageCall, role: str) -> Any:
    try:
        return json.loads(call.files[role].read_text(encoding="utf-8"))
    except ValueError as error:
        raise FatalError("internal", detail=f"{role} is no JSON") from error
