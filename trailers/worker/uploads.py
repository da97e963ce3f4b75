"""A picture or clip of the user's own: probed in a child before it is believed, then a take like any other."""

from __future__ import annotations

import hashlib
from pathlib import Path

from trailers.domain.errors import CuelockError, UserError
from trailers.media.probe import probe_clip, probe_image
from trailers.models import Artifact, Project, Reference, Scene, Take, Upload
from trailers.services.references import use_picture
from trailers.services.scenes import keep_upload, use_upload
from trailers.services.uploads import arrived, use_as_take

_PICTURES = {"png": ".png", "jpeg": ".jpg", "webp": ".webp"}
_PICTURE_NAMES = frozenset({*_PICTURES.values(), ".jpeg"})
_CLIP_NAMES = frozenset({".mp4", ".mov", ".m4v", ".mkv", ".webm"})


def upload_take(*, project: Project, scene: Scene, path: Path) -> Take:
    """Use an uploaded file in a scene. UserError when it is no picture or clip, or too short for the scene."""
    return use_upload(project=project, scene=scene, artifact=_kept(project, path, _sha256(path)))


def confirm_take(*, upload: Upload, project: Project, scene: Scene) -> Take:
    """Look at what was sent directly and use it in a scene; asked again, the answer is the same take.

    UserError: upload.missing, upload.wrong_size, upload.used, and what `upload_take` raises.
    """
    if upload.take is not None and upload.take.scene_id == scene.pk:
        return upload.take
    if upload.take_id is not None or upload.source_id is not None:
        raise UserError("upload.used")
    with arrived(upload) as path:
        artifact = _kept(project, path, _sha256(path))
    return use_as_take(upload=upload, project=project, scene=scene, artifact=artifact)


def upload_reference(*, project: Project, subject_id: str, path: Path) -> Reference:
    """Use an uploaded picture as the sheet of a person or place. UserError when it is no picture."""
    if _picture(path) is None:
        raise UserError("reference.no_picture")
    return use_picture(project=project, subject_id=subject_id, artifact=_kept(project, path, _sha256(path)))


def confirm_reference(*, upload: Upload, project: Project, subject_id: str) -> Reference:
    """Look at what was sent directly and use it as a sheet; asked again, the answer is the same row.

    UserError: upload.missing, upload.wrong_size, and what `upload_reference` raises.
    """
    with arrived(upload) as path:
        return upload_reference(project=project, subject_id=subject_id, path=path)


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise UserError("file.missing", name=path.name) from error
    except IsADirectoryError as error:
        raise UserError("file.not_a_file", name=path.name) from error
    except OSError as error:
        raise UserError("file.unreadable", name=path.name, detail=error.strerror or "") from error


def _kept(project: Project, path: Path, sha256: str) -> Artifact:
    """The file as an artifact. Its ending follows from what it is: the one it came with may say anything."""
    picture = _picture(path)
    if picture is not None:
        width, height, kind = picture
        facts: dict[str, object] = {"width": width, "height": height, "recipe": None}
        return keep_upload(
            project=project, path=path, sha256=sha256, kind="image", suffix=_PICTURES[kind], media=facts
        )
    clip = probe_clip(path)
    facts = {"frames": clip.frames, "rate": str(clip.rate), "width": clip.width, "height": clip.height}
    suffix = path.suffix.lower() if path.suffix.lower() in _CLIP_NAMES else ".mp4"
    return keep_upload(project=project, path=path, sha256=sha256, kind="clip", suffix=suffix, media=facts)


def _picture(path: Path) -> tuple[int, int, str] | None:
    """What it is by content; the name only decides which complaint a broken file gets."""
    try:
        return probe_image(path)
    except CuelockError:
        if path.suffix.lower() in _PICTURE_NAMES:
            raise
        return None
