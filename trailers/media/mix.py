"""The film's sound made from a MixPlan: voice where it was laid, score under it, one loudness, one AAC file.

The voice is never resampled or stretched: the stem holds each line's samples at its exact place, and
everything after it only changes gain, symmetrically in time. pydub prepares the score as WAV; the rest is
numpy.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from trailers.domain.clock import SAMPLE_RATE
from trailers.domain.errors import FatalError
from trailers.domain.mix import MixPlan

from .audio import db, read_wav, wav_facts, write_wav
from .dynamics import compress, duck_curve, level_curve, limit, limit_true_peak
from .loudness import SILENCE, integrated_lufs, true_peak_db
from .process import Limits, replacing, run_ffmpeg
from .score_track import fitted_score

if TYPE_CHECKING:
    from .audio import Sound

VOICE_LUFS = -16.0
"""Loudness of the compressed voice in the mix, before the whole is brought to the target."""
SCORE_LUFS = -15.5
"""Of the score where nobody speaks: about as loud as the voice. Under speech it lies `duck_db` lower."""
_MOST_SCORE_GAIN_DB = 18.0
_QUIETEST_LUFS, _QUIETEST_PEAK_DB = -70.0, -120.0
"""Said of silence, which has no level."""
_LEVEL_ROUNDS = 3
AAC_BITS = 192_000


@dataclass(frozen=True, slots=True)
class MixFacts:
    """Measured on the finished PCM."""

    samples: int
    lufs: float
    true_peak_db: float


def lay_voice(plan: MixPlan, voices: Mapping[str, Path], out_wav: Path) -> None:
    """Write the voice stem: mono, `plan.samples` long, every line's own samples at its exact place, else
    silence.

    FatalError mix.voice_length when a file is not as long as the plan says.
    """
    import numpy as np

    stem = np.zeros(plan.samples, np.float32)
    for placed in plan.voices:
        sound = read_wav(voices[placed.item_id], channels=1)
        if len(sound) != placed.samples or placed.start_sample + placed.samples > plan.samples:
            raise FatalError(
                "mix.voice_length", item=placed.item_id, found=len(sound), expected=placed.samples
            )
        stem[placed.start_sample : placed.start_sample + placed.samples] = sound
    write_wav(out_wav, stem)


def mix(
    plan: MixPlan, voice: Path, score: Path | None, out_wav: Path, out_m4a: Path, *, scratch: Path
) -> MixFacts:
    """Mix the laid stem and the score into `out_wav` (exactly `plan.samples`, stereo, 16 bit) and
    `out_m4a`."""
    film, music = tracks(plan, voice, score, scratch=scratch)
    if music is not None:
        film += music
    film = levelled(film, plan.target_lufs, plan.ceiling_dbtp)
    write_wav(out_wav, film)
    encode_aac(out_wav, out_m4a, scratch=scratch)
    heard = read_wav(out_wav)
    return MixFacts(
        samples=len(heard),
        lufs=max(integrated_lufs(heard), _QUIETEST_LUFS),
        true_peak_db=max(true_peak_db(heard), _QUIETEST_PEAK_DB),
    )


def tracks(plan: MixPlan, voice: Path, score: Path | None, *, scratch: Path) -> tuple[Sound, Sound | None]:
    """Voice and score as they lie in the mix, before its level: compressed and ducked, stereo, to the sample."""
    stem = read_wav(voice, channels=1)
    if len(stem) != plan.samples:
        raise FatalError("mix.voice_length", item="stem", found=len(stem), expected=plan.samples)
    return _voice_track(plan, stem), None if score is None else _score_track(plan, score, scratch)


def _voice_track(plan: MixPlan, stem: Sound) -> Sound:
    """The compressed voice at its level, the same on both sides."""
    import numpy as np

    voice = compress(stem, threshold_db=plan.threshold_db, ratio=plan.ratio)
    voice = voice * np.float32(_gain_to(VOICE_LUFS, integrated_lufs(voice)))
    if plan.levels:
        voice = voice * level_curve(plan.samples, [(a, b, tenths) for a, b, tenths, _ in plan.levels])
    return np.repeat(voice[:, None], 2, axis=1)


def _score_track(plan: MixPlan, score: Path, scratch: Path) -> Sound:
    """The score at its exact length and level, stepping back for every stretch of speech."""
    import numpy as np

    sound = fitted_score(score, plan, scratch)
    curve = duck_curve(
        plan.samples,
        plan.ducks,
        depth_db=plan.duck_db,
        attack_ms=plan.duck_attack_ms,
        release_ms=plan.duck_release_ms,
    )
    curve *= np.float32(_gain_to(SCORE_LUFS, integrated_lufs(sound)))
    if plan.levels:
        curve *= level_curve(plan.samples, [(a, b, tenths) for a, b, _, tenths in plan.levels])
    return sound * curve[:, None]


def _gain_to(wanted_lufs: float, found_lufs: float) -> float:
    """The factor from one loudness to another; silence stays silence, and near-silence is not blown up."""
    return 1.0 if found_lufs == SILENCE else db(min(wanted_lufs - found_lufs, _MOST_SCORE_GAIN_DB))


def levelled(film: Sound, target_lufs: float, ceiling_dbtp: float) -> Sound:
    """One gain for the whole film, and a limiter that only touches peaks: `target_lufs`, at most
    `ceiling_dbtp`.

    What the limiter takes away is given back by the gain, a few rounds of it.
    """
    import numpy as np

    gain_db = level_db(film, target_lufs, ceiling_dbtp)
    return film if gain_db is None else limit_true_peak(film * np.float32(db(gain_db)), ceiling_dbtp)


def level_db(film: Sound, target_lufs: float, ceiling_dbtp: float) -> float | None:
    """The gain that `levelled` gives before its limiter; None for silence."""
    import numpy as np

    loudness = integrated_lufs(film)
    if loudness == SILENCE:
        return None
    gain_db = target_lufs - loudness
    for _ in range(_LEVEL_ROUNDS):
        quiet = integrated_lufs(limit(film * np.float32(db(gain_db)), db(ceiling_dbtp)))
        gain_db += target_lufs - quiet
    return gain_db


def encode_aac(
    wav: Path, out: Path, *, scratch: Path, bit_rate: int = AAC_BITS, sample_rate: int = SAMPLE_RATE
) -> None:
    """AAC-LC in an MP4 file, its first sample at time 0. The same WAV gives the same bytes.

    FatalError mix.wrong_samples when what was written does not hold the whole of it.
    """
    with replacing(out) as temp:
        run_ffmpeg(
            [
                "-threads", "1", "-protocol_whitelist", "file", "-format_whitelist", "wav", "-i",
                f"file:{wav.resolve()}", "-map", "0:a:0", "-c:a", "aac", "-b:a", str(bit_rate), "-ar",
                str(sample_rate), "-ac", "2", "-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a",
                "+bitexact", "-movflags", "+faststart", "-f", "mp4", f"file:{temp.resolve()}",
            ],
            scratch=scratch,
            timeout_s=300,
            limits=Limits(memory_bytes=2 << 30, cpu_s=300, file_bytes=1 << 29),
        )  # fmt: skip
        _verify(temp, wav_facts(wav).samples)


def _verify(m4a: Path, samples: int) -> None:
    """Believe the file only after reading it: it must hold the whole mix and no more than two packets
    beyond."""
    import av

    with av.open(str(m4a)) as container:
        found = sum(frame.samples for frame in container.decode(audio=0))
    if not samples <= found < samples + 2048:
        raise FatalError("mix.wrong_samples", found=found, expected=samples)
