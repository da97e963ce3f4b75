"""Waveform peaks: the right stretch, the right values, nothing lost."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from trailers.media.audio import write_wav
from trailers.media.peaks import ZOOMS, peaks_of, write_peaks


@pytest.mark.parametrize("zoom", ZOOMS)
def test_a_click_is_in_its_own_row_and_no_other(zoom: int) -> None:
    sound = np.zeros(48_000, np.float32)
    sound[30_000] = -0.5
    rows = peaks_of(sound, zoom)
    assert rows.shape == (zoom, 2)
    assert rows.dtype == np.int8
    assert np.flatnonzero(rows.any(axis=1)).tolist() == [30_000 * zoom // 48_000]
    assert rows[30_000 * zoom // 48_000].tolist() == [-64, 0]


@pytest.mark.parametrize(
    ("value", "peak"),
    [(1.0, 127), (-1.0, -127), (2.0, 127), (0.0, 0), (1 / 32768, 1), (-1 / 32768, -1), (0.5, 64)],
)
def test_values(value: float, peak: int) -> None:
    low, high = peaks_of(np.full(960, value, np.float32), 50)[0].tolist()
    assert (low, high) == (peak, peak)


def test_both_channels_count() -> None:
    sound = np.stack([np.full(960, 0.2, np.float32), np.full(960, -0.4, np.float32)], axis=1)
    assert peaks_of(sound, 50).tolist() == [[-51, 26]]


@pytest.mark.parametrize(("samples", "rows"), [(0, 0), (1, 1), (960, 1), (961, 2), (48_000 * 7 + 5, 351)])
def test_the_last_row_may_cover_less(samples: int, rows: int) -> None:
    made = peaks_of(np.full(samples, 0.5, np.float32), 50)
    assert len(made) == rows
    assert (made == 64).all()


def test_rows_of_a_finer_zoom_give_the_coarser_one() -> None:
    sound = np.random.default_rng(3).uniform(-1, 1, 96_000).astype(np.float32)
    fine, coarse = peaks_of(sound, 800), peaks_of(sound, 50)
    np.testing.assert_array_equal(fine[:, 0].reshape(-1, 16).min(axis=1), coarse[:, 0])
    np.testing.assert_array_equal(fine[:, 1].reshape(-1, 16).max(axis=1), coarse[:, 1])


def test_files(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", np.full((48_000, 2), 0.5, np.float32))
    made = write_peaks(tmp_path / "a.wav", tmp_path / "peaks")
    assert {zoom: path.name for zoom, path in made.items()} == {z: f"peaks-{z}.i8" for z in (50, 200, 800)}
    for zoom, path in made.items():
        assert path.read_bytes() == bytes([64, 64]) * zoom


@pytest.mark.parametrize("zoom", ZOOMS)
def test_a_song_at_its_own_rate_never_drifts(tmp_path: Path, zoom: int) -> None:
    """44.1 kHz has no whole number of samples in a pair of 200 or 800 a second."""
    clicks = {
        sample: -(-(sample + 1) * zoom // 44_100) - 1 for sample in (0, 44_099, 44_100, 97_001, 132_299)
    }
    pcm = np.zeros((3 * 44_100, 2), "<i2")
    pcm[list(clicks)] = 32_767
    with wave.open(str(tmp_path / "song.wav"), "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(44_100)
        out.writeframes(pcm.tobytes())
    pairs = np.frombuffer(write_peaks(tmp_path / "song.wav", tmp_path)[zoom].read_bytes(), np.int8).reshape(
        -1, 2
    )
    assert len(pairs) == 3 * zoom
    assert set(np.flatnonzero(pairs[:, 1]).tolist()) == set(clicks.values())
