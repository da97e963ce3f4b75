"""A track played on the soundfont: events in order, and exactly as many samples as asked for.

The library's sequencer fell silent on long pieces, so notes are switched one by one and the sound between two
events is generated up to its sample.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trailers.domain.clock import SAMPLE_RATE
from trailers.domain.errors import FatalError

if TYPE_CHECKING:
    from trailers.media.audio import Sound

    from .instruments import Font
    from .writing import Note

_Event = tuple[int, int, int, int, int]
"""Sample, 0 off or 1 on, channel, pitch, velocity: sorts so that a note ends before the next begins."""


@functools.cache
def _font_bytes() -> bytes:
    package = find_spec("pretty_midi")  # found, not imported: only its soundfont is wanted
    if package is None or package.origin is None:
        raise FatalError("score.no_soundfont")
    return (Path(package.origin).parent / "TimGM6mb.sf2").read_bytes()


def play(fonts: Sequence[Font], notes: Sequence[Note], samples: int, *, late: int = 0) -> Sound:
    """All `notes` on each of the `fonts` (at most 16), each on its own channel; begun `late` samples
    early."""
    import numpy as np

    out = np.zeros((samples, 2), np.float32)
    if not notes or not fonts:
        return out
    synth = _synth(fonts)
    at = 0
    for sample, switch, channel, pitch, velocity in sorted(_events(fonts, notes, samples, late)):
        at = _generate(synth, out, at, sample)
        if switch:
            synth.noteon(channel, pitch, velocity)
        else:
            synth.noteoff(channel, pitch)
    _generate(synth, out, at, samples)
    return out


def _synth(fonts: Sequence[Font]) -> Any:
    import tinysoundfont

    synth = tinysoundfont.Synth(gain=-6, samplerate=SAMPLE_RATE)
    loaded = synth.sfload(_font_bytes(), max_voices=192)
    for channel, font in enumerate(fonts):
        synth.program_select(channel, loaded, 0, font.program)
        synth.control_change(channel, 10, round(64 + 63 * font.pan))
        synth.set_tuning(channel, font.cents / 100)
    return synth


def _events(fonts: Sequence[Font], notes: Sequence[Note], samples: int, late: int) -> Iterator[_Event]:
    for channel, font in enumerate(fonts):
        for note in notes:
            pitch = note.pitch + 12 * font.octave
            if 0 <= pitch < 128 and note.start < samples:
                velocity = max(1, min(127, round(127 * note.velocity * font.level)))
                yield max(0, note.start - late), 1, channel, pitch, velocity
                yield min(samples, note.end), 0, channel, pitch, 0


def _generate(synth: Any, out: Sound, start: int, end: int) -> int:
    if end > start:
        synth.generate_simple(end - start, buffer=out[start:end].data.cast("B"))
    return max(start, end)
