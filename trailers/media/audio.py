"""Sound as arrays and WAV files: 48 kHz, 16 bit, float32 in memory with full scale at 1.0.

Arrays are (samples,) for mono and (samples, channels) for more. Files that we did not make come in through
`import_audio` only, which decodes them in a limited child.
"""

from __future__ import annotations

import math
import os
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from trailers.domain.clock import SAMPLE_RATE
from trailers.domain.errors import CuelockError, FatalError, UserError

from .process import AUDIO_FORMATS, Limits, replacing, run_ffmpeg, untrusted

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Sound = NDArray[np.float32]

_FULL_SCALE = 32768.0
MAX_SECONDS = 900
MAX_BYTES = 200_000_000


@dataclass(frozen=True, slots=True)
class WavFacts:
    samples: int
    sample_rate: int
    channels: int


def wav_facts(path: Path) -> WavFacts:
    """FatalError audio.not_pcm16 unless `path` is a 16 bit PCM WAV."""
    with _opened(path) as wav:
        return WavFacts(wav.getnframes(), wav.getframerate(), wav.getnchannels())


def read_wav(path: Path, *, channels: int | None = None, sample_rate: int = SAMPLE_RATE) -> Sound:
    """A 16 bit WAV of that rate as float32; with `channels`, exactly that many are required."""
    import numpy as np

    with _opened(path) as wav:
        found = wav.getnchannels()
        if wav.getframerate() != sample_rate or channels not in (None, found):
            raise FatalError(
                "audio.wrong_form", name=path.name, detail=f"{wav.getframerate()} Hz, {found} channels"
            )
        pcm = np.frombuffer(wav.readframes(wav.getnframes()), "<i2")
    sound = pcm.astype(np.float32) / np.float32(_FULL_SCALE)
    return sound if found == 1 else sound.reshape(-1, found)


def write_wav(path: Path, sound: Sound) -> None:
    """Write `sound` as 16 bit PCM at 48 kHz. The same array gives the same bytes; no half file is ever
    seen."""
    with replacing(path) as temp, wave.open(str(temp), "wb") as wav:
        wav.setnchannels(1 if sound.ndim == 1 else sound.shape[1])
        wav.setsampwidth(2)
        wav.setframerate(SAMPLE_RATE)
        wav.writeframes(to_pcm16(sound).tobytes())


def to_pcm16(sound: Sound) -> NDArray[np.int16]:
    """Nearest of the 65,536 steps; what is louder than full scale is cut off."""
    import numpy as np

    return np.asarray(np.clip(np.rint(sound * _FULL_SCALE), -32768, 32767), "<i2")


def resample(sound: Sound, up: int, down: int) -> Sound:
    """`sound` at up/down times its rate, without delay: ceil(samples * up / down) samples come out."""
    import numpy as np
    from scipy.signal import resample_poly

    shared = math.gcd(up, down)
    if up == down:
        return sound
    made = resample_poly(sound, up // shared, down // shared, axis=0, window=("kaiser", 9.0))
    return np.ascontiguousarray(made, dtype=np.float32)


def db(gain_db: float) -> float:
    """Decibels as a factor of amplitude."""
    return float(10.0 ** (gain_db / 20.0))


def import_audio(
    source: Path, out: Path, *, scratch: Path, channels: int = 1, max_seconds: int = MAX_SECONDS
) -> WavFacts:
    """Decode any recording into a 48 kHz, 16 bit WAV at `out`.

    UserError media.{too_big, unreadable, no_audio, too_long} says what is wrong with the recording. One
    sample more than allowed is decoded to tell a long file from one that just fits; containers' durations
    are not read.
    """
    size = source.stat().st_size
    if size > MAX_BYTES:
        raise UserError(
            "media.too_big", name=source.name, mb=size // 1_000_000, limit_mb=MAX_BYTES // 1_000_000
        )
    with replacing(out) as temp:
        try:
            _decode(source, temp, scratch=scratch, channels=channels, most=max_seconds * SAMPLE_RATE + 1)
        except FatalError as error:
            raise _refusal(source, error) from error
        facts = wav_facts(temp)
        if facts.samples == 0:
            raise UserError("media.no_audio", name=source.name)
        if facts.samples > max_seconds * SAMPLE_RATE:
            raise UserError(
                "media.too_long", name=source.name, seconds=f"more than {max_seconds}", limit_s=max_seconds
            )
    return facts


def _decode(source: Path, out: Path, *, scratch: Path, channels: int, most: int) -> None:
    run_ffmpeg(
        [
            *untrusted(source, formats=AUDIO_FORMATS),
            "-map", "0:a:0", "-vn", "-sn", "-dn", "-map_metadata", "-1",
            "-af", f"aresample={SAMPLE_RATE}:filter_size=64:phase_shift=12,atrim=end_sample={most}",
            "-ac", str(channels), "-c:a", "pcm_s16le", "-bitexact", "-f", "wav", f"file:{out.resolve()}",
        ],
        scratch=scratch,
        timeout_s=120,
        limits=Limits(memory_bytes=2 << 30, cpu_s=120, file_bytes=most * channels * 2 + (1 << 20)),
    )  # fmt: skip


def _refusal(source: Path, error: FatalError) -> CuelockError:
    detail = str(error.params.get("detail", ""))
    if error.code != "media.child_failed":
        return error
    if "matches no streams" in detail:
        return UserError("media.no_audio", name=source.name)
    last = detail.splitlines()[-1] if detail else ""
    return UserError(
        "media.unreadable", name=source.name, wanted="recording", detail=last.replace(os.sep, " ")
    )


def _opened(path: Path) -> wave.Wave_read:
    try:
        wav = wave.open(str(path), "rb")  # noqa: SIM115 - the caller closes it
    except (wave.Error, EOFError) as error:
        raise FatalError("audio.not_pcm16", name=path.name, detail=str(error)) from error
    if wav.getsampwidth() != 2:
        wav.close()
        raise FatalError("audio.not_pcm16", name=path.name, detail=f"{wav.getsampwidth() * 8} bit")
    return wav
