"""Ark's error codes, each in the class that decides what happens next."""

from __future__ import annotations

from trailers.domain.errors import CuelockError, FatalError, RetryableError, UserError

PROVIDER = "ark"
_MINUTE_S = 60
"""Limits by the minute are over when the minute is."""
_PER_MINUTE = (
    "RateLimitExceeded",
    "ModelAccountRpmRateLimitExceeded",
    "ModelAccountTpmRateLimitExceeded",
    "ModelAccountIpmRateLimitExceeded",
    "APIAccountRpmRateLimitExceeded",
    "AccountRateLimitExceeded",
)
_NO_MODEL = ("InvalidEndpointOrModel", "ModelNotOpen", "UnsupportedModel")


def refusal(code: str, detail: str = "") -> UserError | None:
    """The kind of moderation that a code stands for, None for any other code.

    A real person is told apart from other contents, and what goes in from what came out, because what helps
    differs.
    """
    if "PrivacyInformation" in code:
        return UserError("refused.person", provider=PROVIDER, detail=detail)
    if code.startswith("Output") and "Sensitive" in code:
        return UserError("refused.output", provider=PROVIDER, detail=detail)
    if code.startswith("InputImageSensitive"):
        return UserError("refused.image", provider=PROVIDER, detail=detail)
    if code.startswith(("SensitiveContentDetected", "InputTextSensitive", "InputTextRisk")):
        return UserError("refused.prompt", provider=PROVIDER, detail=detail)
    return None


def classified(
    status: int, code: str, message: str, *, model: str = "", retry_after_s: int | None = None
) -> CuelockError:
    """The error of an answer below 500, which is never of unknown outcome."""
    found = refusal(code, message)
    if found is not None:
        return found
    if status == 429:
        return _too_many(code, message, retry_after_s)
    said = {"provider": PROVIDER, "detail": f"{code}: {message}"[:300]}
    if status == 401:
        return FatalError("provider.key_refused", **said)
    if status == 403:
        return FatalError("provider.account", **said)
    if status == 404 and code.startswith(_NO_MODEL):
        return FatalError("provider.model_missing", model=model, **said)
    if status == 404:
        return FatalError("provider.task_lost", **said)
    return FatalError("provider.request_refused", **said)


def _too_many(code: str, message: str, wish_s: int | None) -> CuelockError:
    said = {"provider": PROVIDER, "detail": f"{code}: {message}"[:300]}
    queue_full = code == "QuotaExceeded" and "queue" in message.lower()
    if code == "SetLimitExceeded" or (code == "QuotaExceeded" and not queue_full):
        return FatalError("provider.quota", **said)
    by_minute = code.startswith(_PER_MINUTE)
    wait_s = max(wish_s or 0, _MINUTE_S) if by_minute else wish_s
    return RetryableError("provider.rate_limited", retry_after_s=wait_s, **said)
