"""What a user uploads: kept untouched, named by its contents, once per team."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from accounts.models import Team
from trailers.domain.errors import UserError
from trailers.models import Artifact, Source
from trailers.storage import store

from .room import check_room
from .snapshot import source_key

MAX_SOURCE_BYTES = 200 * 1024 * 1024
_NAME_CHARS = 200
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


def keep_source(*, team: Team, path: Path, name: str, kind: str = "source") -> Source:
    """Store an uploaded file and give its row; the same bytes again give the same row.

    The row bears the name that the file was last uploaded by when its ending has changed: a document that was
    refused for its ending can be renamed and sent again.

    UserError: file.missing, file.unreadable, file.not_a_file, file.empty, file.too_big,
    team.full.
    """
    digest, size = _examine(path, name)
    name, suffix = plain_name(name), _safe_suffix(name)
    existing = Source.objects.filter(team=team, sha256=digest).first()
    if existing is not None:
        return _renamed(existing, name, suffix)
    check_room(team, name=name, more_bytes=size)
    stored = store(path, team_id=str(team.pk), sha256=digest, suffix=suffix)
    source, _ = Source.objects.get_or_create(
        team=team,
        sha256=digest,
        defaults={"name": name, "media_type": suffix, "size": size, "storage_name": stored},
    )
    Artifact.objects.get_or_create(
        team=team,
        key=source_key(digest),
        defaults={"kind": kind, "storage_name": stored, "sha256": digest, "size": size, "media": {}},
    )
    return source


def _renamed(source: Source, name: str, suffix: str) -> Source:
    if source.media_type != suffix:
        source.name, source.media_type = name, suffix
        source.save(update_fields=["name", "media_type"])
    return source


def plain_name(name: str) -> str:
    """The last part of a path as text that every database takes: names on disk are bytes."""
    whole = Path(name).name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    stem, suffix = Path(whole).stem, Path(whole).suffix
    return f"{stem[: _NAME_CHARS - len(suffix)]}{suffix}"


def _examine(path: Path, name: str) -> tuple[str, int]:
    try:
        if not path.exists():
            raise UserError("file.missing", name=name)
        if not path.is_file():
            raise UserError("file.not_a_file", name=name)
        size = path.stat().st_size
        if size == 0:
            raise UserError("file.empty", name=name)
        if size > MAX_SOURCE_BYTES:
            raise UserError("file.too_big", name=name, limit_mb=MAX_SOURCE_BYTES >> 20)
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest(), size
    except OSError as error:
        raise UserError("file.unreadable", name=name, detail=error.strerror or "") from error


def _safe_suffix(name: str) -> str:
    suffix = Path(name).suffix.lower()
    return suffix if _SUFFIX.fullmatch(suffix) else ""
