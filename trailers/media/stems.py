"""Stems: the parts of the mix as files of their own, 24 bit at 48 kHz, each as long as the film to the sample.

Each part has the gain of the whole, moment by moment, its limiter's as well: laid on each other they are the mix,
to the last step of its 16 bit, and a mixer starts from where the film stands.
"""

from __future__ import annotations

import wave
from pathlib import Path
from typing import TYPE_CHECKING

from trailers.domain.clock import SAMPLE_RATE
from trailers.domain.mix import MixPlan

from .mix import levelled, tracks
from .sandbox import replacing

if TYPE_CHECKING:
    from .audio import Sound

NAMES = ("voice", "music", "effects")
_AUDIBLE = 1e-5


def cut_stems(
    plan: MixPlan, voice: Path, score: Path | None, folder: Path, *, scratch: Path
) -> dict[str, Path]:
    """Write voice.wav, music.wav and effects.wav into `folder`. What a film does not have is silence of its length."""
    import numpy as np

    spoken, music = tracks(plan, voice, score, scratch=scratch)
    nothing = np.zeros_like(spoken)
    whole = spoken if music is None else spoken + music
    gain = gain_between(whole, levelled(whole, plan.target_lufs, plan.ceiling_dbtp))[:, None]
    parts = {"voice": spoken * gain, "music": nothing if music is None else music * gain, "effects": nothing}
    made = {}
    for name in NAMES:
        made[name] = folder / f"{name}.wav"
        write_wav24(made[name], parts[name])
    return made


def gain_between(before: Sound, after: Sound) -> Sound:
    """The factor of every sample by which `before` became `after`, the same for its channels.

    Where there is next to nothing to hear it cannot be read off, and goes straight from one neighbour to the next.
    """
    import numpy as np

    at, rows = np.abs(before).argmax(axis=1), np.arange(len(before))
    loud = np.flatnonzero(np.abs(before[rows, at]) > _AUDIBLE)
    if not len(loud):
        return np.ones(len(before), np.float32)
    found = after[loud, at[loud]].astype(np.float64) / before[loud, at[loud]]
    return np.asarray(np.interp(rows, loud, found), np.float32)


def write_wav24(path: Path, sound: Sound) -> None:
    """PCM of 24 bit; what is louder than full scale is cut off."""
    import numpy as np

    steps = np.clip(np.rint(sound.astype(np.float64) * (1 << 23)), -(1 << 23), (1 << 23) - 1).astype("<i4")
    packed = np.ascontiguousarray(steps).view(np.uint8).reshape(-1, 4)[:, :3]
    with replacing(path) as temp, wave.open(str(temp), "wb") as wav:
        wav.setnchannels(sound.shape[1])
        wav.setsampwidth(3)
        wav.setframerate(SAMPLE_RATE)
        wav.writeframes(packed.tobytes())
