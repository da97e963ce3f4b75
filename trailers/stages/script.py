"""script_pass, split and shot_prompt: from synopsis to spoken lines, to scenes, to how a scene's picture moves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from trailers.domain.errors import UserError
from trailers.domain.scenes import (
    PlannedScene,
    SplitReport,
    plan_scenes,
    validate_script,
    validate_split,
)
from trailers.domain.script import Script, visual_from_json
from trailers.domain.soundtrack import Soundtrack
from trailers.engines.ports import PassRequest
from trailers.engines.registry import text_model
from trailers.media.shrink import shrunk

from .base import Output, StageCall, StageResult, write_json


def run_pass(call: StageCall) -> StageResult:
    """Files: document, and the earlier passes by name. Params: pass, engine, brief.

    The voiceover pass also puts its typed script into the artifact's facts, checked by reading it back.
    """
    name = call.params["pass"]
    earlier = {role: _json(call, role) for role in call.files if role != "document"}
    request = PassRequest(
        name=name, document=_json(call, "document")["text"], brief=call.params["brief"], previous=earlier
    )
    answer = text_model(call.params["engine"]).run_pass(request)
    media: dict[str, Any] = {}
    if name == "voiceover":
        script = Script.from_json(answer.result)
        _check(validate_script(script))
        media = {"script": script.to_json()}
    out = write_json(call.scratch / f"{name}.json", answer.result)
    return StageResult((Output(out, f"script.{name}", media),), answer.usage)


def write_shot(call: StageCall) -> StageResult:
    """Files: image. Params: engine, brief. Makes the prompt of a clip, by somebody who has seen its first frame."""
    params: Any = call.params
    seen = shrunk(call.files["image"], call.scratch / "seen.jpg")
    request = PassRequest(name="shot_prompt", document="", brief=params["brief"], previous={}, picture=seen)
    answer = text_model(params["engine"]).run_pass(request)
    out = write_json(call.scratch / "shot_prompt.json", answer.result)
    return StageResult((Output(out, "shot_prompt", dict(answer.result)),), answer.usage)


def split(call: StageCall) -> StageResult:
    """Files: soundtrack. Params: script, max_scene_ms, min_scene_frames. Makes the scenes as JSON, checked."""
    params: Any = call.params
    script = Script.from_json(params["script"])
    soundtrack = Soundtrack.from_json(call.media["soundtrack"]["soundtrack"])
    limits = {name: params[name] for name in ("max_scene_ms", "min_scene_frames")}
    scenes = plan_scenes(script, soundtrack, **limits)
    report = validate_split(script, soundtrack, scenes, **limits)
    _check(report)
    facts = {"scenes": [asdict(scene) for scene in scenes], "notices": [str(note) for note in report.notices]}
    return StageResult((Output(write_json(call.scratch / "split.json", facts), "split", facts),))


def scenes_of(facts: Mapping[str, Any]) -> tuple[PlannedScene, ...]:
    """The scenes in the facts of a split."""
    return tuple(
        PlannedScene(**{**scene, "visual": visual_from_json(scene["visual"]) if scene["visual"] else None})
        for scene in facts["scenes"]
    )


def _check(report: SplitReport) -> None:
    if report.problems:
        raise UserError("split.invalid", problems=" ".join(str(problem) for problem in report.problems))


def _json(call: StageCall, role: str) -> Any:
    return json.loads(call.files[role].read_text(encoding="utf-8"))
