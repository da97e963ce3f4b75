"""Typeset the sample synopsis: the-salt-line.txt becomes the-salt-line.pdf and the-salt-line.docx.

Run it after editing the text: `python samples/make_samples.py`. The same text gives the same bytes.
"""

from __future__ import annotations

import datetime
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
NAME = "the-salt-line"
_DATE = datetime.datetime(2026, 1, 1)


def story() -> tuple[str, list[str]]:
    """The title and the paragraphs of the sample."""
    title, *paragraphs = (HERE / f"{NAME}.txt").read_text(encoding="utf-8").strip().split("\n\n")
    return title, paragraphs


def pdf_of(title: str, paragraphs: list[str]) -> bytes:
    """A PDF with a running header and page numbers, set in Times."""
    from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
    from reportlab.lib.pagesizes import A5
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    body = ParagraphStyle(
        "body", fontName="Times-Roman", fontSize=11, leading=15.5, alignment=TA_JUSTIFY, spaceAfter=8
    )
    head = ParagraphStyle(
        "head", fontName="Times-Bold", fontSize=22, leading=28, alignment=TA_CENTER, spaceAfter=18
    )

    def furniture(canvas: Any, page: Any) -> None:
        canvas.setFont("Times-Italic", 9)
        if page.page > 1:
            canvas.drawCentredString(A5[0] / 2, A5[1] - 32, f"{title} – synopsis")
        canvas.drawCentredString(A5[0] / 2, 26, str(page.page))

    out = BytesIO()
    document = SimpleDocTemplate(out, pagesize=A5, margin=54, title=title, author="Cuelock", invariant=1)
    flow = [Paragraph(title, head), *(Paragraph(text, body) for text in paragraphs)]
    document.build(flow, onFirstPage=furniture, onLaterPages=furniture)
    return out.getvalue()


def docx_of(title: str, paragraphs: list[str]) -> bytes:
    """A Word document with the title in its own style."""
    from docx import Document

    document = Document()
    document.core_properties.title = title
    document.core_properties.author = "Cuelock"
    document.core_properties.created = document.core_properties.modified = _DATE
    document.add_heading(title, level=0)
    for text in paragraphs:
        document.add_paragraph(text)
    out = BytesIO()
    document.save(out)
    return _without_times(out.getvalue())


def _without_times(data: bytes) -> bytes:
    """The archive with one fixed date on every part, so that it does not change with the clock."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            fixed = zipfile.ZipInfo(entry.filename, date_time=(2026, 1, 1, 0, 0, 0))
            fixed.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(fixed, source.read(entry))
    return out.getvalue()


def main() -> int:
    title, paragraphs = story()
    (HERE / f"{NAME}.pdf").write_bytes(pdf_of(title, paragraphs))
    (HERE / f"{NAME}.docx").write_bytes(docx_of(title, paragraphs))
    return 0


if __name__ == "__main__":
    sys.exit(main())
