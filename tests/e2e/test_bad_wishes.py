"""Wishes that cannot be met, lines that cannot be spoken, and places that take no files: refused before any work."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError

from tests.e2e.refusals import make, refused
from tests.e2e.studio import STORY
from tests.makers import seed_lanes
from trailers.models import Artifact, Project

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _machine(own_folders: Path) -> None:
    seed_lanes()


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--size", "1921x1080"], "1921x1080 is not a picture size."),
        (["--size", "62x36"], "62x36 is not a picture size."),
        (["--size", "8000x4000"], "8000x4000 is not a picture size."),
        (["--size", "4096x4096"], "4096x4096 is not a picture size."),
        (["--size", "-1920x1080"], "-1920x1080 is not a picture size."),
        (["--size", "large"], "large is not a picture size."),
        (["--size", ""], " is not a picture size."),
        (["--rate", "0"], "0 is not a frame rate."),
        (["--rate", "-24"], "-24 is not a frame rate."),
        (["--rate", "24/0"], "24/0 is not a frame rate."),
        (["--rate", "nan"], "nan is not a frame rate."),
        (["--rate", "1e400"], "1e400 is not a frame rate."),
        (["--rate", "24.000001"], "24.000001 is not a frame rate."),
        (["--rate", "61"], "61 is not a frame rate."),
        (["--rate", "film"], "film is not a frame rate."),
        (["--title", "long " * 50], "The title has 249 characters."),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused_before_anything_is_kept(
    options: list[str], complaint: str, tmp_path: Path
) -> None:
    file = tmp_path / "story.txt"
    file.write_text(STORY)
    said = refused(file, tmp_path / "out", *(f"{options[0]}={options[1]}",))
    assert said.splitlines()[0] == complaint
    assert len(said.splitlines()) >= 2, "and what to do"
    assert not Project.objects.exists() and not Artifact.objects.exists()


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (None, "There is no file lines.txt.\nCheck the path."),
        (b"", "lines.txt has no lines.\nWrite one spoken line a row."),
        (b" \n\t\n", "lines.txt has no lines.\nWrite one spoken line a row."),
        ("The caf\xe9 is shut.".encode("latin-1"), "lines.txt cannot be read as text."),
        (b"The sea\x00 is calm.", "lines.txt cannot be read as text."),
        ("The sea is calm.".encode("utf-16"), "lines.txt cannot be read as text."),
        (b"...\n!!!\n", "There is nothing to say in this line: ..."),
        (b"word " * 100_000, "lines.txt is too long to be spoken."),
    ],
    ids=["missing", "empty", "blank", "latin-1", "binary", "utf-16", "marks only", "a novel"],
)
def test_lines_that_cannot_be_spoken_are_refused(
    content: bytes | None, complaint: str, tmp_path: Path
) -> None:
    file, lines = tmp_path / "story.txt", tmp_path / "lines.txt"
    file.write_text(STORY)
    if content is not None:
        lines.write_bytes(content)
    assert refused(file, tmp_path / "out", "--script", str(lines)).startswith(complaint)
    assert not Project.objects.exists()


@pytest.mark.parametrize("where", ["file", "file/inside", "long"])
def test_a_place_that_takes_no_files_is_said_before_anything_is_made(where: str, tmp_path: Path) -> None:
    story = tmp_path / "story.txt"
    story.write_text(STORY)
    (tmp_path / "file").write_text("in the way")
    out = tmp_path / ("x" * 300 if where == "long" else where)
    with pytest.raises(CommandError) as failure:
        make(story, out)
    said = str(failure.value).splitlines()
    assert said[0] == f"Nothing can be written to {out}."
    assert said[1:] == [
        "File name too long" if where == "long" else "Not a directory",
        "Choose another folder.",
    ]
    assert not Project.objects.exists()
    assert (tmp_path / "file").read_text() == "in the way"
