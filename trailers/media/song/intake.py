"""A song comes in: one decode, counted in samples, that analysis and film both go by.

The file's name and the lengths it promises are not believed. What it holds is decoded once in a limited child, at
its own level, to 44.1 kHz stereo; the analysis hears a mono copy of that.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from trailers.domain.clock import round_half_up
from trailers.domain.errors import CuelockError, FatalError, UserError
from trailers.media.audio import resample, wav_facts
from trailers.media.probe import SongHead, probe_song
from trailers.media.process import SONG_CODECS, SONG_FORMATS, Limits, replacing, run_ffmpeg, untrusted

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SAMPLE_RATE = 44_100
LEAST_SECONDS, MOST_SECONDS = 20, 600
SILENT_PEAK = 33
"""Of 32,768: -60 dB below full scale."""
_LEAST_SHARE = Fraction(9, 10)
_DECODE_TIMEOUT_S = 180

SongKind = Literal["mp3", "m4a", "wav", "aac", "ogg", "flac"]
_KINDS: dict[str, SongKind] = {
    "mp3": "mp3",
    "mov": "m4a",
    "wav": "wav",
    "aac": "aac",
    "ogg": "ogg",
    "flac": "flac",
}
_PROMISES = ("m4a", "flac")
"""Kinds whose head counts the samples; the others' lengths are read off what is there."""


@dataclass(frozen=True, slots=True)
class SongFacts:
    kind: SongKind
    """By its content, whatever its name says."""
    codec: str
    channels: int
    sample_rate: int
    """Of the original."""
    samples: int
    """Of the copy, at 44.1 kHz: the song's length."""

    @property
    def duration_ms(self) -> int:
        return round_half_up(Fraction(self.samples * 1000, SAMPLE_RATE))


def import_song(
    source: Path, out: Path, *, scratch: Path, cancelled: Callable[[], bool] | None = None
) -> SongFacts:
    """Decode a song into a 44.1 kHz, 16 bit stereo WAV at `out`; nothing else is left behind.

    UserError file.{missing, empty}, media.{too_big, unreadable, no_audio, too_long, too_slow},
    song.{unsupported, too_short, silent, incomplete}.
    """
    head = _head(source, cancelled)
    kind = _KINDS[head.container.split(",")[0]]
    with replacing(out) as temp:
        try:
            _decode(source, temp, head, scratch=scratch, cancelled=cancelled)
        except FatalError as error:
            raise _refusal(source, error) from error
        samples = wav_facts(temp).samples
        _check_length(source.name, kind, head.promised_ms, samples)
        if _peak(temp) < SILENT_PEAK:
            raise UserError("song.silent", name=source.name)
    return SongFacts(kind, head.codec, head.channels, head.sample_rate, samples)


def read_mono(path: Path) -> NDArray[np.float32]:
    """The copy at 22.05 kHz in one channel, full scale at 1; the left one where the two cancel each other."""
    import numpy as np

    sound = pcm_of(path)
    mono: NDArray[np.float32] = np.empty(len(sound), np.float32)
    np.add(sound[:, 0], sound[:, 1], out=mono, dtype=np.float32)
    mono /= 65_536
    left = sound[:, 0]
    if float(np.abs(mono).max(initial=0)) * 65_536 < 0.05 * float(
        np.abs(left.astype(np.int32)).max(initial=0)
    ):
        mono = (left / np.float32(32_768)).astype(np.float32)
    return resample(mono, 1, 2)


def _head(source: Path, cancelled: Callable[[], bool] | None) -> SongHead:
    try:
        return probe_song(source, cancelled=cancelled)
    except UserError as error:
        if error.code != "media.unsupported":
            raise
        raise UserError("song.unsupported", name=source.name, detail=error.params["detail"]) from error


def _decode(
    source: Path, out: Path, head: SongHead, *, scratch: Path, cancelled: Callable[[], bool] | None
) -> None:
    """One sample more than allowed tells a long song from one that just fits."""
    most = MOST_SECONDS * SAMPLE_RATE + 1
    run_ffmpeg(
        [
            *untrusted(source, formats=SONG_FORMATS, codecs=SONG_CODECS),
            "-map", "0:a:0", "-vn", "-sn", "-dn", "-map_metadata", "-1",
            "-af", f"{_to_stereo(head.channels)}aresample={SAMPLE_RATE}:filter_size=64:phase_shift=12,"
                   f"atrim=end_sample={most}",
            "-ac", "2", "-c:a", "pcm_s16le", "-bitexact", "-f", "wav", f"file:{out.resolve()}",
        ],
        scratch=scratch,
        timeout_s=_DECODE_TIMEOUT_S,
        limits=Limits(memory_bytes=2 << 30, cpu_s=120, file_bytes=most * 4 + (1 << 20)),
        cancelled=cancelled,
    )  # fmt: skip


def _to_stereo(channels: int) -> str:
    """Up to 7.1 there is a standard way down to two; beyond it, or without a layout, channels alternate."""
    if channels <= 8:
        return ""
    sides = ("+".join(f"c{n}" for n in range(side, channels, 2)) for side in (0, 1))
    left, right = sides
    return f"pan=stereo|c0<{left}|c1<{right},"


def _check_length(name: str, kind: SongKind, promised_ms: int, samples: int) -> None:
    seconds = Fraction(samples, SAMPLE_RATE)
    if samples == 0:
        raise UserError("media.unreadable", name=name, wanted="song", detail="No sound in it can be decoded.")
    if kind in _PROMISES and seconds * 1000 < _LEAST_SHARE * min(promised_ms, MOST_SECONDS * 1000):
        promised = -(-promised_ms // 1000)
        raise UserError("song.incomplete", name=name, seconds=int(seconds), promised=promised)
    if seconds < LEAST_SECONDS:
        raise UserError("song.too_short", name=name, seconds=int(seconds), least_s=LEAST_SECONDS)
    if samples > MOST_SECONDS * SAMPLE_RATE:
        raise UserError(
            "media.too_long", name=name, seconds=f"more than {MOST_SECONDS}", limit_s=MOST_SECONDS
        )


def _refusal(source: Path, error: FatalError) -> CuelockError:
    if error.code != "media.child_failed":
        return error
    lines = str(error.params.get("detail", "")).splitlines()
    detail = lines[-1].replace(os.sep, " ") if lines else ""
    return UserError("media.unreadable", name=source.name, wanted="song", detail=detail)


def _peak(path: Path) -> int:
    import numpy as np

    sound = pcm_of(path)
    return max(int(sound.max()), -int(np.int32(sound.min())))


def pcm_of(path: Path) -> NDArray[np.int16]:
    """(samples, 2) of our own copy, read as it lies on the disk."""
    import numpy as np

    samples = wav_facts(path).samples
    with path.open("rb") as file:
        return np.fromfile(file, "<i2", count=2 * samples, offset=_data_offset(path)).reshape(-1, 2)


def _data_offset(path: Path) -> int:
    """Where the samples begin: behind the head of the data chunk."""
    with path.open("rb") as file:
        file.seek(12)
        while (head := file.read(8)) and head[:4] != b"data":
            file.seek(int.from_bytes(head[4:], "little"), os.SEEK_CUR)
        return file.tell()
