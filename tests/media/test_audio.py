"""WAV files, resampling and the import of other people's recordings."""

from __future__ import annotations

import math
import struct
import subprocess
import wave
from pathlib import Path

import numpy as np
import pytest

from trailers.domain.errors import FatalError, UserError
from trailers.media.audio import (
    WavFacts,
    db,
    import_audio,
    read_wav,
    resample,
    to_pcm16,
    wav_facts,
    write_wav,
)
from trailers.media.process import ffmpeg_binary


def sine(hz: float, samples: int, *, rate: int = 48_000, level: float = 0.5) -> np.ndarray:
    return (level * np.sin(2 * np.pi * hz * np.arange(samples) / rate)).astype(np.float32)


def test_wav_is_read_back_as_written(tmp_path: Path) -> None:
    sound = np.array([[0.0, 0.5], [-1.0, 32767 / 32768], [0.25, -0.25]], np.float32)
    write_wav(tmp_path / "a.wav", sound)
    assert wav_facts(tmp_path / "a.wav") == WavFacts(samples=3, sample_rate=48_000, channels=2)
    np.testing.assert_array_equal(read_wav(tmp_path / "a.wav"), sound)


def test_mono_is_one_dimension(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", np.zeros(5, np.float32))
    assert read_wav(tmp_path / "a.wav", channels=1).shape == (5,)


def test_same_sound_gives_same_bytes_and_leaves_nothing_else(tmp_path: Path) -> None:
    sound = sine(220, 1000)
    for name in ("a.wav", "b.wav"):
        write_wav(tmp_path / name, sound)
    assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "b.wav").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.wav", "b.wav"]


@pytest.mark.parametrize(
    ("value", "step"),
    [(0.0, 0), (1 / 32768, 1), (0.5, 16384), (1.0, 32767), (3.0, 32767), (-1.0, -32768), (-3.0, -32768)],
)
def test_pcm_steps(value: float, step: int) -> None:
    assert to_pcm16(np.array([value], np.float32)).tolist() == [step]


def test_wrong_channels_are_refused(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", np.zeros((4, 2), np.float32))
    with pytest.raises(FatalError) as error:
        read_wav(tmp_path / "a.wav", channels=1)
    assert error.value.code == "audio.wrong_form"


def test_other_rate_is_refused(tmp_path: Path) -> None:
    raw_wav(tmp_path / "a.wav", rate=44_100)
    assert wav_facts(tmp_path / "a.wav").sample_rate == 44_100
    with pytest.raises(FatalError) as error:
        read_wav(tmp_path / "a.wav")
    assert error.value.code == "audio.wrong_form"


@pytest.mark.parametrize("content", [b"", b"RIFF", b"not sound at all" * 10], ids=["empty", "cut", "text"])
def test_what_is_no_wav_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.wav").write_bytes(content)
    with pytest.raises(FatalError) as error:
        wav_facts(tmp_path / "a.wav")
    assert error.value.code == "audio.not_pcm16"


def test_24_bit_is_refused(tmp_path: Path) -> None:
    raw_wav(tmp_path / "a.wav", width=3)
    with pytest.raises(FatalError) as error:
        read_wav(tmp_path / "a.wav")
    assert error.value.params["detail"] == "24 bit"


def raw_wav(path: Path, *, rate: int = 48_000, width: int = 2, channels: int = 1, samples: int = 100) -> None:
    with wave.open(str(path), "wb") as wav:
        wav.setnchannels(channels)
        wav.setsampwidth(width)
        wav.setframerate(rate)
        wav.writeframes(bytes(samples * width * channels))


@pytest.mark.parametrize(
    ("samples", "up", "down", "made"),
    [(441, 160, 147, 480), (480, 1, 3, 160), (100, 1024, 441, 233), (1, 4, 1, 4)],
)
def test_resampled_length_is_exact(samples: int, up: int, down: int, made: int) -> None:
    assert len(resample(np.zeros(samples, np.float32), up, down)) == made


def test_resampling_keeps_pitch_level_and_place() -> None:
    made = resample(sine(1000, 22_050, rate=22_050), 320, 147)
    wanted = sine(1000, 48_000)
    np.testing.assert_allclose(made[2000:-2000], wanted[2000:-2000], atol=2e-3)


def test_decibels() -> None:
    assert db(0) == 1.0
    assert math.isclose(db(-20), 0.1)
    assert math.isclose(db(6.0206), 2.0, rel_tol=1e-5)


@pytest.mark.parametrize("suffix", ["wav", "mp3", "flac", "ogg", "m4a", "webm"])
def test_any_recording_comes_in(tmp_path: Path, suffix: str) -> None:
    source = tmp_path / f"in.{suffix}"
    make_tone(source, seconds=1.5, rate=44_100 if suffix not in ("webm",) else 48_000)
    facts = import_audio(source, tmp_path / "out.wav", scratch=tmp_path)
    assert (facts.sample_rate, facts.channels) == (48_000, 1)
    assert abs(facts.samples - 72_000) <= 2_400
    sound = read_wav(tmp_path / "out.wav")
    spectrum = np.abs(np.fft.rfft(sound[4_800:52_800]))
    assert int(spectrum.argmax()) == 440


def test_stereo_is_kept_when_asked(tmp_path: Path) -> None:
    make_tone(tmp_path / "in.wav", seconds=0.5)
    assert import_audio(tmp_path / "in.wav", tmp_path / "out.wav", scratch=tmp_path, channels=2).channels == 2


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    make_tone(tmp_path / "in.mp3", seconds=0.5)
    for name in ("a.wav", "b.wav"):
        import_audio(tmp_path / "in.mp3", tmp_path / name, scratch=tmp_path)
    assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "b.wav").read_bytes()


