"""Noir and colour: what they do to tones, and that nothing flickers."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from trailers.media import grain, look

Bytes = NDArray[np.uint8]


def scenery(width: int = 480, height: int = 270, seed: int = 1) -> Bytes:
    """A dark sky with a soft light, hills, and a little noise."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    light = 90 * np.exp(-((x - 0.7 * width) ** 2 + (y - 0.3 * height) ** 2) / (0.05 * width**2))
    hills = np.where(y > height * (0.7 + 0.1 * np.sin(x / 40)), 24, 60)
    return np.clip(hills + light + rng.normal(0, 1.5, (height, width)), 0, 255).astype(np.uint8)


def grade_of(*frames: Bytes) -> look.Grade:
    height, width = frames[0].shape
    return look.Grade.of(look.local_contrast(look.tile_histograms(frames)), width, height)


def graded(grade: look.Grade, luma: Bytes) -> Bytes:
    out = np.zeros_like(luma)
    grade.apply(luma, out)
    return out


class TestHistograms:
    def test_count_every_pixel_of_every_frame_once(self) -> None:
        counts = look.tile_histograms([scenery(), scenery(seed=2)])
        assert counts.shape == (8, 8, 256)
        assert counts.sum() == 2 * 480 * 270

    def test_keep_tiles_apart(self) -> None:
        frame = np.zeros((80, 80), np.uint8)
        frame[10:20, 30:40] = 200
        counts = look.tile_histograms([frame])
        assert counts[1, 3, 200] == 100
        assert counts[..., 200].sum() == 100

    def test_of_nothing_are_empty(self) -> None:
        assert not look.tile_histograms([]).any()


class TestLocalContrast:
    def test_tables_rise_and_keep_black_and_white(self) -> None:
        tables = look.local_contrast(look.tile_histograms([scenery()]))
        assert np.all(np.diff(tables, axis=-1) >= -1e-4)
        assert np.allclose(tables[..., look.BLACK], 16)
        assert np.allclose(tables[..., look.WHITE], 235)
        assert np.allclose(tables[..., :16], 16)

    def test_no_tone_is_stretched_beyond_the_limit(self) -> None:
        flat = np.full((80, 80), 100, np.uint8)
        flat[::2] = 104
        tables = look.local_contrast(look.tile_histograms([flat]))
        most = look._STRENGTH * (look._CLIP + 1) + 1 - look._STRENGTH
        assert np.diff(tables, axis=-1).max() <= most

    def test_shadows_gain_detail(self) -> None:
        rng = np.random.default_rng(3)
        dark = rng.integers(30, 60, (160, 160)).astype(np.uint8)
        tables = look.local_contrast(look.tile_histograms([dark]))
        assert (tables[..., 60] - tables[..., 30]).min() > 45

    def test_a_tile_of_one_tone_keeps_it(self) -> None:
        tables = look.local_contrast(look.tile_histograms([np.full((80, 80), 120, np.uint8)]))
        assert np.abs(tables[..., 120] - 120).max() < 1
        assert np.abs(tables[..., 16:236] - np.arange(16, 236)).max() < 14


class TestCurves:
    @pytest.mark.parametrize("curve", [look.NOIR, look.COLOUR], ids=["noir", "colour"])
    def test_rise_from_black_and_stay_in_range(self, curve: look.Curve) -> None:
        tones = curve.of(np.arange(256.0))
        assert np.all(np.diff(tones) >= 0)
        assert tones[:17].max() == 16
        assert 230 < tones[-1] <= 235

    def test_noir_is_dark_below_and_soft_above(self) -> None:
        tones = look.NOIR.of(np.arange(256.0))
        assert tones[60] < 56
        assert abs(tones[135] - 130) < 8
        slopes = np.diff(tones)
        assert slopes[220:235].mean() < slopes[110:140].mean()

    def test_noir_swallows_grain_in_black(self) -> None:
        assert np.rint(look.NOIR.of(np.array([16.0, 17.0, 18.0]))).tolist() == [16, 16, 16]

    def test_colour_hardly_moves_a_tone(self) -> None:
        tones = look.COLOUR.of(np.arange(16.0, 236.0))
        assert np.abs(tones - np.arange(16, 236)).max() < 7


