"""package: the zip's names, order and bytes."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from trailers.stages.base import Cancelled, StageCall
from trailers.stages.package import pack, package_name


def call(tmp_path: Path, **kw: object) -> StageCall:
    scratch = tmp_path / "scratch"
    scratch.mkdir(exist_ok=True)
    (tmp_path / "a.mp4").write_bytes(b"film")
    (tmp_path / "b.srt").write_text("1\n")
    (tmp_path / "c.PNG").write_bytes(b"still")
    files = {
        "film.mp4": tmp_path / "a.mp4",
        "captions.srt": tmp_path / "b.srt",
        "stills/scene-01": tmp_path / "c.PNG",
    }
    params = {"timeline": {"frames": 3, "words": []}, "script": {"title": "Ægir"}, "title": "Ægir"}
    return StageCall(params=params, files=files, media={}, scratch=scratch, **kw)  # type: ignore[arg-type]


def test_the_zip_holds_each_file_under_its_package_name(tmp_path: Path) -> None:
    result = pack(call(tmp_path))
    with zipfile.ZipFile(result.outputs[0].path) as bundle:
        assert bundle.namelist() == [
            "captions.srt",
            "film.mp4",
            "script.json",
            "stills/scene-01.png",
            "timeline.json",
        ]
        assert bundle.read("film.mp4") == b"film"
        assert json.loads(bundle.read("script.json")) == {"title": "Ægir"}
        assert bundle.testzip() is None


def test_the_same_contents_are_the_same_bytes(tmp_path: Path) -> None:
    first = pack(call(tmp_path)).outputs[0].path.read_bytes()
    assert pack(call(tmp_path)).outputs[0].path.read_bytes() == first


def test_film_is_stored_and_text_is_deflated(tmp_path: Path) -> None:
    with zipfile.ZipFile(pack(call(tmp_path)).outputs[0].path) as bundle:
        kinds = {info.filename: info.compress_type for info in bundle.infolist()}
    assert kinds["film.mp4"] == zipfile.ZIP_STORED
    assert kinds["timeline.json"] == zipfile.ZIP_DEFLATED


def test_cancel_stops_before_the_next_file(tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        pack(call(tmp_path, cancelled=lambda: True))


@pytest.mark.parametrize(
    ("role", "path", "name"),
    [
        ("film.mp4", "x/abc.mp4", "film.mp4"),
        ("stills/scene-01", "x/abc.JPG", "stills/scene-01.jpg"),
        ("poster.jpg", "x/abc.jpg", "poster.jpg"),
    ],
)
def test_a_still_is_named_by_what_was_made(role: str, path: str, name: str) -> None:
    assert package_name(role, Path(path)) == name
