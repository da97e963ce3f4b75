"""Thirty odd songs: each is heard and cut to, whole and on its grid, or refused in words. Films of them are slow."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.media.songs import RATE, play, write
from trailers.domain.clock import Rate
from trailers.domain.errors import UserError
from trailers.domain.shot_plan import outline_of
from trailers.domain.song_clock import clock_of
from trailers.domain.song_wishes import SongWishes, cut_song
from trailers.engines.embedded.text.music.director import plan_shots
from trailers.engines.embedded.text.music.treatment import write_treatment
from trailers.media.process import run_ffmpeg
from trailers.media.song.analyse import analyse
from trailers.media.song.intake import import_song, read_mono

SECONDS = 21


def noise(seconds: float = SECONDS, gain: float = 0.3) -> np.ndarray:
    return (
        (np.random.default_rng(5).standard_normal(round(seconds * RATE)) * gain)
        .clip(-1, 1)
        .astype(np.float32)
    )


def tone(hz: float = 220.0, gain: float = 0.5) -> np.ndarray:
    return (np.sin(2 * np.pi * hz * np.arange(SECONDS * RATE) / RATE) * gain).astype(np.float32)


def clicks(period_s: float) -> np.ndarray:
    out = np.zeros(SECONDS * RATE, np.float32)
    out[:: round(period_s * RATE)] = 0.9
    return out


def babble() -> np.ndarray:
    """Like speech: bursts of shaped noise at the pace of syllables, with pauses."""
    chance = np.random.default_rng(3)
    out = np.zeros(SECONDS * RATE, np.float32)
    at = 0
    while at < len(out) - RATE:
        length = int(chance.uniform(0.08, 0.3) * RATE)
        out[at : at + length] = chance.standard_normal(length) * np.hanning(length) * 0.3
        at += length + int(chance.choice([0.02, 0.05, 0.6]) * RATE)
    return out


def band(**kw: Any) -> np.ndarray:
    return play(kw.pop("bpm", 118), seconds=kw.pop("seconds", SECONDS), **kw).sound


def wav(name: str, sound: Callable[[], np.ndarray]) -> Callable[[Path], Path]:
    return lambda folder: write(folder / name, sound())


def made(name: str, *args: str, sound: Callable[[], np.ndarray] = band) -> Callable[[Path], Path]:
    """The band as another kind of file."""

    def build(folder: Path) -> Path:
        source = write(folder / "source.wav", sound())
        run_ffmpeg(["-i", str(source), *args, str(folder / name)], scratch=folder, timeout_s=60)
        return folder / name

    return build


def cut_off(folder: Path) -> Path:
    """An MP3 that breaks off in the middle of a frame: what is there is long enough."""
    whole = made("whole.mp3", "-b:a", "128k", sound=lambda: band(seconds=30))(folder)
    (folder / "cut.mp3").write_bytes(whole.read_bytes()[: whole.stat().st_size * 3 // 4 + 7])
    return folder / "cut.mp3"


def renamed(name: str) -> Callable[[Path], Path]:
    def build(folder: Path) -> Path:
        return made("real.mp3", "-q:a", "6")(folder).rename(folder / name)

    return build


def bytes_of(name: str, content: bytes) -> Callable[[Path], Path]:
    def build(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return build


HEARD: dict[str, Callable[[Path], Path]] = {
    "variable bit rate": made("vbr.mp3", "-q:a", "7"),
    "wrong ending": renamed("song.flac"),
    "no ending": renamed("song"),
    "eight channels": made("eight.wav", "-ac", "8"),
    "192 kHz": made("fast.flac", "-ar", "192000"),
    "8 kHz telephone": made("phone.wav", "-ar", "8000", "-ac", "1"),
    "white noise": wav("noise.wav", noise),
    "speech": wav("speech.wav", babble),
    "one steady tone": wav("tone.wav", tone),
    "a click every three seconds": wav("slow.wav", lambda: clicks(3.0)),
    "a click every tenth of a second": wav("rapid.wav", lambda: clicks(0.1)),
    "very quiet": wav("quiet.wav", lambda: band() * 0.004),
    "clipped": wav("loud.wav", lambda: (band() * 9).clip(-1, 1)),
    "sound only at its end": wav("late.wav", lambda: np.concatenate([np.zeros(15 * RATE, np.float32), band(seconds=8)])),
    "a long pause in the middle": wav("gap.wav", lambda: band(pauses=[(3, 12)], seconds=24)),
    "five to a bar": wav("five.wav", lambda: band(metre=5)),
    "three to a bar": wav("waltz.wav", lambda: band(metre=3)),
    "getting faster": wav("faster.wav", lambda: band(bpm=80, end_bpm=150)),
    "breaks off": cut_off,
    "one channel silent": made("left.wav", "-af", "pan=stereo|c0=c0|c1=0*c0"),
    "sides that cancel": made("phase.wav", "-af", "pan=stereo|c0=c0|c1=-1*c0"),
    "a raw AAC stream": made("raw.aac", "-c:a", "aac", "-b:a", "96k"),
    "Vorbis": made("v.ogg", "-c:a", "libvorbis"),
    "ALAC": made("a.m4a", "-c:a", "alac"),
}  # fmt: skip
REFUSED: dict[str, tuple[Callable[[Path], Path], str]] = {
    "one second": (wav("one.wav", lambda: band(seconds=3)[:RATE]), "song.too_short"),
    "silence": (wav("silence.wav", lambda: np.zeros(SECONDS * RATE, np.float32)), "song.silent"),
    "text": (bytes_of("poem.mp3", b"Down by the sea " * 4_000), "song.unsupported"),
    "nothing": (bytes_of("empty.mp3", b""), "file.empty"),
    "zeros": (bytes_of("zeros.wav", bytes(100_000)), "song.unsupported"),
    "a head without a body": (bytes_of("head.mp3", b"ID3\x04\x00\x00\x00\x00\x00\x00" + bytes(2_000)), "media.unreadable"),
}  # fmt: skip
IN_THE_GATE = {"white noise", "a click every three seconds"}


def test_there_are_thirty_of_them() -> None:
    assert len(HEARD) + len(REFUSED) == 30


@pytest.mark.parametrize(
    "name", [n if n in IN_THE_GATE else pytest.param(n, marks=pytest.mark.slow) for n in HEARD]
)
def test_an_odd_song_is_heard_and_its_scenes_tile_the_film(name: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.wav"
    facts = import_song(HEARD[name](tmp_path), copy, scratch=tmp_path)
    heard = analyse(read_mono(copy), facts.duration_ms)
    cut = cut_song(heard, SongWishes())
    clock = clock_of(cut.song, facts.samples, Rate(24))
    times = [*(cue.time_ms for cue in cut.cues), heard.duration_ms]
    assert times[0] == 0
    assert all(800 <= b - a <= 8_000 for a, b in pairwise(times))
    assert 0 <= clock.frames / 24 - facts.samples / 44_100 < 1 / 24
    outline = outline_of(cut)
    treatment = write_treatment("A man walks home", outline.to_json())
    assert len(plan_shots(treatment, outline.to_json(), 8).shots) == len(cut.cues)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_song_is_refused_in_words(name: str, tmp_path: Path) -> None:
    build, code = REFUSED[name]
    path = build(tmp_path)
    with pytest.raises(UserError) as refusal:
        import_song(path, tmp_path / "copy.wav", scratch=tmp_path)
    assert refusal.value.code == code
    assert path.name in str(refusal.value)
    assert not (tmp_path / "copy.wav").exists()
