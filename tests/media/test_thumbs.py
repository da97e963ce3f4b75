"""Stills and contact sheets show the frame that was asked for."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.media import barcode
from tests.media.test_assemble import encode
from tests.media.test_receipt import FORMAT, painted
from trailers.domain.errors import FatalError
from trailers.media.thumbs import contact_sheet, still_of


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return encode(tmp_path_factory.mktemp("film") / "film.mp4", painted(1, 70), FORMAT)


def grey(path: Path) -> np.ndarray:
    return np.asarray(Image.open(path).convert("L"))


@pytest.mark.parametrize("number", [0, 1, 47, 48, 69])
def test_a_still_is_its_frame(film: Path, tmp_path: Path, number: int) -> None:
    assert still_of(film, number, tmp_path / "still.jpg") == (320, 180)
    assert barcode.read(grey(tmp_path / "still.jpg"), 1) == (1, number)


def test_a_still_may_be_smaller_and_keeps_its_shape(film: Path, tmp_path: Path) -> None:
    assert still_of(film, 30, tmp_path / "still.jpg", width=160) == (160, 90)
    assert Image.open(tmp_path / "still.jpg").size == (160, 90)
    assert barcode.read(grey(tmp_path / "still.jpg"), 1) == (1, 30)


def test_black_is_black_and_white_is_white(tmp_path: Path) -> None:
    frame = np.full(320 * 180 * 3 // 2, 128, np.uint8)
    frame[: 320 * 90], frame[320 * 90 : 320 * 180] = 16, 235
    film = encode(tmp_path / "film.mp4", [frame], FORMAT)
    still_of(film, 0, tmp_path / "still.jpg")
    picture = grey(tmp_path / "still.jpg")
    assert picture[:80].max() <= 2
    assert picture[100:].min() >= 253


def test_colours_are_read_as_bt709(tmp_path: Path) -> None:
    frame = np.empty(320 * 180 * 3 // 2, np.uint8)
    split = 320 * 180
    frame[:split], frame[split : split * 5 // 4], frame[split * 5 // 4 :] = 63, 102, 240  # pure red in BT.709
    film = encode(tmp_path / "film.mp4", [frame], FORMAT)
    still_of(film, 0, tmp_path / "still.jpg")
    red, green, blue = np.asarray(Image.open(tmp_path / "still.jpg"))[90, 160].tolist()
    assert red > 247
    assert green < 8
    assert blue < 8


@pytest.mark.parametrize("number", [-1, 70, 1_000])
def test_a_frame_that_is_not_there_is_said_so(film: Path, tmp_path: Path, number: int) -> None:
    with pytest.raises(FatalError) as caught:
        still_of(film, number, tmp_path / "still.jpg")
    assert caught.value.code == "film.no_frame"
    assert caught.value.params == {"number": number, "frames": 70}
    assert os.listdir(tmp_path) == []


def test_a_sheet_shows_its_frames_in_rows(film: Path, tmp_path: Path) -> None:
    frames = [0, 12, 30, 47, 69]
    width, height = contact_sheet(film, frames, tmp_path / "sheet.jpg", columns=3, width=160)
    assert (width, height) == (3 * (160 + 12) + 12, 2 * (90 + 12) + 12)
    sheet = grey(tmp_path / "sheet.jpg")
    for index, number in enumerate(frames):
        top, left = 12 + index // 3 * 102, 12 + index % 3 * 172
        assert barcode.read(sheet[top : top + 90, left : left + 160], 1) == (1, number)
    assert abs(int(sheet[180, -50]) - 20) < 4


def test_a_sheet_may_carry_labels(film: Path, tmp_path: Path) -> None:
    plain = contact_sheet(film, [0, 1], tmp_path / "plain.jpg", width=160)
    told = contact_sheet(film, [0, 1], tmp_path / "told.jpg", width=160, labels=["1 wide", "2 close"])
    assert told == (plain[0], plain[1] + 28)
    assert grey(tmp_path / "told.jpg")[104:130, 12:100].max() > 150


def test_a_sheet_of_nothing_is_a_mistake(film: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="needs pictures"):
        contact_sheet(film, [], tmp_path / "sheet.jpg")
