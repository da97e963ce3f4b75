"""Which network addresses may be opened for a provider, and connections that go nowhere else."""

from __future__ import annotations

import socket
import ssl
from functools import cache
from http.client import HTTPConnection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from trailers.domain.errors import FatalError, RetryableError

Address = IPv4Address | IPv6Address
_NAT64 = IPv6Network("64:ff9b::/96")


def is_allowed(address: Address, *, allow_loopback: bool = False) -> bool:
    """Public unicast only, also behind the IPv6 forms that carry an IPv4 address; loopback on request."""
    carried = _carried(address)
    if carried is not None:
        return is_allowed(carried, allow_loopback=allow_loopback)
    if address.is_loopback:
        return allow_loopback
    return address.is_global and not address.is_multicast


def _carried(address: Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address stands for."""
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)


def resolve_checked(host: str, port: int, *, allow_loopback: bool = False) -> list[str]:
    """The addresses of a host. FatalError download.forbidden_address if even one of them is not allowed.

    RetryableError download.failed when the name is not known at this moment.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise RetryableError("download.failed", detail=f"{host} is not known.") from error
    names = list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
    for name in names:
        if not is_allowed(ip_address(name), allow_loopback=allow_loopback):
            raise FatalError("download.forbidden_address", detail=f"{host} is {name}")
    return names


@cache
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()


class _Checked(HTTPConnection):
    """A connection that dials the given address while it speaks to the given host."""

    def __init__(self, host: str, port: int, address: str, timeout_s: float, tls: bool) -> None:
        super().__init__(host, port, timeout=timeout_s)
        self._address, self._tls = address, tls

    def connect(self) -> None:
        sock = socket.create_connection((self._address, self.port), self.timeout)
        self.sock = _trust().wrap_socket(sock, server_hostname=self.host) if self._tls else sock


def open_checked(url: str, *, timeout_s: float, allow_loopback: bool = False) -> HTTPConnection:
    """A connection, not dialled yet, to a checked address of the host of `url`.

    FatalError download.forbidden_address: no HTTPS (plain HTTP only to loopback, on request), a name and
    password in the address, no host, or a host inside a network of ours.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise FatalError("download.forbidden_address", detail="not an address") from error
    plain = parts.scheme == "http" and allow_loopback
    if not parts.hostname or parts.username is not None or not (parts.scheme == "https" or plain):
        raise FatalError("download.forbidden_address", detail=f"scheme {parts.scheme or 'missing'}")
    port = port or (80 if plain else 443)
    names = resolve_checked(parts.hostname, port, allow_loopback=allow_loopback)
    if plain and not ip_address(names[0]).is_loopback:
        raise FatalError("download.forbidden_address", detail="plain HTTP")
    return _Checked(parts.hostname, port, names[0], timeout_s, tls=parts.scheme == "https")
