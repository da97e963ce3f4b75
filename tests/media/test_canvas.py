"""Getting a still ready: bars, steps, framing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from trailers.domain.clock import Rate
from trailers.domain.errors import CuelockError, UserError
from trailers.domain.segment import Format
from trailers.media.canvas import Canvas, bar_rows, canvas_size, load_canvas, still_reader, without_steps

FORMAT = Format(480, 270, Rate(24))


def load(path: Path, *, noir: bool = False, focus: tuple[int, int] = (500, 500)) -> Canvas:
    return load_canvas(path, FORMAT, noir=noir, focus=focus, scratch=path.parent, timeout_s=60)


def saved(folder: Path, picture: np.ndarray, name: str = "still.png") -> Path:
    Image.fromarray(picture).save(folder / name)
    return folder / name


class TestSize:
    @pytest.mark.parametrize(
        ("size", "expected"),
        [
            ((1920, 1080), (2560, 1440)),
            ((1080, 1920), (1440, 2560)),
            ((854, 480), (1140, 640)),
            ((480, 270), (640, 360)),
        ],
        ids=str,
    )
    def test_is_a_third_larger_and_even(self, size: tuple[int, int], expected: tuple[int, int]) -> None:
        assert canvas_size(Format(*size, Rate(24))) == expected


class TestBars:
    def rows(self, above: int, below: int, height: int = 360) -> int:
        luma = np.full((height, 64), 90 << 8, np.uint16)
        luma[:above] = luma[height - below :] = 16 << 8
        return bar_rows(luma)

    def test_are_found_when_they_are_alike(self) -> None:
        assert self.rows(46, 46) == 46
        assert self.rows(45, 46) == 46
        assert self.rows(47, 47) == 48

    def test_are_not_seen_in_a_picture_with_a_dark_ground(self) -> None:
        assert self.rows(0, 80) == 0
        assert self.rows(50, 30) == 0
        assert self.rows(5, 5) == 0
        assert self.rows(120, 120) == 0

    def test_are_not_seen_in_black(self) -> None:
        assert bar_rows(np.full((360, 64), 16 << 8, np.uint16)) == 0

    def test_stand_outside_the_canvas(self, tmp_path: Path) -> None:
        picture = np.full((720, 1280, 3), 120, np.uint8)
        picture[:92] = picture[-92:] = 0
        canvas = load(saved(tmp_path, picture))
        assert canvas.luma.shape == (360 - 2 * 46, 640)
        assert canvas.bar == 34
        assert canvas.luma.min() > 100
        assert [plane.shape for plane in canvas.chroma] == [(134, 320), (134, 320)]


class TestSteps:
    def slope(self) -> np.ndarray:
        return np.rint(np.tile(np.linspace(30, 50, 1440), (400, 1)).T).astype(np.float32)

    def test_of_a_slope_are_made_even(self) -> None:
        smooth = without_steps(self.slope(), 1440)
        inside = np.diff(smooth[60:-60], axis=0)
        assert inside.max() < 0.05
        assert np.abs(smooth - self.slope()).max() < 1

    def test_edges_and_texture_stay(self) -> None:
        picture = np.full((400, 400), 60, np.float32)
        picture[:, 200:] = 66
        picture[::4, :100] += 5
        kept = without_steps(picture, 1440)
        assert np.abs(kept - picture).max() < 1
        assert np.array_equal(kept[:, 196:204], picture[:, 196:204])
        assert np.array_equal(kept[40:-40, :60], picture[40:-40, :60])


class TestLoading:
    def test_grey_is_grey_and_between_black_and_white(self, tmp_path: Path) -> None:
        slope = np.tile(np.linspace(0, 255, 1280).astype(np.uint8), (720, 1))
        canvas = load(saved(tmp_path, slope))
        assert canvas.luma[:, 0].max() < 17.5
        assert canvas.luma[:, -1].min() > 233.5
        assert np.abs(np.stack(canvas.chroma) - 128).max() < 1
        assert canvas.bar == 0

    def test_noir_carries_no_chroma(self, tmp_path: Path) -> None:
        assert load(saved(tmp_path, np.full((720, 1280, 3), 90, np.uint8)), noir=True).chroma == ()

    def test_frames_by_the_focus(self, tmp_path: Path) -> None:
        picture = np.tile(np.linspace(0, 255, 2560).astype(np.uint8), (720, 1))
        left = load(saved(tmp_path, picture), focus=(0, 500)).luma.mean()
        right = load(saved(tmp_path, picture), focus=(1000, 500)).luma.mean()
        assert (left, right) == pytest.approx((16 + 219 / 4, 16 + 219 * 3 / 4), abs=2)

    def test_what_is_seen_through_is_black_behind(self, tmp_path: Path) -> None:
        picture = np.zeros((360, 640, 4), np.uint8)
        assert load(saved(tmp_path, picture)).luma.max() < 20

    def test_a_picture_cut_off_is_an_error(self, tmp_path: Path) -> None:
        noise = np.random.default_rng(1).integers(0, 255, (360, 640, 3)).astype(np.uint8)
        path = saved(tmp_path, noise)
        path.write_bytes(path.read_bytes()[:200])
        with pytest.raises(CuelockError) as caught:
            load(path)
        assert caught.value.code in ("media.child_failed", "segment.wrong_frames")


class TestReader:
    @pytest.mark.parametrize(
        ("kind", "reader"), [("PNG", "png_pipe"), ("JPEG", "jpeg_pipe"), ("WEBP", "webp_pipe")]
    )
    def test_is_chosen_by_the_bytes(self, tmp_path: Path, kind: str, reader: str) -> None:
        Image.new("RGB", (64, 64)).save(tmp_path / "still.mp4", kind)
        assert still_reader(tmp_path / "still.mp4") == reader

    @pytest.mark.parametrize("head", [b"", b"GIF89a", b"RIFF1234WAVE", b"#EXTM3U", b"<svg/>"])
    def test_is_not_found_for_anything_else(self, tmp_path: Path, head: bytes) -> None:
        (tmp_path / "still.png").write_bytes(head)
        with pytest.raises(UserError) as caught:
            still_reader(tmp_path / "still.png")
        assert caught.value.code == "media.unsupported"
