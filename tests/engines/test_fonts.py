"""Fonts: coverage is read from the file, no text is ever boxes, other scripts degrade with a notice."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trailers.engines.embedded.fonts import (
    LIGHT,
    TEXT,
    TITLE,
    Face,
    choose,
    coverage,
    latin,
    packaged,
    system_faces,
)

NOWHERE = ("/nonexistent-fonts",)


def table(kind: int, body: bytes, *, collection: bool = False) -> bytes:
    """A font file with nothing but a character map."""
    cmap = struct.pack(">HH", 0, 1) + struct.pack(">HHI", 3, 10 if kind == 12 else 1, 12) + body
    base = 16 if collection else 0
    head = struct.pack(">4sIII", b"ttcf", 0x10000, 1, base) if collection else b""
    offset = base + 12 + 16
    return (
        head
        + struct.pack(">4sHHHH", b"\0\1\0\0", 1, 0, 0, 0)
        + struct.pack(">4sIII", b"cmap", 0, offset, len(cmap))
        + cmap
    )


def format12(*groups: tuple[int, int, int]) -> bytes:
    return struct.pack(">HHIII", 12, 0, 16 + 12 * len(groups), 0, len(groups)) + b"".join(
        struct.pack(">III", *g) for g in groups
    )


@pytest.mark.parametrize("role", [TITLE, TEXT, LIGHT])
def test_packaged_faces_hold_latin(role):
    held = coverage(packaged(role).path)
    assert {ord(c) for c in "ABCXYZabcxyz0129&.,’éüñçØ"} <= held


def test_format_12_is_read(tmp_path: Path):
    path = tmp_path / "a.ttf"
    path.write_bytes(table(12, format12((65, 70, 3), (0x4E00, 0x4E02, 0))))
    assert coverage(str(path)) == {65, 66, 67, 68, 69, 70, 0x4E01, 0x4E02}  # glyph 0 is the box


def test_a_collection_is_read_from_its_own_offset(tmp_path: Path):
    path = tmp_path / "a.ttc"
    path.write_bytes(table(12, format12((1, 3, 9)), collection=True))
    assert coverage(str(path)) == {1, 2, 3}


def test_format_4_is_read(tmp_path: Path):
    body = struct.pack(">HHHHHHH", 4, 32, 0, 4, 4, 1, 0) + struct.pack(">2H", 70, 0xFFFF) + b"\0\0"
    body += struct.pack(">2H", 65, 0xFFFF) + struct.pack(">2H", 0, 1) + struct.pack(">2H", 0, 0)
    path = tmp_path / "b.ttf"
    path.write_bytes(table(4, body))
    assert coverage(str(path)) == set(range(65, 71))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_bytes_that_are_no_font_cover_nothing_and_never_raise(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("f") / "x.ttf"
    path.write_bytes(data)
    coverage.cache_clear()
    assert coverage(str(path)) == frozenset()


def test_a_hostile_map_is_refused(tmp_path: Path):
    path = tmp_path / "h.ttf"
    path.write_bytes(table(12, format12((0, 0xFFFFFFFF, 1))))
    assert coverage(str(path)) == frozenset()
    assert coverage(str(tmp_path / "gone.ttf")) == frozenset()


def test_latin_is_set_in_the_packaged_face():
    setting = choose("The Last Light")
    assert setting.face == packaged(TITLE)
    assert (setting.notice, setting.joined, setting.right_to_left) == ("", False, False)


def test_other_scripts_use_a_system_font_that_holds_them(tmp_path: Path):
    path = tmp_path / "arabic.ttf"
    path.write_bytes(table(12, format12((0x0600, 0x06FF, 1))))
    setting = choose("الضوء الأخير", TITLE, (str(tmp_path),))
    assert setting.face == Face(str(path))
    assert setting.right_to_left
    assert setting.joined
    assert setting.notice == ""


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Самый длинный свет", "Samyy dlinnyy svet"),
        ("Ελένη", "Eleni"),
        ("ひかり", "hikari"),
        ("サクラ", "sakura"),
        ("Łódź", "Lodz"),
        ("straße", "strasse"),
        ("نور", "nwr"),
        ("שלום", "shlvm"),
    ],
)
def test_without_a_font_letters_are_written_in_latin(text, written):
    assert latin(text) == written
    setting = choose(text, TITLE, NOWHERE)
    if setting.text != text:  # Fjalla One holds some of them
        assert setting.text == written
        assert text in setting.notice


def test_ideographs_without_a_font_are_left_out_whole_with_a_notice():
    setting = choose("最後の光", TITLE, NOWHERE)
    assert setting.text == ""
    assert "Noto" in setting.notice


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=30))
def test_whatever_is_set_its_face_holds_every_letter(text):
    setting = choose(text, TITLE, NOWHERE)
    held = coverage(setting.face.path)
    assert all(c.isspace() or ord(c) in held or not c.isprintable() for c in setting.text)


def test_system_faces_are_in_a_fixed_order(tmp_path: Path):
    for name in ("b.ttf", "NotoSans-Regular.ttf", "a.otf", "readme.txt"):
        (tmp_path / name).write_bytes(b"x")
    names = [Path(face.path).name for face in system_faces((str(tmp_path),))]
    assert names == ["NotoSans-Regular.ttf", "a.otf", "b.ttf"]
