"""Where each vendor is reached, and with which key. Told once per process by whoever starts it.

Engines ask at each call, so that a changed key counts at once. A key is never part of a value's text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from trailers.domain.errors import FatalError


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


def configure(
    keys: Mapping[str, str], addresses: Mapping[str, str] | None = None, *, allow_loopback: bool = False
) -> None:
    """Keys and base addresses by vendor; replaces what was told before."""
    _told.keys, _told.addresses, _told.allow_loopback = dict(keys), dict(addresses or {}), allow_loopback


def connection(vendor: str) -> Connection:
    """FatalError provider.no_key when nobody has told a key for the vendor."""
    key = _told.keys.get(vendor, "")
    if not key:
        raise FatalError("provider.no_key", provider=vendor)
    return Connection(vendor, key, _told.addresses.get(vendor, "").rstrip("/"), _told.allow_loopback)
