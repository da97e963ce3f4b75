"""A piece of music made exactly as long as the film: trimmed or looped with a crossfade, and faded out.

pydub does it, on 16 bit WAV only (no ffprobe is shipped). It counts in milliseconds, so every slice is
taken by samples and only whole milliseconds are handed to its fades.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trailers.domain.clock import SAMPLE_RATE
from trailers.domain.errors import FatalError
from trailers.domain.mix import MixPlan, ScoreFit, fit_score

from .audio import import_audio, wav_facts

if TYPE_CHECKING:
    from .audio import Sound

_PER_MS = SAMPLE_RATE // 1000


def fitted_score(score: Path, plan: MixPlan, scratch: Path) -> Sound:
    """`plan.samples` of stereo. Any recording will do: what is not a 48 kHz WAV is decoded in a child first.

    UserError media.* or score.too_short when it is no music that can be used.
    """
    import numpy as np

    segment = _segment(_as_wav(score, scratch))
    fit = fit_score(int(segment.frame_count()), plan.samples, fade_ms=plan.fade_ms)
    faded = _faded(_filled(segment, fit), fit)
    pcm = np.frombuffer(faded.raw_data, "<i2").astype(np.float32) / np.float32(32768)
    return pcm.reshape(-1, 2)


def _as_wav(score: Path, scratch: Path) -> Path:
    try:
        if wav_facts(score).sample_rate == SAMPLE_RATE:
            return score
    except FatalError:
        pass  # not a plain WAV: the child tells what it is
    wav = scratch / "score-as-wav.wav"
    import_audio(score, wav, scratch=scratch, channels=2)
    return wav


def _segment(wav: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # "Couldn't find ffmpeg": it is never asked to decode
        from pydub import AudioSegment
    return AudioSegment.from_wav(str(wav)).set_channels(2)


def _filled(segment: Any, fit: ScoreFit) -> Any:
    """At least `fit.samples` long: copies of the piece, each crossing over into the next."""
    if fit.mode != "loop":
        return segment.get_sample_slice(0, fit.samples)
    cross, length = fit.crossfade_samples, fit.source_samples
    cross_ms = cross // _PER_MS
    over = segment.get_sample_slice(length - cross, length).fade_out(cross_ms)
    over = over.overlay(segment.get_sample_slice(0, cross).fade_in(cross_ms))
    middle = segment.get_sample_slice(cross, length - cross)
    whole = segment.get_sample_slice(0, length - cross)
    for _ in range(fit.repeats - 1):
        whole = whole + over + middle
    last = segment.get_sample_slice(length - cross, length)
    return (whole + last).get_sample_slice(0, fit.samples)


def _faded(segment: Any, fit: ScoreFit) -> Any:
    if not fit.fade_samples:
        return segment
    body = segment.get_sample_slice(0, fit.samples - fit.fade_samples)
    tail = segment.get_sample_slice(fit.samples - fit.fade_samples, fit.samples)
    return body + tail.fade_out(fit.fade_samples // _PER_MS)
