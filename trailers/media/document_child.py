"""Reads one untrusted document on standard input and answers JSON on standard output.

Started by `documents.read_document` as `python -m trailers.media.document_child NAME`. The limits are set
before the first byte is parsed: this process may be killed at any moment and nobody else is hurt.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from trailers.domain.errors import UserError

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_SECONDS = 40
OPEN_FILES = 64
MAX_CHARACTERS = 2_000_000
MIN_WORDS = 8


def main() -> int:
    _limit()
    name = sys.argv[1] if len(sys.argv) > 1 else "document"
    try:
        answer = {"document": read(sys.stdin.buffer.read(), name)}
    except UserError as error:
        answer = {"error": {"code": error.code, "params": error.params}}
    except MemoryError:
        answer = {"error": {"code": "document.too_heavy", "params": {}}}
    except RecursionError:
        answer = {"error": {"code": "document.damaged", "params": {"detail": "It is nested too deeply."}}}
    sys.stdout.buffer.write(json.dumps(answer).encode("ascii"))
    return 0


def read(data: bytes, name: str) -> dict[str, Any]:
    """The document as JSON values; UserError with a 'document.*' code when it cannot serve as a synopsis."""
    from . import document_kind as kinds
    from .document_prose import clean_paragraphs, title_of

    if not data.strip():
        raise UserError("document.empty")
    kind = kinds.kind_of(data, name)
    pages, marked = 1, ""
    notices: tuple[str, ...] = ()
    if kind == kinds.PDF:
        from .document_pdf import read_pdf

        raw, pages, marked = read_pdf(data)
    elif kind == kinds.DOCX:
        from .document_docx import read_docx

        raw, marked = read_docx(data)
    else:
        from .document_plain import decode, raw_paragraphs

        text, notices = decode(data)
        raw = raw_paragraphs(text)
    paragraphs = clean_paragraphs(raw)
    _check_length(paragraphs)
    return {
        "paragraphs": list(paragraphs),
        "pages": pages,
        "title": title_of(paragraphs, marked),
        "media_type": kinds.MEDIA_TYPES[kind],
        "notices": list(notices),
    }


def _check_length(paragraphs: tuple[str, ...]) -> None:
    characters = sum(len(text) for text in paragraphs)
    if not characters:
        raise UserError("document.empty")
    if characters > MAX_CHARACTERS:
        raise UserError("document.too_long", characters=f"{characters:,}", limit=f"{MAX_CHARACTERS:,}")
    words = sum(_words(text) for text in paragraphs)
    if words < MIN_WORDS:
        raise UserError("document.too_short", words=words)


def _words(text: str) -> int:
    """Words, counting two characters of a script without spaces as one."""
    unspaced = sum(1 for char in text if "\u3040" <= char <= "\u9fff" or "\u0e00" <= char <= "\u0eff")
    return len(text.split()) + unspaced // 2


def _limit() -> None:
    """Memory, processor time, open files; no file may be written at all, and no core left behind."""
    import resource

    for limit, value in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))


if __name__ == "__main__":
    sys.exit(main())
