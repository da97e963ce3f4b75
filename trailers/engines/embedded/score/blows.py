"""The synthesised effects: booms, brass that is no brass, risers, the breath. Each is stereo and full scale
at 1."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from zlib import crc32

from trailers.domain.clock import SAMPLE_RATE
from trailers.media.filters import band, equalise, high_pass, low_pass

from .pads import loop
from .shots import falling_sine, seconds, skin, strike

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from trailers.media.audio import Sound

    from .effects import Effect

    Chance = np.random.Generator
    Made = NDArray[np.float64]


def sound_of(effect: Effect) -> Sound:
    """The effect's own samples, at most `effect.length` of them, scaled by its level."""
    import numpy as np

    chance = np.random.Generator(
        np.random.Philox(crc32(f"{effect.kind}/{effect.start}/{effect.pitch}".encode()))
    )
    made = np.asarray(_EFFECTS[effect.kind](effect, chance), np.float32)
    if made.ndim == 1:
        made = np.repeat(made[:, None], 2, axis=1)
    made = made[: effect.length]
    _close(made, effect.kind)
    return made * np.float32(effect.level / max(1e-9, float(np.abs(made).max())))


def _close(sound: Sound, kind: str) -> None:
    """What rises is cut by what it rises into, without a click; what rings fades over its last third."""
    import numpy as np

    size = min(len(sound), SAMPLE_RATE * 8 // 1000) if kind in _RISING else len(sound) // 3
    sound[len(sound) - size :] *= (0.5 + 0.5 * np.cos(np.linspace(0, np.pi, size, dtype=np.float32)))[:, None]


def _hz(pitch: int) -> float:
    return float(440.0 * 2 ** ((pitch - 69) / 12))


def _wide(chance: Chance, length: float) -> Sound:
    return chance.standard_normal((int(length * SAMPLE_RATE), 2), "f4")


def _ring(table: Sound, length: int) -> Sound:
    """A loop, round and round."""
    import numpy as np

    return np.tile(table, (-(-length // len(table)), 1))[:length]


def _boom(effect: Effect, chance: Chance) -> Made:
    """The blow itself: a stick, a skin the size of a room, and the floor under it giving way."""
    import numpy as np

    at = seconds(4.5)
    floor = falling_sine(at, _hz(effect.pitch), 2.6, 0.055) * np.exp(-at / 1.15)
    body = np.tanh(2.2 * falling_sine(at, 2 * _hz(effect.pitch), 1.9, 0.03) * np.exp(-at / 0.34))
    rumble = equalise(_wide(chance, 4.5), low_pass(140), low_pass(140)) * np.exp(-at / 0.9)[:, None]
    crack = equalise(_wide(chance, 4.5), *band(1500, 3.2)) * np.exp(-at / 0.02)[:, None]
    wash = equalise(_wide(chance, 4.5), high_pass(500), low_pass(3200)) * np.exp(-at / 0.6)[:, None]
    core = (1.0 * floor + 0.75 * body)[:, None]
    return np.asarray(core + 1.6 * rumble + 0.55 * crack + 0.12 * wash)


def _soft_boom(effect: Effect, chance: Chance) -> Made:
    import numpy as np

    at = seconds(4.0)
    floor = falling_sine(at, _hz(effect.pitch), 1.8, 0.05) * np.exp(-at / 1.2)
    drum = np.zeros(len(at))
    stroke = skin(chance, 70, 0.5, drop=1.4, slap=0.35, slap_hz=800)
    drum[: len(stroke)] = stroke[: len(drum)]
    return floor + 0.8 * drum


def _drums(effect: Effect, chance: Chance) -> Made:
    """Five players who strike together, as nearly as people do: the first is exactly on time."""
    import numpy as np

    out = np.zeros((3 * SAMPLE_RATE, 2))
    for player, (late_ms, pan) in enumerate(((0, 0.0), (3, -0.5), (6, 0.5), (9, -0.25), (13, 0.3))):
        stroke = strike("taiko", 36 if player % 2 == 0 else 38, player % 4)
        start = late_ms * SAMPLE_RATE // 1000
        end = min(len(out), start + len(stroke))
        out[start:end] += stroke[: end - start, None] * np.array([1 - pan, 1 + pan])
    return out


def _timpani(effect: Effect, chance: Chance) -> Made:
    return skin(chance, _hz(effect.pitch + 12), 0.8, drop=1.05, slap=0.3, slap_hz=900)


def _braam(effect: Effect, chance: Chance) -> Made:
    """A brass section of no known size: a hard, low fifth that opens at once and closes slowly."""
    import numpy as np

    length = 4 * SAMPLE_RATE
    at = np.arange(length)[:, None] / SAMPLE_RATE
    pitches = (effect.pitch + 12, effect.pitch + 19, effect.pitch + 24)
    raw = sum(_ring(loop("brass", pitch), length) for pitch in pitches)
    hard = np.tanh(5.0 * raw)
    bright = equalise(hard.astype(np.float32), low_pass(2600)) * np.exp(-at / 0.5)
    dark = equalise(hard.astype(np.float32), low_pass(520)) * np.exp(-at / 1.5)
    return np.asarray((bright + dark) * np.minimum(1.0, at / 0.025))


def _metal(effect: Effect, chance: Chance) -> Made:
    """A struck girder: partials of no scale."""
    import numpy as np

    at = seconds(4.0)
    out = np.zeros((len(at), 2))
    for _ in range(14):
        hz = float(chance.uniform(140, 2400))
        sides = chance.uniform(0.3, 1.0, 2)
        ring = np.sin(2 * np.pi * hz * at + chance.uniform(0, 6)) * np.exp(-at / (260 / (hz + 160)))
        out += ring[:, None] * sides / (1 + hz / 900)
    return out


def _shriek(effect: Effect, chance: Chance) -> Made:
    """High strings on neighbouring notes, as hard as they can."""
    import numpy as np

    length = 3 * SAMPLE_RATE
    at = np.arange(length)[:, None] / SAMPLE_RATE
    raw = sum(_ring(loop("shiver", pitch), length) for pitch in (82, 83, 85, 88))
    return np.asarray(np.tanh(3 * raw) * np.exp(-at / 0.7) * np.minimum(1.0, at / 0.012))


def _cymbal(effect: Effect, chance: Chance) -> Made:
    import numpy as np

    at = seconds(4.5)[:, None]
    high = equalise(_wide(chance, 4.5), high_pass(3800)) * np.exp(-at / 0.9)
    low = equalise(_wide(chance, 4.5), *band(1200, 2.0)) * np.exp(-at / 0.35)
    return np.asarray((high + 0.5 * low) * np.minimum(1.0, at / 0.004))


def _bell(effect: Effect, chance: Chance) -> Made:
    """A church bell: hum, prime, a minor third, fifth, and the octave that names it."""
    import numpy as np

    at = seconds(5.0)
    name = _hz(effect.pitch + 36)
    partials = (
        (0.5, 0.7, 2.6),
        (1.0, 1.0, 1.9),
        (1.19, 0.7, 1.5),
        (1.5, 0.4, 1.1),
        (2.0, 0.9, 0.9),
        (2.74, 0.3, 0.5),
        (3.76, 0.2, 0.3),
    )
    return np.asarray(
        sum(a * np.sin(2 * np.pi * name * r * at) * np.exp(-at / ring) for r, a, ring in partials)
    )


def _button(effect: Effect, chance: Chance) -> Made:
    """The full stop of a comedy: dry, short, and over."""
    import numpy as np

    at = seconds(1.2)
    thump = falling_sine(at, _hz(effect.pitch + 12), 1.6, 0.03) * np.exp(-at / 0.16)
    stroke = strike("snare", 38)
    thump[: len(stroke)] += 0.5 * stroke
    return np.asarray(thump)


def _thud(effect: Effect, chance: Chance) -> Made:
    import numpy as np

    at = seconds(0.9)
    return np.asarray(falling_sine(at, _hz(effect.pitch), 2.0, 0.05) * np.exp(-at / 0.16))


def _held_note(effect: Effect, chance: Chance) -> Made:
    """One low note that nobody seems to play, waiting."""
    import numpy as np

    at = np.arange(effect.length) / SAMPLE_RATE
    body = _ring(loop("drone", effect.pitch), effect.length)
    return np.asarray(body * np.minimum(1.0, at / 0.5)[:, None])


def _riser(effect: Effect, chance: Chance) -> Made:
    """Noise whose centre climbs four octaves while it swells, and a cluster that slides up under it."""
    import numpy as np

    share = np.arange(effect.length) / max(1, effect.length)
    swell = (np.exp(3.2 * share) - 1) / (np.exp(3.2) - 1)
    hiss = chance.standard_normal((effect.length, 2), "f4")
    out = np.zeros((effect.length, 2))
    for step in range(8):
        centre = 260 * 2 ** (step * 4 / 7)
        weight = np.exp(-np.square((share * 7 - step) / 1.3))
        out += equalise(hiss, *band(centre, 0.7)) * weight[:, None]
    phase = 2 * np.pi * np.cumsum(_hz(effect.pitch + 24) * 2 ** (1.5 * share)) / SAMPLE_RATE
    slide = np.mean([np.sin(phase * ratio) for ratio in (1.0, 1.006, 1.498, 2.003)], axis=0)
    return np.asarray((out + 0.35 * slide[:, None]) * swell[:, None])


def _inhale(effect: Effect, chance: Chance) -> Made:
    """Air drawn in: a cymbal turned round in time."""
    import numpy as np

    share = np.arange(effect.length)[:, None] / max(1, effect.length)
    hiss = equalise(chance.standard_normal((effect.length, 2), "f4"), high_pass(700), low_pass(7000))
    return np.asarray(hiss * np.exp(5.0 * (share - 1)) * np.minimum(1.0, share * 10))


_EFFECTS: dict[str, Callable[[Effect, Chance], Made]] = {
    "boom": _boom, "soft_boom": _soft_boom, "drums": _drums, "timpani": _timpani, "braam": _braam,
    "metal": _metal, "shriek": _shriek, "cymbal": _cymbal, "bell": _bell, "button": _button, "thud": _thud,
    "held_note": _held_note, "riser": _riser, "inhale": _inhale,
}  # fmt: skip
_RISING = ("riser", "inhale")
EFFECT_KINDS = frozenset(_EFFECTS)
