"""The step that places an artist's clip: where in the song it begins, its frames, and what it says of a wrong one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.media.songs import RATE, play, write
from trailers.domain.errors import UserError
from trailers.media.process import run_ffmpeg
from trailers.stages.base import StageCall
from trailers.stages.performance import place

NAME = "the band: take 2.MOV"


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("song") / "song.wav", play(118, seconds=21).sound)


def filmed(folder: Path, sound: np.ndarray | None) -> Path:
    """Six seconds of a small picture, with that sound or without any."""
    heard = [] if sound is None else ["-i", str(write(folder / "sound.wav", sound)), "-c:a", "aac"]
    out = folder / "clip.bin.mp4"
    picture = ["-f", "lavfi", "-i", "testsrc2=size=64x64:rate=24:duration=6"]
    run_ffmpeg(
        [*picture, *heard, "-c:v", "libx264", "-preset", "ultrafast", str(out)], scratch=folder, timeout_s=60
    )
    return out


def placed(folder: Path, song: Path, clip: Path) -> dict[str, object]:
    scratch = folder / "work"
    scratch.mkdir()
    (output,) = place(StageCall({"name": NAME}, {"clip": clip, "song": song}, {}, scratch)).outputs
    assert output.kind == "clip"
    assert output.path.read_bytes() == clip.read_bytes()
    return dict(output.media)


def test_a_clip_finds_its_place_with_the_noise_of_its_room(song: Path, tmp_path: Path) -> None:
    part = play(118, seconds=21).sound[3 * RATE : 9 * RATE]
    room = np.random.default_rng(2).standard_normal(len(part)).astype(np.float32) * 0.05
    facts = placed(tmp_path, song, filmed(tmp_path, part * 0.4 + room))
    assert abs(int(str(facts.pop("offset_ms"))) - 3_000) <= 12
    assert facts == {"frames": 144, "rate": "24/1", "width": 64, "height": 64}


@pytest.mark.parametrize(
    ("kind", "code"), [("noise", "performance.not_heard"), ("silent film", "media.no_audio")]
)
def test_another_one_is_refused_by_the_name_that_its_owner_knows(
    kind: str, code: str, song: Path, tmp_path: Path
) -> None:
    noise = np.random.default_rng(3).standard_normal(6 * RATE).astype(np.float32) * 0.2
    clip = filmed(tmp_path, noise if kind == "noise" else None)
    with pytest.raises(UserError) as refusal:
        placed(tmp_path, song, clip)
    assert refusal.value.code == code
    assert "the band" in str(refusal.value)
