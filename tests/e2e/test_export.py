"""The last steps of a command: where the package may go, and whether what was written is in sync."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from trailers.domain.errors import FatalError, UserError
from trailers.worker.export import check_folder, check_receipt
from trailers.worker.local import explain


def receipt(folder: Path, **content: Any) -> Path:
    (folder / "receipt.json").write_text(json.dumps({"reasons": [], **content}))
    return folder


def test_a_receipt_that_passes_is_no_news(tmp_path: Path) -> None:
    check_receipt(receipt(tmp_path, **{"pass": True}))


def test_a_receipt_that_does_not_pass_is_told_with_its_reasons(tmp_path: Path) -> None:
    reasons = [
        {"code": "receipt.cut_moved", "text": "Scene 4 starts at frame 93 instead of 92."},
        {"code": "receipt.audio_offset", "text": "The sound lies 480 samples off the mix."},
    ]
    with pytest.raises(FatalError) as failure:
        check_receipt(receipt(tmp_path, **{"pass": False, "reasons": reasons}))
    assert explain(failure.value).splitlines() == [
        "The film was written, but it is out of sync.",
        "Scene 4 starts at frame 93 instead of 92. The sound lies 480 samples off the mix.",
        "Look at receipt.json; if it is so again after another run, send us that file.",
    ]


def test_a_folder_that_is_not_there_yet_is_not_made_by_asking(tmp_path: Path) -> None:
    check_folder(tmp_path / "a" / "b")
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    for folder in (tmp_path / "out", tmp_path / "out" / "deeper"):
        with pytest.raises(UserError) as refusal:
            check_folder(folder)
        assert refusal.value.code == "out.unwritable"
        assert refusal.value.params == {"folder": str(folder), "detail": "Not a directory"}
