"""One client per key and address, and what the account behind it may do."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from trailers.domain.errors import FatalError
from trailers.engines.connections import Connection, connection

from .faults import VENDOR, classified

if TYPE_CHECKING:
    from elevenlabs.client import ElevenLabs

SPEECH_TIMEOUT_S, MUSIC_TIMEOUT_S = 240, 600
_ASKED_S = 15
_SEEN_S = 60
"""How long an account's balance is believed."""


@dataclass(frozen=True, slots=True)
class Account:
    tier: str = ""
    credits_left: int | None = None
    """None: without a limit, or the key may not ask."""

    def check(self, credits: int) -> None:
        """FatalError provider.quota before a call that the account cannot pay."""
        if self.credits_left is not None and credits > self.credits_left:
            raise FatalError(
                "provider.quota",
                provider=VENDOR,
                detail=f"The call needs {credits} credits, {self.credits_left} are left.",
            )


def reached() -> Connection:
    """FatalError provider.no_key."""
    return connection("elevenlabs")


def client(told: Connection) -> ElevenLabs:
    return _client(told.key, told.base_url)


@lru_cache(maxsize=16)
def _client(key: str, base_url: str) -> ElevenLabs:
    from elevenlabs.client import ElevenLabs

    # the key is always given: the SDK would else take one from the environment, read when it was imported
    return ElevenLabs(
        api_key=key, base_url=base_url or None, timeout=SPEECH_TIMEOUT_S, follow_redirects=False
    )


def once(timeout_s: int = SPEECH_TIMEOUT_S) -> Any:
    """Options of a call that is charged: the SDK must not repeat it by itself."""
    return {"max_retries": 0, "timeout_in_seconds": timeout_s}


_seen: dict[tuple[str, str], tuple[float, Account]] = {}


def account(told: Connection) -> Account:
    """What the account may do, as told within the last minute. A key that may not ask has no known limit.

    FatalError provider.key_refused for a wrong key; RetryableError when nobody answers.
    """
    known = _seen.get((told.key, told.base_url))
    if known and time.monotonic() - known[0] < _SEEN_S:
        return known[1]
    found = _asked(told)
    _seen[told.key, told.base_url] = (time.monotonic(), found)
    return found


def try_key() -> str:
    """Whether the key is accepted, told by the balance, and what is left. Asked anew each time."""
    told = reached()
    forget(told)
    left = account(told).credits_left
    if left == 0:
        raise FatalError("provider.quota", provider=VENDOR, detail="No credits are left.")
    return "" if left is None else f"{left:,} credits are left."


def forget(told: Connection) -> None:
    """After a refusal for lack of credits: ask anew next time."""
    _seen.pop((told.key, told.base_url), None)


def _asked(told: Connection) -> Account:
    try:
        with classified(paid=False):
            answer = client(told).user.subscription.get(
                request_options={"max_retries": 1, "timeout_in_seconds": _ASKED_S}
            )
    except FatalError as error:
        if error.code == "provider.key_refused" and "permission" in str(error.params.get("detail", "")):
            return Account()
        raise
    more = answer.max_credit_limit_extension
    if more is not None and not isinstance(more, int):
        return Account(answer.tier)
    return Account(answer.tier, max(0, answer.character_limit + (more or 0) - answer.character_count))
