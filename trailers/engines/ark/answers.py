"""What Ark's answers say, read defensively: pure, so that each shape can be tested."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from trailers.domain.errors import CuelockError, FatalError, UncertainError

from .errors import PROVIDER, classified, refusal

CLOCKS_DIFFER_S = 300
"""How far the vendor's clock may be from ours."""


@dataclass(frozen=True, slots=True)
class Task:
    """One task as the vendor sees it. `failed` holds every end without a clip; `error` says which."""

    state: Literal["pending", "done", "failed"]
    video_url: str = ""
    last_frame_url: str = ""
    tokens: int = 0
    resolution: str = ""
    error: CuelockError | None = field(default=None)


def read_task(data: Any) -> Task:
    """FatalError provider.bad_answer for a task without a status that we know."""
    said = data if isinstance(data, Mapping) else {}
    status = said.get("status")
    if status in ("queued", "running"):
        return Task("pending")
    if status == "succeeded":
        content = said.get("content") or {}
        if not content.get("video_url"):
            raise FatalError("provider.bad_answer", provider=PROVIDER, detail="There is no clip in it.")
        return Task(
            "done",
            str(content["video_url"]),
            str(content.get("last_frame_url") or ""),
            _count(said, "completion_tokens"),
            str(said.get("resolution") or ""),
        )
    if status in ("failed", "cancelled", "expired"):
        return Task("failed", tokens=_count(said, "completion_tokens"), error=_ending(status, said))
    raise FatalError("provider.bad_answer", provider=PROVIDER, detail=f"Status {status!r:.40}.")


def _count(said: Mapping[str, Any], name: str) -> int:
    count = (said.get("usage") or {}).get(name)
    return count if isinstance(count, int) and count > 0 else 0


def _ending(status: str, said: Mapping[str, Any]) -> CuelockError:
    if status == "expired":
        return FatalError("provider.task_expired", provider=PROVIDER)
    if status == "cancelled":
        return FatalError("provider.task_failed", provider=PROVIDER, detail="It was cancelled there.")
    error = said.get("error") or {}
    code, message = str(error.get("code", "")), str(error.get("message", ""))
    return refusal(code, message) or FatalError(
        "provider.task_failed", provider=PROVIDER, detail=f"{code}: {message}"[:300]
    )


def read_pictures(data: Any) -> tuple[str, int]:
    """The one picture ordered, as text, and how many are billed.

    An item may be an error inside an answer of success: it is raised as what it is, and is not billed.
    FatalError provider.bad_answer.
    """
    said = data if isinstance(data, Mapping) else {}
    items = [item for item in said.get("data") or [] if isinstance(item, Mapping)]
    for item in items:
        if item.get("b64_json"):
            return str(item["b64_json"]), max(1, _count(said, "generated_images"))
    errors = [item["error"] for item in items if isinstance(item.get("error"), Mapping)]
    if isinstance(said.get("error"), Mapping):
        errors.append(said["error"])
    if errors:
        raise classified(400, str(errors[0].get("code", "")), str(errors[0].get("message", "")))
    raise FatalError("provider.bad_answer", provider=PROVIDER, detail="There is no picture in it.")


def error_of(data: Any) -> tuple[str, str]:
    """Code and message of an error's envelope; empty where there is none."""
    error = data.get("error") if isinstance(data, Mapping) else None
    if not isinstance(error, Mapping):
        return "", ""
    return str(error.get("code", "")), str(error.get("message", ""))


def find_order(tasks: Iterable[Any], tag: str, since: datetime) -> str | None:
    """The id of the task that carries our tag; None when no task can be ours.

    UncertainError job.outcome_unknown when there are tasks of that time without any tag: one might be ours.
    """
    untagged = False
    for task in tasks:
        if not isinstance(task, Mapping):
            continue
        if task.get("safety_identifier") == tag and task.get("id"):
            return str(task["id"])
        fresh = (task.get("created_at") or since.timestamp()) >= since.timestamp() - CLOCKS_DIFFER_S
        untagged = untagged or (fresh and not task.get("safety_identifier"))
    if untagged:
        raise UncertainError("job.outcome_unknown", provider=PROVIDER)
    return None
