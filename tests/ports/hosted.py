"""Engines told to call the protocol server, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from tests.vendors.server import Server, Vendor, serving
from trailers.domain.pricing import UnitPrice
from trailers.engines import connections, operator


@contextmanager
def told(
    *vendors: Vendor,
    keys: Mapping[str, str],
    options: Mapping[str, Mapping[str, str]] | None = None,
    prices: Mapping[tuple[str, str], tuple[UnitPrice, ...]] | None = None,
    paths: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """The vendors serve, and the engines know their keys and addresses; nothing is known afterwards.

    `paths` is appended to a vendor's address: an OpenAI-compatible one wants /v1.
    """
    with serving(*vendors) as server:
        addresses = {vendor.name: vendor.url + (paths or {}).get(vendor.name, "") for vendor in vendors}
        connections.configure(keys, addresses, allow_loopback=True)
        operator.configure(options or {}, prices)
        try:
            yield server
        finally:
            connections.configure({})
            operator.configure({})


def lands(error: Any) -> tuple[str, str]:
    """Class and code of a failure."""
    return type(error).__name__, error.code
