"""A finished film into a folder: everything or nothing, each file by rename."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trailers.domain.errors import FatalError, UserError
from trailers.models import Artifact, Project
from trailers.services.snapshot import plan_project
from trailers.stages.package import package_name, text_files
from trailers.storage import fetch

_STAGING = ".cuelock-"
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def check_folder(folder: Path) -> None:
    """UserError('out.unwritable') unless files could be put into `folder`. Makes nothing, not even the folder."""
    try:
        nearest = next(path for path in (folder, *folder.absolute().parents) if path.exists())
        if not nearest.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        if not os.access(nearest, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise _refusal(folder, error) from error


def export_film(project: Project, folder: Path, *, pcm: bool = False) -> list[str]:
    """Write the package of the current cut into `folder`, unpacked and as package.zip. Returns the names.

    With `pcm` the film's sound as uncompressed WAV beside it: song.wav of a music video, mix.wav of a trailer.
    Files that are already there are replaced one by one, complete, only after every new file was written
    beside them. UserError: out.unwritable, disk.full. FatalError('film.unfinished') while the package is not done.
    """
    _, plan = plan_project(project)
    step, bundle = plan.steps.get("package"), plan.done("package")
    if step is None or bundle is None:
        raise FatalError("film.unfinished")
    keys = {**step.files, "package.zip": bundle.key}
    if pcm:
        name = "song.wav" if project.kind == Project.Kind.MUSIC_VIDEO else "mix.wav"
        keys[name] = f"{plan.steps['mix'].key}:wav"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _clear_left_behind(folder)
        with _staging(folder) as staging:
            names = _stage(project, keys, text_files(step.params), staging)
            _publish(staging, folder)
        return names
    except OSError as error:
        raise _refusal(folder, error) from error


def check_receipt(folder: Path) -> None:
    """FatalError('film.out_of_sync') with the reasons, unless the receipt that was exported passes."""
    receipt = json.loads((folder / "receipt.json").read_text(encoding="utf-8"))
    if not receipt["pass"]:
        raise FatalError(
            "film.out_of_sync", reasons=" ".join(reason["text"] for reason in receipt["reasons"])
        )


def _refusal(folder: Path, error: OSError) -> UserError:
    code = "disk.full" if error.errno in _NO_SPACE else "out.unwritable"
    return UserError(code, folder=str(folder), detail=error.strerror or "")


@contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    """A folder beside the finished files, locked for as long as its process lives, gone afterwards."""
    staging = Path(tempfile.mkdtemp(prefix=_STAGING, dir=folder))
    lock = os.open(staging, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        os.close(lock)


def _clear_left_behind(folder: Path) -> None:
    """Remove what exports that were killed had staged; one that is under way holds its lock."""
    for left in folder.glob(f"{_STAGING}*"):
        try:
            lock = os.open(left, os.O_RDONLY)
        except OSError:
            continue
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left, ignore_errors=True)
        except BlockingIOError:
            pass
        finally:
            os.close(lock)


def _stage(project: Project, keys: dict[str, str], texts: dict[str, str], staging: Path) -> list[str]:
    rows = {row.key: row for row in Artifact.objects.filter(team_id=project.team_id, key__in=keys.values())}
    cache = staging / ".fetched"
    cache.mkdir()
    names = []
    for role, key in keys.items():
        local = fetch(rows[key].storage_name, cache)
        name = package_name(role, local)
        target = staging / name
        target.parent.mkdir(parents=True, exist_ok=True)
        _take(local, target)
        names.append(name)
    for name, text in texts.items():
        (staging / name).write_text(text, encoding="utf-8")
        names.append(name)
    shutil.rmtree(cache)
    return sorted(names)


def _take(fetched: Path, target: Path) -> None:
    """Storage lends files by link: those are copied, so that nobody edits the stored film in `folder`."""
    if fetched.stat().st_nlink > 1:
        shutil.copyfile(fetched, target)
    else:
        os.replace(fetched, target)
        target.chmod(0o644)


def _publish(staging: Path, folder: Path) -> None:
    """Rename file by file; a still of an older, longer film must not stay behind."""
    fresh = {path.relative_to(staging) for path in staging.rglob("*") if path.is_file()}
    for name in sorted(fresh):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        os.replace(staging / name, folder / name)
    for old in (folder / "stills").glob("scene-*"):
        if old.relative_to(folder) not in fresh:
            old.unlink(missing_ok=True)
