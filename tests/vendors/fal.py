"""fal's queue as it is spoken."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.vendors import pictures
from tests.vendors.asked import Answer, Asked
from tests.vendors.contracts import Fields
from tests.vendors.server import Route, Vendor, route

KEY = "fal-key"
STILL = Fields(
    {"prompt": str, "image_size": dict, "num_images": {1}, "enable_safety_checker": {True}},
    {"image_urls": list},
)
CLIP = Fields(
    {
        "prompt": str,
        "image_url": str,
        "resolution": {"480p", "720p", "1080p"},
        "duration": {str(seconds) for seconds in range(4, 16)},
        "aspect_ratio": {"21:9", "16:9", "4:3", "1:1", "3:4", "9:16", "auto"},
        "generate_audio": {False},
    }
)
ENDPOINTS = {
    "fal-ai/bytedance/seedream/v4.5/text-to-image": STILL,
    "fal-ai/bytedance/seedream/v4.5/edit": STILL,
    "bytedance/seedance-2.0/image-to-video": CLIP,
}
_ORDER = r"/(?P<owner>[\w-]+)/(?P<app>[\w.-]+)/requests/(?P<id>[\w-]+)"


def violation(place: str, words: str = "no") -> dict[str, Any]:
    return {"detail": [{"type": "content_policy_violation", "loc": ["body", place], "msg": words}]}


@dataclass
class Fal(Vendor):
    name = "fal"
    polls: int = 1
    endings: list[dict[str, Any]] = field(default_factory=list)
    """What is added to the status of the next orders when they are completed: error and error_type."""
    results: list[Answer] = field(default_factory=list)
    """What the next results are instead."""
    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    file_status: int = 200

    def refusal(self, asked: Asked) -> Answer | None:
        if asked.path.startswith("/files/") or asked.headers.get("authorization") == f"Key {KEY}":
            return None
        return Answer.json({"detail": "Authentication is required"}, 401)

    def check(self, known: Route, asked: Asked) -> list[str]:
        if known.name != "submit":
            return []
        found = ENDPOINTS[asked.parts["endpoint"]].problems(asked.json())
        if asked.headers.get("x-fal-no-retry") != "1":
            found.append("the queue would repeat it")
        if asked.parts["endpoint"].endswith("/edit") != ("image_urls" in asked.json()):
            found.append("references belong to the endpoint that edits, and to no other")
        return found

    @route("POST", r"/(?P<endpoint>(?:fal-ai|bytedance)/[\w./-]+)", paid=True)
    def submit(self, asked: Asked) -> Answer:
        owner, app = asked.parts["endpoint"].split("/")[:2]
        with self.lock:
            number = f"req-{len(self.orders) + 1}"
            self.orders[number] = {
                "app": (owner, app),
                "left": self.polls,
                "status": "IN_QUEUE",
                "body": asked.json(),
            }
        base = f"{self.url}/{owner}/{app}/requests/{number}"
        return Answer.json(
            {
                "request_id": number,
                "response_url": base,
                "status_url": f"{base}/status",
                "cancel_url": f"{base}/cancel",
            }
        )

    @route("GET", _ORDER + "/status")
    def status(self, asked: Asked) -> Answer:
        order = self._order(asked)
        if order is None:
            return Answer.json({"detail": "Request not found"}, 404)
        if order["left"]:
            order["left"] -= 1
            return Answer.json({"status": order["status"], "queue_position": 0})
        if order["status"] != "COMPLETED":
            order["status"] = "COMPLETED"
            order["ending"] = self.endings.pop(0) if self.endings else {}
        return Answer.json({"status": "COMPLETED", **order["ending"]})

    @route("GET", _ORDER)
    def result(self, asked: Asked) -> Answer:
        order = self._order(asked)
        if order is None:
            return Answer.json({"detail": "Request not found"}, 404)
        if self.results:
            return self.results.pop(0)
        if "image_size" in order["body"]:
            return Answer.json({"images": [{"url": f"{self.url}/files/{asked.parts['id']}.png"}], "seed": 1})
        return Answer.json({"video": {"url": f"{self.url}/files/{asked.parts['id']}.mp4"}, "seed": 1})

    @route("PUT", _ORDER + "/cancel")
    def cancel(self, asked: Asked) -> Answer:
        order = self._order(asked)
        done = order is None or order["status"] == "COMPLETED"
        return (
            Answer.json({"status": "ALREADY_COMPLETED"}, 400)
            if done
            else Answer.json({"status": "CANCELLATION_REQUESTED"}, 202)
        )

    def _order(self, asked: Asked) -> dict[str, Any] | None:
        order = self.orders.get(asked.parts["id"])
        return order if order and order["app"] == (asked.parts["owner"], asked.parts["app"]) else None

    @route("GET", r"/files/(?P<name>[\w.-]+)")
    def file(self, asked: Asked) -> Answer:
        if self.file_status != 200:
            return Answer(self.file_status)
        name = asked.parts["name"]
        if name.endswith(".png"):
            return Answer(200, pictures.still(), {"Content-Type": "image/png"})
        frames = 24 * int(self.orders[name.removesuffix(".mp4")]["body"]["duration"])
        return Answer(200, pictures.clip(frames), {"Content-Type": "video/mp4"})
