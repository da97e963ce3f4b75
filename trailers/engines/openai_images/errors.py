"""The SDK's exceptions in our classes."""

from __future__ import annotations

from collections.abc import Mapping

import openai

from trailers.domain.errors import CuelockError, FatalError, RetryableError, UncertainError, UserError

from ..http import retry_after_s

PROVIDER = "openai"
_NEVER_SENT = ("ConnectError", "ConnectTimeout", "PoolTimeout")
"""By name: the SDK chooses its own HTTP library, and a caller may give it another."""


def classified(error: Exception, model: str = "") -> CuelockError:
    """What is not known to have been turned down may have been made and charged."""
    if isinstance(error, openai.APIStatusError) and error.status_code < 500:
        return by_status(
            error.status_code, str(error.code or ""), error.message, error.response.headers, model
        )
    if isinstance(error, openai.APIConnectionError) and type(error.__cause__).__name__ in _NEVER_SENT:
        return RetryableError("provider.unavailable", provider=PROVIDER, detail=type(error).__name__)
    return UncertainError("provider.outcome_unknown", provider=PROVIDER, detail=type(error).__name__)


def by_status(status: int, code: str, message: str, headers: Mapping[str, str], model: str) -> CuelockError:
    said = {"provider": PROVIDER, "detail": message[:300]}
    if code in ("moderation_blocked", "content_policy_violation"):
        made = "output" in message.lower() or "generated" in message.lower()
        return UserError("refused.output" if made else "refused.prompt", **said)
    if status == 429:
        if code == "insufficient_quota":
            return FatalError("provider.quota", **said)
        return RetryableError("provider.rate_limited", retry_after_s=retry_after_s(headers), **said)
    if status == 401:
        return FatalError("provider.key_refused", **said)
    if status == 403:
        return FatalError("provider.account", **said)
    if status == 404:
        return FatalError("provider.model_missing", model=model, **said)
    return FatalError("provider.request_refused", **said)
