"""read_document: the file a user gave becomes plain text, whatever it is called in storage."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.media import document_files as files
from tests.stages.calls import stage_call
from trailers.domain.errors import Cancelled, UserError
from trailers.stages.documents import read

TEXT = "The Last Ferry\n\nMara finds a letter in a bottle.\n\nShe rows out to the wreck at night.\n"


def stored(tmp_path: Path, content: bytes, suffix: str) -> Path:
    path = tmp_path / ("ab" * 32 + suffix)
    path.write_bytes(content)
    return path


def test_text_title_and_facts_are_written(tmp_path: Path) -> None:
    call = stage_call(tmp_path, {"suffix": ".txt"}, {"source": stored(tmp_path, TEXT.encode(), ".txt")})
    (output,) = read(call).outputs
    assert (output.kind, output.role, output.path) == ("document", "", call.scratch / "document.json")
    written = json.loads(output.path.read_text())
    assert written == {**output.media, "text": TEXT.strip()}
    assert output.media["title"] == "The Last Ferry"
    assert (output.media["pages"], output.media["words"]) == (1, 18)


@pytest.mark.parametrize(
    ("content", "suffix"),
    [(files.pdf(files.STORY), ".pdf"), (files.docx(files.STORY), ".docx"), (files.STORY.encode(), ".md")],
    ids=["pdf", "docx", "md"],
)
def test_the_same_story_in_every_format(content: bytes, suffix: str, tmp_path: Path) -> None:
    call = stage_call(tmp_path, {"suffix": suffix}, {"source": stored(tmp_path, content, suffix)})
    assert json.loads(read(call).outputs[0].path.read_text())["text"] == files.STORY


def test_the_uploads_own_ending_counts_not_that_of_the_stored_copy(tmp_path: Path) -> None:
    """The same bytes are stored once, under the ending they first came with."""
    source = stored(tmp_path, files.docx(files.STORY), ".pdf")
    assert read(stage_call(tmp_path, {"suffix": ".docx"}, {"source": source})).outputs
    with pytest.raises(UserError) as refusal:
        read(stage_call(tmp_path, {"suffix": ".pdf"}, {"source": source}))
    assert refusal.value.code == "document.wrong_extension"


def test_the_same_document_is_the_same_bytes(tmp_path: Path) -> None:
    source = stored(tmp_path, TEXT.encode(), ".txt")
    made = [read(stage_call(tmp_path, {"suffix": ".txt"}, {"source": source})).outputs[0] for _ in range(2)]
    assert made[0].path.read_bytes() == made[1].path.read_bytes()
    assert source.read_text() == TEXT, "the upload is untouched"


def test_a_stop_reaches_the_reader(tmp_path: Path) -> None:
    source = stored(tmp_path, TEXT.encode(), ".txt")
    call = stage_call(tmp_path, {"suffix": ".txt"}, {"source": source}, cancelled=lambda: True)
    with pytest.raises(Cancelled):
        read(call)
    assert not (call.scratch / "document.json").exists()
