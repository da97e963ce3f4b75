"""Whole files through the limited child: what good files give, and what each bad file is told."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.media import document_files as files
from tests.media.document_files import SECOND, STORY
from trailers.domain.errors import FatalError, UserError
from trailers.media import documents
from trailers.media.documents import Document, read_document


def read(tmp_path: Path, data: bytes, name: str) -> Document:
    path = tmp_path / "upload"
    path.write_bytes(data)
    return read_document(path, name, scratch=tmp_path)


def refusal(tmp_path: Path, data: bytes, name: str) -> UserError:
    """The error for a file, checked to read as sentences that say what, why and what to do."""
    with pytest.raises(UserError) as caught:
        read(tmp_path, data, name)
    message = caught.value.message
    for part in (message.what, message.why, message.do):
        assert part.endswith(".") and "{" not in part and len(part) > 12
    return caught.value


# --- good files ---------------------------------------------------------------------------------------


def test_pdf(tmp_path: Path) -> None:
    document = read(tmp_path, files.pdf(STORY, SECOND, title="The Salt Line"), "synopsis.pdf")
    assert document == Document(
        text=f"The Salt Line\n\n{STORY}\n\n{SECOND}",
        paragraphs=("The Salt Line", STORY, SECOND),
        pages=1,
        title="The Salt Line",
        media_type="application/pdf",
        notices=(),
    )


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    data = files.pdf(STORY, SECOND, title="The Salt Line", columns=2, header="Draft 3", copies=14)
    document = read(tmp_path, data, "synopsis.pdf")
    assert document.paragraphs == ("The Salt Line", *((STORY, SECOND) * 14))


def test_forty_pages_lose_headers_footers_and_page_numbers(tmp_path: Path) -> None:
    document = read(
        tmp_path, files.pdf(STORY, SECOND, header="THE SALT LINE / draft", copies=460), "long.pdf"
    )
    assert document.pages > 40
    assert document.paragraphs == (STORY, SECOND) * 460


def test_docx_keeps_body_order_of_paragraphs_and_tables(tmp_path: Path) -> None:
    cast = [["Nora", "a hydrographer who comes home for the winter"], ["Ines", "harbour master"]]
    document = read(tmp_path, files.docx(STORY, cast, SECOND, title="THE SALT LINE"), "synopsis.docx")
    assert document.title == "The Salt Line"
    assert document.paragraphs == (
        "THE SALT LINE",
        STORY,
        "Nora: a hydrographer who comes home for the winter",
        "Ines – harbour master",
        SECOND,
    )
    assert document.media_type.endswith("wordprocessingml.document")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_text_in_any_unicode_encoding(tmp_path: Path, encoding: str) -> None:
    story = (
        "The Salt Line\n\nÉlodie finds the café’s door open — and nobody inside has been seen for nine days."
    )
    document = read(tmp_path, story.encode(encoding), "synopsis.txt")
    assert document.text == story
    assert document.title == "The Salt Line"
    assert document.notices == ()


def test_legacy_encoding_is_read_with_a_notice(tmp_path: Path) -> None:
    document = read(tmp_path, "Zoë’s café closes, and nobody in town can say when.".encode("cp1252"), "a.txt")
    assert document.text == "Zoë’s café closes, and nobody in town can say when."
    assert len(document.notices) == 1 and "UTF-8" in document.notices[0]


def test_names_in_other_scripts_survive(tmp_path: Path) -> None:
    story = "Лена meets 李明 and ليلى on the last train out of a city that has forgotten all of their names."
    assert read(tmp_path, story.encode(), "a.md").text == story
    assert read(tmp_path, files.docx(story), "a.docx").text == story


def test_an_unknown_extension_is_read_by_content(tmp_path: Path) -> None:
    assert read(tmp_path, STORY.encode(), "synopsis").text == STORY
    assert read(tmp_path, files.docx(STORY), "synopsis.bak").text == STORY


# --- bad files ----------------------------------------------------------------------------------------

_TRUNCATED = files.pdf(STORY, SECOND, copies=30)[:-900]

REFUSED = {
    "empty": (b"", "a.pdf", "document.empty"),
    "only spaces": (b" \n\t\n", "a.txt", "document.empty"),
    "only ornaments": (b"* * *\n\n-----\n", "a.txt", "document.empty"),
    "empty docx": (files.docx(), "a.docx", "document.empty"),
    "blank pdf": (files.blank_pdf(3), "a.pdf", "document.empty"),
    "too short": (b"A man walks into the sea.", "a.txt", "document.too_short"),
    "encrypted pdf": (files.encrypted_pdf(), "a.pdf", "document.encrypted"),
    "encrypted docx": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        "a.docx",
        "document.encrypted",
    ),
    "truncated pdf": (_TRUNCATED, "a.pdf", "document.damaged"),
    "corrupt pdf": (b"%PDF-1.7\n" + b"garbage " * 400 + b"%%EOF", "a.pdf", "document.damaged"),
    "truncated docx": (files.docx(STORY)[:-400], "a.docx", "document.damaged"),
    "docx without parts": (files.zipped("word/document.xml", b"<oops"), "a.docx", "document.damaged"),
    "scan": (files.scanned_pdf(), "a.pdf", "document.scanned"),
    "scan with a stamp": (files.scanned_pdf("Scanned by Copyshop"), "a.pdf", "document.scanned"),
    "zip bomb": (files.bomb(), "a.docx", "document.bomb"),
    "bomb in many parts": (files.bomb(18, parts=6), "a.docx", "document.bomb"),
    "too many parts": (files.crowded_docx(), "a.docx", "document.bomb"),
    "20,000 pages": (files.blank_pdf(20_000), "a.pdf", "document.too_many_pages"),
    "docx called pdf": (files.docx(STORY), "a.pdf", "document.wrong_extension"),
    "pdf called docx": (files.pdf(STORY), "a.docx", "document.wrong_extension"),
    "text called pdf": (STORY.encode(), "a.pdf", "document.wrong_extension"),
    "pdf called txt": (files.pdf(STORY), "a.TXT", "document.wrong_extension"),
    "mp4 called pdf": (b"\0\0\0\x20ftypisom" + bytes(900), "a.pdf", "document.unsupported"),
    "png called docx": (b"\x89PNG\r\n\x1a\n" + bytes(100), "a.docx", "document.unsupported"),
    "odt": (files.zipped("mimetype", b"application/vnd.oasis"), "a.odt", "document.unsupported"),
    "xlsx": (files.zipped("xl/workbook.xml"), "a.docx", "document.unsupported"),
    "old word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc", "document.unsupported"),
    "rtf": (rb"{\rtf1\ansi " + STORY.encode() + b"}", "a.txt", "document.unsupported"),
    "html": (b"<!DOCTYPE html><html><body>" + STORY.encode(), "a.txt", "document.unsupported"),
    "noise": (bytes(range(256)) * 40, "a.txt", "document.unsupported"),
    "endless text": (b"Once more the sea rises over the town. " * 60_000, "a.txt", "document.too_long"),
}


@pytest.mark.parametrize(("data", "name", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_refused(tmp_path: Path, data: bytes, name: str, code: str) -> None:
    assert refusal(tmp_path, data, name).code == code


def test_the_message_says_what_the_file_really_is(tmp_path: Path) -> None:
    wrong = refusal(tmp_path, files.docx(STORY), "a.pdf").message
    assert wrong.what == "The file a.pdf is a Word document (DOCX), but its name says a PDF."
    assert wrong.do == "Rename it to end in .docx, or choose another file."
    video = refusal(tmp_path, b"\0\0\0\x20ftypisom" + bytes(900), "a.pdf").message
    assert video.what == "The file a.pdf is an MP4 or QuickTime video."
    pages = refusal(tmp_path, files.blank_pdf(20_000), "a.pdf").message
    assert pages.what == "The PDF has 20,000 pages."


def test_missing_folder_and_oversized(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError) as missing:
        read_document(tmp_path / "no.pdf", "no.pdf", scratch=tmp_path)
    assert missing.value.code == "document.missing"
    with pytest.raises(UserError) as folder:
        read_document(tmp_path, "folder", scratch=tmp_path)
    assert folder.value.code == "document.folder"
    monkeypatch.setattr(documents, "MAX_FILE_BYTES", 10)
    assert refusal(tmp_path, STORY.encode(), "a.txt").code == "document.too_big"


def test_unreadable_file_says_what_the_system_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(self: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)  # a real mode 000 file is readable for root
    with pytest.raises(UserError) as caught:
        read_document(tmp_path / "a.pdf", "a.pdf", scratch=tmp_path)
    assert caught.value.code == "document.unreadable"
    assert "Permission denied" in str(caught.value)


# --- the child ----------------------------------------------------------------------------------------


def test_a_child_that_hangs_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = _replace_child(tmp_path, monkeypatch, "import time; time.sleep(60)")
    others = _children()
    with pytest.raises(UserError) as caught:
        read_document(started, "a.txt", scratch=tmp_path, timeout_s=0.3)
    assert caught.value.code == "document.timeout"
    assert _children() == others


def test_a_check_that_raises_kills_the_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started = _replace_child(tmp_path, monkeypatch, "import time; time.sleep(60)")

    def stop() -> None:
        raise KeyboardInterrupt

    others = _children()
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        read_document(started, "a.txt", scratch=tmp_path, check=stop)
    assert time.monotonic() - began < 5 and _children() == others


@pytest.mark.parametrize(
    ("program", "error", "code"),
    [
        ("import os; os.abort()", UserError, "document.too_heavy"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", UserError, "document.timeout"),
        ("raise SystemExit(3)", FatalError, "document.reader"),
    ],
)
def test_a_child_that_dies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, error: type[Exception], code: str
) -> None:
    started = _replace_child(tmp_path, monkeypatch, program)
    with pytest.raises(error) as caught:
        read_document(started, "a.txt", scratch=tmp_path)
    assert caught.value.code == code  # type: ignore[attr-defined]


def test_an_endless_answer_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MAX_ANSWER_BYTES", 1000)
    started = _replace_child(tmp_path, monkeypatch, "import sys\nwhile True: sys.stdout.write('x' * 100_000)")
    with pytest.raises((UserError, FatalError)):
        read_document(started, "a.txt", scratch=tmp_path, timeout_s=10)


def test_the_child_is_limited_and_knows_nothing_of_us(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "hunter2")
    assert "SECRET_KEY" not in documents._environment()
    program = (
        "import resource\nfrom trailers.media import document_child as c\nc._limit()\n"
        "names = ('RLIMIT_AS', 'RLIMIT_CPU', 'RLIMIT_FSIZE')\n"
        "print([resource.getrlimit(getattr(resource, name))[1] for name in names])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=documents._environment(), capture_output=True, text=True
    )
    assert done.stdout.strip() == f"[{1024**3}, 40, 0]", done.stderr


def _replace_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str) -> Path:
    """Put another program where the reader looks for its child; returns a file to read."""
    package = tmp_path / "fake" / "trailers" / "media"
    package.mkdir(parents=True)
    (package / "document_child.py").write_text(program)
    monkeypatch.setattr(documents, "_ROOT", tmp_path / "fake")
    story = tmp_path / "story.txt"
    story.write_text(STORY)
    return story


def _children() -> list[str]:
    """Children of this thread that still live; other tests of this process may have some of their own."""
    path = Path(f"/proc/self/task/{os.getpid()}/children")
    return path.read_text().split() if path.exists() else []
