"""A picture or clip of the user's own: probed in a child before it is believed, then a take like any other."""

from __future__ import annotations

import hashlib
from pathlib import Path

from trailers.domain.errors import CuelockError, UserError
from trailers.media.probe import probe_clip, probe_image
from trailers.models import Project, Scene, Take
from trailers.services.scenes import keep_upload, use_upload

_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp"})


def upload_take(*, project: Project, scene: Scene, path: Path) -> Take:
    """Use an uploaded file in a scene. UserError when it is no picture or clip, or too short for the scene."""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UserError("file.unreadable", name=path.name, detail=error.strerror or "") from error
    if _is_picture(path):
        artifact = keep_upload(project=project, path=path, sha256=digest, kind="image", facts=None)
    else:
        artifact = keep_upload(project=project, path=path, sha256=digest, kind="clip", facts=probe_clip(path))
    return use_upload(project=project, scene=scene, artifact=artifact)


def _is_picture(path: Path) -> bool:
    """By content; the name only decides which complaint a broken file gets."""
    try:
        probe_image(path)
    except CuelockError:
        if path.suffix.lower() in _PICTURES:
            raise
        return False
    return True
