"""Measuring the tones of a clip: little is decoded, and the grid is that of the whole take."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.media import barcode
from tests.media.test_look import scenery
from trailers.domain.clock import Rate
from trailers.domain.errors import CuelockError
from trailers.domain.segment import Format
from trailers.media import grids, look

SIZE = (320, 180)
FORMAT = Format(*SIZE, Rate(24))
CODEC = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "14")


def clip(folder: Path, frames: int, *options: str) -> Path:
    """A scene that grows darker along the clip, so that its beginning alone tells the wrong tones."""
    wall = scenery(*SIZE)
    pictures = (np.clip(wall * (1.8 - 1.2 * n / frames), 16, 235).astype(np.uint8) for n in range(frames))
    return barcode.encode(folder / "clip.mp4", pictures, size=SIZE, options=(*CODEC, *options))


def measured(
    path: Path, frames: int, monkeypatch: pytest.MonkeyPatch
) -> tuple[look.Floats, list[tuple[str, int]]]:
    """The grid, and what was decoded for it."""
    passes: list[tuple[str, grids._Pictures]] = []
    real = grids._Pictures.decode

    def decode(self: grids._Pictures, skip: str, *args: object) -> object:
        passes.append((skip, self))
        return real(self, skip, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(grids._Pictures, "decode", decode)
    grid = grids.measure_grid(path, frames, FORMAT, (500, 500), scratch=path.parent, timeout_s=60)
    return grid, [(skip, pictures.seen) for skip, pictures in passes]


def truth(path: Path) -> look.Floats:
    return look.local_contrast(look.tile_histograms([p[::4, ::4] for p in barcode.luma_of(path)]))


def test_key_frames_are_enough_where_there_are_some(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = clip(tmp_path, 96, "-g", "24", "-bf", "2")
    grid, passes = measured(path, 96, monkeypatch)
    assert passes == [("nokey", 4)]
    assert np.abs(grid - truth(path)).mean() < 8


def test_one_key_frame_is_not_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = clip(tmp_path, 96, "-g", "250", "-bf", "3", "-b_strategy", "0", "-sc_threshold", "0")
    grid, passes = measured(path, 96, monkeypatch)
    assert passes[0] == ("nokey", 1)
    assert passes[1][0] == "bidir"
    assert 6 <= passes[1][1] <= 48
    assert np.abs(grid - truth(path)).mean() < 8


def test_a_clip_without_frames_to_skip_is_thinned_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = clip(tmp_path, 144, "-g", "250", "-bf", "0", "-sc_threshold", "0")
    _, passes = measured(path, 144, monkeypatch)
    assert passes == [("nokey", 1), ("bidir", 48)]


def test_a_single_frame_is_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = clip(tmp_path, 1)
    grid, passes = measured(path, 1, monkeypatch)
    assert passes[-1] == ("bidir", 1)
    assert grid.shape == (8, 8, 256)


def test_is_the_same_every_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = clip(tmp_path, 60)
    grid = [grids.measure_grid(path, 60, FORMAT, (500, 500), scratch=tmp_path, timeout_s=60) for _ in "ab"]
    assert np.array_equal(*grid)


def test_a_file_that_is_none_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "clip.mp4").write_text("nothing")
    with pytest.raises(CuelockError) as caught:
        grids.measure_grid(tmp_path / "clip.mp4", 9, FORMAT, (500, 500), scratch=tmp_path, timeout_s=60)
    assert caught.value.code == "media.child_failed"
