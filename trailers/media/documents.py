"""A synopsis file as plain text. Untrusted bytes are parsed in a limited, killable child process only."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from trailers.domain.errors import FatalError, UserError

from .tied import Tied

MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_ANSWER_BYTES = 32 * 1024 * 1024
TIMEOUT_S = 60.0
_POLL_S = 0.1
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Document:
    """What a synopsis file says, in NFC, without page furniture, one string per paragraph."""

    text: str
    """The paragraphs parted by blank lines; a title stays its first paragraph."""
    paragraphs: tuple[str, ...]
    pages: int
    """Pages of a PDF; 1 for formats that have none."""
    title: str
    """The title that the document shows, or ''."""
    media_type: str
    notices: tuple[str, ...] = ()
    """Sentences for the user about how it was read."""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def read_document(
    path: Path,
    name: str,
    *,
    scratch: Path,
    timeout_s: float = TIMEOUT_S,
    check: Callable[[], None] = lambda: None,
) -> Document:
    """Read the file at `path`, which its owner calls `name`. `scratch` is the child's working folder.

    UserError 'document.*' names what is wrong with the file; FatalError says the reader could not run.
    `check` is called ten times a second while the child works; when it raises, the child is killed.
    """
    with _opened(path, name) as source:
        answer = _ask_child(source, name, scratch, timeout_s, check)
    if "error" in answer:
        raise UserError(answer["error"]["code"], **answer["error"]["params"])
    return _document(answer["document"])


def _document(data: Mapping[str, Any]) -> Document:
    paragraphs = tuple(data["paragraphs"])
    return Document(
        text="\n\n".join(paragraphs),
        paragraphs=paragraphs,
        pages=data["pages"],
        title=data["title"],
        media_type=data["media_type"],
        notices=tuple(data["notices"]),
    )


def _opened(path: Path, name: str) -> IO[bytes]:
    """The file, open for reading and known to be a file of bearable size."""
    try:
        source = path.open("rb")
    except FileNotFoundError:
        raise UserError("document.missing", name=name) from None
    except IsADirectoryError:
        raise UserError("document.folder", name=name) from None
    except OSError as error:
        raise UserError("document.unreadable", name=name, detail=error.strerror or "reading failed") from None
    size = os.fstat(source.fileno()).st_size
    if size > MAX_FILE_BYTES:
        source.close()
        megabytes = 1024 * 1024
        raise UserError(
            "document.too_big", size=f"{size // megabytes:,} MB", limit=f"{MAX_FILE_BYTES // megabytes} MB"
        )
    return source


def _ask_child(
    source: IO[bytes], name: str, scratch: Path, timeout_s: float, check: Callable[[], None]
) -> dict[str, Any]:
    """Run the child on the open file and parse its answer."""
    try:
        child = Tied(
            [sys.executable, "-m", "trailers.media.document_child", name],
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=scratch,
            env=_environment(),
        )
    except OSError as error:
        raise FatalError("document.reader", detail=str(error)) from None
    output = _Reader(child)
    try:
        output.wait(timeout_s, check)
    finally:
        child.end()
    return _parsed(output.data, child.wait())


def _environment() -> dict[str, str]:
    """Nothing of ours (keys, addresses) reaches a process that parses strangers' bytes."""
    return {"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1", "PATH": os.defpath, "LC_ALL": "C.UTF-8"}


class _Reader:
    """Drains the child's answer in a thread, so that waiting can watch the clock."""

    def __init__(self, child: Tied) -> None:
        self.data = b""
        self._child = child
        self._thread = threading.Thread(target=self._drain, daemon=True)
        self._thread.start()

    def _drain(self) -> None:
        if self._child.stdout is not None:
            with self._child.stdout as pipe:
                self.data = pipe.read(MAX_ANSWER_BYTES + 1)

    def wait(self, timeout_s: float, check: Callable[[], None]) -> None:
        """Return when the child has answered and ended; UserError 'document.timeout' when late."""
        deadline = time.monotonic() + timeout_s
        while self._thread.is_alive() or self._child.poll() is None:
            check()
            if time.monotonic() > deadline:
                raise UserError("document.timeout", seconds=round(timeout_s))
            self._thread.join(_POLL_S)
            if not self._thread.is_alive():
                _ended(self._child, _POLL_S)


def _ended(child: Tied, within_s: float) -> None:
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(timeout=within_s)


def _parsed(data: bytes, code: int) -> dict[str, Any]:
    """The child's answer; a child that died without one was beaten by the file."""
    if code == 0 and len(data) <= MAX_ANSWER_BYTES:
        answer: dict[str, Any] = json.loads(data)
        return answer
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        raise UserError("document.timeout", seconds=round(TIMEOUT_S))
    if code < 0 or len(data) > MAX_ANSWER_BYTES:
        raise UserError("document.too_heavy")
    raise FatalError("document.reader", detail=f"The document reader ended with code {code}.")
