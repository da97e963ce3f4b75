"""What a file is, told from its bytes alone; its name is only compared with that."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import PurePath

from trailers.domain.errors import UserError

PDF, DOCX, TEXT = "pdf", "docx", "text"
MEDIA_TYPES = {
    PDF: "application/pdf",
    DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    TEXT: "text/plain",
}
KIND_NAMES = {PDF: "a PDF", DOCX: "a Word document (DOCX)", TEXT: "plain text"}
_EXTENSIONS = {
    ".pdf": PDF,
    ".docx": DOCX,
    ".txt": TEXT,
    ".text": TEXT,
    ".md": TEXT,
    ".markdown": TEXT,
}
_SUGGESTED = {PDF: ".pdf", DOCX: ".docx", TEXT: ".txt"}

# Files people do upload by mistake, by their first bytes (offset, bytes, what to call it).
_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (4, b"ftyp", "an MP4 or QuickTime video"),
    (0, b"\x1a\x45\xdf\xa3", "a Matroska or WebM video"),
    (8, b"AVI ", "an AVI video"),
    (8, b"WAVE", "a WAV recording"),
    (8, b"WEBP", "a WebP picture"),
    (0, b"ID3", "an MP3 recording"),
    (0, b"\xff\xfb", "an MP3 recording"),
    (0, b"OggS", "an Ogg recording"),
    (0, b"fLaC", "a FLAC recording"),
    (0, b"\x89PNG\r\n", "a PNG picture"),
    (0, b"\xff\xd8\xff", "a JPEG picture"),
    (0, b"GIF8", "a GIF picture"),
    (0, b"II*\x00", "a TIFF picture"),
    (0, b"MM\x00*", "a TIFF picture"),
    (0, b"{\\rtf", "a Rich Text document (RTF)"),
    (0, b"%!PS", "a PostScript file"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (0, b"Rar!", "a RAR archive"),
    (0, b"\x1f\x8b", "a gzip archive"),
    (0, b"MZ", "a Windows program"),
    (0, b"\x7fELF", "a Linux program"),
    (0, b"SQLite format 3", "an SQLite database"),
)
_WRITTEN = frozenset({b"{\\rtf", b"%!PS"})  # the formats among them that are themselves text
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")


def kind_of(data: bytes, name: str) -> str:
    """PDF, DOCX or TEXT; UserError when the bytes are something else, or not what the extension claims."""
    kind, called = _sniff(data)
    claimed = _EXTENSIONS.get(PurePath(name).suffix.lower())
    if kind is None:
        raise UserError("document.unsupported", name=name, actual=called)
    if claimed is not None and claimed != kind:
        raise UserError(
            "document.wrong_extension",
            name=name,
            actual=KIND_NAMES[kind],
            claimed=KIND_NAMES[claimed],
            suggested=_SUGGESTED[kind],
        )
    return kind


def _sniff(data: bytes) -> tuple[str | None, str]:
    """The kind, or None with words for what it is instead."""
    if b"%PDF-" in data[:1024]:
        return PDF, KIND_NAMES[PDF]
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _sniff_zip(data)
    if data.startswith(_OLE):
        if _ENCRYPTED_PACKAGE in data:
            raise UserError("document.encrypted")
        return None, "an old Microsoft Office document (such as .doc)"
    is_text = looks_like_text(data)
    for offset, magic, called in _SIGNATURES:
        if data[offset : offset + len(magic)] == magic and (not is_text or magic in _WRITTEN):
            return None, called
    return _sniff_text(data, is_text)


def _sniff_zip(data: bytes) -> tuple[str | None, str]:
    try:
        names = zipfile.ZipFile(BytesIO(data)).namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise UserError(
            "document.damaged", detail="The archive inside it has no readable table of contents."
        ) from None
    if "word/document.xml" in names:
        return DOCX, KIND_NAMES[DOCX]
    for prefix, called in (
        ("xl/", "an Excel workbook"),
        ("ppt/", "a PowerPoint presentation"),
        ("META-INF/container.xml", "an e-book (EPUB)"),
        ("mimetype", "an OpenDocument file (such as .odt)"),
        ("Index/", "an Apple Pages document"),
    ):
        if any(name.startswith(prefix) for name in names):
            return None, called
    return None, "a ZIP archive"


def _sniff_text(data: bytes, is_text: bool) -> tuple[str | None, str]:
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html")):
        return None, "a web page (HTML)"
    if head.startswith(b"<?xml"):
        return None, "an XML file"
    if is_text:
        return TEXT, KIND_NAMES[TEXT]
    return None, "binary data that is no document"


def looks_like_text(data: bytes) -> bool:
    """Whether the bytes can be words in UTF-8, UTF-16 or a Western 8-bit encoding."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or is_bare_utf16(data):
        return True
    sample = data[:65_536]
    controls = sum(1 for byte in sample if byte < 32 and byte not in (9, 10, 12, 13))
    return 0 not in sample and controls * 200 <= len(sample)


def is_bare_utf16(data: bytes) -> str:
    """The encoding of UTF-16 text without its mark (every second byte of Western text is 0), else ''."""
    sample = data[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if half >= 4 and odd * 10 >= half * 7 and even == 0:
        return "utf-16-le"
    if half >= 4 and even * 10 >= half * 7 and odd == 0:
        return "utf-16-be"
    return ""
