"""fal's errors in our classes: of the queue's answers, and of orders that ended without a picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trailers.domain.errors import CuelockError, FatalError, RetryableError, UserError

PROVIDER = "fal"
_PEOPLE = ("real person", "real people", "likeness", "privacy")


def classified(
    status: int, data: Any, error_type: str = "", *, model: str = "", retry_after_s: int | None = None
) -> CuelockError:
    """The error of an answer below 500."""
    kind, where, words = read_detail(data)
    kind = error_type or kind
    said = {"provider": PROVIDER, "detail": words[:300]}
    if kind == "content_policy_violation":
        return _refusal(where, words)
    if status == 429:
        return RetryableError("provider.rate_limited", retry_after_s=retry_after_s, **said)
    if status == 401:
        return FatalError("provider.key_refused", **said)
    if status in (402, 403):
        return FatalError("provider.account", **said)
    if status == 404:
        return FatalError("provider.model_missing", model=model, **said)
    return FatalError("provider.request_refused", **said)


def failed(error: str, error_type: str) -> CuelockError:
    """An order that is COMPLETED with an error."""
    if error_type == "content_policy_violation":
        return _refusal("", error)
    return FatalError("provider.task_failed", provider=PROVIDER, detail=f"{error_type}: {error}"[:300])


def _refusal(where: str, words: str) -> UserError:
    said = {"provider": PROVIDER, "detail": words[:300]}
    if any(word in words.lower() for word in _PEOPLE):
        return UserError("refused.person", **said)
    if "image" in where:
        return UserError("refused.image", **said)
    return UserError("refused.prompt" if "prompt" in where else "refused.output", **said)


def read_detail(data: Any) -> tuple[str, str, str]:
    """Type, place and words of an error; `detail` is text or a list, as it comes."""
    detail = data.get("detail") if isinstance(data, Mapping) else None
    if isinstance(detail, list) and detail and isinstance(detail[0], Mapping):
        first = detail[0]
        where = ".".join(str(part) for part in first.get("loc") or ())
        return str(first.get("type", "")), where, str(first.get("msg", ""))
    kind = str(data.get("error_type") or "") if isinstance(data, Mapping) else ""
    return kind, "", str(detail or "")
