"""Plain text, Markdown, Word XML and the cleaning of lines: the parts, without a child process."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.media import document_files as files
from trailers.domain.errors import UserError
from trailers.media import document_child, document_kind
from trailers.media.document_docx import read_docx
from trailers.media.document_plain import decode, plain_inline, raw_paragraphs
from trailers.media.document_prose import (
    clean_line,
    clean_paragraphs,
    hyphenated,
    is_heading,
    join_lines,
    title_of,
)


def paragraphs(text: str) -> tuple[str, ...]:
    return clean_paragraphs(raw_paragraphs(text))


def word(*blocks: object, edit: tuple[str, str] | None = None) -> tuple[str, ...]:
    data = files.docx_with_xml(edit, *blocks) if edit else files.docx(*blocks)
    return clean_paragraphs(read_docx(data)[0])


# --- paragraphs of plain text -------------------------------------------------------------------------


def test_blank_lines_part_and_wrapped_lines_join() -> None:
    text = "The keeper climbs the stairs\nand lights the lamp.\n\nNobody is\nsurprised.\n"
    assert paragraphs(text) == ("The keeper climbs the stairs and lights the lamp.", "Nobody is surprised.")


def test_one_line_per_paragraph_without_blank_lines() -> None:
    long = "The keeper climbs the stairs and lights the lamp while the town below him sleeps. " * 3
    assert paragraphs(f"{long}\n{long}") == (long.strip(), long.strip())


def test_short_finished_lines_stay_apart() -> None:
    assert paragraphs("Three soldiers hold a bridge.\nNobody is coming.\nSnow falls.") == (
        "Three soldiers hold a bridge.",
        "Nobody is coming.",
        "Snow falls.",
    )


@pytest.mark.parametrize("mark", ["-", "*", "•", "1.", "2)", "(3)", "–"])
def test_bullets(mark: str) -> None:
    assert paragraphs(f"{mark} A bridge is held\n  by three men.\n{mark} Snow falls.") == (
        "A bridge is held by three men.",
        "Snow falls.",
    )


def test_markdown_loses_its_marks_and_keeps_its_words() -> None:
    text = (
        "---\ntitle: 'The Salt Line'\nauthor: X\n---\n## Act *One*\n\nNora **Pell** reads [the map](http://x.y/z(1))."
        "\n\n> A quoted line.\n\n***\n\n| who | what |\n|---|---|\n| Nora | rows |\n\n![alt](a.png)\n"
        "`code` _stays_ snake_case_here"
    )
    assert paragraphs(text) == (
        "The Salt Line",
        "Act One",
        "Nora Pell reads the map.",
        "A quoted line.",
        "who – what",
        "Nora – rows",
        "code stays snake_case_here",
    )


def test_inline_marks_need_their_partner() -> None:
    assert plain_inline("2 * 3 * 4 and *one* and **two** and a * b") == "2 * 3 * 4 and one and two and a * b"


def test_indented_first_lines() -> None:
    text = "    The keeper climbs\nand lights the lamp.\n    Nobody is\nsurprised."
    assert paragraphs(text) == ("The keeper climbs and lights the lamp.", "Nobody is surprised.")


def test_old_mac_and_windows_line_ends() -> None:
    assert paragraphs("One is here.\r\rTwo is here.") == paragraphs("One is here.\r\n\r\nTwo is here.")


@given(st.text())
def test_any_text_gives_clean_paragraphs(text: str) -> None:
    for paragraph in paragraphs(text):
        assert paragraph == clean_line(paragraph) and paragraph.strip() == paragraph
        assert not any(unicodedata.category(char) == "Cc" for char in paragraph)


@given(st.binary(max_size=300))
def test_any_bytes_decode(data: bytes) -> None:
    text, notices = decode(data)
    assert isinstance(text, str) and len(notices) <= 1


# --- cleaning -----------------------------------------------------------------------------------------


def test_clean_line() -> None:
    assert clean_line("of\ufb01ce\u00a0 \u2003cafe\u0301\x07\u202e\u200b\ufeff") == "office café"
    assert clean_line("نا\u200cگفته") == "نا\u200cگفته"  # a joiner is spelling, not layout


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["The light-", "house burns."], "The lighthouse burns."),
        (["A well-", "known man."], "A well-known man."),
        (["A moon-", "lit sea, moon-lit."], "A moon-lit sea, moon-lit."),
        (["The Franco-", "Prussian war."], "The Franco-Prussian war."),
        (["Years 1914-", "1918 pass."], "Years 1914-1918 pass."),
        (["He waits —", "and waits."], "He waits — and waits."),
        (["The light\u00ad", "house burns."], "The lighthouse burns."),
        (["灯塔上没有人", "他在等。"], "灯塔上没有人他在等。"),
    ],
)
def test_joining_lines(lines: list[str], joined: str) -> None:
    assert join_lines(lines, hyphenated(lines)) == joined


def test_ornaments_are_no_paragraphs() -> None:
    assert clean_paragraphs([["* * *"], ["~"], ["Act One"], [""]]) == ("Act One",)


@pytest.mark.parametrize(
    ("given_paragraphs", "marked", "title"),
    [
        (("The Salt Line", "A story is told."), "", "The Salt Line"),
        (("A story is told.", "Another one."), "", ""),
        (("Only Words Here",), "", ""),
        (("THE HOUSE OF SALT", "A story is told."), "", "The House of Salt"),
        (("Synopsis", "Title: The Salt Line", "A story."), "", "The Salt Line"),
        (("A story is told.",), "“The Salt Line”", "The Salt Line"),
        (("NASA", "A story is told."), "", "NASA"),
        (("ÉTÉ D'ORAGE", "A story is told."), "", "Été D'orage"),
    ],
)
def test_title(given_paragraphs: tuple[str, ...], marked: str, title: str) -> None:
    assert title_of(given_paragraphs, marked) == title


def test_heading() -> None:
    assert is_heading("Act Two") and not is_heading("He waits.") and not is_heading(" ".join(["word"] * 13))


# --- Word ---------------------------------------------------------------------------------------------


def test_tables_of_scenes_and_of_labels() -> None:
    scenes = [["1", "Nora rows out to the lighthouse at dawn.", "She finds a wall of photographs up there."]]
    assert word(scenes) == (
        "1",
        "Nora rows out to the lighthouse at dawn.",
        "She finds a wall of photographs up there.",
    )
    assert word([["Genre", "Mystery"], ["Runtime", "96 minutes"]]) == (
        "Genre – Mystery",
        "Runtime – 96 minutes",
    )


def test_merged_cells_are_said_once() -> None:
    assert word([["ACT ONE", "ACT ONE"]]) == ("ACT ONE",)


def test_tracked_changes_keep_insertions_and_drop_deletions() -> None:
    edit = (
        "<w:r><w:t>OLD</w:t></w:r>",
        "<w:del><w:r><w:delText>x</w:delText><w:t>OLD</w:t></w:r></w:del><w:ins><w:r><w:t>NEW</w:t></w:r></w:ins>",
    )
    assert word("OLD", edit=edit) == ("NEW",)


def test_line_breaks_tabs_and_no_break_hyphens() -> None:
    edit = (
        "<w:t>X</w:t>",
        "<w:t>One</w:t><w:tab/><w:t>two</w:t><w:br/><w:t>Salt</w:t><w:noBreakHyphen/><w:t>line</w:t>",
    )
    assert word("X", edit=edit) == ("One two", "Salt-line")


def test_content_controls_are_read_in_place() -> None:
    edit = (
        "<w:p><w:r><w:t>X</w:t></w:r></w:p>",
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>Inside it</w:t></w:r></w:p></w:sdtContent></w:sdt>",
    )
    assert word("Before it", "X", "After it", edit=edit) == ("Before it", "Inside it", "After it")


def test_a_title_style_is_found() -> None:
    assert read_docx(files.docx("A story is told.", title="The Salt Line"))[1] == "The Salt Line"


def test_external_entities_are_not_resolved() -> None:
    xml = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>"
    bad = f'{xml}<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    data = files.docx_with_xml((xml, bad), "X marks it")
    try:
        text = " ".join(clean_paragraphs(read_docx(data)[0]))
    except UserError as error:
        assert error.code == "document.damaged"
    else:
        assert "root:" not in text


# --- kinds --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "opening", ["MZ is how the letter starts.", "BM means nothing.", "GIF8 is no word.", "ID3, they said."]
)
def test_text_that_begins_like_something_else_is_text(opening: str) -> None:
    assert document_kind.kind_of(opening.encode(), "a.txt") == "text"


@given(st.binary(min_size=1, max_size=400), st.sampled_from(["a.txt", "a.pdf", "a.docx", "a.md", "a"]))
def test_any_bytes_are_read_or_refused_with_words(data: bytes, name: str) -> None:
    try:
        answer = document_child.read(data, name)
    except UserError as error:
        assert error.code.startswith("document.") and str(error.message)
    else:
        assert answer["paragraphs"]


def test_unspaced_scripts_count_as_words() -> None:
    story = "灯塔的看守人每天晚上都点亮那盏灯，可是没有人知道他在等谁，也没有人敢去问他。"
    assert document_child.read(story.encode(), "a.txt")["paragraphs"] == [story]
