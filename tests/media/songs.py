"""Songs played by numpy, of which every beat is known: drums, bass and chords on a given grid."""

from __future__ import annotations

import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

RATE = 44_100
_CHORDS = ((0, 4, 7), (9, 12, 16), (5, 9, 12), (7, 11, 14))


@dataclass(frozen=True)
class Played:
    """Mono samples at 44.1 kHz, and when its beats and bars begin, in seconds."""

    sound: np.ndarray
    beats: list[float]
    downbeats: list[float]


def play(
    bpm: float = 120.0,
    *,
    seconds: float = 40.0,
    metre: int = 4,
    lead_s: float = 0.3,
    end_bpm: float | None = None,
    swing: float = 0.5,
    pauses: Sequence[tuple[int, int]] = (),
    levels: Sequence[float] = (1.0,),
    drums: bool = True,
    seed: int = 1,
) -> Played:
    """A band of three. `levels` are the gains of equal parts of the song; `pauses` are (bar, beats of silence)
    put in before that bar; `swing` is where the second eighth falls between two beats."""
    chance = np.random.default_rng(seed)
    sound = np.zeros(round(seconds * RATE), np.float32)
    beats: list[float] = []
    downbeats: list[float] = []
    at, n = lead_s, 0
    breaks = dict(pauses)
    while True:
        tempo = bpm + ((end_bpm or bpm) - bpm) * at / seconds
        beat = 60 / tempo
        if n % metre == 0:
            at += breaks.get(n // metre, 0) * beat
        if at > seconds - beat:
            break
        place, bar = n % metre, n // metre
        gain = levels[min(int(at / seconds * len(levels)), len(levels) - 1)]
        beats.append(at)
        if place == 0:
            downbeats.append(at)
        _band(sound, at, beat, place, bar, metre, gain, swing, drums, chance)
        at += beat
        n += 1
    peak = float(np.abs(sound).max())
    return Played(np.tanh(sound / peak * 1.5).astype(np.float32) * 0.8, beats, downbeats)


def _band(
    sound: np.ndarray, at: float, beat: float, place: int, bar: int, metre: int, gain: float, swing: float,
    drums: bool, chance: np.random.Generator,
) -> None:  # fmt: skip
    if drums:
        if place == 0 or (metre == 4 and place == 2):
            _add(sound, at, _kick(), gain)
        if (metre == 4 and place in (1, 3)) or (metre == 3 and place > 0):
            _add(sound, at, _snare(chance), 0.7 * gain)
        for off in (0.0, swing):
            _add(sound, at + off * beat, _hat(chance), 0.25 * gain)
    chord = _CHORDS[bar % 4]
    if place == 0:
        tones = [_tone(220 * 2 ** (step / 12), metre * beat, 0.6) for step in chord]
        _add(sound, at, sum(tones), 0.22 * gain)
    _add(sound, at, _tone(55 * 2 ** (chord[0] / 12), 0.9 * beat, 3.0), 0.5 * gain)


def _add(sound: np.ndarray, at: float, what: np.ndarray, gain: float) -> None:
    start = round(at * RATE)
    part = what[: max(0, len(sound) - start)]
    sound[start : start + len(part)] += (gain * part).astype(np.float32)


def _kick() -> np.ndarray:
    t = np.arange(round(0.18 * RATE)) / RATE
    return np.sin(2 * np.pi * (50 * t + 90 * (1 - np.exp(-t * 40)) / 40)) * np.exp(-t * 22)


def _snare(chance: np.random.Generator) -> np.ndarray:
    t = np.arange(round(0.16 * RATE)) / RATE
    return (0.7 * chance.standard_normal(len(t)) + np.sin(2 * np.pi * 190 * t)) * np.exp(-t * 28) * 0.6


def _hat(chance: np.random.Generator) -> np.ndarray:
    t = np.arange(round(0.05 * RATE)) / RATE
    return np.diff(chance.standard_normal(len(t) + 1)) * np.exp(-t * 90)


def _tone(hz: float, seconds: float, fade: float) -> np.ndarray:
    t = np.arange(round(seconds * RATE)) / RATE
    wave_ = sum(np.sin(2 * np.pi * hz * k * t) / k for k in (1, 2, 3))
    return wave_ * np.exp(-t * fade) * np.minimum(1, t * 200)


def write(path: Path, sound: np.ndarray, *, rate: int = RATE, channels: int = 2) -> Path:
    """A 16 bit WAV with the same in every channel."""
    pcm = np.clip(np.rint(sound * 32767), -32768, 32767).astype("<i2")
    with wave.open(str(path), "wb") as wav:
        wav.setnchannels(channels)
        wav.setsampwidth(2)
        wav.setframerate(rate)
        wav.writeframes(np.repeat(pcm[:, None], channels, axis=1).tobytes())
    return path


def f_measure(truth: Sequence[float], found: Sequence[float], window_s: float = 0.042) -> float:
    """Each true moment answered by at most one found within the window."""
    left = sorted(found)
    hits = 0
    for moment in truth:
        near = [one for one in left if abs(one - moment) <= window_s]
        if near:
            left.remove(min(near, key=lambda one: abs(one - moment)))
            hits += 1
    return 2 * hits / (len(truth) + len(found)) if truth and found else 0.0
