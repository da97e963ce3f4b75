"""The secret key of a development machine: made on first run, kept in a file only its owner can read."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.management.utils import get_random_secret_key


def kept_secret_key(path: Path) -> str:
    """The key in `path`, made if there is none. Processes that start together all get the same key."""
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", encoding="ascii", dir=path.parent, prefix=".key-") as draft:
        draft.write(get_random_secret_key())
        draft.flush()
        with suppress(FileExistsError):
            os.link(draft.name, path)  # a link appears whole or fails: nobody reads half a key
    return path.read_text(encoding="ascii").strip()
