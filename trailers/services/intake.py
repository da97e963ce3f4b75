"""An uploaded synopsis: read in a limited child process before it is kept, so that nothing starts from a bad file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePath

from django.core.cache import cache

from accounts.models import Team
from trailers.domain.errors import UserError
from trailers.media.documents import Document, read_document
from trailers.media.probe import probe_audio
from trailers.models import Source
from trailers.storage import fetch

from .sources import MAX_SOURCE_BYTES, keep_source

_KEPT_S = 7 * 24 * 3600
_OPENING_CHARS = 600


@dataclass(frozen=True, slots=True)
class Reading:
    """What a synopsis turned out to be."""

    title: str
    words: int
    pages: int
    opening: str
    notices: tuple[str, ...]


def take_in(*, team: Team, chunks: Iterable[bytes], name: str) -> Source:
    """Check an upload and keep it. UserError document.* or file.* says what is wrong with it."""
    with tempfile.TemporaryDirectory(prefix="cuelock-intake-") as folder:
        path = Path(folder) / "upload"
        write_upload(path, chunks, name)
        reading = _read(path, name, Path(folder))
        source = keep_source(team=team, path=path, name=name)
    cache.set(cache_key(source), reading, _KEPT_S)
    return source


def take_in_sound(*, team: Team, chunks: Iterable[bytes], name: str) -> Source:
    """Check a recording or a score by decoding it in a limited child, and keep it. UserError media.* or file.*."""
    with tempfile.TemporaryDirectory(prefix="cuelock-intake-") as folder:
        path = Path(folder) / f"upload{PurePath(name).suffix.lower()[:9]}"
        write_upload(path, chunks, name)
        probe_audio(path)
        return keep_source(team=team, path=path, name=name)


def reading_of(source: Source) -> Reading:
    """What was found in a kept source; read again if that was forgotten. UserError document.*."""
    kept: Reading | None = cache.get(cache_key(source))
    if kept is not None:
        return kept
    with tempfile.TemporaryDirectory(prefix="cuelock-intake-") as folder:
        reading = _read(fetch(source.storage_name, Path(folder)), source.name, Path(folder))
    cache.set(cache_key(source), reading, _KEPT_S)
    return reading


def write_upload(path: Path, chunks: Iterable[bytes], name: str) -> None:
    """The bytes of an upload into a file. UserError file.too_big."""
    size = 0
    with path.open("wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > MAX_SOURCE_BYTES:
                raise UserError("file.too_big", name=name, limit_mb=MAX_SOURCE_BYTES >> 20)
            file.write(chunk)


def _read(path: Path, name: str, scratch: Path) -> Reading:
    return _reading(read_document(path, name, scratch=scratch))


def _reading(document: Document) -> Reading:
    body = [text for text in document.paragraphs if text != document.title]
    opening = " ".join(body)
    if len(opening) > _OPENING_CHARS:
        opening = opening[:_OPENING_CHARS].rsplit(" ", 1)[0] + " …"
    return Reading(
        title=document.title,
        words=len(document.text.split()),
        pages=document.pages,
        opening=opening,
        notices=document.notices,
    )


def cache_key(source: Source) -> str:
    return f"reading:1:{source.sha256}"
