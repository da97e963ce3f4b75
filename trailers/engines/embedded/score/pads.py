"""Ensemble sounds without a sampler: each pitch is one long loop made from its spectrum.

Every partial is not a line but a small cloud of frequencies with random phases, as wide as a section of
players is out of tune. One inverse FFT turns the clouds into a loop that never clicks and never beats the
same way twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

from trailers.domain.clock import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from trailers.media.audio import Sound

    from .writing import Note

_SIZE = 1 << 17
_TOP_HZ = 12_000.0
_LEVEL = 0.1
"""Root mean square of a loop."""


@dataclass(frozen=True, slots=True)
class Spectrum:
    """Partials as (ratio, amplitude), the cents each is spread over, and resonances (Hz, width in Hz,
    gain)."""

    partials: tuple[tuple[float, float], ...]
    cents: float
    resonances: tuple[tuple[float, float, float], ...] = ()
    floor: float = 1.0
    """What is left of a partial that no resonance carries."""
    tremolo_hz: float = 0.0


def _falling(power: float, count: int = 48) -> tuple[tuple[float, float], ...]:
    return tuple((float(n), n**-power) for n in range(1, count + 1))


SPECTRA: dict[str, Spectrum] = {
    "strings": Spectrum(
        _falling(1.05), 26, ((290, 120, 1.0), (520, 200, 0.8), (1150, 500, 0.7), (2700, 900, 0.5)), 0.45
    ),
    "shiver": Spectrum(_falling(0.95), 55, ((600, 300, 0.9), (1500, 700, 0.8), (3000, 1200, 0.6)), 0.4, 8.3),
    "choir": Spectrum(
        _falling(0.75, 40), 38, ((650, 110, 1.6), (1080, 130, 1.1), (2650, 300, 0.5), (3300, 400, 0.35)), 0.12
    ),
    "men": Spectrum(_falling(0.8, 40), 34, ((400, 90, 1.6), (760, 110, 1.1), (2400, 300, 0.3)), 0.12),
    "brass": Spectrum(_falling(0.7, 28), 9, ((500, 400, 1.0), (1200, 600, 0.7)), 0.35),
    "warm": Spectrum(_falling(1.9, 16), 42),
    "organ": Spectrum(
        ((0.5, 0.45), (1, 1), (2, 0.7), (3, 0.35), (4, 0.45), (6, 0.2), (8, 0.22), (12, 0.06)), 5
    ),
    "glass": Spectrum(((1, 1), (2.003, 0.35), (2.76, 0.3), (4.01, 0.12), (5.4, 0.16), (8.93, 0.06)), 9),
    "metal": Spectrum(
        ((1, 1), (1.06, 0.7), (1.41, 0.4), (2.09, 0.5), (2.93, 0.3), (4.3, 0.22), (6.7, 0.12)), 30
    ),
    "drone": Spectrum(((1, 1), (2, 0.55), (3, 0.3), (4, 0.16), (5, 0.1), (7, 0.05)), 13),
    "air": Spectrum(((1, 0.6), (2, 1), (4, 0.6), (8, 0.25)), 150),
}


def loop(name: str, pitch: int) -> Sound:
    """`_SIZE` samples of two channels that follow themselves without a seam; the same for the same
    arguments."""
    import numpy as np
    from scipy.fft import irfft

    spectrum = SPECTRA[name]
    amplitudes = np.zeros(_SIZE // 2 + 1, np.float32)
    base = 440.0 * 2 ** ((pitch - 69) / 12)
    for ratio, amplitude in spectrum.partials:
        hz = base * ratio
        if hz > _TOP_HZ:
            break
        _spread(amplitudes, hz, amplitude * _body(spectrum, hz), hz * (2 ** (spectrum.cents / 1200) - 1))
    chance = np.random.Generator(np.random.Philox(crc32(f"{name}/{pitch}".encode())))
    used = int(np.flatnonzero(amplitudes)[-1]) + 1
    angles = chance.random((2, used), np.float32) * np.float32(2 * np.pi)
    bins = np.zeros((2, len(amplitudes)), np.complex64)
    bins[:, :used].real = amplitudes[:used] * np.cos(angles)
    bins[:, :used].imag = amplitudes[:used] * np.sin(angles)
    sound = irfft(bins, axis=1).T
    return np.ascontiguousarray(sound * np.float32(_LEVEL / np.sqrt(np.mean(np.square(sound)))), np.float32)


def _spread(amplitudes: NDArray[np.float32], hz: float, amplitude: float, width_hz: float) -> None:
    """Add one partial as a bell over its neighbouring bins, its power the same however wide it is."""
    import numpy as np

    per_bin = SAMPLE_RATE / _SIZE
    centre, width = hz / per_bin, max(0.8, width_hz / per_bin)
    first, last = max(1, int(centre - 3 * width)), min(len(amplitudes), int(centre + 3 * width) + 2)
    bell = np.exp(-np.square((np.arange(first, last) - centre) / width))
    amplitudes[first:last] += (amplitude / np.sqrt(width) * bell).astype(np.float32)


def _body(spectrum: Spectrum, hz: float) -> float:
    if not spectrum.resonances:
        return 1.0
    return spectrum.floor + sum(
        gain / (1 + ((hz - at) / width) ** 2) for at, width, gain in spectrum.resonances
    )


def play(name: str, notes: Sequence[Note], samples: int, *, attack: int, release: int, late: int) -> Sound:
    """All notes on one ensemble: each fades in and out, and fades over into the next."""
    import numpy as np

    out = np.zeros((samples, 2), np.float32)
    loops: dict[int, Sound] = {}
    for note in notes:
        if note.pitch not in loops:
            loops[note.pitch] = loop(name, note.pitch)
        start, end = max(0, note.start - late), min(samples, note.end + release)
        envelope = _envelope(end - start, attack, max(1, end - max(start, note.end))) * np.float32(
            note.velocity
        )
        if hz := SPECTRA[name].tremolo_hz:
            at = np.arange(start, end) / SAMPLE_RATE
            envelope *= (0.7 + 0.3 * np.sin(2 * np.pi * hz * at + note.pitch)).astype(np.float32)
        place = crc32(f"{note.pitch}/{note.start}".encode()) % _SIZE
        _add_round(out[start:end], loops[note.pitch], place, envelope[:, None])
    return out


def _add_round(out: Sound, table: Sound, place: int, envelope: Sound) -> None:
    """Add the loop to `out` from `place` on, round and round."""
    done = 0
    while done < len(out):
        size = min(len(out) - done, len(table) - place)
        out[done : done + size] += table[place : place + size] * envelope[done : done + size]
        done, place = done + size, 0


def _envelope(length: int, attack: int, release: int) -> NDArray[np.float32]:
    """Raised cosines at both ends; a note shorter than both meets in the middle."""
    import numpy as np

    envelope = np.ones(length, np.float32)
    rise, fall = min(attack, length // 2), min(release, length // 2)
    envelope[:rise] *= 0.5 - 0.5 * np.cos(np.pi * np.arange(rise, dtype=np.float32) / max(1, rise))
    envelope[length - fall :] *= 0.5 + 0.5 * np.cos(np.pi * np.arange(fall, dtype=np.float32) / max(1, fall))
    return envelope
