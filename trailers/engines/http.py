"""JSON over HTTP for vendors whose SDK would repeat paid calls by itself: every call is made once.

What cannot have reached the vendor may be tried again; what may have, may have been charged, and is said to be
uncertain. Asking is free, so nothing that goes wrong with a question is worse than a passing fault.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any

import httpx

from trailers.domain.errors import RetryableError, UncertainError

CONNECT_S = 10.0
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


@dataclass(frozen=True, slots=True)
class Reply:
    """A vendor's answer below 500. `data` is its JSON, None for an empty body or for none that can be read."""

    status: int
    headers: Mapping[str, str]
    data: Any

    @property
    def ok(self) -> bool:
        return self.status < 300


@dataclass(frozen=True, slots=True)
class Caller:
    """One vendor for one call after another. Holds no connection in between."""

    provider: str
    base_url: str
    headers: Mapping[str, str] = field(repr=False)
    timeout_s: float = 300

    def order(self, path: str, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Reply:
        """A billable POST, made once.

        RetryableError provider.unavailable: it never left. UncertainError provider.outcome_unknown: it left,
        and no answer came back that says what became of it.
        """
        try:
            answer = self._send("POST", path, headers, json=dict(body))
        except _NEVER_SENT as error:
            raise self._unavailable(error) from error
        except httpx.HTTPError as error:
            raise self._unknown(type(error).__name__) from error
        if answer.status_code >= 500:
            raise self._unknown(f"Status {answer.status_code}.")
        data = _json(answer)
        if data is None and answer.status_code < 300:
            raise self._unknown("The answer cannot be read.")
        return Reply(answer.status_code, answer.headers, data)

    def ask(self, method: str, path: str, params: Mapping[str, str] | None = None) -> Reply:
        """A call that costs nothing. RetryableError provider.unavailable for every fault on the way."""
        try:
            answer = self._send(method, path, None, params=dict(params or {}))
        except httpx.HTTPError as error:
            raise self._unavailable(error) from error
        if answer.status_code >= 500:
            raise RetryableError(
                "provider.unavailable",
                provider=self.provider,
                detail=f"Status {answer.status_code}.",
                retry_after_s=retry_after_s(answer.headers),
            )
        data = _json(answer)
        if data is None and answer.status_code < 300 and method == "GET":
            raise RetryableError(
                "provider.unavailable", provider=self.provider, detail="The answer cannot be read."
            )
        return Reply(answer.status_code, answer.headers, data)

    def _send(self, method: str, path: str, headers: Mapping[str, str] | None, **rest: Any) -> httpx.Response:
        limits = httpx.Timeout(self.timeout_s, connect=CONNECT_S)
        with httpx.Client(timeout=limits, follow_redirects=False, verify=trust()) as client:
            sent = {**self.headers, **(headers or {})}
            return client.request(method, f"{self.base_url}{path}", headers=sent, **rest)

    def _unavailable(self, error: Exception) -> RetryableError:
        return RetryableError("provider.unavailable", provider=self.provider, detail=type(error).__name__)

    def _unknown(self, detail: str) -> UncertainError:
        return UncertainError("provider.outcome_unknown", provider=self.provider, detail=detail)


@cache
def trust() -> ssl.SSLContext:
    """Whose certificates count. Reading them takes longer than most questions, so once per process."""
    return ssl.create_default_context()


def _json(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return None


def retry_after_s(headers: Mapping[str, str], now: datetime | None = None) -> int | None:
    """The provider's wish in whole seconds, from a number or a date; None for none that can be understood."""
    said = headers.get("retry-after", "").strip()
    if said.isdigit():
        return int(said)
    try:
        seconds = (parsedate_to_datetime(said) - (now or datetime.now(UTC))).total_seconds()
    except (TypeError, ValueError):
        return None
    return max(0, round(seconds))
