"""What a failed call to ElevenLabs means for us, by the vendor's own table of errors.

A body is read in its three forms: `detail` as an object with `code` (older: only `status`), as a list (a request that
was not understood), or as text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from trailers.domain.errors import CuelockError, FatalError, RetryableError, UncertainError, UserError

VENDOR = "ElevenLabs"
_CUT_MESSAGE = 300
_QUOTA = {"quota_exceeded", "insufficient_credits", "payment_required"}
_NO_VOICE = {"voice_not_found", "voice_does_not_exist", "invalid_voice_id"}
_NO_MODEL = {"unsupported_model", "model_not_found", "model_can_not_do_text_to_speech"}
BAD_PROMPT = {"bad_prompt", "bad_composition_plan"}


@dataclass(frozen=True, slots=True)
class Said:
    """What the vendor said about a failure."""

    codes: frozenset[str] = frozenset()
    message: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


def said(body: Any) -> Said:
    detail = body.get("detail", body) if isinstance(body, Mapping) else body
    if isinstance(detail, Mapping):
        codes = frozenset(str(detail[name]) for name in ("code", "status", "type") if detail.get(name))
        data = detail.get("data")
        return Said(codes, _short(detail.get("message", "")), data if isinstance(data, Mapping) else {})
    if isinstance(detail, list):
        found = [
            f"{'.'.join(map(str, one.get('loc', ())))}: {one.get('msg', '')}"
            if isinstance(one, Mapping)
            else str(one)
            for one in detail
        ]
        return Said(frozenset({"invalid_parameters"}), _short("; ".join(found)))
    return Said(message=_short(detail or ""))


@contextmanager
def classified(*, paid: bool, **about: Any) -> Iterator[None]:
    """Turns the SDK's and the line's exceptions into ours. `paid`: the call is charged once it is accepted.

    `about` are values for the texts, such as the model.
    """
    import httpx
    from elevenlabs.core.api_error import ApiError
    from elevenlabs.core.parse_error import ParsingError

    try:
        yield
    except ParsingError as error:
        raise _unusable(paid, "its form is unknown") from error
    except ApiError as error:
        raise of_status(
            error.status_code or 0, error.headers or {}, error.body, paid=paid, **about
        ) from error
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as error:
        raise RetryableError("provider.unavailable", provider=VENDOR, detail="It was not reached.") from error
    except (httpx.HTTPError, httpx.StreamError) as error:
        raise _unknown(paid, "The line broke before the answer.") from error
    except ValueError as error:  # an answer that is no JSON, wherever the SDK met it
        raise _unusable(paid, "It is no JSON.") from error


def of_status(
    status: int, headers: Mapping[str, str], body: Any, *, paid: bool, **about: Any
) -> CuelockError:
    """The class of an answer by its status and code."""
    heard = said(body)
    values = {"provider": VENDOR, "detail": heard.message, **about}
    if heard.codes & _QUOTA or status == 402:  # quota comes as 401
        return FatalError("provider.quota", **values)
    if status in (401, 403):
        return FatalError("provider.key_refused", **values)
    if status == 429:
        return RetryableError("provider.rate_limited", retry_after_s=retry_after_s(headers), **values)
    if status < 400:
        return _unusable(paid, "It is no JSON.")
    if status in (408, 409, 425) or status >= 500:
        return _unknown(paid, heard.message)
    return _refusal(heard, values)


def _refusal(heard: Said, values: dict[str, Any]) -> CuelockError:
    if heard.codes & _NO_VOICE:
        return UserError("voice.not_offered", **values)
    if heard.codes & _NO_MODEL:
        return FatalError("provider.model_missing", **{"model": "", **values})
    if heard.codes & BAD_PROMPT:
        wish = heard.data.get("prompt_suggestion") or heard.data.get("composition_plan_suggestion")
        return UserError("refused.prompt", suggestion=wish, **values)
    return UserError("provider.request_refused", **values)


def _unknown(paid: bool, detail: str) -> CuelockError:
    if paid:
        return UncertainError("provider.outcome_unknown", provider=VENDOR, detail=detail)
    return RetryableError("provider.unavailable", provider=VENDOR, detail=detail)


def _unusable(paid: bool, detail: str) -> CuelockError:
    """It was accepted, so it may be on the bill, but there is nothing that could be used."""
    if paid:
        return UncertainError("provider.bad_answer", provider=VENDOR, detail=detail)
    return RetryableError("provider.unavailable", provider=VENDOR, detail=detail)


def unusable(detail: str) -> CuelockError:
    """A paid answer that turned out to be no sound."""
    return _unusable(True, detail)


def retry_after_s(headers: Mapping[str, str]) -> int | None:
    """The vendor's own wish: whole seconds, or a date; None when it named none."""
    wish = next((value for name, value in headers.items() if name.lower() == "retry-after"), "").strip()
    if wish.isdigit():
        return int(wish)
    try:
        until = parsedate_to_datetime(wish)
    except ValueError:
        return None
    return max(0, round((until - datetime.now(UTC)).total_seconds()))


def _short(text: Any) -> str:
    return " ".join(str(text).split())[:_CUT_MESSAGE]
