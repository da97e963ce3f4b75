"""A file that came with a form, for as long as it is looked at."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django import forms

from accounts.http import Request
from trailers.domain.errors import UserError
from trailers.services.sources import MAX_SOURCE_BYTES


@contextmanager
def received(request: Request, form: type[forms.Form], stem: str) -> Iterator[tuple[Path, str]]:
    """The form's file, kept as `stem` with its own suffix in a folder that goes with the block; and its name.

    UserError: file.empty, file.too_big.
    """
    filled = form(request.POST, request.FILES)
    if not filled.is_valid():
        raise UserError("file.empty", name="The file")
    file = filled.cleaned_data["file"]
    if file.size > MAX_SOURCE_BYTES:
        raise UserError("file.too_big", name=file.name, limit_mb=MAX_SOURCE_BYTES >> 20)
    with tempfile.TemporaryDirectory(prefix=f"cuelock-{stem}-") as folder:
        path = Path(folder) / f"{stem}{Path(file.name).suffix.lower()[:9]}"
        path.write_bytes(b"".join(file.chunks()))
        yield path, file.name
