"""script_pass: one of the four passes from synopsis to spoken lines."""

from __future__ import annotations

import json
from typing import Any

from trailers.domain.errors import FatalError
from trailers.domain.script import Script
from trailers.engines.ports import PassRequest
from trailers.engines.registry import text_model

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
        if not script.lines:
            raise FatalError("script.empty")
        media = {"script": script.to_json()}
    out = write_json(call.scratch / f"{name}.json", answer.result)
    return StageResult((Output(out, f"script.{name}", media),), answer.usage)


def _json(call: StageCall, role: str) -> Any:
    return json.loads(call.files[role].read_text(encoding="utf-8"))
