"""The four ways a step can fail, and the words that a person reads about each.

A code is stable (API clients match on it); its text lives here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Message:
    """What happened, why, and what to do next: one short sentence each."""

    what: str
    why: str
    do: str

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.why, self.do) if part)


class CuelockError(Exception):
    """Base of every classified failure: a stable `code` and the values its text needs."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    @property
    def message(self) -> Message:
        return describe(self.code, **self.params)

    def __str__(self) -> str:
        return str(self.message)


class UserError(CuelockError):
    """The input must change; repeating the step cannot help. Never retried."""


class RetryableError(CuelockError):
    """A passing fault. `retry_after_s` is the provider's own wish, when it named one."""

    def __init__(self, code: str, *, retry_after_s: int | None = None, **params: Any) -> None:
        super().__init__(code, **params)
        self.retry_after_s = retry_after_s


class UncertainError(CuelockError):
    """The provider may have accepted (and charged): look up, else the price rule, else ask."""


class FatalError(CuelockError):
    """A fault of ours or of the set-up; somebody must look."""


TEXTS: dict[str, Message] = {
    "internal": Message("Something went wrong inside Cuelock.", "{detail}", "Run it again; if it repeats, send us the log."),
}


def describe(code: str, **params: Any) -> Message:
    """The text for `code` with `params` filled in; an unknown code is said as itself."""
    text = TEXTS.get(code)
    if text is None:
        return Message(f"Failed ({code}).", str(params.get("detail", "")), "")
    values = _Missing(params)
    return Message(*(part.format_map(values) for part in (text.what, text.why, text.do)))


class _Missing(dict[str, Any]):
    """Leaves a placeholder empty when the raiser gave no value for it."""

    def __missing__(self, key: str) -> str:
        return ""
