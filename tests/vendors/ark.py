"""Ark as it is spoken: stills at once, clips as tasks that are asked for, files behind signed addresses."""

from __future__ import annotations

import base64
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.vendors import contracts, pictures
from tests.vendors.asked import Answer, Asked
from tests.vendors.contracts import Fields
from tests.vendors.server import Route, Vendor, route

KEY = "ark-key"
IMAGE_BODY = Fields(
    {
        "model": {"seedream-5-0-260128", "seedream-4-5-251128", "dola-seedream-5-0-pro-260628"},
        "prompt": str,
        "size": str,
        "watermark": {False},
        "response_format": {"b64_json"},
    },
    {"image": list, "sequential_image_generation": {"disabled"}, "output_format": {"png", "jpeg"}},
)
TASK_BODY = Fields(
    {
        "model": str,
        "content": list,
        "resolution": {"480p", "720p", "1080p"},
        "ratio": {"21:9", "16:9", "4:3", "1:1", "3:4", "9:16", "adaptive"},
        "duration": int,
        "watermark": {False},
        "return_last_frame": {True},
        "execution_expires_after": int,
        "safety_identifier": str,
    },
    {"generate_audio": {False}, "seed": int, "camera_fixed": bool},
    {"duration": (2, 30), "execution_expires_after": (3_600, 259_200)},
)
LEAST_PIXELS = 3_686_400


def failure(code: str, message: str = "no") -> dict[str, Any]:
    return {"status": "failed", "error": {"code": code, "message": message}}


def envelope(code: str, message: str = "no") -> dict[str, Any]:
    return {"error": {"code": code, "message": message, "type": "BadRequest", "param": ""}}


