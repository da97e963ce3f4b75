"""The four ways a step can fail. What a person reads about each is in `texts`."""

from __future__ import annotations

import errno
from typing import Any

from .message import Message
from .texts import TEXTS

__all__ = [
    "TEXTS",
    "Cancelled",
    "CuelockError",
    "FatalError",
    "Message",
    "RetryableError",
    "UncertainError",
    "UserError",
    "describe",
    "is_full_disk",
]


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


class Cancelled(CuelockError):
    """Somebody asked for a stop: neither done nor failed, and nothing that was made is kept.

    `free`: a provider has confirmed that it will charge nothing.
    """

    def __init__(self, *, free: bool = False) -> None:
        super().__init__("job.cancelled")
        self.free = free


def is_full_disk(error: BaseException) -> bool:
    """Whether there was no room left to write: as the system says it, or as SQLite does."""
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    return full or "disk is full" in str(error)


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
