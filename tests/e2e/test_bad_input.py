"""Bad files: each is told what is wrong, why and what to do, and leaves nothing behind."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.refusals import refused
from tests.e2e.studio import STORY
from tests.makers import seed_lanes
from tests.media import document_files as files
from trailers.models import Artifact, Job, Project

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _machine(own_folders: Path) -> None:
    seed_lanes()


BAD_DOCUMENTS: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "encrypted": (
        "secret.pdf",
        files.encrypted_pdf,
        "The document is protected by a password.\n"
        "Its text cannot be read without it.\n"
        "Save a copy without a password and upload that.",
    ),
    "truncated": (
        "half.pdf",
        lambda: files.pdf(files.STORY)[:700],
        "The document is damaged or incomplete.\n"
        "The end of the file is missing.\n"
        "Open it in its own program, export it again, and upload the new file.",
    ),
    "empty": (
        "nothing.pdf",
        lambda: b"",
        "nothing.pdf is empty.\nThe file has no bytes.\nExport the document again and use that file.",
    ),
    "image only": (
        "scan.pdf",
        files.scanned_pdf,
        "The document holds pictures of pages, not text.\n"
        "It looks like a scan.\n"
        "Run text recognition (OCR) on it, or paste the text into a TXT file.",
    ),
    "zip bomb": (
        "bomb.docx",
        lambda: files.bomb(megabytes=250),
        "The document unpacks to 250 MB in 18 parts.\n"
        "No synopsis needs that; such files are made to exhaust a machine.\n"
        "Paste the text into a new document and upload that.",
    ),
    "20,000 pages": (
        "long.pdf",
        lambda: files.blank_pdf(20_000),
        "The PDF has 20,000 pages.\n"
        "At most 300 can be read as a synopsis.\n"
        "Upload the pages that hold the synopsis.",
    ),
    "wrong extension": (
        "story.pdf",
        lambda: files.docx(files.STORY),
        "The file story.pdf is a Word document (DOCX), but its name says a PDF.\n"
        "Guessing which is right could misread it.\n"
        "Rename it to end in .docx, or choose another file.",
    ),
    "not a document": (
        "film.txt",
        lambda: bytes(range(256)) * 40,
        "The file film.txt is binary data that is no document.\n"
        "A synopsis is read from PDF, DOCX, TXT or MD.\n"
        "Save the text in one of these and upload that.",
    ),
    "three words": (
        "short.txt",
        lambda: b"Boy meets girl.",
        "The document has only 3 words.\n"
        "A trailer needs at least one full sentence of story.\n"
        "Add what happens, to whom, and where.",
    ),
}


@pytest.mark.parametrize("name", BAD_DOCUMENTS)
def test_a_bad_document_is_refused_with_what_why_and_what_to_do(name: str, tmp_path: Path) -> None:
    file_name, content, complaint = BAD_DOCUMENTS[name]
    file = tmp_path / file_name
    file.write_bytes(content())
    assert refused(file, tmp_path / "out") == complaint
    assert list(Job.objects.values_list("kind", flat=True)) in ([], ["read_document"])
    assert not Artifact.objects.exclude(kind="source").exists()


def test_a_folder_is_no_synopsis(tmp_path: Path) -> None:
    assert refused(tmp_path, tmp_path / "out") == (
        f"{tmp_path.name} is not a file.\nIt is a folder or a device.\nName a single document."
    )


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.pdf", tmp_path / "out") == "There is no file none.pdf.\nCheck the path."


def test_a_file_that_may_not_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "locked.txt"
    file.write_text(STORY)
    if os.geteuid():
        file.chmod(0)
    else:  # the superuser may read everything, so the system's answer is played
        deny(monkeypatch, file)
    assert refused(file, tmp_path / "out") == (
        "locked.txt cannot be read.\nPermission denied\nCheck the file's permissions."
    )
    assert not Project.objects.exists()


def deny(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    real = Path.open

    def opened(path: Path, *args: Any, **options: Any) -> Any:
        if path == file:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return real(path, *args, **options)

    monkeypatch.setattr(Path, "open", opened)


def test_a_name_that_is_no_text_is_no_obstacle(tmp_path: Path) -> None:
    """Names on disk are bytes; this one is no UTF-8. The file is refused for what it says, not for its name."""
    file = tmp_path / os.fsdecode(b"caf\xe9.txt")
    file.write_text("Boy meets girl.")
    assert refused(file, tmp_path / "out").startswith("The document has only 3 words.")
    assert Project.objects.get().source.name == "caf\ufffd.txt"


def test_a_document_refused_for_its_ending_can_be_renamed_and_sent_again(tmp_path: Path) -> None:
    """The same bytes are one stored file, so the new name must reach it."""
    wrong, right = tmp_path / "story.pdf", tmp_path / "story.docx"
    wrong.write_bytes(files.docx("Boy meets girl."))
    right.write_bytes(wrong.read_bytes())
    assert "Rename it to end in .docx" in refused(wrong, tmp_path / "out")
    assert refused(right, tmp_path / "out").startswith("The document has only 3 words.")
    assert refused(wrong, tmp_path / "out").startswith("The file story.pdf is a Word document (DOCX)")


def test_the_newest_failure_is_told_not_an_older_one(tmp_path: Path) -> None:
    """A second run tries again what failed, and says why it failed this time."""
    file = tmp_path / "short.txt"
    file.write_text("Boy meets girl.")
    refused(file, tmp_path / "out")
    Job.objects.update(error_code="document.empty", error_detail={})
    assert refused(file, tmp_path / "out").startswith("The document has only 3 words.")
    assert list(Job.objects.values_list("kind", "state")) == [("read_document", "failed")] * 2
