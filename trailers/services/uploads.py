"""Direct uploads: promised, sent past the site, then looked at and taken in, once."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path, PurePosixPath
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from accounts.models import Team, User
from trailers import direct
from trailers.domain.errors import CuelockError, UserError
from trailers.models import Artifact, Project, Scene, Source, Take, Upload

from .advance import lock_project
from .intake import take_in
from .room import check_room
from .scenes import use_upload
from .sources import MAX_SOURCE_BYTES, plain_name

EXPIRES_S = 3600
_KEPT = timedelta(hours=2)
"""How long after its end an upload is remembered, so that a late confirmation is answered in words."""
_CHUNK = 1 << 20


def promise_upload(*, team: Team, user: User, name: str, size: int, media_type: str) -> Upload:
    """Expect a file. UserError: file.empty, file.too_big, team.full."""
    name = plain_name(name)
    if size <= 0:
        raise UserError("file.empty", name=name)
    if size > MAX_SOURCE_BYTES:
        raise UserError("file.too_big", name=name, limit_mb=MAX_SOURCE_BYTES >> 20)
    check_room(team, name=name, more_bytes=size)
    upload_id = uuid4()
    return Upload.objects.create(
        id=upload_id,
        team=team,
        user=user,
        name=name,
        media_type=media_type,
        size=size,
        storage_name=f"incoming/{team.pk}/{upload_id}",
        expires_at=timezone.now() + timedelta(seconds=EXPIRES_S),
    )


def form_for(upload: Upload) -> direct.Form:
    """Where and how to send it."""
    return direct.form_for(
        upload.storage_name, size=upload.size, media_type=upload.media_type, expires_s=EXPIRES_S
    )


def confirm_source(*, upload: Upload) -> Source:
    """Look at what arrived and keep it as a synopsis; asked again, the answer is the same source.

    UserError: upload.missing, upload.wrong_size, upload.used, document.*.
    """
    if upload.source is not None:
        return upload.source
    if upload.take_id is not None:
        raise UserError("upload.used")
    try:
        with arrived(upload) as path, path.open("rb") as file:
            source = take_in(team=upload.team, chunks=iter(lambda: file.read(_CHUNK), b""), name=upload.name)
    except CuelockError as error:
        return _of_another(upload, error)
    Upload.objects.filter(pk=upload.pk, source=None, take=None).update(source=source)
    direct.forget(upload.storage_name)
    return source


def _of_another(upload: Upload, error: CuelockError) -> Source:
    """The source, if what had arrived is gone because another confirmation of it was faster."""
    upload.refresh_from_db()
    if error.code not in ("upload.missing", "storage.missing") or upload.source is None:
        raise error
    return upload.source


@contextmanager
def arrived(upload: Upload) -> Iterator[Path]:
    """The file that was sent, for a look at it. UserError: upload.missing, upload.wrong_size."""
    size = direct.arrived(upload.storage_name)
    if size is None:
        raise UserError("upload.missing", name=upload.name)
    if size != upload.size:
        raise UserError("upload.wrong_size", found=size, expected=upload.size)
    with tempfile.TemporaryDirectory(prefix="cuelock-upload-") as folder:
        path = Path(folder) / f"upload{PurePosixPath(upload.name).suffix.lower()[:9]}"
        direct.collect(upload.storage_name, path)
        yield path


def use_as_take(*, upload: Upload, project: Project, scene: Scene, artifact: Artifact) -> Take:
    """The one take of an upload whose file was probed and kept as `artifact`. UserError: upload.used, scene.*."""
    with transaction.atomic():
        lock_project(project.pk)
        locked = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
        if locked.take is not None and locked.take.scene_id == scene.pk:
            return locked.take
        if locked.take_id is not None or locked.source_id is not None:
            raise UserError("upload.used")
        locked.take = use_upload(project=project, scene=scene, artifact=artifact)
        locked.save(update_fields=["take"])
    direct.forget(upload.storage_name)
    return locked.take


def clear_uploads() -> int:
    """Remove what nobody can send or confirm any more. Returns how many; a storage that is away is met again."""
    old = Upload.objects.filter(expires_at__lt=timezone.now() - _KEPT)
    cleared = 0
    for pk, name in list(old.values_list("pk", "storage_name")[:100]):
        direct.forget(name)
        cleared += Upload.objects.filter(pk=pk).delete()[0]
    return cleared
