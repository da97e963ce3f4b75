"""An artist's clip finds its place in the song through a bad microphone, and never where it does not belong."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.media.songs import RATE, play, write
from trailers.domain.errors import UserError
from trailers.domain.performance import placed
from trailers.media.audio import import_audio
from trailers.media.song.align import align
from trailers.media.song.intake import import_song

SECONDS = 40


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("song")
    original = write(folder / "original.wav", play(112, seconds=SECONDS, levels=(0.4, 1.0, 0.6, 0.9)).sound)
    import_song(original, folder / "decoded.wav", scratch=folder)
    return folder / "decoded.wav"


def filmed(folder: Path, start_s: float, seconds: float, *, lead_s: float = 0.0, seed: int = 1) -> Path:
    """The song as a phone hears it: dull, with an echo and people talking, after `lead_s` of nothing but them."""
    sound = play(112, seconds=SECONDS, levels=(0.4, 1.0, 0.6, 0.9)).sound
    part = sound[round(start_s * RATE) : round((start_s + seconds) * RATE)]
    echo = np.zeros_like(part)
    echo[4_410:] = part[:-4_410] * 0.35
    dull = np.convolve(part + echo, np.ones(9) / 9, "same")
    chance = np.random.default_rng(seed)
    room = chance.standard_normal(len(dull) + round(lead_s * RATE)) * 0.02
    room[len(room) - len(dull) :] += dull * 0.4
    source = write(folder / "phone.wav", room.astype(np.float32))
    import_audio(source, folder / "clip.wav", scratch=folder)
    return folder / "clip.wav"


@pytest.mark.parametrize(
    ("start_s", "seconds", "lead_s"),
    [
        (22.5, 9.0, 1.3),
        pytest.param(11.37, 14.0, 0.0, marks=pytest.mark.slow),
        pytest.param(0.0, 12.0, 2.0, marks=pytest.mark.slow),
    ],
)
def test_its_place_is_found_to_a_few_milliseconds(
    song: Path, tmp_path: Path, start_s: float, seconds: float, lead_s: float
) -> None:
    found = align(filmed(tmp_path, start_s, seconds, lead_s=lead_s), song)
    assert abs(placed(found, "phone.mp4") - round((start_s - lead_s) * 1000)) <= 5


def test_another_song_and_mere_talk_have_no_place(song: Path, tmp_path: Path) -> None:
    other = play(97, seconds=15, seed=9, metre=3).sound
    talk = np.random.default_rng(2).standard_normal(15 * RATE).astype(np.float32) * 0.1
    for name, sound in (("other.wav", other), ("talk.wav", talk)):
        import_audio(write(tmp_path / name, sound), tmp_path / "clip.wav", scratch=tmp_path)
        with pytest.raises(UserError) as refusal:
            placed(align(tmp_path / "clip.wav", song), name)
        assert refusal.value.code == "performance.not_heard"


def test_three_seconds_are_too_few_to_tell(song: Path, tmp_path: Path) -> None:
    assert align(filmed(tmp_path, 10.0, 3.0), song) is None
