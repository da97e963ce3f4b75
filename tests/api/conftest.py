"""Throttles of the API count in the cache: each test has its own."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def own_cache(settings) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@pytest.fixture
def unthrottled(monkeypatch: pytest.MonkeyPatch) -> None:
    from trailers.api.auth import Reads, Writes

    for throttle in (Reads, Writes):
        monkeypatch.setattr(throttle, "allow_request", lambda *_: True)
