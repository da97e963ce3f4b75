"""Where each vendor is reached, and with which key. Told once per process by whoever starts it.

Engines ask at each call, so that a changed key counts at once. A key is never part of a value's text. A job of a
team with keys of its own runs within `using`: those are for that job alone, whatever runs beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from trailers.domain.errors import FatalError

_LEAST_HIDDEN = 8
"""A shorter text is no key, and might be a word: a server of one's own is told any."""


@dataclass(frozen=True, slots=True)
class Connection:
    vendor: str
    key: str = field(repr=False)
    base_url: str = ""
    """'' for the vendor's own usual address."""
    allow_loopback: bool = False
    """Files may be fetched from this machine: for tests, and for engines that run on it."""


@dataclass(slots=True)
class _Told:
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    addresses: Mapping[str, str] = field(default_factory=dict)
    allow_loopback: bool = False


_told = _Told()
_own: ContextVar[Mapping[str, str] | None] = ContextVar("own_keys", default=None)


def configure(
    keys: Mapping[str, str], addresses: Mapping[str, str] | None = None, *, allow_loopback: bool = False
) -> None:
    """Keys and base addresses by vendor; replaces what was told before."""
    _told.keys, _told.addresses, _told.allow_loopback = dict(keys), dict(addresses or {}), allow_loopback


@contextmanager
def using(keys: Mapping[str, str]) -> Iterator[None]:
    """Calls of this thread go out with these keys, by vendor, in place of the operator's.

    '' for a key that is there and cannot be read: the operator's must not take its place.
    """
    token = _own.set(dict(keys))
    try:
        yield
    finally:
        _own.reset(token)


def hidden(text: str) -> str:
    """The text without any key that calls of this thread may go out with."""
    for key in {*(_own.get() or {}).values(), *_told.keys.values()}:
        if len(key) >= _LEAST_HIDDEN:
            text = text.replace(key, "***")
    return text


def connection(vendor: str) -> Connection:
    """FatalError provider.no_key when nobody has told a key for the vendor, key.unreadable for one that is lost."""
    own = _own.get() or {}
    key = own.get(vendor) if vendor in own else _told.keys.get(vendor, "")
    if not key:
        raise FatalError("key.unreadable" if vendor in own else "provider.no_key", provider=vendor)
    return Connection(vendor, key, _told.addresses.get(vendor, "").rstrip("/"), _told.allow_loopback)
