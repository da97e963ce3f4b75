"""The sound of a finished film against the mix it was made from: how late, and what the codec left over."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trailers.domain.clock import SAMPLE_RATE

Sound = NDArray[np.float32]

_WINDOW = 1 << 16
_REACH = 1 << 15
"""Samples of a window (1.4 s), and how far to either side it is looked for (0.7 s)."""
_WINDOWS = 5
_CANCELLED = 0.005
_REPEATS = 4.0
"""Of two places one fits no better than the other, unless its difference is so many times smaller: a codec renders
some clicks that much better than others."""


@dataclass(frozen=True, slots=True)
class SoundFound:
    samples: int
    """Decoded from the film, from its first moment on."""
    offset_samples: int | None
    """How far the film lags behind the mix; None when they have nothing in common."""
    residual_db: float | None
    """Energy of film minus mix, at the offset found, against the energy of the mix."""


def compare_sound(film: Path, mix_wav: Path) -> SoundFound:
    """Decode both and compare. Both are our own files."""
    heard, mix = read_sound(film), read_sound(mix_wav)
    if not mix.any():
        return SoundFound(len(heard), 0 if not heard.any() else None, -200.0 if not heard.any() else None)
    if not heard.any():
        return SoundFound(len(heard), None, None)
    offset = _offset(*_one_channel(heard, mix))
    return SoundFound(len(heard), offset, None if offset is None else _residual_db(heard, mix, offset))


def read_sound(path: Path) -> Sound:
    """The sound of one of our files as stereo at 48 kHz, from time 0 on: (samples, 2).

    What starts late is filled up with silence, so that an index is a moment of the file.
    """
    import av

    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        resampler = av.AudioResampler(format="fltp", layout="stereo", rate=SAMPLE_RATE)
        parts: list[Sound] = []
        lead: int | None = None
        for frame in container.decode(stream):
            if lead is None:
                lead = round(SAMPLE_RATE * (frame.time or 0.0))
            parts += [np.asarray(out.to_ndarray(), np.float32).T for out in resampler.resample(frame)]
        parts += [np.asarray(out.to_ndarray(), np.float32).T for out in resampler.resample(None)]
    sound = np.concatenate(parts) if parts else np.zeros((0, 2), np.float32)
    if lead and lead > 0:
        return np.concatenate([np.zeros((lead, 2), np.float32), sound])
    return sound[-lead:] if lead else sound


def _one_channel(heard: Sound, mix: Sound) -> tuple[Sound, Sound]:
    """Both in one channel: the middle, or the louder side of a mix whose sides cancel each other."""
    middle = mix.mean(1)
    sides = np.sum(np.square(mix, dtype=np.float64), axis=0)
    if float(np.sum(np.square(middle, dtype=np.float64))) > _CANCELLED * float(sides.sum()):
        return heard.mean(1), middle
    side = int(np.argmax(sides))
    return heard[:, side], mix[:, side]


def _offset(heard: Sound, mix: Sound) -> int | None:
    """The lag at which the film differs least from the loudest stretches of the mix, all taken together.

    Least squares and not the highest correlation: in a swelling tone that is a few waves too late, where the
    film is louder.
    """
    reach = min(_REACH, len(mix) // 2)
    window = min(_WINDOW, len(mix))
    size = 1 << int(np.ceil(np.log2(2 * window + 2 * reach)))
    shared = np.zeros(2 * reach + 1)
    energy = np.zeros(2 * reach + 1)
    whole = 0.0
    for start in _loudest(mix, window):
        part = mix[start : start + window].astype(np.float64)
        around = _cut(heard, start - reach, start + window + reach)
        spectrum = np.fft.rfft(around, size) * np.conj(np.fft.rfft(part, size))
        shared += np.fft.irfft(spectrum, size)[: 2 * reach + 1]
        whole += float(np.sum(np.square(part)))
        sums = np.concatenate([[0.0], np.cumsum(np.square(around))])
        energy += sums[window:] - sums[:-window]
    away = whole + energy - 2 * shared
    best = int(np.argmin(away))
    if shared[best] <= 0:
        return None
    return 0 if _as_good_at_nought(away, best) else best - reach


def _as_good_at_nought(away: NDArray[np.float64], best: int) -> bool:
    """Whether a sound that repeats itself lies at 0 about as well as where it was found: clicks, a held tone.

    What differs between such places is the codec's noise. A sample to either side of 0 it must be worse, which it
    is not in anything that is really late.
    """
    nought = len(away) // 2
    beside = min(float(away[nought - 1]), float(away[nought + 1])) if nought else np.inf
    return bool(away[nought] <= _REPEATS * away[best] and away[nought] < beside)


def _loudest(mix: Sound, window: int) -> list[int]:
    """Where the windows with most energy begin, far enough apart not to overlap."""
    starts = range(0, max(1, len(mix) - window + 1), window)
    ranked = sorted(starts, key=lambda start: -float(np.sum(np.square(mix[start : start + window]))))
    return ranked[:_WINDOWS]


def _cut(sound: Sound, start: int, end: int) -> NDArray[np.float64]:
    """[start, end) of a sound, with silence where it does not reach."""
    out = np.zeros(end - start)
    low, high = max(start, 0), min(end, len(sound))
    if low < high:
        out[low - start : high - start] = sound[low:high]
    return out


def _residual_db(heard: Sound, mix: Sound, offset: int) -> float:
    """Over the whole length of the mix, both channels; what the film does not reach counts in full."""
    rest = whole = 0.0
    for start in range(0, len(mix), _WINDOW):
        wanted = mix[start : start + _WINDOW].astype(np.float64)
        end = start + len(wanted)
        found = np.stack([_cut(heard[:, side], start + offset, end + offset) for side in (0, 1)], 1)
        rest += float(np.sum(np.square(found - wanted)))
        whole += float(np.sum(np.square(wanted)))
    return 10 * float(np.log10(max(rest, 1e-20 * whole) / whole))
