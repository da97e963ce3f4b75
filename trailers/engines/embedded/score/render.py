"""Notes and effects into sound: players, room, breath, master."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from trailers.domain.clock import SAMPLE_RATE
from trailers.media.audio import db
from trailers.media.dynamics import limit
from trailers.media.filters import bell, equalise, high_pass, high_shelf, low_shelf

from . import pads, shots, soundfont
from .blows import sound_of
from .instruments import VOICES, Voice
from .levels import loudness, ride
from .reverb import impulse, reverberate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from trailers.media.audio import Sound

    from .writing import Note, Score, Track

PEAK_DB = -6.0
"""The title's blow reaches this; nothing else comes nearer than `_BELOW_BLOW_DB`."""
_BELOW_BLOW_DB = 1.2
_BLOW_WINDOW = SAMPLE_RATE * 30 // 1000
"""Within a frame of the title, whatever the film's rate."""
_TRACKS_DB = -4.0
_EFFECTS_DB = -5.0
_FADE_IN_HEAT = 0.10
_HUSH_DB = -42.0
"""What is left of the music at the end of the breath."""
_EFFECT_SENDS = {"boom": 0.22, "soft_boom": 0.35, "braam": 0.35, "metal": 0.5, "shriek": 0.5, "drums": 0.3,
                 "timpani": 0.4, "cymbal": 0.3, "bell": 0.6, "riser": 0.15}  # fmt: skip
_WET = 0.55
_MS = SAMPLE_RATE // 1000
_LONGEST_RING = 3 * SAMPLE_RATE
"""How long a player's last note may sound on by itself."""


@dataclass(frozen=True, slots=True)
class _Buses:
    """What the tracks and effects are added to: straight, through the room, and past the breath's hush."""

    dry: Sound
    wet: Sound
    free: Sound


def render(score: Score) -> Sound:
    """Exactly `form.samples` of stereo: peak PEAK_DB on the title's blow, a real dip before it."""
    import numpy as np

    shape = (score.form.samples, 2)
    buses = _Buses(*(np.zeros(shape, np.float32) for _ in range(3)))
    for track in score.tracks:
        if track.notes:
            _add_track(buses, track, score)
    hand = ride(buses.dry, score)[:, None]
    buses.dry[:] *= hand
    buses.wet[:] *= hand
    _add_effects(buses, score)
    music = reverberate(buses.wet, impulse(score.character.room_s))
    music *= np.float32(_WET)
    music += buses.dry
    music *= _hush(score)[:, None]
    music += buses.free
    return _mastered(music, score)


def _add_track(buses: _Buses, track: Track, score: Score) -> None:
    """One layer, equalised, brought to its measured level, growing with the heat; made only where it
    sounds."""
    import numpy as np

    layer, voice = track.layer, VOICES[track.layer.voice]
    first = max(0, min(note.start for note in track.notes) - voice.late_ms * _MS)
    last = min(score.form.samples, max(note.end for note in track.notes) + _LONGEST_RING)
    notes = [replace(note, start=note.start - first, end=note.end - first) for note in track.notes]
    sound = equalise(_played(voice, notes, last - first), *voice.tone)
    if layer.part == "blow":
        sound *= _dying(last - first)[:, None]
    elif layer.part != "after":
        sound *= _growth(track, score, first, last)[:, None]
    found = loudness(sound)
    if found == -math.inf:
        return
    sound *= np.float32(db(layer.level + _TRACKS_DB - found))
    buses.dry[first:last] += sound
    sound *= np.float32(voice.send)
    buses.wet[first:last] += sound


def _played(voice: Voice, notes: Sequence[Note], samples: int) -> Sound:
    """The voice's sources, balanced against each other by their measured power."""
    import numpy as np

    late = voice.late_ms * _MS
    share = voice.pad_share if voice.pad and voice.fonts else 1.0
    sources: list[tuple[Sound, float]] = []
    if voice.fonts:
        played = soundfont.play(voice.fonts, notes, samples, late=late)
        sources.append((played, 1.0 - share if voice.pad else 1.0))
    if voice.pad:
        attack, release = voice.attack_ms * _MS, voice.release_ms * _MS
        played = pads.play(voice.pad, notes, samples, attack=attack, release=release, late=late)
        sources.append((played, share))
    if voice.shot:
        sources.append((shots.play(voice.shot, notes, samples), 1.0))
    out = np.zeros((samples, 2), np.float32)
    for sound, part in sources:
        power = math.sqrt(float(np.mean(np.square(sound[::7]))))
        if power > 0:
            sound *= np.float32(0.05 * math.sqrt(part) / power)
            out += sound
    return out


