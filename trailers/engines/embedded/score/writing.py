"""A form and a character become parts: which note each player plays, from which sample to which.

Pure and seeded: the same request gives the same notes. Nothing here knows how a note sounds.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from trailers.domain.clock import SAMPLE_RATE
from trailers.engines.ports import ScoreRequest

from .bars import Bar, bars_of, runs
from .characters import Character, Layer, character_of
from .effects import Effect, effects_of
from .form import Form, shape
from .harmony import SCALES, above, chord, lead, near, scale_pitch, snap
from .motif import Motif, broaden, compose, vary

_JITTER = SAMPLE_RATE * 6 // 1000
"""Nobody plays to the sample: notes off the first beat of a section lie up to 6 ms beside their place."""
_FULL = 0.12
"""Heat beyond its entrance at which a layer has come fully in."""


@dataclass(frozen=True, slots=True)
class Note:
    """[start, end) in samples, MIDI pitch, velocity 0..1."""

    start: int
    end: int
    pitch: int
    velocity: float


@dataclass(frozen=True, slots=True)
class Track:
    layer: Layer
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Score:
    form: Form
    character: Character
    tonic: int
    motif: Motif
    bars: tuple[Bar, ...]
    tracks: tuple[Track, ...]
    effects: tuple[Effect, ...]


def write(request: ScoreRequest) -> Score:
    """The whole score of a request, as notes and effects."""
    character = character_of(request.style)
    chance = random.Random(f"{request.seed}/{character.name}")
    form = shape(request.samples, request.hits, bpm_range=character.bpm)
    tonic = chance.choice(character.tonics)
    motif = compose(chance, character.rhythm)
    sparse = compose(chance, "sparse")
    bars = bars_of(form, character, tonic)
    tracks = []
    for index, layer in enumerate(character.layers):
        lot = random.Random(f"{request.seed}/{character.name}/{index}")
        own = sparse if layer.pattern == "sparse" else motif
        tracks.append(Track(layer, tuple(_humanised(_play(layer, bars, character, own), bars, layer, lot))))
    tracks += _ending(form, character, tonic, motif)
    effects = effects_of(form, character, tonic, bars)
    return Score(form, character, tonic, motif, bars, tuple(tracks), effects)


def _play(layer: Layer, bars: tuple[Bar, ...], character: Character, motif: Motif) -> Iterator[Note]:
    """What the layer plays over all bars, entrances and exits heeded."""
    own = tuple(bar for bar in bars if layer.enters <= bar.heat < layer.leaves)
    if layer.part == "drone":
        yield from _drone(layer, own)
    elif layer.part in ("pad", "counter"):
        yield from _held(layer, own)
    elif layer.part == "melody":
        yield from _melody(layer, own, character, motif)
    else:
        styles = {"bass": _bass, "ostinato": _ostinato, "arp": _arpeggio, "chords": _chords, "drum": _drum}
        for bar in own:
            yield from styles[layer.part](layer, bar)


def _strength(bar: Bar, accent: float = 0.0) -> float:
    return min(1.0, 0.62 + 0.26 * bar.heat + accent)


# --- held parts -----------------------------------------------------------------------------------------


def _drone(layer: Layer, bars: tuple[Bar, ...]) -> Iterator[Note]:
    """The tonic under everything, one long note per section, its fifth above it where the pattern says so."""
    for section in dict.fromkeys(bar.section for bar in bars):
        own = [bar for bar in bars if bar.section == section]
        root = above(own[0].tonic, layer.low)
        for pitch in (root, root + 7) if layer.pattern == "fifth" else (root,):
            yield Note(own[0].at(0), own[-1].end, pitch, _strength(own[-1]))


def _held(layer: Layer, bars: tuple[Bar, ...]) -> Iterator[Note]:
    """Pads: the chord in voices that move little. Counter: one high voice that only climbs until it must
    fall."""
    voices: tuple[int, ...] = ()
    count = 1 if layer.part == "counter" else 3 if layer.high - layer.low < 18 else 4
    for run in runs(bars):
        if count == 1:
            voices = (_climbing(voices, run[0], layer),)
        else:
            voices = lead(voices, run[0].chord, count, layer.low, layer.high)
        for pitch in voices:
            yield Note(run[0].at(0), run[-1].end, pitch, _strength(run[-1]))


def _climbing(before: Sequence[int], bar: Bar, layer: Layer) -> int:
    start = before[0] + 1 if before else layer.low + 4
    pitches = [pitch for pitch in range(start, layer.high + 1) if pitch % 12 in bar.chord.tones]
    return pitches[0] if pitches else snap(layer.low + 6, bar.chord)


# --- moving parts ---------------------------------------------------------------------------------------


def _tier(layer: Layer, bar: Bar) -> str:
    """The pattern for this bar's heat: the later ones are the hotter."""
    tiers = layer.pattern.split("|")
    share = (bar.heat - layer.enters) / max(0.01, min(1.0, layer.leaves) - layer.enters)
    return tiers[min(len(tiers) - 1, int(share * len(tiers)))]


