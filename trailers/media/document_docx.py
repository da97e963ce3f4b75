"""A Word document's body as paragraphs. Runs only inside the document child."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from trailers.domain.errors import UserError

MAX_PART_BYTES = 20 * 1024 * 1024
MAX_TOTAL_BYTES = 100 * 1024 * 1024
MAX_PARTS = 2_000

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED = frozenset(
    {f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}pict", f"{_W}txbxContent", f"{_W}rPr"}
)
_SHORT_CELL_WORDS = 6


def check_archive(data: bytes) -> None:
    """Refuse an archive that would inflate beyond reason, told by its table of contents alone."""
    try:
        entries = zipfile.ZipFile(BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise UserError(
            "document.damaged", detail="The archive inside it has no readable table of contents."
        ) from None
    largest = max((entry.file_size for entry in entries), default=0)
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_PARTS or largest > MAX_PART_BYTES or total > MAX_TOTAL_BYTES:
        raise UserError("document.bomb", parts=f"{len(entries):,}", size=f"{total // (1024 * 1024):,} MB")
    if any(entry.flag_bits & 1 for entry in entries):
        raise UserError("document.encrypted")


def read_docx(data: bytes) -> tuple[list[list[str]], str]:
    """The raw paragraphs in body order (tables where they stand) and the text styled as the title."""
    check_archive(data)
    body = _body(data)
    paragraphs: list[list[str]] = []
    title = ""
    for element in _blocks(body):
        if element.tag == f"{_W}p":
            text = _text(element)
            style = _style(element)
            if text.strip() and not title and style == "title":
                title = text
            paragraphs += [[line] for line in text.split("\n") if line.strip()]
        else:
            paragraphs += [[line] for row in element.iter(f"{_W}tr") for line in _row(row)]
    if not paragraphs and next(body.iter("{*}blip"), None) is not None:
        raise UserError("document.scanned")
    return paragraphs, title


def _body(data: bytes) -> Any:
    """The parsed w:body. Whatever an untrusted file makes the parser raise means: not readable."""
    import docx

    try:
        return docx.Document(BytesIO(data)).element.body
    except MemoryError:
        raise
    except Exception:
        raise UserError("document.damaged", detail="The Word document's parts do not fit together.") from None


def _blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables in order, also inside content controls."""
    for child in parent.iterchildren():
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag == f"{_W}sdt":
            for content in child.iterchildren(f"{_W}sdtContent"):
                yield from _blocks(content)


def _text(element: Any) -> str:
    """The visible text of a paragraph: insertions kept, deletions and drawings' fallbacks left out."""
    if element.tag in _SKIPPED:
        return ""
    if element.tag == f"{_W}t":
        return element.text or ""
    if element.tag == f"{_W}tab":
        return " "
    if element.tag in (f"{_W}br", f"{_W}cr"):
        return "\n"
    if element.tag == f"{_W}noBreakHyphen":
        return "-"
    return "".join(_text(child) for child in element.iterchildren() if isinstance(child.tag, str))


def _style(paragraph: Any) -> str:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return "" if style is None else str(style.get(f"{_W}val", "")).lower()


def _row(row: Any) -> list[str]:
    """A table row as lines: a short label with its text, or each long cell as a paragraph of its own."""
    cells: list[str] = []
    for cell in row.iterchildren(f"{_W}tc"):
        text = " ".join(" ".join(_text(p).split()) for p in cell.iter(f"{_W}p")).strip()
        if text and (not cells or text != cells[-1]):  # a merged cell repeats
            cells.append(text)
    if len(cells) == 2 and _is_short(cells[0]) and not _is_short(cells[1]):
        return [f"{cells[0].rstrip(':')}: {cells[1]}"]
    if all(_is_short(cell) for cell in cells):
        return [" – ".join(cells)] if cells else []
    return cells


def _is_short(text: str) -> bool:
    return len(text.split()) <= _SHORT_CELL_WORDS and text[-1:] not in ".!?…"