def make_tone(path: Path, *, seconds: float, rate: int = 44_100) -> None:
    source = f"sine=frequency=440:duration={seconds}:sample_rate={rate}"
    subprocess.run(
        [ffmpeg_binary(), "-v", "error", "-y", "-f", "lavfi", "-i", source, "-ac", "2", str(path)],
        check=True,
        timeout=30,
    )


def test_a_recording_that_just_fits_is_taken_and_one_sample_more_is_not(tmp_path: Path) -> None:
    raw_wav(tmp_path / "fits.wav", samples=96_000)
    raw_wav(tmp_path / "long.wav", samples=96_001)
    assert (
        import_audio(tmp_path / "fits.wav", tmp_path / "a.wav", scratch=tmp_path, max_seconds=2).samples
        == 96_000
    )
    with pytest.raises(UserError) as error:
        import_audio(tmp_path / "long.wav", tmp_path / "b.wav", scratch=tmp_path, max_seconds=2)
    assert error.value.code == "media.too_long"
    assert not (tmp_path / "b.wav").exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("song.mp3", b"this is a letter, not a song. " * 40),
        ("cut.wav", b"RIFF\x24\x00\x00\x00WAVEfmt "),
        ("list.m3u8", b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/x.ts\n"),
        ("list.mp4", b"ffconcat version 1.0\nfile /etc/passwd\n"),
    ],
)
def test_what_is_no_recording_is_refused_by_name(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UserError) as error:
        import_audio(tmp_path / name, tmp_path / "out.wav", scratch=tmp_path)
    assert error.value.code in ("media.unreadable", "media.no_audio")
    assert error.value.params["name"] == name
    assert not (tmp_path / "out.wav").exists()


def test_a_film_without_sound_is_said_so(tmp_path: Path) -> None:
    subprocess.run(
        [
            ffmpeg_binary(),
            "-v",
            "error",
            "-f",
            "lavfi",
            "-i",
            "color=size=64x64:duration=0.2",
            str(tmp_path / "a.mp4"),
        ],
        check=True,
        timeout=30,
    )
    with pytest.raises(UserError) as error:
        import_audio(tmp_path / "a.mp4", tmp_path / "out.wav", scratch=tmp_path)
    assert error.value.code == "media.no_audio"


def test_a_header_that_lies_about_its_length_is_not_believed(tmp_path: Path) -> None:
    """200 samples that claim to be two gigabytes."""
    path = tmp_path / "lie.wav"
    raw_wav(path, samples=200)
    data = bytearray(path.read_bytes())
    data[4:8] = data[40:44] = struct.pack("<I", 2_000_000_000)
    path.write_bytes(bytes(data))
    assert import_audio(path, tmp_path / "out.wav", scratch=tmp_path).samples == 200


def test_a_huge_file_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    with (tmp_path / "big.wav").open("wb") as file:
        file.truncate(200_000_001)
    with pytest.raises(UserError) as error:
        import_audio(tmp_path / "big.wav", tmp_path / "out.wav", scratch=tmp_path)
    assert error.value.code == "media.too_big"