def _steps(pattern: str, bar: Bar, meter: int = 4) -> Iterator[tuple[str, Fraction, Fraction]]:
    """(sign, beat, length until the next sign) of a bar's pattern; what lies beyond a short bar is left
    out."""
    step = Fraction(meter, len(pattern))
    places = [index for index, sign in enumerate(pattern) if sign != "."]
    for index, following in zip(places, [*places[1:], len(pattern)], strict=True):
        if index * step < bar.beats:
            yield pattern[index], index * step, min((following - index) * step, bar.beats - index * step)


def _bass(layer: Layer, bar: Bar) -> Iterator[Note]:
    root = above(bar.chord.root, layer.low)
    for sign, beat, length in _steps(_tier(layer, bar), bar):
        fifth = near((bar.chord.root + 7) % 12, root)
        pitch = fifth if sign == "5" else root
        accent = 0.08 if beat == 0 else -0.05
        if sign == "w":
            yield from _walk(layer, bar, root)
        else:
            yield Note(bar.at(beat), bar.at(beat + length * Fraction(9, 10)), pitch, _strength(bar, accent))


def _walk(layer: Layer, bar: Bar, root: int) -> Iterator[Note]:
    """A walking bass: root, a chord tone, the fifth, and a half step into the same root again."""
    tones = [root, snap(root + 4, bar.chord), near((bar.chord.root + 7) % 12, root + 7), root + 1]
    for beat in range(bar.beats):
        yield Note(
            bar.at(beat), bar.at(beat + Fraction(9, 10)), tones[beat % 4], _strength(bar, -0.04 * (beat % 2))
        )


