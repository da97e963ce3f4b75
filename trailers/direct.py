"""Files that somebody sends straight into storage: to a bucket by a presigned form, else to the site itself.

Both ways the sender posts the same kind of form, its fields first and `file` last. The address names one object,
takes it once in exactly the promised size, and expires.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core import signing
from django.core.files.storage import FileSystemStorage, storages

from trailers.storage import classified, stored_size

_SALT = "cuelock.upload"
_FORM_BYTES = 64 << 10
"""What a form may add to the file that it carries."""


@dataclass(frozen=True, slots=True)
class Form:
    """Where to post, and the fields to post before the file. `token` is set when the site itself takes it."""

    url: str
    fields: Mapping[str, str]
    token: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    name: str
    size: int


def form_for(name: str, *, size: int, media_type: str, expires_s: int) -> Form:
    """The form that takes `size` bytes of `media_type` as the object `name`. RetryableError('storage.failed')."""
    storage: Any = storages["default"]
    if isinstance(storage, FileSystemStorage):
        return Form("", {}, signing.dumps([name, size], salt=_SALT))
    with classified(name):
        posted = _client(storage).generate_presigned_post(
            Bucket=storage.bucket_name,
            Key=name,
            Fields={"Content-Type": media_type},
            Conditions=[["content-length-range", size, size], {"Content-Type": media_type}],
            ExpiresIn=expires_s,
        )
    return Form(posted["url"], posted["fields"])


def promised(token: str, *, max_age_s: int) -> Promise | None:
    """What an address of the site's own was given for; None when it is forged or too old."""
    try:
        name, size = signing.loads(token, salt=_SALT, max_age=max_age_s)
    except signing.BadSignature:
        return None
    return Promise(name, size)


def most_bytes(promise: Promise) -> int:
    """The longest request that can carry what was promised."""
    return promise.size + _FORM_BYTES


def receive(promise: Promise, chunks: Iterable[bytes]) -> bool:
    """Keep what arrived in the local folder, whole or not at all. False when it has another size."""
    storage = storages["default"]
    if not isinstance(storage, FileSystemStorage):
        return False
    with classified(promise.name):
        target = Path(storage.path(promise.name))
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".part-", delete=False) as part:
            try:
                for chunk in chunks:
                    part.write(chunk)
                whole = part.tell() == promise.size
                if whole:
                    part.flush()
                    os.replace(part.name, target)
                return whole
            finally:
                Path(part.name).unlink(missing_ok=True)


def arrived(name: str) -> int | None:
    """The size of what has arrived; None while nothing has."""
    with classified(name):
        return stored_size(name)


def collect(name: str, target: Path) -> None:
    """A copy of what has arrived, at `target`. Its contents are anybody's: look before you believe."""
    with classified(name), storages["default"].open(name, "rb") as source, target.open("wb") as file:
        for chunk in source.chunks():
            file.write(chunk)


def forget(name: str) -> None:
    """Remove what has arrived, or has not."""
    with classified(name):
        storages["default"].delete(name)


def _client(storage: Any) -> Any:
    return storage.connection.meta.client
