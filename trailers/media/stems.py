"""Stems: the parts of the mix as files of their own, 24 bit at 48 kHz, each as long as the film to the sample.

Each part has the gain of the whole, but not its limiter: laid on each other they are the mix, apart from the peaks
that the limiter rounds. Nothing of a mix is lost in them, so a mixer can start from where the film stands.
"""

from __future__ import annotations

import wave
from pathlib import Path
from typing import TYPE_CHECKING

from trailers.domain.clock import SAMPLE_RATE
from trailers.domain.mix import MixPlan

from .audio import db
from .mix import level_db, tracks
from .sandbox import replacing

if TYPE_CHECKING:
    from .audio import Sound

NAMES = ("voice", "music", "effects")


def cut_stems(
    plan: MixPlan, voice: Path, score: Path | None, folder: Path, *, scratch: Path
) -> dict[str, Path]:
    """Write voice.wav, music.wav and effects.wav into `folder`. What a film does not have is silence of its length."""
    import numpy as np

    spoken, music = tracks(plan, voice, score, scratch=scratch)
    nothing = np.zeros_like(spoken)
    whole = spoken if music is None else spoken + music
    gain = np.float32(db(level_db(whole, plan.target_lufs, plan.ceiling_dbtp) or 0.0))
    parts = {"voice": spoken * gain, "music": nothing if music is None else music * gain, "effects": nothing}
    made = {}
    for name in NAMES:
        made[name] = folder / f"{name}.wav"
        write_wav24(made[name], parts[name])
    return made


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