@dataclass
class Ark(Vendor):
    name = "ark"
    polls: int = 1
    """How often a task is still running when it is asked for."""
    endings: list[dict[str, Any]] = field(default_factory=list)
    """What the next tasks end as, instead of a clip."""
    items: list[dict[str, Any]] = field(default_factory=list)
    """What the next answers of pictures hold instead of one."""
    echoes_tags: bool = True
    tasks: dict[str, dict[str, Any]] = field(default_factory=dict)
    file_status: int = 200

    def refusal(self, asked: Asked) -> Answer | None:
        if asked.path.startswith("/files/") or asked.headers.get("authorization") == f"Bearer {KEY}":
            return None
        return Answer.json(envelope("AuthenticationError"), 401)

    def check(self, known: Route, asked: Asked) -> list[str]:
        if known.name == "images":
            body = asked.json()
            found = contracts.problems("ark.json", "CreateImageGenerationRequest", IMAGE_BODY, body)
            width, height = map(int, body["size"].split("x"))
            if width * height < LEAST_PIXELS:
                found.append(f"{body['size']} is too small")
            return found
        if known.name == "create":
            body = asked.json()
            found = contracts.problems("ark.json", "CreateContentGenerationTaskRequest", TASK_BODY, body)
            return found + _of_content(body)
        return []

    @route("POST", r"/images/generations", paid=True)
    def images(self, asked: Asked) -> Answer:
        item = self.items.pop(0) if self.items else {"b64_json": base64.b64encode(pictures.still()).decode()}
        billed = int("error" not in item)
        said = {
            "model": asked.json()["model"],
            "created": int(time.time()),
            "data": [item],
            "usage": {"generated_images": billed, "output_tokens": 14_400 * billed, "total_tokens": 14_400},
        }
        return Answer.json(said, 200, X_Request_Id="r-1")

    @route("POST", r"/contents/generations/tasks", paid=True)
    def create(self, asked: Asked) -> Answer:
        body = asked.json()
        with self.lock:
            number = f"cgt-{len(self.tasks) + 1}"
            self.tasks[number] = {
                "id": number,
                "model": body["model"],
                "status": "queued",
                "created_at": int(time.time()),
                "duration": body["duration"],
                "resolution": body["resolution"],
                "left": self.polls,
                **({"safety_identifier": body["safety_identifier"]} if self.echoes_tags else {}),
            }
        return Answer.json({"id": number})

    @route("GET", r"/contents/generations/tasks/(?P<id>[\w-]+)")
    def get(self, asked: Asked) -> Answer:
        task = self.tasks.get(asked.parts["id"])
        if task is None:
            return Answer.json(envelope("ResourceNotFound"), 404)
        if task["left"]:
            task["left"] -= 1
            task["status"] = "running" if task["status"] == "running" or not task["left"] else "queued"
        elif task["status"] in ("queued", "running"):
            task.update(self.endings.pop(0) if self.endings else self._clip(task))
        return Answer.json({name: value for name, value in task.items() if name != "left"})

    def _clip(self, task: Mapping[str, Any]) -> dict[str, Any]:
        sides = {"480p": (864, 480), "720p": (1280, 720), "1080p": (1920, 1080)}[task["resolution"]]
        tokens = sides[0] * sides[1] * 24 * task["duration"] // 1024
        return {
            "status": "succeeded",
            "content": {
                "video_url": f"{self.url}/files/{task['id']}.mp4?sign=secret",
                "last_frame_url": f"{self.url}/files/{task['id']}.png?sign=secret",
            },
            "framespersecond": 24,
            "ratio": "16:9",
            "usage": {"completion_tokens": tokens, "total_tokens": tokens},
        }

    @route("GET", r"/contents/generations/tasks")
    def list(self, asked: Asked) -> Answer:
        number, size = int(asked.query["page_num"]), int(asked.query["page_size"])
        if not (1 <= number <= 500 and 1 <= size <= 500):
            return Answer.json(envelope("InvalidParameter"), 400)
        wanted = asked.query.get("filter.model")
        found = [task for task in self.tasks.values() if wanted in (None, task["model"])]
        page = found[::-1][(number - 1) * size : number * size]
        return Answer.json({"total": len(found), "items": page})

    @route("DELETE", r"/contents/generations/tasks/(?P<id>[\w-]+)")
    def delete(self, asked: Asked) -> Answer:
        task = self.tasks[asked.parts["id"]]
        if task["status"] == "running":
            return Answer.json(envelope("OperationDenied"), 409)
        task["status"] = "cancelled"
        return Answer(200)

    @route("GET", r"/files/(?P<name>[\w.-]+)")
    def file(self, asked: Asked) -> Answer:
        if self.file_status != 200:
            return Answer(self.file_status, b"<Error>Request has expired</Error>")
        name = asked.parts["name"]
        if name.endswith(".png"):
            return Answer(200, pictures.still(), {"Content-Type": "image/png"})
        frames = 24 * self.tasks[name.removesuffix(".mp4")]["duration"]
        return Answer(200, pictures.clip(frames), {"Content-Type": "video/mp4"})


def _of_content(body: Mapping[str, Any]) -> list[str]:
    """What the contract's document leaves open, and the vendor does not."""
    found = []
    texts = [item for item in body["content"] if item["type"] == "text"]
    frames = [item for item in body["content"] if item["type"] == "image_url"]
    if len(texts) != 1 or " --" in texts[0]["text"]:
        found.append("one text, and no switches in it")
    if len(frames) != 1 or frames[0].get("role") != "first_frame":
        found.append("one first frame")
    elif not frames[0]["image_url"]["url"].startswith(("data:image/png;base64,", "data:image/jpeg;base64,")):
        found.append("the picture must be fetched from nowhere")
    if "seedance-2" in body["model"]:
        found += [f"{name} is not accepted" for name in ("seed", "camera_fixed", "frames") if name in body]
        if body["duration"] < 4:
            found.append("at least four seconds")
        if body.get("generate_audio", True):
            found.append("sound would be made, and billed")
    if "seedance-2-5" in body["model"] and body["ratio"] != "adaptive":
        found.append("a fixed ratio beside a first frame")
    return found
