"""What a failed call to a chat completions server means for us."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from trailers.domain.errors import CuelockError, FatalError, RetryableError, UncertainError, UserError

_NOT_SENT = {"ConnectError", "ConnectTimeout", "PoolTimeout"}
_QUOTA = {"insufficient_quota", "billing_hard_limit_reached", "account_deactivated"}
_REFUSED = {"content_policy_violation", "content_filter", "moderation_blocked"}
_MOST_DETAIL = 300


@contextmanager
def classified(provider: str, model: str) -> Iterator[None]:
    """Turns the SDK's exceptions into ours; a call that may have been taken on has an unknown outcome."""
    import openai

    try:
        yield
    except openai.APIStatusError as error:
        raise of_status(error, provider, model) from error
    except openai.APIConnectionError as error:
        if type(error.__cause__).__name__ in _NOT_SENT:
            raise RetryableError(
                "provider.unavailable", provider=provider, detail="It was not reached."
            ) from error
        raise UncertainError(
            "provider.outcome_unknown", provider=provider, detail="The line broke before the answer."
        ) from error


def of_status(error: Any, provider: str, model: str) -> CuelockError:
    """The class of an answer that is no success."""
    status, code = int(error.status_code), str(error.code or error.type or "")
    values = {"provider": provider, "model": model, "detail": _detail(error)}
    if code in _QUOTA or status == 402:
        return FatalError("provider.quota", **values)
    if status == 429:
        return RetryableError("provider.rate_limited", retry_after_s=_retry_after_s(error), **values)
    if status in (401, 403):
        return FatalError("provider.key_refused", **values)
    if status == 404:
        return FatalError("provider.model_missing", **values)
    if status in (408, 409, 425) or status >= 500:
        return UncertainError("provider.outcome_unknown", **values)
    return UserError("refused.prompt" if code in _REFUSED else "provider.request_refused", **values)


def bad_answer(provider: str, detail: str) -> UncertainError:
    return UncertainError("provider.bad_answer", provider=provider, detail=detail)


def _retry_after_s(error: Any) -> int | None:
    headers = error.response.headers
    if (ms := headers.get("retry-after-ms", "")).isdigit():
        return -(-int(ms) // 1000)
    seconds = headers.get("retry-after", "")
    return int(seconds) if seconds.isdigit() else None


def _detail(error: Any) -> str:
    body = error.body
    said = body.get("message") if isinstance(body, dict) else body
    return " ".join(str(said or "").split())[:_MOST_DETAIL]
