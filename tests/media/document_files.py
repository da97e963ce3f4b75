"""Documents made on the fly for the tests: good ones of many shapes, and bad ones of every kind."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO
from typing import Any

STORY = (
    "Nora Pell has not been home for eleven years. She left the morning after her brother rowed out to the "
    "lighthouse and never came back, and she built a life inland, charting rivers for people who have never "
    "seen the sea."
)
SECOND = "Then a letter reaches her, stained and unsigned. It holds a map of the bay and four words."


def pdf(*stories: str, title: str = "", columns: int = 1, header: str = "", copies: int = 1) -> bytes:
    """A typeset PDF: justified paragraphs in one or two columns, with running header and page numbers."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

    sheet = getSampleStyleSheet()
    sheet["BodyText"].alignment = 4
    width = 480 / columns
    frames = [Frame(56 + n * (width + 8), 56, width - 8, 700, id=f"f{n}") for n in range(columns)]

    def furniture(canvas: Any, page: Any) -> None:
        canvas.drawString(240, 815, header)
        canvas.drawString(290, 22, f"- {page.page} -")

    out = BytesIO()
    template = BaseDocTemplate(out, pagesize=A4)
    template.addPageTemplates(PageTemplate(frames=frames, onPage=furniture))
    flow = [Paragraph(title, sheet["Title"])] if title else []
    template.build(flow + [Paragraph(text, sheet["BodyText"]) for _ in range(copies) for text in stories])
    return out.getvalue()


def pdf_of_lines(
    lines: Sequence[tuple[float, float, str]], font: str = "Times-Roman", size: int = 12
) -> bytes:
    """A PDF page with each string drawn at its place, as old word processors do."""
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out)
    canvas.setFont(font, size)
    for x, y, text in lines:
        canvas.drawString(x, y, text)
    canvas.save()
    return out.getvalue()


def blank_pdf(pages: int) -> bytes:
    """A PDF of many empty pages, written by hand because a library would take seconds."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = b" ".join(b"%d 0 R" % (n + 3) for n in range(pages))
    objects.append(b"<< /Type /Pages /Count %d /Kids [%s] >>" % (pages, kids))
    objects += [b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"] * pages
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def encrypted_pdf() -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf(STORY))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def scanned_pdf(words: str = "") -> bytes:
    """A page that is one picture."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out)
    canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, 595, 842)
    canvas.drawString(20, 20, words)
    canvas.save()
    return out.getvalue()


def docx(*blocks: Any, title: str = "") -> bytes:
    """A Word document: a string is a paragraph, a list of rows a table."""
    from docx import Document

    document = Document()
    if title:
        document.add_heading(title, 0)
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(rows=0, cols=len(block[0]))
        for row in block:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def docx_with_xml(change: tuple[str, str], *blocks: Any) -> bytes:
    """A Word document whose main part was edited by replacing one string with another."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(docx(*blocks))) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == "word/document.xml":
                assert change[0].encode() in data
                data = data.replace(change[0].encode(), change[1].encode())
            target.writestr(entry.filename, data)
    return out.getvalue()


def bomb(megabytes: int = 21, parts: int = 1) -> bytes:
    """A small DOCX whose parts inflate to `megabytes` each."""
    out = BytesIO(docx(STORY))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for number in range(parts):
            archive.writestr(f"word/extra{number}.xml", b" " * (megabytes * 1024 * 1024))
    return out.getvalue()


def crowded_docx() -> bytes:
    out = BytesIO(docx(STORY))
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(2_100):
            archive.writestr(f"word/part{number}.xml", b"")
    return out.getvalue()


def zipped(name: str, data: bytes = b"x") -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, data)
    return out.getvalue()
