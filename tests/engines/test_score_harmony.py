"""Chords, voice leading and motifs, by the book."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailers.engines.embedded.score.characters import CHARACTERS
from trailers.engines.embedded.score.harmony import (
    QUALITIES,
    SCALES,
    Chord,
    above,
    chord,
    lead,
    near,
    scale_pitch,
    snap,
)
from trailers.engines.embedded.score.motif import Motif, Tone, broaden, compose, vary


@pytest.mark.parametrize(
    ("symbol", "tonic", "root", "tones"),
    [
        ("0m", 2, 2, (2, 5, 9)),
        ("8M", 2, 10, (10, 2, 5)),
        ("10M", 0, 10, (10, 2, 5)),
        ("05", 0, 0, (0, 7)),
        ("77", 0, 7, (7, 11, 2, 5)),
        ("77b9", 0, 7, (7, 11, 2, 5, 8)),
        ("97", 0, 9, (9, 1, 4, 7)),
        ("10sus2", 9, 7, (7, 9, 2)),
        ("0mM7", 0, 0, (0, 3, 7, 11)),
    ],
)
def test_symbols(symbol: str, tonic: int, root: int, tones: tuple[int, ...]) -> None:
    assert chord(symbol, tonic) == Chord(root, tones)


def test_every_symbol_of_every_character_is_a_chord() -> None:
    for character in CHARACTERS.values():
        for symbol in (
            *character.opening,
            *character.build,
            *character.climax,
            character.turn,
            character.last,
        ):
            assert len(chord(symbol, 0).tones) >= 2
        assert character.scale in SCALES


def test_near_above_and_snap() -> None:
    assert near(0, 61) == 60
    assert near(11, 60) == 59
    assert near(6, 60) == 54  # two equally near: the lower
    assert above(0, 60) == 60
    assert above(11, 60) == 71
    assert snap(61, chord("0M", 0)) == 60
    assert snap(66, chord("0M", 0)) == 67


def test_scale_steps() -> None:
    assert [scale_pitch(SCALES["minor"], 57, step) for step in range(-1, 9)] == [
        55,
        57,
        59,
        60,
        62,
        64,
        65,
        67,
        69,
        71,
    ]


def test_voices_move_little() -> None:
    """C major to A minor: two voices stay, one moves by a step."""
    first = lead((), chord("0M", 0), 3, 55, 72)
    second = lead(first, chord("9m", 0), 3, 55, 72)
    assert sorted(pitch % 12 for pitch in first) == [0, 4, 7]
    assert sorted(pitch % 12 for pitch in second) == [0, 4, 9]
    assert sum(abs(a - b) for a, b in zip(first, second, strict=True)) == 2


@given(
    symbol=st.sampled_from(sorted(QUALITIES)),
    root=st.integers(0, 11),
    low=st.integers(30, 60),
    width=st.integers(14, 26),
    count=st.integers(1, 4),
)
def test_voicings_stay_in_their_register(symbol: str, root: int, low: int, width: int, count: int) -> None:
    here = chord(f"{root}{symbol}", 0)
    voices = lead((), here, count, low, low + width)
    assert list(voices) == sorted(set(voices))
    assert all(low <= pitch <= low + width and pitch % 12 in here.tones for pitch in voices)
    assert len(voices) == count or len(here.tones) == 2


@pytest.mark.parametrize("character", ["slow", "singing", "heroic", "lively", "sparse"])
@pytest.mark.parametrize("seed", range(12))
def test_every_motif_fits_two_bars_in_all_its_turns(character: str, seed: int) -> None:
    motif = compose(random.Random(seed), character)
    assert motif == compose(random.Random(seed), character)
    for turn in range(6):
        tones = vary(motif, turn).tones
        assert tones
        at = Fraction(0)
        for tone in tones:
            assert tone.start >= at
            assert tone.length > 0
            at = tone.start + tone.length
        assert at <= 8


SIMPLE = Motif(
    (Tone(Fraction(0), Fraction(3), 0), Tone(Fraction(3), Fraction(1), 4), Tone(Fraction(4), Fraction(4), 2)),
    8,
)


def steps(motif: Motif) -> list[int]:
    return [tone.step for tone in motif.tones]


def test_variations() -> None:
    assert [steps(vary(SIMPLE, turn)) for turn in range(6)] == [
        [0, 4, 2],
        [1, 5, 3],
        [0, 3, 0],
        [0, 4, 1, 5],
        [2, -2, 0],
        [0, 4, 2],
    ]


def test_broadened_it_is_twice_as_slow() -> None:
    broad = broaden(SIMPLE)
    assert broad.beats == 16
    assert [(tone.start, tone.length) for tone in broad.tones] == [(0, 6), (6, 2), (8, 8)]
    assert steps(broad) == steps(SIMPLE)