def _dying(samples: int) -> NDArray[np.float32]:
    """The title's chord: held for half a second, then ebbing away."""
    import numpy as np

    at = np.arange(samples, dtype=np.float32) / SAMPLE_RATE
    return np.asarray(np.exp(-np.maximum(at - 0.5, 0.0) / 2.4), np.float32)


def _growth(track: Track, score: Score, first: int, last: int) -> NDArray[np.float32]:
    """Gain over time: from half-way at the layer's entrance, and with the heat of the bars from there."""
    import numpy as np

    at, gain = [], []
    for bar in score.bars:
        entered = min(1.0, 0.35 + 0.65 * (bar.heat - track.layer.enters) / _FADE_IN_HEAT)
        at.append(bar.at(0))
        gain.append(max(0.0, entered))
    per_ms = np.interp(np.arange(first, last + _MS, _MS), at, gain).astype(np.float32)
    return np.repeat(per_ms, _MS)[: last - first]


def _hush(score: Score) -> NDArray[np.float32]:
    """1 until the breath, then quickly down to almost nothing, and 1 again from the blow."""
    import numpy as np

    curve = np.ones(score.form.samples, np.float32)
    breath = score.form.breath
    if breath is None:
        return curve
    length = breath.end - breath.start
    fall = max(1, min(length // 2, SAMPLE_RATE * 45 // 100))
    down = np.concatenate([np.linspace(0, _HUSH_DB, fall), np.full(length - fall, _HUSH_DB)])
    curve[breath.start : breath.end] = np.power(10.0, down / 20)
    # The last of the old sound comes back under the blow in 20 ms, where nobody can hear that it does.
    back = min(SAMPLE_RATE // 50, score.form.samples - breath.end)
    curve[breath.end : breath.end + back] = np.linspace(db(_HUSH_DB), 1.0, back)
    return curve


def _add_effects(buses: _Buses, score: Score) -> None:
    """Effects that begin before the breath are hushed by it; those in it and after it are not."""
    import numpy as np

    breath = score.form.breath
    for effect in score.effects:
        sound = sound_of(effect) * np.float32(db(_EFFECTS_DB))
        hushed = breath is not None and effect.start < breath.start
        straight = buses.dry if hushed else buses.free
        straight[effect.start : effect.start + len(sound)] += sound
        send = np.float32(_EFFECT_SENDS.get(effect.kind, 0.0))
        buses.wet[effect.start : effect.start + len(sound)] += sound * send


def _mastered(music: Sound, score: Score) -> Sound:
    """Tone, then levels: all but the blow limited below it, the blow brought to PEAK_DB exactly."""
    import numpy as np

    light = score.character.brightness_db
    music = equalise(music, high_pass(28), low_shelf(90, -1.5), bell(320, -1.5, 0.8), high_shelf(5000, light))
    title, samples = score.form.title, score.form.samples
    blow = slice(title, min(samples, title + _BLOW_WINDOW))
    below = db(PEAK_DB - _BELOW_BLOW_DB)
    peak = float(np.abs(music[blow]).max()) if blow.stop > blow.start else 0.0
    if peak == 0:
        return limit(music, below, window_ms=8.0)
    ceiling = np.full(samples, below, np.float32)
    ceiling[blow] = 2.0  # set exactly afterwards
    music = limit(_struck(music, blow, db(PEAK_DB) / peak), ceiling, window_ms=8.0)
    return _struck(music, blow, db(PEAK_DB) / float(np.abs(music[blow]).max()))


def _struck(music: Sound, blow: slice, gain: float) -> Sound:
    """The blow's own moment at full height; the gain comes in within 1 ms before it and leaves over half a
    second."""
    import numpy as np

    curve = np.ones(len(music), np.float32)
    curve[blow] = gain
    rise = max(0, blow.start - SAMPLE_RATE // 1000)
    curve[rise : blow.start] = np.linspace(1.0, gain, blow.start - rise)
    leave = min(len(music), blow.stop + SAMPLE_RATE // 2)
    curve[blow.stop : leave] = np.linspace(gain, 1.0, leave - blow.stop)
    return np.asarray(music * curve[:, None], np.float32)