class TestGrade:
    @pytest.mark.parametrize("size", [(480, 270), (854, 480), (270, 480), (66, 34)], ids=str)
    def test_is_the_interpolated_grid_to_a_step(self, size: tuple[int, int]) -> None:
        """What a cell is off at its edge would show as a block; on average it is less than rounding."""
        width, height = size
        luma = scenery(width, height)
        grid = look.local_contrast(look.tile_histograms([luma]))
        exact = look.grade_still(luma.astype(np.float32), look.NOIR.of(grid))
        error = np.abs(graded(look.Grade.of(grid, width, height), luma) - exact)
        assert error.mean() < (0.8 if height > 100 else 2)
        assert error.max() <= (3 if height > 100 else 8)

    def test_may_work_in_place(self) -> None:
        luma = scenery()
        grade = grade_of(luma)
        expected = graded(grade, luma)
        grade.apply(luma, luma)
        assert np.array_equal(luma, expected)

    def test_black_stays_black_and_bars_stay_bars(self) -> None:
        luma = scenery()
        luma[:30] = luma[-30:] = 16
        out = graded(grade_of(luma), luma)
        assert np.all(out[:30] == 16)
        assert np.all(out[-30:] == 16)

    def test_shows_no_edges_between_cells(self) -> None:
        """On a smooth slope no step is larger than the steepest slope makes of one tone, and rounding."""
        slope = np.tile(np.linspace(40, 120, 480).astype(np.uint8), (270, 1))
        out = graded(grade_of(scenery()), slope).astype(int)
        across = np.abs(np.diff(out, axis=1))
        down = np.abs(np.diff(out, axis=0))
        assert across.max() <= 5
        assert down.max() <= 3

    def test_an_untouched_block_does_not_flicker_beside_a_moving_light(self) -> None:
        """Steps of its mean are the source's own noise times the slope of the grade; CLAHE per frame fails."""
        frames = list(_moving_light())
        block = (slice(40, 70), slice(40, 70))
        one = grade_of(*frames)
        raw = _largest_step([frame[block] for frame in frames])
        ours = _largest_step([graded(one, frame)[block] for frame in frames])
        each = _largest_step([graded(grade_of(frame), frame)[block] for frame in frames])
        value = int(frames[0][block].mean())
        ramp = np.arange(256, dtype=np.uint8)[None, :].repeat(270, 0)
        slopes = np.diff(graded(look.Grade.of(_grid_of(frames), 256, 270), ramp)[55].astype(float))
        slope = slopes[value - 6 : value + 6].max()
        assert ours <= raw * max(slope, 1) + 0.1
        assert each > 3 * ours

    @given(st.integers(0, 2**31), st.integers(16, 235))
    def test_a_value_is_graded_the_same_in_every_frame(self, seed: int, value: int) -> None:
        grade = _SHARED
        rng = np.random.default_rng(seed)
        frames = rng.integers(16, 236, (2, 34, 66)).astype(np.uint8)
        frames[:, 10, 20] = value
        assert graded(grade, frames[0])[10, 20] == graded(grade, frames[1])[10, 20]


_SHARED = grade_of(scenery(66, 34))


def _moving_light() -> list[Bytes]:
    rng = np.random.default_rng(9)
    wall = scenery(seed=4).astype(float)
    x = np.arange(480)[None, :]
    frames = []
    for k in range(12):
        light = 120 * np.exp(-((x - (150 + 20 * k)) ** 2) / 800)
        near = np.where(x < 90, 0, light)
        frames.append(np.clip(wall + near + rng.normal(0, 2, wall.shape), 16, 235).astype(np.uint8))
    return frames


def _grid_of(frames: list[Bytes]) -> look.Floats:
    return look.local_contrast(look.tile_histograms(frames))


def _largest_step(blocks: list[Bytes]) -> float:
    means = [float(block.mean()) for block in blocks]
    return max(abs(after - before) for before, after in pairwise(means))


class TestStill:
    def test_a_smooth_sky_stays_smooth(self) -> None:
        """In floating point no two tones fall together, so there is no step to see."""
        sky = np.tile(np.linspace(40, 60, 480, dtype=np.float32), (270, 1))
        grid = look.local_contrast(look.tile_histograms([np.rint(sky).astype(np.uint8)]))
        out = look.grade_still(sky, grid)
        assert len(np.unique(out[100])) == 480
        assert np.abs(np.diff(out, axis=1)).max() < 0.35

    def test_takes_the_extremes(self) -> None:
        grid = look.local_contrast(look.tile_histograms([scenery()]))
        out = look.grade_still(np.array([[0, 16, 235, 255.996]] * 40, np.float32).repeat(20, 1), grid)
        assert np.isclose(out[:, :40].max(), 16)
        assert np.allclose(out[:, 40:], 235)


class TestGrain:
    def test_is_the_same_for_the_same_scene_and_frame(self) -> None:
        plate = grain.plate_of(320, 180, 0.5)
        assert np.array_equal(grain.part_of(plate.noise, 7, 12), grain.part_of(plate.noise, 7, 12))

    def test_stands_for_two_frames_and_then_changes(self) -> None:
        plate = grain.plate_of(320, 180, 0.5).noise
        parts = [grain.part_of(plate, 7, k) for k in range(8)]
        assert [np.array_equal(parts[k], parts[k + 1]) for k in range(7)] == [True, False] * 3 + [True]

    def test_belongs_to_its_scene(self) -> None:
        plate = grain.plate_of(320, 180, 0.5).noise
        assert not np.array_equal(grain.part_of(plate, 7, 0), grain.part_of(plate, 8, 0))

    def test_has_the_size_of_the_picture_and_the_strength_asked_for(self) -> None:
        plate = grain.plate_of(320, 180, 0.8)
        part = grain.part_of(plate.noise, 3, 3)
        assert part.shape == (180, 320)
        assert abs(float(plate.noise.std()) - 0.8) < 0.001
        assert abs(float(part.mean())) < 0.05

    def test_lift_and_drop_are_its_two_halves(self) -> None:
        plate = grain.plate_of(320, 180, 0.8)
        both = plate.lift.astype(int) - plate.drop
        assert np.array_equal(both, np.rint(plate.noise).astype(int))
        assert not np.any((plate.lift > 0) & (plate.drop > 0))

    def test_is_finer_in_the_lights_than_in_the_middle_and_absent_in_black(self) -> None:
        plate = grain.plate_of(320, 180, 1.5)
        noise = grain.part_of(plate.noise, 1, 1)
        curve = np.rint(look.NOIR.of(np.arange(256.0))).astype(np.uint8)
        spread = {
            tone: curve[np.clip(np.rint(tone + noise), 0, 255).astype(int)].std() for tone in (16, 120, 225)
        }
        assert spread[16] < 0.25 * spread[120]
        assert spread[225] < spread[120]
