"""Struck and plucked sounds, each computed once and set down wherever a note asks for it.

Skins are a few modes of a membrane whose pitch falls with the blow, and a slap of noise; every drum has
several readings, so that no two strokes in a row are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from zlib import crc32

from trailers.domain.clock import SAMPLE_RATE
from trailers.media.filters import band, equalise, high_pass, low_pass

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from trailers.media.audio import Sound

    from .writing import Note

    Mono = NDArray[np.float32]
    Chance = np.random.Generator

_READINGS = 4
_PITCHED = ("pulse", "pluck", "timpani")
_PANS = {"taiko": (-0.25, 0.3, -0.05, 0.15), "tom": (-0.4, 0.4, -0.2, 0.2), "tick": (0.3, -0.3, 0.35, -0.25),
         "shaker": (0.4, 0.35, 0.45, 0.4), "brush": (-0.2, 0.2, -0.1, 0.1), "snare": (-0.05, 0.05, 0.0, 0.02),
         "pluck": (-0.5, 0.5, -0.15, 0.2), "clop": (-0.3, 0.1, 0.3, -0.1)}  # fmt: skip


def play(kind: str, notes: Sequence[Note], samples: int) -> Sound:
    """Every note as a stroke of its strength, its readings in turn and from slightly different places."""
    import numpy as np

    out = np.zeros((samples, 2), np.float32)
    made: dict[tuple[int, int], Mono] = {}
    for turn, note in enumerate(notes):
        reading = turn % _READINGS
        sounding = 0 if kind in _PITCHED else reading  # a pitched stroke sounds one way, from several places
        pitch = note.pitch if kind in _PITCHED or note.pitch < 40 else 40
        stroke = made.get((pitch, sounding))
        if stroke is None:
            stroke = made[pitch, sounding] = strike(kind, pitch, sounding)
        end = min(samples, note.start + len(stroke))
        pan = _PANS.get(kind, (0.0,) * _READINGS)[reading]
        sides = np.array([np.cos((1 + pan) * np.pi / 4), np.sin((1 + pan) * np.pi / 4)], np.float32)
        out[note.start : end] += stroke[: end - note.start, None] * sides * np.float32(note.velocity**1.4)
    return out


def strike(kind: str, pitch: int, reading: int = 0) -> Mono:
    """One stroke, loudest sample 1.0; the same for the same arguments."""
    import numpy as np

    chance = np.random.Generator(np.random.Philox(crc32(f"{kind}/{pitch}/{reading}".encode())))
    sound = _STROKES[kind](pitch, chance)
    return np.asarray(sound / np.abs(sound).max(), np.float32)


def seconds(length: float) -> NDArray[np.float64]:
    import numpy as np

    return np.arange(int(length * SAMPLE_RATE)) / SAMPLE_RATE


def noise(chance: Chance, length: float) -> Mono:
    import numpy as np

    return chance.standard_normal(int(length * SAMPLE_RATE)).astype(np.float32)


def falling_sine(at: NDArray[np.float64], hz: float, drop: float, fall_s: float) -> NDArray[np.float64]:
    """A sine that starts `drop` times higher and settles on `hz`."""
    import numpy as np

    phase = hz * at + hz * (drop - 1) * fall_s * (1 - np.exp(-at / fall_s))
    return np.asarray(np.sin(2 * np.pi * phase))


def skin(
    chance: Chance, hz: float, ring_s: float, *, drop: float, slap: float, slap_hz: float
) -> NDArray[np.float64]:
    """A drum: the modes of a membrane, the higher the shorter, and the slap of the stick."""
    import numpy as np

    at = seconds(ring_s * 3.2)
    body = np.zeros(len(at))
    for ratio, amplitude, share in (
        (1, 1.0, 1.0),
        (1.59, 0.5, 0.6),
        (2.14, 0.3, 0.45),
        (2.65, 0.2, 0.35),
        (3.5, 0.1, 0.25),
    ):
        detuned = hz * ratio * (1 + 0.012 * chance.standard_normal())
        body += amplitude * falling_sine(at, detuned, drop, 0.03) * np.exp(-at / (ring_s * share))
    stick = equalise(noise(chance, len(at) / SAMPLE_RATE)[: len(at)], *band(slap_hz, 1.2))
    return np.asarray(np.tanh(1.4 * body) + slap * stick[: len(at)] * np.exp(-at / 0.014))


def _taiko(pitch: int, chance: Chance) -> NDArray[np.float64]:
    strong = pitch == 36
    return skin(chance, 62 if strong else 88, 0.42 if strong else 0.26, drop=1.7, slap=0.9, slap_hz=1900)


def _tom(pitch: int, chance: Chance) -> NDArray[np.float64]:
    return skin(chance, 78 if pitch == 36 else 104, 0.3, drop=1.4, slap=0.6, slap_hz=1500)


def _timpani(pitch: int, chance: Chance) -> NDArray[np.float64]:
    hz = 440.0 * 2 ** ((pitch - 69) / 12)
    return skin(chance, hz, 0.7, drop=1.06, slap=0.25, slap_hz=900)


def _snare(pitch: int, chance: Chance) -> NDArray[np.float64]:
    import numpy as np

    at = seconds(0.32)
    wires = equalise(noise(chance, 0.32), high_pass(1400), low_pass(7500)) * np.exp(-at / 0.075)
    shell = np.sin(2 * np.pi * 186 * at) * np.exp(-at / 0.045) + 0.6 * np.sin(2 * np.pi * 332 * at) * np.exp(
        -at / 0.03
    )
    return np.asarray(0.8 * wires + 0.9 * shell)


def _tick(pitch: int, chance: Chance) -> NDArray[np.float64]:
    """A clock: two clicks of wood, the second the lower, by turns."""
    import numpy as np

    at = seconds(0.09)
    hz = 2350 + 260 * chance.standard_normal()
    low = np.sin(2 * np.pi * hz * at) * np.exp(-at / 0.008)
    high = np.sin(2 * np.pi * 2.7 * hz * at) * np.exp(-at / 0.004)
    return np.asarray(low + 0.5 * high + 0.25 * noise(chance, 0.09) * np.exp(-at / 0.003))


def _shaker(pitch: int, chance: Chance) -> NDArray[np.float64]:
    import numpy as np

    at = seconds(0.14)
    return np.asarray(
        equalise(noise(chance, 0.14), high_pass(4500)) * np.minimum(at / 0.018, 1) * np.exp(-at / 0.035)
    )


def _brush(pitch: int, chance: Chance) -> NDArray[np.float64]:
    """40 is a sweep over the skin, the rest taps."""
    import numpy as np

    if pitch == 40:
        at = seconds(0.5)
        return np.asarray(
            equalise(noise(chance, 0.5), *band(3200, 0.6)) * np.sin(np.pi * np.minimum(at / 0.5, 1)) ** 2
        )
    at = seconds(0.18)
    return np.asarray(equalise(noise(chance, 0.18), *band(2400, 0.7)) * np.exp(-at / 0.03))


def _heart(pitch: int, chance: Chance) -> NDArray[np.float64]:
    import numpy as np

    at = seconds(0.5)
    return np.asarray(falling_sine(at, 44 if pitch == 36 else 52, 1.5, 0.04) * np.exp(-at / 0.11))


def _clop(pitch: int, chance: Chance) -> NDArray[np.float64]:
    import numpy as np

    at = seconds(0.12)
    hz = 640 + 90 * chance.standard_normal()
    hoof = np.sin(2 * np.pi * hz * at) * np.exp(-at / 0.016)
    return np.asarray(hoof + 0.4 * noise(chance, 0.12) * np.exp(-at / 0.005))


def _clap(pitch: int, chance: Chance) -> NDArray[np.float64]:
    """Several hands a few milliseconds apart."""
    import numpy as np

    at = seconds(0.3)
    hands = sum(
        np.exp(-np.maximum(at - late, 0) / 0.02) * (at >= late) for late in (0.0, 0.011, 0.019, 0.028)
    )
    return np.asarray(equalise(noise(chance, 0.3), *band(1700, 0.9)) * hands)


def _pulse(pitch: int, chance: Chance) -> NDArray[np.float64]:
    """A dark synthetic bass that shuts as it rings."""
    return _closing(pitch, ring_s=0.42, closing=2.2, count=26, slope=0.9)


def _pluck(pitch: int, chance: Chance) -> NDArray[np.float64]:
    return _closing(pitch, ring_s=0.5, closing=1.6, count=18, slope=1.25)


def _closing(pitch: int, *, ring_s: float, closing: float, count: int, slope: float) -> NDArray[np.float64]:
    """Harmonics that die the sooner the higher they are: a filter that closes, without a filter."""
    import numpy as np

    at = seconds(ring_s * 3)
    hz = 440.0 * 2 ** ((pitch - 69) / 12)
    out = np.zeros(len(at))
    for n in range(1, min(count, int(9000 / hz)) + 1):
        for cents in (-5, 6):
            partial = hz * n * 2 ** (cents / 1200)
            out += (
                n**-slope
                * np.sin(2 * np.pi * partial * at)
                * np.exp(-at / ring_s * (1 + closing * (n - 1) / 4))
            )
    return np.asarray(out * np.minimum(at / 0.004, 1.0))


_STROKES: dict[str, Callable[[int, Chance], NDArray[np.float64]]] = {
    "taiko": _taiko, "tom": _tom, "timpani": _timpani, "snare": _snare, "tick": _tick, "shaker": _shaker,
    "brush": _brush, "heart": _heart, "clop": _clop, "clap": _clap, "pulse": _pulse, "pluck": _pluck,
}  # fmt: skip
