"""Writes samples/harbour-light.m4a, the song of `make demo-music`: composed here, played by the score engine's band.

Original music, free of anybody's rights. The same program gives the same song on one kind of processor; the file
is kept with the samples so that the demo needs no minute of composing.

    .venv/bin/python scripts/make_song.py
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from trailers.domain.clock import SAMPLE_RATE  # noqa: E402
from trailers.engines.embedded.score import pads, soundfont  # noqa: E402
from trailers.engines.embedded.score.instruments import Font  # noqa: E402
from trailers.engines.embedded.score.reverb import impulse, reverberate  # noqa: E402
from trailers.engines.embedded.score.writing import Note  # noqa: E402
from trailers.media.audio import write_wav  # noqa: E402
from trailers.media.dynamics import limit  # noqa: E402
from trailers.media.mix import encode_aac  # noqa: E402

OUT = ROOT / "samples" / "harbour-light.m4a"
BPM, METRE = 104, 4
BEAT = SAMPLE_RATE * 60 // BPM
BAR = METRE * BEAT
FORM = (("intro", 4), ("verse", 4), ("chorus", 4), ("break", 2), ("chorus", 4), ("outro", 2))
BARS = sum(bars for _, bars in FORM)
SAMPLES = BARS * BAR + 3 * SAMPLE_RATE
CHORDS = ((57, 60, 64), (53, 57, 60), (48, 55, 64), (55, 59, 62))
"""A minor, F, C, G: one a bar."""
HOOK = ((0, 76, 3), (3, 74, 1), (4, 72, 2), (6, 74, 2), (8, 76, 3), (11, 79, 1), (12, 74, 4))
"""(eighth, pitch, eighths) over two bars."""


def sections() -> Iterator[tuple[str, int, int]]:
    """(name, first bar, bars)."""
    at = 0
    for name, bars in FORM:
        yield name, at, bars
        at += bars


def note(bar: int, eighth: float, eighths: float, pitch: int, velocity: float) -> Note:
    start = round(bar * BAR + eighth * BEAT / 2)
    return Note(start, min(SAMPLES, round(start + eighths * BEAT / 2)), pitch, velocity)


def keys() -> list[Note]:
    """Broken chords, quiet at both ends of the song."""
    out = []
    for name, first, bars in sections():
        loud = {"intro": 0.45, "verse": 0.5, "chorus": 0.7, "break": 0.35, "outro": 0.4}[name]
        for bar in range(first, first + bars):
            chord = CHORDS[bar % 4]
            for n in range(8):
                pitch = chord[(0, 1, 2, 1, 0, 2, 1, 2)[n]] + 12
                out.append(note(bar, n, 1.4, pitch, loud * (1.0 if n % 4 == 0 else 0.75)))
    return out


def bass() -> list[Note]:
    out = []
    for name, first, bars in sections():
        for bar in range(first, first + bars):
            root = CHORDS[bar % 4][0] - 24
            if name == "verse":
                out += [note(bar, 0, 3, root, 0.8), note(bar, 3, 4.5, root, 0.65)]
            elif name == "chorus":
                out += [note(bar, n, 0.9, root, 0.9 if n % 2 == 0 else 0.7) for n in range(8)]
            elif name == "break":
                out.append(note(bar, 0, 8, root, 0.55))
    return out


def lead() -> list[Note]:
    out = []
    for name, first, bars in sections():
        for bar in range(first, first + bars, 2):
            if name == "chorus":
                out += [note(bar, e, length, pitch, 0.9) for e, pitch, length in HOOK]
            elif name == "verse" and bar > first:
                out += [note(bar, e, length, pitch - 12, 0.5) for e, pitch, length in HOOK[:4]]
    return out


def strings() -> list[Note]:
    return [
        note(bar, 0, 8, pitch, 0.8)
        for name, first, bars in sections()
        if name in ("chorus", "break", "outro")
        for bar in range(first, first + bars)
        for pitch in CHORDS[bar % 4]
    ]


def drums(chance: np.random.Generator) -> np.ndarray:
    out = np.zeros((SAMPLES, 2), np.float32)
    kick, snare, hat, crash = _kick(), _snare(chance), _hat(chance, 0.05), _hat(chance, 1.2)
    for name, first, bars in sections():
        for bar in range(first, first + bars):
            if name == "chorus" and bar == first:
                _add(out, crash, bar * BAR, 0.5, 0.2)
            for n in range(16):
                at = bar * BAR + n * BEAT // 4
                full = name == "chorus"
                if (
                    (full and n in (0, 6, 8))
                    or (name == "verse" and n in (0, 10))
                    or (name == "intro" and bar > 1 and n == 0)
                ):
                    _add(out, kick, at, 0.9 if full else 0.6, 0.0)
                if (full or name == "verse") and n in (4, 12):
                    _add(out, snare, at, 0.7 if full else 0.4, 0.05)
                if (full and n % 2 == 0) or (name == "verse" and n % 4 == 2):
                    _add(out, hat, at, 0.32 if n % 4 else 0.2, -0.25)
                if name == "break" and bar == first + bars - 1 and n >= 8:
                    _add(out, snare, at, 0.15 + 0.05 * (n - 8), 0.0)
    return out


def _add(out: np.ndarray, sound: np.ndarray, at: int, gain: float, pan: float) -> None:
    part = sound[: max(0, len(out) - at)]
    out[at : at + len(part), 0] += part * gain * (1 - max(0.0, pan))
    out[at : at + len(part), 1] += part * gain * (1 + min(0.0, pan))


def _kick() -> np.ndarray:
    t = np.arange(SAMPLE_RATE // 3) / SAMPLE_RATE
    pitch = 48 + 110 * np.exp(-t * 34)
    return (np.sin(2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE) * np.exp(-t * 9)).astype(np.float32)


def _snare(chance: np.random.Generator) -> np.ndarray:
    t = np.arange(SAMPLE_RATE // 4) / SAMPLE_RATE
    noise = chance.standard_normal(len(t)) * np.exp(-t * 22) * 0.45
    return (noise + np.sin(2 * np.pi * 190 * t) * np.exp(-t * 28) * 0.6).astype(np.float32)


def _hat(chance: np.random.Generator, seconds: float) -> np.ndarray:
    t = np.arange(int(SAMPLE_RATE * seconds * 3)) / SAMPLE_RATE
    noise = np.diff(chance.standard_normal(len(t) + 2), n=2)
    return (noise * np.exp(-t / seconds) * 0.2).astype(np.float32)


def song() -> np.ndarray:
    played = (
        (soundfont.play((Font(4, 1.0, -3, -0.2), Font(0, 0.7, 3, 0.2)), keys(), SAMPLES), 0.9, 0.35),
        (soundfont.play((Font(33), Font(38, 0.6, 4)), bass(), SAMPLES), 1.1, 0.0),
        (soundfont.play((Font(81, 0.8, -5, -0.3), Font(80, 0.6, 5, 0.3)), lead(), SAMPLES), 0.55, 0.5),
        (pads.play("strings", strings(), SAMPLES, attack=9_000, release=24_000, late=0), 1.0, 0.5),
    )
    dry, wet = drums(np.random.default_rng(11)) * 0.55, np.zeros((SAMPLES, 2), np.float32)
    for sound, level, send in played:
        power = float(np.sqrt(np.mean(np.square(sound)))) or 1.0
        sound = sound * np.float32(level * 0.06 / power)
        dry += sound
        wet += sound * np.float32(send)
    music = dry + reverberate(wet, impulse(1.6)) * np.float32(0.5)
    fade = np.ones(SAMPLES, np.float32)
    fade[BARS * BAR :] = np.linspace(1, 0, SAMPLES - BARS * BAR) ** 2
    music *= fade[:, None]
    return np.asarray(limit(music * np.float32(0.85 / float(np.abs(music).max()) * 1.6), 0.85), np.float32)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder) / "song.wav"
        write_wav(wav, song())
        encode_aac(wav, OUT, scratch=Path(folder))
    print(f"{OUT.relative_to(ROOT)}: {SAMPLES / SAMPLE_RATE:.1f} s, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
