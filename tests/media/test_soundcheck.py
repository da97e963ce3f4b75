"""How late a film's sound is: also where it repeats itself and many places fit."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from trailers.media.mix import encode_aac
from trailers.media.soundcheck import compare_sound

RATE = 48_000


def written(path: Path, sound: np.ndarray, *, right: float = 1.0) -> Path:
    """The same in both channels, the right one times `right`."""
    both = np.stack([sound, sound * right], axis=1)
    pcm = np.clip(np.rint(both * 32_767), -32_768, 32_767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(pcm.tobytes())
    return path


def clicks(period: int, seconds: int = 6) -> np.ndarray:
    out = np.zeros(seconds * RATE, np.float32)
    out[::period] = 0.9
    return out


def tone(hz: float, seconds: int = 6) -> np.ndarray:
    return (0.5 * np.sin(2 * np.pi * hz * np.arange(seconds * RATE) / RATE)).astype(np.float32)


SOUNDS = {
    "clicks ten a second": clicks(4_800),
    "clicks, not on the grid of the codec": clicks(4_410),
    "a tone": tone(220),
}


@pytest.mark.parametrize("name", SOUNDS)
def test_what_repeats_itself_lies_at_nought_through_the_codec(name: str, tmp_path: Path) -> None:
    wav = written(tmp_path / "a.wav", SOUNDS[name])
    encode_aac(wav, tmp_path / "a.m4a", scratch=tmp_path, bit_rate=320_000, sample_rate=RATE)
    assert compare_sound(tmp_path / "a.m4a", wav).offset_samples == 0


@pytest.mark.parametrize("name", SOUNDS)
@pytest.mark.parametrize("late", [1, 40, 700])
def test_and_is_still_found_late_by_a_sample_or_more(name: str, late: int, tmp_path: Path) -> None:
    sound = SOUNDS[name]
    moved = np.concatenate([np.zeros(late, np.float32), sound])[: len(sound)]
    found = compare_sound(written(tmp_path / "film.wav", moved), written(tmp_path / "mix.wav", sound))
    if name == "a tone":  # a whole number of waves later it is the same again
        assert found.offset_samples is not None
        away = (found.offset_samples - late) * 220 / RATE
        assert abs(away - round(away)) < 220 / RATE
        assert found.offset_samples != 0
    else:
        assert found.offset_samples == late


@pytest.mark.parametrize("late", [0, 1, 700])
def test_sides_that_cancel_each_other_are_compared_as_sides(late: int, tmp_path: Path) -> None:
    sound = np.random.default_rng(4).standard_normal(3 * RATE).astype(np.float32) * 0.2
    moved = np.concatenate([np.zeros(late, np.float32), sound])[: len(sound)]
    film = written(tmp_path / "film.wav", moved, right=-1.0)
    found = compare_sound(film, written(tmp_path / "mix.wav", sound, right=-1.0))
    assert found.offset_samples == late
    assert found.residual_db is not None
    assert found.residual_db < -20
