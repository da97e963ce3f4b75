"""A finished film into a folder: everything or nothing, each file by rename."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from trailers.domain.errors import FatalError, UserError
from trailers.models import Artifact, Project
from trailers.services.snapshot import plan_project
from trailers.stages.package import package_name, text_files
from trailers.storage import fetch


def export_film(project: Project, folder: Path) -> list[str]:
    """Write the package of the current cut into `folder`, unpacked and as package.zip. Returns the names.

    Files that are already there are replaced one by one, complete, only after every new file was written
    beside them. UserError: out.unwritable, disk.full. FatalError('film.unfinished') while the package is not done.
    """
    _, plan = plan_project(project)
    step, bundle = plan.steps.get("package"), plan.done("package")
    if step is None or bundle is None:
        raise FatalError("film.unfinished")
    keys = {**step.files, "package.zip": bundle.key}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".cuelock-", dir=folder))
    except OSError as error:
        raise UserError("out.unwritable", folder=str(folder), detail=error.strerror or "") from error
    try:
        names = _stage(project, keys, text_files(step.params), staging)
        _publish(staging, folder)
        return names
    except OSError as error:
        raise UserError("disk.full", folder=str(folder), detail=error.strerror or "") from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


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
        shutil.copyfile(local, target)
        names.append(name)
    for name, text in texts.items():
        (staging / name).write_text(text, encoding="utf-8")
        names.append(name)
    shutil.rmtree(cache)
    return sorted(names)


def _publish(staging: Path, folder: Path) -> None:
    """Rename file by file; a still of an older, longer film must not stay behind."""
    fresh = {path.relative_to(staging) for path in staging.rglob("*") if path.is_file()}
    for name in sorted(fresh):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        os.replace(staging / name, folder / name)
    for old in (folder / "stills").glob("scene-*"):
        if old.relative_to(folder) not in fresh:
            old.unlink()
