"""Files that a provider offers by address, fetched without trusting the address, the type or the length.

Every name is resolved here, every address it stands for is checked, and the connection goes to a checked
address: so neither a redirect nor a name that changes its mind leads into our own network. No proxy is used.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from trailers.domain.errors import Cancelled, FatalError, RetryableError

from .addresses import open_checked

ANY_BYTES = ("application/octet-stream", "binary/octet-stream")
"""What stores of files say when they know no type; the probe that follows knows better."""
VIDEO_TYPES = ("video/mp4", "video/quicktime", "video/webm", *ANY_BYTES)
IMAGE_TYPES = ("image/png", "image/jpeg", "image/webp", *ANY_BYTES)
MAX_REDIRECTS = 5
_REDIRECTS = (301, 302, 303, 307, 308)
_GONE = (403, 404, 410)
"""A signed address that ran out answers 403 at most stores."""
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class DownloadRules:
    """What may be fetched. `timeout_s` bounds the whole download, `silence_s` each wait for a byte."""

    media_types: tuple[str, ...]
    max_bytes: int = 500_000_000
    timeout_s: float = 600
    silence_s: float = 30
    allow_loopback: bool = False
    """For tests and engines on this very machine: plain HTTP, and loopback addresses only."""


@dataclass(frozen=True, slots=True)
class Downloaded:
    path: Path
    size: int
    sha256: str
    media_type: str


def download(
    url: str, target: Path, rules: DownloadRules, *, cancelled: Callable[[], bool] = lambda: False
) -> Downloaded:
    """Stream `url` into `target`, which exists afterwards whole or not at all.

    RetryableError: download.expired (ask the provider for a fresh address), download.failed.
    FatalError: download.forbidden_address, download.wrong_type, download.too_big. Cancelled when asked.
    """
    until = time.monotonic() + rules.timeout_s
    part = target.with_name(f"{target.name}.part")
    answer = _follow(url, rules, until)
    try:
        media_type = _checked_head(answer, rules)
        size, digest = _stream(answer, part, rules, until, cancelled)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    finally:
        answer.close()
    os.replace(part, target)
    return Downloaded(target, size, digest, media_type)


def _follow(url: str, rules: DownloadRules, until: float) -> HTTPResponse:
    """The answer with the file, after redirects; its connection is its own and closes with it."""
    for _ in range(MAX_REDIRECTS + 1):
        patience_s = min(rules.silence_s, max(0.1, until - time.monotonic()))
        connection = open_checked(url, timeout_s=patience_s, allow_loopback=rules.allow_loopback)
        parts = urlsplit(url)
        try:
            path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
            connection.request("GET", path, headers={"Accept-Encoding": "identity", "Connection": "close"})
            answer = connection.getresponse()
        except (OSError, HTTPException, ValueError) as error:
            connection.close()
            raise RetryableError("download.failed", detail=_said(error)) from error
        if answer.status not in _REDIRECTS:
            _check_status(answer)
            return answer
        url = urljoin(url, answer.headers.get("Location", ""))
        answer.close()
        if time.monotonic() > until:
            raise RetryableError("download.failed", detail="It took too long.")
    raise FatalError("download.forbidden_address", detail=f"more than {MAX_REDIRECTS} redirects")


def _check_status(answer: HTTPResponse) -> None:
    if answer.status == 200:
        return
    status = answer.status
    answer.close()
    if status in _GONE:
        raise RetryableError("download.expired", status=status)
    raise RetryableError("download.failed", detail=f"Status {status}.")


def _checked_head(answer: HTTPResponse, rules: DownloadRules) -> str:
    media_type = answer.headers.get_content_type()
    encoding = answer.headers.get("Content-Encoding", "identity")
    if media_type not in rules.media_types or encoding != "identity":
        raise FatalError("download.wrong_type", media_type=media_type, encoding=encoding)
    if answer.length is not None and answer.length > rules.max_bytes:
        raise FatalError("download.too_big", limit_mb=rules.max_bytes // 1_000_000)
    return media_type


def _stream(
    answer: HTTPResponse, part: Path, rules: DownloadRules, until: float, cancelled: Callable[[], bool]
) -> tuple[int, str]:
    size, promised, digest = 0, answer.length, hashlib.sha256()
    with part.open("wb") as file:
        while chunk := _read(answer):
            size += len(chunk)
            if size > rules.max_bytes:
                raise FatalError("download.too_big", limit_mb=rules.max_bytes // 1_000_000)
            if time.monotonic() > until:
                raise RetryableError("download.failed", detail="It took too long.")
            if cancelled():
                raise Cancelled
            digest.update(chunk)
            file.write(chunk)
    if promised is not None and size != promised:
        raise RetryableError("download.failed", detail=f"{size} of {promised} bytes came.")
    if size == 0:
        raise RetryableError("download.failed", detail="It was empty.")
    return size, digest.hexdigest()


def _read(answer: HTTPResponse) -> bytes:
    """Apart from the writing, so that a full disk is not taken for a broken line."""
    try:
        return answer.read1(_CHUNK)
    except (OSError, HTTPException) as error:
        raise RetryableError("download.failed", detail=_said(error)) from error


def _said(error: BaseException) -> str:
    """The kind of a network error and its words, which never hold the signed address."""
    return f"{type(error).__name__}: {error}"