def _ladder(layer: Layer, bar: Bar, count: int) -> list[int]:
    """Chord tones from the bottom of the register upwards, starting with the root where it fits."""
    start = above(bar.chord.root, layer.low)
    tones = sorted(set(bar.chord.tones[:4]))
    pitches = [pitch for pitch in range(start, start + 12 * (count // len(tones) + 2)) if pitch % 12 in tones]
    return pitches[:count]


def _ostinato(layer: Layer, bar: Bar) -> Iterator[Note]:
    ladder = _ladder(layer, bar, 5)
    for sign, beat, length in _steps(_tier(layer, bar), bar):
        short = min(length, Fraction(1, 3))
        accent = 0.12 if beat == 0 else 0.04 if beat.denominator == 1 else -0.1
        yield Note(bar.at(beat), bar.at(beat + short), ladder[int(sign)], _strength(bar, accent))


def _arpeggio(layer: Layer, bar: Bar) -> Iterator[Note]:
    """'up8', 'wave16' and so on run over the chord; 'roll' spreads it once from the bottom."""
    kind = _tier(layer, bar)
    ladder = [pitch for pitch in _ladder(layer, bar, 9) if pitch <= layer.high] or [
        snap(layer.low, bar.chord)
    ]
    if kind == "roll":
        for index, pitch in enumerate(ladder):
            yield Note(
                bar.at(Fraction(index, 6)), bar.at(bar.beats), pitch, _strength(bar, -0.15 + 0.02 * index)
            )
        return
    per_bar = int(kind.lstrip("abcdefghijklmnopqrstuvwxyz"))
    ladder = ladder[:5] if kind.startswith("wave") else ladder[:4]
    path = ladder + (ladder[-2:0:-1] if kind.startswith("wave") else [])
    for index in range(per_bar * bar.beats // 4):
        beat = Fraction(index * 4, per_bar)
        accent = 0.06 if index % 4 == 0 else -0.08
        yield Note(bar.at(beat), bar.at(beat + 1), path[index % len(path)], _strength(bar, accent - 0.08))


def _chords(layer: Layer, bar: Bar) -> Iterator[Note]:
    voices = lead((), bar.chord, 3, layer.low, layer.high)
    for sign, beat, length in _steps(_tier(layer, bar), bar):
        held = min(length, Fraction(2)) if layer.voice in ("low_brass", "horns") else min(length, Fraction(1))
        for pitch in voices:
            strength = _strength(bar, 0.08 if sign == "X" else -0.08)
            yield Note(bar.at(beat), bar.at(beat + held * Fraction(9, 10)), pitch, strength)


def _drum(layer: Layer, bar: Bar) -> Iterator[Note]:
    """Drums have no pitch: 36 strong, 38 plain, 40 brushed. The last bar of a hot section rolls into the
    next."""
    pattern = _tier(layer, bar)
    root = above(bar.chord.root, 41)
    for sign, beat, length in _steps(pattern, bar):
        pitch = root if layer.voice == "timpani" else {"X": 36, "s": 40}.get(sign, 38)
        strength = {"X": 0.12, "x": -0.14, "s": -0.1}[sign]
        yield Note(bar.at(beat), bar.at(beat + max(length, Fraction(1, 2))), pitch, _strength(bar, strength))
    if (
        bar.ends_section
        and bar.heat > 0.4
        and bar.beats >= 2
        and layer.voice in ("taiko", "toms", "snare", "timpani")
    ):
        for index in range(8):
            beat = bar.beats - 2 + Fraction(index, 4)
            pitch = root if layer.voice == "timpani" else 38
            yield Note(
                bar.at(beat), bar.at(beat + Fraction(1, 4)), pitch, _strength(bar, -0.3 + 0.05 * index)
            )


# --- the melody -----------------------------------------------------------------------------------------


def _melody(layer: Layer, bars: tuple[Bar, ...], character: Character, motif: Motif) -> Iterator[Note]:
    """The motif over pairs of bars, varied each time: with rests between at first, broadened when it
    burns."""
    turn, index = 0, 0
    while index < len(bars):
        bar = bars[index]
        starts_pair = bar.in_section % 2 == 0
        if not starts_pair or (bar.heat < 0.45 and bar.in_section % 4 == 2 and layer.pattern != "all"):
            index += 1
            continue
        broad = bar.heat > 0.84 and len(bars) - index >= 4
        theme = broaden(motif) if broad else vary(motif, turn)
        yield from _sung(layer, bars[index : index + (4 if broad else 2)], character, theme)
        turn += 1
        index += 4 if broad else 2


def _sung(layer: Layer, bars: tuple[Bar, ...], character: Character, theme: Motif) -> Iterator[Note]:
    scale = SCALES[character.scale]
    first = bars[0]
    home = above(first.tonic, layer.low)
    for tone in theme.tones:
        bar, beat = _place(bars, tone.start)
        if bar is None:
            return
        pitch = scale_pitch(scale, home, tone.step + 2)
        if tone.length >= 1 or beat == 0:
            pitch = snap(pitch, bar.chord)
        while pitch > layer.high:
            pitch -= 12
        while pitch < layer.low:
            pitch += 12
        end = bar.at(min(beat + tone.length, Fraction(bar.section.beats - bar.first)))
        yield Note(bar.at(beat), end, pitch, _strength(bar, 0.05 if beat == 0 else 0.0))


def _place(bars: tuple[Bar, ...], beat: Fraction) -> tuple[Bar | None, Fraction]:
    for bar in bars:
        if beat < bar.beats:
            return bar, beat
        beat -= bar.beats
    return None, beat


# --- after the blow -------------------------------------------------------------------------------------


def _ending(form: Form, character: Character, tonic: int, motif: Motif) -> list[Track]:
    """The chord of the title in every held voice, the motif's head alone over it, and a last note on the
    end card."""
    tail = next((section for section in form.sections if section.kind == "tail"), None)
    final = chord(character.last, tonic)
    ring = min(form.samples, form.title + 7 * SAMPLE_RATE)
    tracks = []
    for voice, low, high, count, level in (
        ("low_brass", 29, 52, 3, -21.0), ("low_strings", 38, 57, 3, -22.0), ("strings", 57, 79, 4, -23.0),
        ("choir", 57, 76, 4, -24.0), ("men", 43, 60, 4, -24.0),
    ):  # fmt: skip
        if voice.endswith("strings") or {"low_brass": "brass"}.get(voice, voice) in character.blow:
            end = min(ring, form.title + 5 * SAMPLE_RATE // 2) if voice == "low_brass" else ring
            notes = [Note(form.title, end, pitch, 0.95) for pitch in lead((), final, count, low, high)]
            tracks.append(Track(Layer("blow", voice, 0.0, level, low, high), tuple(notes)))
    start = form.title + 2 * SAMPLE_RATE
    if form.samples - start > SAMPLE_RATE:
        after = [Note(start, form.samples, pitch, 0.6) for pitch in lead((), final, 3, 48, 67)]
        tracks.append(Track(Layer("after", "warm_pad", 0.0, -25.0), tuple(after)))
    end_card = form.samples if tail is None else tail.start
    return [*tracks, _farewell(end_card, form, character, tonic, motif)]


def _farewell(end_card: int, form: Form, character: Character, tonic: int, motif: Motif) -> Track:
    """The solo player: the first notes of the motif in the ring of the blow, the tonic on the end card."""
    beat = max(SAMPLE_RATE // 2, int(60 / form.bpm * SAMPLE_RATE))
    layer = Layer("after", character.solo, 0.0, -22.0, 62, 84)
    scale, home = SCALES[character.scale], above(tonic, layer.low)
    final = chord(character.last, tonic)
    at, notes = form.title + 2 * beat, []
    for index, tone in enumerate(motif.tones[:4]):
        length = int(beat * max(tone.length, Fraction(1)))
        if at + length > min(form.samples, end_card - beat // 2):
            break
        pitch = scale_pitch(scale, home, tone.step)
        pitch = snap(pitch, final) if index in (0, 3) else pitch
        notes.append(Note(at, at + length, pitch, 0.6))
        at += length
    if form.title < end_card < form.samples - SAMPLE_RATE // 2:
        last = min(form.samples, end_card + 3 * SAMPLE_RATE)
        notes += [Note(end_card, last, near(tonic, 62), 0.55), Note(end_card, last, near(tonic, 50), 0.5)]
    return Track(layer, tuple(notes))


# --- hands ----------------------------------------------------------------------------------------------


def _humanised(
    notes: Iterator[Note], bars: Sequence[Bar], layer: Layer, lot: random.Random
) -> Iterator[Note]:
    """A little beside the beat and unevenly strong, but together on the first beat of every section; no
    empty note."""
    together = {bar.section.start for bar in bars}
    for note in notes:
        shift = 0 if note.start in together else lot.randint(-_JITTER, _JITTER)
        strength = min(1.0, max(0.05, note.velocity + lot.uniform(-0.05, 0.05)))
        start = max(0, note.start + shift)
        if note.end > start:
            yield Note(start, note.end, note.pitch, strength)
