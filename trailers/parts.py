"""Files on their way into the local storage folder, and those that killed processes left there.

They lie in one folder of their own beside the finished files, so that they are renamed into place and found
without a walk. Each is locked while it is written. The system frees the lock when the process dies, also on
another host that shares the folder: so whoever gets the lock of a part knows that nobody will finish it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

FOLDER = ".parts"


@contextmanager
def new_part(root: Path) -> Iterator[IO[bytes]]:
    """An empty file to fill and to rename; it is removed when the block fails."""
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    part = _locked(folder)
    try:
        with part:
            yield part
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(part.name)
        raise


def clear_parts(root: Path) -> int:
    """Remove the parts that nobody writes any more. Returns how many there were."""
    return sum(_removed(path) for path in _parts(root / FOLDER))


def _locked(folder: Path) -> IO[bytes]:
    while True:
        part = tempfile.NamedTemporaryFile(dir=folder, prefix="part-", delete=False)  # noqa: SIM115
        fcntl.flock(part, fcntl.LOCK_EX)
        if os.fstat(part.fileno()).st_nlink:
            return part
        part.close()  # between making and locking it, somebody took it for a left one


def _parts(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except FileNotFoundError:
        return []


def _removed(path: Path) -> bool:
    try:
        with path.open("rb") as part:
            fcntl.flock(part, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
    except (BlockingIOError, FileNotFoundError):
        return False
    return True
