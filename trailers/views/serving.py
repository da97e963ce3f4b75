"""One stored file as an answer: whole or a range of it, never changing, typed by us and not by its uploader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Any

from django.core.files.storage import FileSystemStorage, storages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.utils.http import content_disposition_header

TYPES = {
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".wav": "audio/wav",
    ".m4a": "audio/mp4",
    ".i8": "application/octet-stream",
    ".vtt": "text/vtt; charset=utf-8",
    ".srt": "application/x-subrip",
    ".json": "application/json",
    ".zip": "application/zip",
}
_THROUGH_US = frozenset({".vtt", ".srt", ".json", ".i8"})
"""Small texts that scripts and <track> read: from a bucket, another origin, a browser would not let them."""
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_CHUNK = 1 << 18
_FOREVER = "private, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Stored:
    storage_name: str
    tag: str
    """What the bytes are known by: their hash, so an address never shows other bytes."""


def serve(request: HttpRequest, stored: Stored, *, name: str, download: bool) -> HttpResponseBase:
    """200, 206, 304, 404 or 416; from a bucket 302 to an address there that shows this file and expires."""
    suffix = PurePosixPath(stored.storage_name).suffix.lower()
    media_type = TYPES.get(suffix, "application/octet-stream")
    disposition = content_disposition_header(download or suffix not in TYPES, name)
    storage = storages["default"]
    local = isinstance(storage, FileSystemStorage)
    if not local and suffix not in _THROUGH_US:
        return _to_bucket(storage, stored.storage_name, media_type, disposition)
    tag = f'"{stored.tag}"'
    if tag in request.headers.get("If-None-Match", ""):
        response: HttpResponseBase = HttpResponseNotModified()
    else:
        answer = _local if local else _through
        response = answer(request, storage, stored.storage_name, tag)
        response["Content-Type"] = media_type
        response["Content-Disposition"] = disposition or ""
        response["Accept-Ranges"] = "bytes" if local else "none"
    response["ETag"], response["Cache-Control"] = tag, _FOREVER
    return response


def _to_bucket(storage: Any, name: str, media_type: str, disposition: str | None) -> HttpResponseBase:
    """The address is kept for half of its life, so that a page shown again loads nothing again."""
    wanted = {"ResponseContentType": media_type, "ResponseContentDisposition": disposition}
    address = storage.url(name, parameters={key: value for key, value in wanted.items() if value})
    response = HttpResponseRedirect(address)
    response["Cache-Control"] = f"private, max-age={storage.querystring_expire // 2}"
    return response


def _through(request: HttpRequest, storage: Any, name: str, tag: str) -> HttpResponseBase:
    try:
        with storage.open(name, "rb") as file:
            return HttpResponse(file.read())
    except FileNotFoundError:
        raise Http404 from None


def _local(request: HttpRequest, storage: Any, name: str, tag: str) -> HttpResponseBase:
    try:
        file = open(storage.path(name), "rb")  # noqa: SIM115  (the response closes it)
    except FileNotFoundError:
        raise Http404 from None
    size = file.seek(0, 2)
    span = _span(request, size, tag)
    if span is None:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    start, end, partial = span
    file.seek(start)
    response = StreamingHttpResponse(_read(file, end - start), status=206 if partial else 200)
    response["Content-Length"] = str(end - start)
    if partial:
        response["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return response


def _span(request: HttpRequest, size: int, tag: str) -> tuple[int, int, bool] | None:
    """[start, end) to send and whether it is a part; all for no range, a stale one, or one we do not do."""
    wanted = _RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    condition = request.headers.get("If-Range")
    if wanted is None or wanted.groups() == ("", "") or (condition and condition != tag):
        return 0, size, False
    first, last = wanted.groups()
    if not first:
        return (max(0, size - int(last)), size, True) if int(last) and size else None
    start, end = int(first), min(size, int(last) + 1 if last else size)
    return (start, end, True) if start < end else None


def _read(file: IO[bytes], left: int) -> Iterator[bytes]:
    with file:
        while left > 0 and (chunk := file.read(min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk
