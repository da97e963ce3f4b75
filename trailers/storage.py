"""Files in object storage, named by their contents: teams/<team>/<first two>/<sha256><suffix>.

A name is written once and whole: a file that exists is complete, and the same bytes are kept once per team.
Works on whatever STORAGES["default"] is; a local folder takes files by rename and lends them by hard link.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, storages

from trailers.domain.errors import CuelockError, FatalError, RetryableError, UserError

from .parts import clear_parts, new_part

_CHUNK = 1 << 20


def storage_name(*, team_id: str, sha256: str, suffix: str) -> str:
    return f"teams/{team_id}/{sha256[:2]}/{sha256}{suffix}"


def store(path: Path, *, team_id: str, sha256: str, suffix: str) -> str:
    """Keep a copy of `path`, whose contents hash to `sha256`. Returns its storage name.

    UserError('disk.full') when there is no room, RetryableError('storage.failed') when the storage does not
    take it; nothing half-written stays behind.
    """
    name = storage_name(team_id=str(team_id), sha256=sha256, suffix=suffix)
    with classified(name):
        local = _local()
        if local is not None:
            _keep_local(path, Path(local.path(name)), Path(local.location))
            return name
        if stored_size(name) != path.stat().st_size:
            _upload(path, name)
        return name


def fetch(name: str, folder: Path) -> Path:
    """The stored file as a local path inside `folder`, for reading only; named by its hash and suffix.

    FatalError('storage.missing') if it is gone; RetryableError('storage.damaged') if other bytes arrived, or
    'storage.failed' if the storage does not answer.
    """
    target = folder / PurePosixPath(name).name
    if target.exists():
        return target
    with classified(name):
        local = _local()
        if local is not None:
            _link(Path(local.path(name)), target)
        else:
            _download(name, target)
    return target


@contextmanager
def classified(name: str) -> Iterator[None]:
    """Whatever a backend raises, as one of our classes of failure."""
    try:
        yield
    except CuelockError:
        raise
    except FileNotFoundError as error:
        raise FatalError("storage.missing", name=name) from error
    except OSError as error:
        detail = error.strerror or str(error)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise UserError("disk.full", folder="storage", detail=detail) from error
        raise RetryableError("storage.failed", name=name, detail=detail) from error
    except Exception as error:  # vendors' own classes, which are not imported here
        raise RetryableError("storage.failed", name=name, detail=_told(error)) from error


def _told(error: Exception) -> str:
    """The vendor's own word for it ("AccessDenied") where it gives one: an operator searches for that."""
    answer = getattr(error, "response", None)
    told = answer.get("Error", {}).get("Code") if isinstance(answer, dict) else None
    return str(told or type(error).__name__)


def _local() -> FileSystemStorage | None:
    storage = storages["default"]
    return storage if isinstance(storage, FileSystemStorage) else None


def _keep_local(path: Path, target: Path, root: Path) -> None:
    """Copy to the same file system, make it durable, rename. A hard link would let a later writer of `path` in."""
    if target.exists() and target.stat().st_size == path.stat().st_size:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with new_part(root) as part:
        with path.open("rb") as source:
            shutil.copyfileobj(source, part, _CHUNK)
        _durable(part)
        os.chmod(part.name, 0o644)
        os.replace(part.name, target)


def clear_left_behind() -> int:
    """Remove what killed processes had half-written to a local folder. Returns how many files.

    A bucket shows nothing half-written; it drops unfinished uploads by a rule of its own.
    """
    local = _local()
    return clear_parts(Path(local.location)) if local else 0


def _durable(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())


def _link(source: Path, target: Path) -> None:
    """Stages only read their inputs and write results by rename, so sharing the bytes is safe and free."""
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:  # another file system, or one without links
        part = target.with_name(f".part-{target.name}")
        shutil.copyfile(source, part)
        os.replace(part, target)


def stored_size(name: str) -> int | None:
    """Bytes of a stored object; None when there is none of that name."""
    try:
        return int(storages["default"].size(name))
    except FileNotFoundError:
        return None


def _upload(path: Path, name: str) -> None:
    """An upload is visible once it is whole; two at once write the same bytes, so either may win."""
    remote = storages["default"]
    with path.open("rb") as file:
        kept = remote.save(name, File(file))
    if kept != name:  # a storage that does not overwrite: somebody was first, with the same bytes
        remote.delete(kept)


def _download(name: str, target: Path) -> None:
    wanted = PurePosixPath(name).name.partition(".")[0]
    part = target.with_name(f".part-{target.name}")
    digest = hashlib.sha256()
    try:
        with storages["default"].open(name, "rb") as source, part.open("wb") as file:
            for chunk in source.chunks(_CHUNK):
                digest.update(chunk)
                file.write(chunk)
        if digest.hexdigest() != wanted:
            raise RetryableError("storage.damaged", name=name)
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)
