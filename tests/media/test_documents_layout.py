"""Reading order, paragraphs and page furniture, from boxes alone."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.media import document_files as files
from trailers.media.document_layout import (
    Page,
    Piece,
    lines_of,
    paragraphs_of,
    title_of,
    without_furniture,
)
from trailers.media.documents import read_document

WIDTH, HEIGHT = 595.0, 842.0


def line(text: str, x: float, y: float, *, size: float = 12.0, width: float | None = None) -> Piece:
    return Piece(x, y, x + (width if width is not None else len(text) * size / 2), y + size, text)


def page(*pieces: Piece) -> Page:
    return Page(WIDTH, HEIGHT, pieces)


def texts(sheet: Page) -> list[list[str]]:
    return [[piece.text for piece in block] for block in lines_of(sheet)]


def two_columns(rows: int = 6, x: float = 320.0) -> list[Piece]:
    left = [line(f"left words {n}", 56, 700 - 14 * n, width=230) for n in range(rows)]
    right = [line(f"right words {n}", x, 700 - 14 * n, width=230) for n in range(rows)]
    return [piece for pair in zip(left, right, strict=True) for piece in pair]


def test_one_column_is_one_block_from_top_to_bottom() -> None:
    sheet = page(line("second line", 56, 680), line("first line", 56, 700))
    assert texts(sheet) == [["first line", "second line"]]


def test_two_columns_are_two_blocks() -> None:
    left, right = texts(page(*two_columns()))
    assert left == [f"left words {n}" for n in range(6)]
    assert right == [f"right words {n}" for n in range(6)]


def test_a_headline_across_the_columns_parts_them() -> None:
    over = [line(f"over {n} here", x, 790 - 14 * n, width=230) for n in range(4) for x in (56, 320)]
    headline = line("A headline that runs across both of them", 56, 720, width=490)
    blocks = texts(page(*over, headline, *two_columns()))
    assert [len(block) for block in blocks] == [4, 4, 1, 6, 6]
    assert blocks[2] == ["A headline that runs across both of them"]


def test_uneven_columns_keep_every_line() -> None:
    pieces = [*two_columns(), *(line(f"left more {n}", 56, 600 - 14 * n, width=230) for n in range(5))]
    left, right = texts(page(*pieces))
    assert len(left) == 11 and len(right) == 6


def test_a_table_of_single_words_is_read_row_by_row() -> None:
    rows = [
        line(word, x, 700 - 16 * n) for n in range(5) for x, word in ((56, f"name{n}"), (320, f"role{n}"))
    ]
    assert texts(page(*rows)) == [[f"name{n} – role{n}" for n in range(5)]]


def test_pieces_of_one_line_join_with_the_space_a_reader_sees() -> None:
    bold = [
        line("She is", 56, 700, width=36),
        line("charting", 95, 700, width=50),
        line("s", 145.2, 700, width=6),
    ]
    assert texts(page(*bold)) == [["She is chartings"]]


def test_a_full_line_runs_on_and_a_gap_parts() -> None:
    block = [
        line("The keeper climbs the", 56, 700, width=400),
        line("stairs alone.", 56, 686, width=400),
        line("The lamp is out.", 56, 652, width=400),
        line("Nobody is surprised.", 56, 638, width=400),
    ]
    assert paragraphs_of([block]) == [
        ["The keeper climbs the", "stairs alone."],
        ["The lamp is out.", "Nobody is surprised."],
    ]


def test_an_indent_or_a_short_last_line_starts_a_paragraph() -> None:
    block = [
        line("The keeper climbs.", 56, 700, width=400),
        line("The lamp is out.", 80, 686, width=376),
        line("It stays out.", 56, 672, width=120),
        line("Nobody is surprised.", 56, 658, width=400),
    ]
    assert [p[0] for p in paragraphs_of([block])] == [
        "The keeper climbs.",
        "The lamp is out.",
        "Nobody is surprised.",
    ]


def test_a_sentence_runs_on_over_a_column_break() -> None:
    assert paragraphs_of([[line("She opens the", 56, 100)], [line("door.", 320, 700)]]) == [
        ["She opens the", "door."]
    ]
    ended = [
        line("A line as long as the column is.", 56, 120, width=230),
        line("She waits.", 56, 106, width=70),
    ]
    assert len(paragraphs_of([ended, [line("Then it opens.", 320, 700)]])) == 2
    filled = [line("A line as long as the column is.", 56, 120, width=230)]
    assert len(paragraphs_of([filled, [line("Then it opens.", 320, 700)]])) == 1


def test_bullets_part_and_lose_their_mark() -> None:
    block = [line(f"• beat number {n}", 56, 700 - 14 * n) for n in range(3)]
    assert paragraphs_of([block]) == [["beat number 0"], ["beat number 1"], ["beat number 2"]]


def test_running_headers_and_page_numbers_go_and_the_story_stays() -> None:
    pages = [
        page(line("THE SALT LINE", 240, 815), line(f"Chapter {n} begins", 56, 700), line(f"{n}", 290, 20))
        for n in range(1, 6)
    ]
    assert [texts(sheet) for sheet in without_furniture(pages)] == [
        [[f"Chapter {n} begins"]] for n in range(1, 6)
    ]


def test_a_number_in_the_body_is_no_page_number() -> None:
    sheet = page(line("1943", 290, 500), line("xii", 290, 20), line("Page 3 of 12", 290, 34))
    assert [texts(p) for p in without_furniture([sheet])] == [[["1943"]]]


def test_a_single_page_keeps_its_first_line() -> None:
    sheet = page(line("The Salt Line", 240, 815), line("A story.", 56, 700))
    assert len(without_furniture([sheet])[0].pieces) == 2


def test_title_by_size() -> None:
    body = [line(f"body line number {n}", 56, 600 - 14 * n) for n in range(5)]
    assert title_of([page(line("The Salt Line", 200, 700, size=24), *body)]) == "The Salt Line"
    assert title_of([page(line("The Salt Line", 200, 700, size=13), *body)]) == ""
    two_lines = [line("The Salt", 200, 740, size=24), line("Line", 200, 710, size=24)]
    assert title_of([page(*two_lines, *body)]) == "The Salt Line"
    assert title_of([page()]) == ""


boxes = st.builds(
    lambda x, y, w, h, text: Piece(x, y, x + w, y + h, text),
    st.floats(0, 500),
    st.floats(0, 800),
    st.floats(1, 300),
    st.floats(4, 40),
    st.sampled_from(["sea", "the long night", "12", "• a beat", "She waits."]),
)


@given(st.lists(st.lists(boxes, max_size=25), max_size=4))
def test_no_word_is_lost_or_doubled_whatever_the_layout(sheets: list[list[Piece]]) -> None:
    pages = [page(*pieces) for pieces in sheets]
    blocks = [block for sheet in pages for block in lines_of(sheet)]
    read = [word for lines in paragraphs_of(blocks) for text in lines for word in text.split()]
    given_words = [word for pieces in sheets for piece in pieces for word in piece.text.split()]
    marks = {"•", "–", "12"}
    # joined pieces may touch without a space, so compare letters
    assert sorted(
        "".join(w for w in read if w not in marks).replace("12", "").replace("•", "").replace("–", "")
    ) == sorted("".join(w for w in given_words if w not in marks))


def test_typewriter_page_with_indents_and_broken_words(tmp_path: Path) -> None:
    rows = [
        (100, 720, "On the island nobody speaks of the light-"),
        (72, 696, "house any more. The well-"),
        (72, 672, "known keeper is gone, and with him the truth."),
        (100, 648, "Mara comes back in winter. She believes in maps."),
    ]
    path = tmp_path / "a.pdf"
    path.write_bytes(files.pdf_of_lines(rows, font="Courier"))
    assert read_document(path, "a.pdf", scratch=tmp_path).paragraphs == (
        "On the island nobody speaks of the lighthouse any more. The well-known keeper is gone, "
        "and with him the truth.",
        "Mara comes back in winter. She believes in maps.",
    )
