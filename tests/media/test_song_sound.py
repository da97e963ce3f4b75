"""The song in the film: its own packets where they can be kept, else encoded once; never louder, never moved."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from tests.media.songs import RATE, play, write
from trailers.media.audio import wav_facts
from trailers.media.process import run_ffmpeg
from trailers.media.song.intake import import_song, pcm_of
from trailers.media.song.sound import SoundFacts, lay_song
from trailers.media.soundcheck import compare_sound

SECONDS = 21


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("song") / "song.wav", play(118, seconds=SECONDS).sound * 0.5)


def encoded(original: Path, folder: Path, name: str, *args: str) -> Path:
    run_ffmpeg(["-i", str(original), *args, str(folder / name)], scratch=folder, timeout_s=60)
    return folder / name


def laid(
    source: Path, folder: Path, part: tuple[int, int] | None = None
) -> tuple[SoundFacts, Path, Path, Path]:
    song, wav, m4a = folder / "decoded.wav", folder / "film.wav", folder / "film.m4a"
    samples = import_song(source, song, scratch=folder).samples
    facts = lay_song(source, song, part or (0, samples), wav, m4a, whole=part is None, scratch=folder)
    return facts, song, wav, m4a


def packets(path: Path) -> list[bytes]:
    with av.open(str(path)) as file:
        return [bytes(packet) for packet in file.demux(audio=0) if packet.size]


@pytest.mark.parametrize(
    ("name", "args"),
    [("a.m4a", ("-c:a", "aac", "-b:a", "160k")), ("48k.m4a", ("-c:a", "aac", "-ar", "48000"))],
)
def test_a_whole_aac_song_keeps_its_own_packets(
    original: Path, tmp_path: Path, name: str, args: tuple[str, ...]
) -> None:
    source = encoded(original, tmp_path, name, *args)
    facts, song, wav, m4a = laid(source, tmp_path)
    assert facts.copied
    assert packets(m4a) == packets(source)
    assert np.array_equal(pcm_of(wav), pcm_of(song))
    found = compare_sound(m4a, wav)
    assert found.offset_samples == 0
    assert found.residual_db is not None
    assert found.residual_db < -40
    assert facts.residual_db == round(found.residual_db, 2)


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("a.mp3", ("-b:a", "192k")),
        pytest.param("a.flac", (), marks=pytest.mark.slow),
        pytest.param("mono.wav", ("-ac", "1"), marks=pytest.mark.slow),
    ],
)
def test_any_other_song_is_encoded_once_at_its_own_level(
    original: Path, tmp_path: Path, name: str, args: tuple[str, ...]
) -> None:
    facts, song, wav, m4a = laid(encoded(original, tmp_path, name, *args), tmp_path)
    assert (facts.copied, facts.samples) == (False, wav_facts(song).samples)
    assert np.array_equal(pcm_of(wav), pcm_of(song)), "to the sample and at its own level"
    found = compare_sound(m4a, wav)
    assert found.offset_samples == 0
    assert found.residual_db is not None
    assert facts.residual_db == round(found.residual_db, 2) < -15
    with av.open(str(m4a)) as file:
        assert file.streams.audio[0].codec_context.name == "aac"
        assert file.bit_rate > 200_000


def test_a_part_is_those_samples_softened_at_its_edges_only(original: Path, tmp_path: Path) -> None:
    part = (2 * RATE, 12 * RATE)
    facts, song, wav, m4a = laid(encoded(original, tmp_path, "a.m4a", "-c:a", "aac"), tmp_path, part)
    assert (facts.copied, facts.samples) == (False, 10 * RATE)
    cut, whole = pcm_of(wav), pcm_of(song)[slice(*part)]
    edge = RATE * 8 // 1000
    assert np.array_equal(cut[edge:-edge], whole[edge:-edge])
    assert not cut[0].any()
    assert np.abs(cut[:edge].astype(int)).sum() <= np.abs(whole[:edge].astype(int)).sum()
    assert compare_sound(m4a, wav).offset_samples == 0


@pytest.mark.slow
def test_the_same_song_gives_the_same_bytes(original: Path, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    films = [laid(original, tmp_path / name)[3].read_bytes() for name in ("a", "b")]
    assert films[0] == films[1]
