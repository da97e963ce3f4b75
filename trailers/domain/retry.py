"""What to do after a step has failed, by the class of its error. Chance is given, so it is pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import Literal

from .errors import RetryableError, UncertainError, UserError
from .pricing import UNCERTAIN_REPEAT_LIMIT_MICROUSD, may_repeat

ErrorClass = Literal["user", "retryable", "uncertain", "fatal"]
Action = Literal["never", "retry", "lookup", "repeat", "ask"]

BASE_MS = 2_000
"""Longest wait after the first attempt; it doubles with each further one."""
CAP_MS = 5 * 60_000
LONGEST_WISH_MS = 60 * 60_000
"""A provider that wants to be left alone for longer is down for this film: the step fails and says so."""


@dataclass(frozen=True, slots=True)
class RetryDecision:
    """What happens next to a job whose attempt has just failed.

    - never: it has failed; only a person's retry changes that;
    - retry: queued again after `delay_ms`;
    - lookup: ask the provider after `delay_ms` what became of the call, before anything else;
    - repeat: make the call once more, as an attempt recorded as an uncertain repeat, after `delay_ms`;
    - ask: stays uncertain until a person decides.
    """

    action: Action
    delay_ms: int = 0

    @property
    def delay(self) -> timedelta:
        return timedelta(milliseconds=self.delay_ms)


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """What can be known and afforded about a call whose outcome is unknown."""

    can_look_up: bool = False
    """The engine can find a call by our tag or its time, and has not been asked in vain yet."""
    price_microusd: int = 0
    repeats_done: int = 0
    limit_microusd: int = UNCERTAIN_REPEAT_LIMIT_MICROUSD


def error_class(error: BaseException) -> ErrorClass:
    """The class of an error; whatever was not raised on purpose is a fault of ours."""
    if isinstance(error, UserError):
        return "user"
    if isinstance(error, RetryableError):
        return "retryable"
    return "uncertain" if isinstance(error, UncertainError) else "fatal"


def decide(
    error: ErrorClass,
    *,
    attempts: int,
    max_attempts: int,
    chance: Fraction,
    retry_after_s: int | None = None,
    uncertainty: Uncertainty | None = None,
) -> RetryDecision:
    """What to do after attempt number `attempts` (counted when it was claimed, so from 1).

    `chance` is a random number in [0, 1) for the jitter. `retry_after_s` is the provider's own wish: never
    undercut, and beyond an hour not waited for.
    """
    if not 0 <= chance < 1:
        raise ValueError(f"chance must lie in [0, 1): {chance}")
    if attempts < 1:
        raise ValueError("an attempt is counted when it is claimed, so there was at least one")
    if error == "uncertain":
        return _after_unknown(uncertainty or Uncertainty(), attempts, max_attempts, chance)
    if error != "retryable" or attempts >= max_attempts:
        return RetryDecision("never")
    wish_ms = max(0, retry_after_s or 0) * 1000
    if wish_ms > LONGEST_WISH_MS:
        return RetryDecision("never")
    return RetryDecision("retry", _delay_ms(attempts, wish_ms, chance))


def backoff_ms(attempts: int, chance: Fraction) -> int:
    """Exponential with jitter: between half and the whole of the step for this attempt, at most CAP_MS.

    Half is certain so that a retry is never at once; half is drawn so that thirty jobs that failed together
    do not come back together.
    """
    step_ms = min(CAP_MS, BASE_MS << min(attempts - 1, CAP_MS.bit_length()))
    return step_ms // 2 + int(chance * (step_ms - step_ms // 2 + 1))


def _delay_ms(attempts: int, wish_ms: int, chance: Fraction) -> int:
    """The back-off, or the provider's wish with the jitter of the back-off on top, whichever is later."""
    own_ms = backoff_ms(attempts, chance)
    return max(own_ms, wish_ms + int(chance * own_ms)) if wish_ms else own_ms


def _after_unknown(known: Uncertainty, attempts: int, max_attempts: int, chance: Fraction) -> RetryDecision:
    if known.can_look_up:
        return RetryDecision("lookup", backoff_ms(attempts, chance))
    repeats = may_repeat(known.price_microusd, known.repeats_done, limit_microusd=known.limit_microusd)
    if repeats and attempts < max_attempts:
        return RetryDecision("repeat", backoff_ms(attempts, chance))
    return RetryDecision("ask")
