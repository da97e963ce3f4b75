"""A PDF's pages as paragraphs, read with pdfium. Runs only inside the document child."""

from __future__ import annotations

from typing import Any

from trailers.domain.errors import UserError

from . import document_layout as layout

MAX_PAGES = 300
MIN_WORDS_WHEN_PICTURED = 8
_TAIL = 4096
_LINE_END_HYPHEN = "\x02"  # what pdfium gives for any hyphen that ends a line


def read_pdf(data: bytes) -> tuple[list[list[str]], int, str]:
    """The raw paragraphs, the number of pages and the title that the type sizes show."""
    if b"%%EOF" not in data[-_TAIL:]:
        raise UserError("document.damaged", detail="The end of the file is missing.")
    document = _open(data)
    count = len(document)
    if count == 0:
        raise UserError("document.empty")
    if count > MAX_PAGES:
        raise UserError("document.too_many_pages", pages=f"{count:,}", limit=MAX_PAGES)
    pages, pictured = _pages(document, count)
    words = [word for page in pages for piece in page.pieces for word in piece.text.split()]
    if pictured and (len(words) < MIN_WORDS_WHEN_PICTURED or _is_gibberish(words)):
        raise UserError("document.scanned")
    if words and _is_gibberish(words):
        raise UserError("document.no_letters")
    pages = layout.without_furniture(pages)
    blocks = [block for page in pages for block in layout.lines_of(page)]
    return layout.paragraphs_of(blocks), count, layout.title_of(pages)


def _open(data: bytes) -> Any:
    import pypdfium2 as pdfium
    from pypdfium2 import raw

    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise UserError("document.encrypted") from None
        raise UserError("document.damaged", detail="The PDF's structure cannot be read.") from None


def _pages(document: Any, count: int) -> tuple[list[layout.Page], bool]:
    """Every page's text with its places, and whether any page holds a picture."""
    import pypdfium2 as pdfium

    pages, pictured = [], False
    for number in range(count):
        try:
            page = document[number]
            pages.append(_page(page))
            pictured = pictured or _has_picture(page)
            page.close()
        except pdfium.PdfiumError:
            raise UserError("document.damaged", detail=f"Page {number + 1} cannot be read.") from None
    return pages, pictured


def _page(page: Any) -> layout.Page:
    text = page.get_textpage()
    pieces = []
    for index in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(index)
        words = text.get_text_bounded(left, bottom, right, top)
        bottom, top = _line_box(text, left, bottom, right, top)
        for line in words.splitlines():  # a box seldom spans lines; if it does, keep their order
            if line.strip():
                pieces.append(layout.Piece(left, bottom, right, top, line.replace(_LINE_END_HYPHEN, "-")))
    text.close()
    width, height = page.get_size()
    return layout.Page(width, height, tuple(pieces))


def _line_box(text: Any, left: float, bottom: float, right: float, top: float) -> tuple[float, float]:
    """The height of the line by its font: the box around the ink is lower for 'sea' than for 'Pagoda'. The letter
    asked about may stand anywhere in the line, as a quotation mark at its edge leaves the middle height empty."""
    reach = max(3.0, top - bottom)
    for x in (left + 0.5, (left + right) / 2, right - 0.5):
        index = text.get_index(x, (bottom + top) / 2, 3.0, reach)
        if index is not None:
            _, loose_bottom, _, loose_top = text.get_charbox(index, loose=True)
            if loose_bottom < top and loose_top > bottom and loose_top > loose_bottom:
                return loose_bottom, loose_top
    return bottom, top


def _has_picture(page: Any) -> bool:
    from pypdfium2 import raw

    return next(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3), None) is not None


def _is_gibberish(words: list[str]) -> bool:
    """Fonts without a character map give private or unassigned code points instead of letters."""
    text = "".join(words)
    letters = sum(1 for char in text if char.isalnum() and not "\ue000" <= char <= "\uf8ff")
    return letters * 2 < len(text)
