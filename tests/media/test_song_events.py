"""Pauses, drops, levels and energy words on made-up curves."""

from __future__ import annotations

import numpy as np
import pytest

from trailers.media.song.energy import drives, roles, three_means
from trailers.media.song.events import drops, level_steps_at, loudness_curve, pauses
from trailers.media.song.sections import boundaries, level_steps, novelty

FPS = 50


def curve(*parts: tuple[float, float]) -> np.ndarray:
    """(seconds, dB) one after the other, 50 frames a second."""
    return np.concatenate([np.full(round(seconds * FPS), level) for seconds, level in parts]).astype(
        np.float32
    )


class TestPauses:
    def test_a_breath_in_the_middle(self) -> None:
        found = pauses(curve((10, -12), (1, -50), (10, -12)), 21_000)
        assert len(found) == 1
        assert abs(found[0].start_ms - 10_000) <= 60 and abs(found[0].end_ms - 11_000) <= 60

    @pytest.mark.parametrize("parts", [
        ((1, -60), (20, -12)), ((20, -12), (3, -60)), ((10, -12), (0.2, -60), (10, -12)),
        ((10, -12), (1, -20), (10, -12)), ((10, -12), (1, -50), (4, -30), (10, -12)),
    ])  # fmt: skip
    def test_none_at_the_ends_too_short_too_loud_or_in_a_soft_part(
        self, parts: tuple[tuple[float, float]]
    ) -> None:
        assert pauses(curve(*parts), 60_000) == ()


class TestDrops:
    def test_where_a_song_falls_in_again(self) -> None:
        level = curve((20, -10), (2, -30), (20, -10))
        found = drops(level, np.arange(0, 42_000, 2_000))
        assert [drop.time_ms for drop in found] == [22_000]
        assert 180 <= found[0].rise_cb <= 200

    def test_the_first_entrance_is_none(self) -> None:
        assert drops(curve((6, -60), (20, -10)), np.arange(0, 26_000, 2_000)) == ()

    def test_only_the_greatest_few_are_kept_in_order(self) -> None:
        parts = [part for n in range(10) for part in ((8.0, -10.0), (2.0, -25.0 - n))]
        found = drops(curve(*parts, (8, -10)), np.arange(0, 108_000, 2_000))
        assert [drop.time_ms for drop in found] == [50_000, 60_000, 70_000, 80_000, 90_000, 100_000]


def test_loudness_is_ten_values_a_second() -> None:
    assert loudness_curve(curve((1, -12.34), (1, -40)), 2_000) == (-123,) * 10 + (-400,) * 10
    assert len(loudness_curve(curve((1, -10)), 1_001)) == 11


def test_steps_compare_a_second_before_and_behind() -> None:
    level = curve((5, -20), (5, -12))
    assert level_steps_at(level, np.array([5_000, 2_000, 5_500, 0, 9_999])).tolist() == [80, 0, 40, 0, 0]


class TestSections:
    def bars(self, *kinds: str) -> np.ndarray:
        chance = np.random.default_rng(2)
        centres = {kind: chance.standard_normal(20) * 3 for kind in sorted(set(kinds))}
        return np.array([centres[kind] + 0.3 * chance.standard_normal(20) for kind in kinds])

    def test_where_bars_of_one_kind_give_way_to_another(self) -> None:
        vectors = self.bars(*"a" * 12, *"b" * 8, *"a" * 12)
        steps = np.zeros(32)
        steps[[12, 20]] = 5
        assert boundaries(vectors, steps) == [0, 12, 20]
        assert sorted(np.argsort(novelty(vectors))[-2:].tolist()) == [12, 20]

    @pytest.mark.parametrize("bars", [1, 2, 7, 8, 9])
    def test_a_short_song_has_one(self, bars: int) -> None:
        assert boundaries(self.bars(*"a" * bars), np.zeros(bars))[0] == 0

    def test_level_steps_of_bars(self) -> None:
        level = curve((4, -20), (2, -10), (2, -16))
        edges = np.array([0, 2_000, 4_000, 6_000, 8_000])
        np.testing.assert_allclose(level_steps(level, edges), [0, 0, 10, 6], atol=1e-6)


class TestEnergy:
    def test_three_levels_are_three_words(self) -> None:
        level = np.repeat([-18.0, -14.0, -10.0, -14.0], 8)
        found = drives(level, level - 20, level - 5, [0, 8, 16, 24])
        assert [one.word for one in found] == ["low", "medium", "high", "medium"]
        assert [one.intensity for one in found][::2] == [0, 1000]
        assert all(one.confidence > 800 for one in found)

    def test_a_ramp_rises_and_its_mirror_falls(self) -> None:
        up = np.concatenate([np.full(8, -18.0), np.linspace(-18, -8, 12), np.full(8, -8.0)])
        assert drives(up, up, up, [0, 8, 20])[1].word == "rising"
        assert drives(up[::-1], up[::-1], up[::-1], [0, 8, 20])[1].word == "falling"

    def test_without_contrast_nothing_is_claimed(self) -> None:
        level = np.full(32, -12.0) + np.tile([0.3, -0.3], 16)
        assert {(one.word, one.confidence) for one in drives(level, level, level, [0, 8, 20])} == {
            ("medium", 200)
        }

    def test_a_fade_out_does_not_make_the_rest_alike(self) -> None:
        level = np.array([*[-18.0] * 8, *[-11.0] * 8, *[-14.5] * 8, -40, -60])
        assert [one.word for one in drives(level, level, level, [0, 8, 16, 24])][:2] == ["low", "high"]

    def test_groups_of_the_same_values_do_not_fail(self) -> None:
        assert three_means(np.ones(4), np.ones(4)).tolist() == [1, 1, 1]

    def test_the_loud_part_that_returns_is_the_chorus(self) -> None:
        kinds = TestSections().bars(*"i" * 8, *"v" * 8, *"c" * 8, *"v" * 8, *"c" * 8, *"o" * 8)
        level = np.repeat([-24.0, -15.0, -9.0, -15.0, -9.0, -24.0], 8)
        starts = [0, 8, 16, 24, 32, 40]
        found = roles(kinds, starts, drives(level, level, level, starts))
        assert [role for role, _ in found] == ["intro", "verse", "chorus", "verse", "chorus", "outro"]
        assert all(0 < sure <= 700 for _, sure in found), "a guess is never sure"
