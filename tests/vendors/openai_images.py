"""OpenAI's two routes of pictures as they are spoken."""

from __future__ import annotations

import base64
import time
from dataclasses import dataclass
from typing import Any

from tests.vendors import contracts, pictures
from tests.vendors.asked import Answer, Asked
from tests.vendors.contracts import Fields
from tests.vendors.server import Route, Vendor, route

KEY = "openai-key"
GENERATE = Fields(
    {
        "model": {"gpt-image-2"},
        "prompt": str,
        "size": str,
        "quality": {"low", "medium", "high", "auto"},
        "output_format": {"png"},
        "n": {1},
        "moderation": {"auto", "low"},
    }
)
EDIT = Fields(
    {
        "model": {"gpt-image-2"},
        "prompt": str,
        "size": str,
        "quality": {"low", "medium", "high", "auto"},
        "output_format": {"png"},
        "n": {"1"},
    },
    {"image": bytes, "image[]": (bytes, list)},
)


def error(code: str, message: str = "no", kind: str = "invalid_request_error") -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "type": kind, "param": None}}


@dataclass
class OpenAIPictures(Vendor):
    name = "openai"

    def refusal(self, asked: Asked) -> Answer | None:
        said = asked.headers.get("authorization")
        return None if said == f"Bearer {KEY}" else Answer.json(error("invalid_api_key"), 401)

    def check(self, known: Route, asked: Asked) -> list[str]:
        body = asked.content
        found = (
            contracts.problems("openai.trim.json", "CreateImageRequest", GENERATE, body)
            if known.name == "generate"
            else EDIT.problems(body)
        )
        width, height = map(int, body["size"].split("x"))
        if width % 16 or height % 16 or width > 3_840 or height > 2_160:
            found.append(f"{body['size']} is no size")
        return found

    @route("POST", r"/images/generations", paid=True)
    def generate(self, asked: Asked) -> Answer:
        return self._made(image_tokens=0)

    @route("POST", r"/images/edits", paid=True)
    def edit(self, asked: Asked) -> Answer:
        return self._made(image_tokens=1_000)

    def _made(self, image_tokens: int) -> Answer:
        usage = {
            "input_tokens": 100 + image_tokens,
            "input_tokens_details": {"text_tokens": 100, "image_tokens": image_tokens},
            "output_tokens": 6_000,
            "total_tokens": 6_100 + image_tokens,
        }
        text = base64.b64encode(pictures.still()).decode()
        return Answer.json({"created": int(time.time()), "data": [{"b64_json": text}], "usage": usage})
