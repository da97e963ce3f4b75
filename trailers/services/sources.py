"""What a user uploads: kept untouched, named by its contents, once per team."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from accounts.models import Team
from trailers.domain.errors import UserError
from trailers.models import Artifact, Source
from trailers.storage import store

from .snapshot import source_key

MAX_SOURCE_BYTES = 200 * 1024 * 1024
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


def keep_source(*, team: Team, path: Path, name: str, kind: str = "source") -> Source:
    """Store an uploaded file and give its row; the same bytes again give the same row.

    UserError: file.missing, file.unreadable, file.not_a_file, file.empty, file.too_big.
    """
    digest, size = _examine(path, name)
    suffix = _safe_suffix(name)
    existing = Source.objects.filter(team=team, sha256=digest).first()
    if existing is not None:
        return existing
    stored = store(path, team_id=str(team.pk), sha256=digest, suffix=suffix)
    source, _ = Source.objects.get_or_create(
        team=team,
        sha256=digest,
        defaults={"name": Path(name).name[:200], "media_type": suffix, "size": size, "storage_name": stored},
    )
    Artifact.objects.get_or_create(
        team=team,
        key=source_key(digest),
        defaults={"kind": kind, "storage_name": stored, "sha256": digest, "size": size, "media": {}},
    )
    return source


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
