"""Chat completions as a protocol, by a model that has read what it was asked: it answers by the schema it was given.

Also used under other names: Ollama, vLLM and LM Studio speak the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.vendors import contracts
from tests.vendors.asked import Answer, Asked
from tests.vendors.contracts import Fields
from tests.vendors.server import Fault, Route, Vendor, refused, route

KEY = "sk-a-key-of-the-tests"
TOKENS = {"prompt_tokens": 1000, "completion_tokens": 200, "total_tokens": 1200}
FIELDS = Fields(
    {"model": str, "messages": list, "response_format": dict},
    {"stream": {False}, "max_completion_tokens": int},
)


def moment(description: str, *names: str) -> dict[str, Any]:
    return {
        "description": description, "place": "the harbour", "setting": "coast", "time": "night", "weather": "fog",
        "shot_size": "wide", "action": "row", "characters": list(names), "objects": ["boat"], "mood": "uneasy",
    }  # fmt: skip


PEOPLE = [{"name": "Mara", "description": "forty, grey plait, yellow oilskin"}]
PLACES = [{"name": "the harbour", "description": "a stone quay in fog", "setting": "coast"}]
STYLE = {
    "genre": "thriller",
    "tone": ["tense", "cold"],
    "palette": "sea grey, ink, amber",
    "tagline": "Row back.",
}
LINES = ["The ferry has stopped coming.", "Mara rows out at night.", "What answers is not the tide."]


def line(text: str, kind: str = "line", pause_ms: int = 450) -> dict[str, Any]:
    return {"kind": kind, "text": text, "pause_ms": pause_ms, "visuals": [moment(f"Seen: {text}", "Mara")]}


def script(*spoken: str) -> dict[str, Any]:
    items = [line(text) for text in spoken or LINES]
    items.insert(1, {"kind": "card", "text": "ONE WINTER", "pause_ms": 0, "visuals": []})
    items.insert(3, {"kind": "breath", "text": "", "pause_ms": 0, "visuals": [moment("An empty quay")]})
    return {
        "title": "The Last Ferry", "style": STYLE, "characters": PEOPLE, "locations": PLACES,
        "opening": moment("A lamp goes out across the water"), "items": items,
    }  # fmt: skip


WORKS: dict[str, dict[str, Any]] = {
    "PatternsDraft": {
        **STYLE,
        "title": "The Last Ferry",
        "themes": ["guilt"],
        "logline": "A woman rows out.",
    },
    "ScenesDraft": {
        "moments": [moment("Mara on the quay", "Mara")],
        "characters": PEOPLE,
        "locations": PLACES,
    },
    "BlocksDraft": {
        "acts": [
            {"name": "hook", "card": "", "lines": [{"text": text, "joins_next": False} for text in LINES]}
        ],
        "withheld": "who answers",
    },
    "ScriptDraft": script(),
    "ShotPromptDraft": {
        "subject": "A woman in a yellow oilskin stands on a stone quay",
        "motion": "Her coat lifts in the wind; the water heaves once.",
        "camera": "The camera moves slowly towards her.",
        "light": "Fog thins in front of one lamp.",
    },
    "TreatmentDraft": {
        "title": "Tides",
        "theme": "leaving",
        "characters": PEOPLE,
        "arc": ["She waits.", "She rows.", "She is gone."],
        "places": PLACES,
        "times": ["night", "dawn"],
        "weather": "fog",
        "actions": ["stand", "row"],
        "objects": ["boat"],
        "style": STYLE,
        "lighting": "one lamp",
        "camera": "slow",
        "ending": "An empty boat.",
    },
    "ShotPlanDraft": {
        "setups": [
            {
                "id": name,
                "visual": moment(f"Picture {name}", "Mara"),
                "move": "push_in",
                "motion": "Slowly.",
                "notes": "Fog.",
            }
            for name in ("a", "b")
        ],
        "shots": [
            {"cue": "c0", "setup": "a", "purpose": "establish"},
            {"cue": "c4000", "setup": "b", "purpose": "climax"},
            {"cue": "c8000", "setup": "a", "purpose": "resolve"},
        ],
    },
}

SHOT_WORDS = (
    "A woman in a yellow oilskin stands on a stone quay. Her coat lifts in the wind; the water heaves once. "
    "The camera moves slowly towards her. Fog thins in front of one lamp."
)
"""The prompt of a clip that follows from it."""


def too_many(retry_after: str = "", code: str = "rate_limit_exceeded") -> Fault:
    headers = {"Retry_After": retry_after} if retry_after else {}
    return refused(429, {"error": {"message": "slow down", "type": "requests", "code": code}}, **headers)


def no(status: int, code: str, message: str = "no") -> Fault:
    return refused(status, {"error": {"message": message, "type": "invalid_request_error", "code": code}})


@dataclass
class Chat(Vendor):
    name = "openai"
    key: str = KEY
    says: list[Callable[[Any], Any]] = field(default_factory=list)
    """What becomes of the next works: each is given one and answers text, or a finished choice."""

    def refusal(self, asked: Asked) -> Answer | None:
        if asked.headers.get("authorization") != f"Bearer {self.key}":
            return Answer.json({"error": {"message": "Incorrect API key", "code": "invalid_api_key"}}, 401)
        return None

    def check(self, known: Route, asked: Asked) -> list[str]:
        if known.name != "write":
            return []
        body = asked.json()
        found = contracts.problems("openai.trim.json", "CreateChatCompletionRequest", FIELDS, body)
        return found + [
            f"not strict: {where}" for where in loose(body["response_format"]["json_schema"]["schema"])
        ]

    @route("GET", "/v1/models")
    def models(self, asked: Asked) -> Answer:
        each = [{"id": name, "object": "model", "created": 1, "owned_by": "us"} for name in ("one", "two")]
        return Answer.json({"object": "list", "data": each})

    @route("POST", "/v1/chat/completions", paid=True)
    def write(self, asked: Asked) -> Answer:
        body = asked.json()
        work = WORKS[body["response_format"]["json_schema"]["name"]]
        with self.lock:
            said = self.says.pop(0)(work) if self.says else json.dumps(work)
        choice = said if isinstance(said, dict) else answered(said)
        return Answer.json(
            {
                "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": body["model"],
                "choices": [choice], "usage": TOKENS,
            }
        )  # fmt: skip


def answered(content: str | None, finish: str = "stop", refusal: str | None = None) -> dict[str, Any]:
    message = {"role": "assistant", "content": content, "refusal": refusal}
    return {"index": 0, "finish_reason": finish, "message": message, "logprobs": None}


def loose(schema: Any, where: str = "") -> list[str]:
    """Places of a schema that strict outputs refuse: a field that is not required, an open object, a default."""
    if isinstance(schema, list):
        return [each for n, part in enumerate(schema) for each in loose(part, f"{where}.{n}")]
    if not isinstance(schema, dict):
        return []
    found = [where] if "default" in schema and "properties" not in where.split(".")[-1:] else []
    if schema.get("type") == "object":
        closed = schema.get("additionalProperties") is False
        if not closed or set(schema.get("required", ())) != set(schema.get("properties", ())):
            found.append(where or "the whole")
    return found + [each for name, part in schema.items() for each in loose(part, f"{where}.{name}")]
