"""What the players are given: inside the score, in their registers, in key, different by genre, the same by seed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trailers.domain.script import Style
from trailers.domain.vocabulary import GENRES
from trailers.engines.embedded.score.blows import EFFECT_KINDS
from trailers.engines.embedded.score.characters import CHARACTERS, character_of
from trailers.engines.embedded.score.instruments import VOICES
from trailers.engines.embedded.score.pads import SPECTRA
from trailers.engines.embedded.score.writing import Score, write
from trailers.engines.ports import Hit, ScoreRequest

RATE = 48_000
HITS = (
    Hit(18_000, "act"),
    Hit(38_500, "act"),
    Hit(56_000, "black"),
    Hit(58_000, "title"),
    Hit(62_000, "end"),
)


def request(
    genre: str = "thriller", *, seed: int = 3, ms: int = 68_000, tone: tuple[str, ...] = ()
) -> ScoreRequest:
    return ScoreRequest(ms, ms * 48, Style(genre=genre, tone=tone), HITS, seed)


def test_every_genre_has_a_character_of_its_own() -> None:
    assert set(CHARACTERS) == set(GENRES)
    for first in GENRES:
        for second in GENRES:
            if first < second:
                a, b = CHARACTERS[first], CHARACTERS[second]
                assert {layer.voice for layer in a.layers} != {layer.voice for layer in b.layers}
                assert a.opening != b.opening


def test_every_layer_can_be_played() -> None:
    for character in CHARACTERS.values():
        for layer in character.layers:
            assert layer.voice in VOICES, (character.name, layer.voice)
            assert 0 <= layer.enters < 0.9
        assert character.solo in VOICES
        assert character.layers[0].enters == 0.0, "somebody must begin"
        assert max(layer.enters for layer in character.layers) > 0.6, "somebody must be kept for the climax"
    for voice in VOICES.values():
        assert voice.fonts or voice.pad or voice.shot
        assert not voice.pad or voice.pad in SPECTRA


@pytest.mark.parametrize("genre", GENRES)
def test_notes_and_effects_are_inside_the_score_and_the_register(genre: str) -> None:
    score = write(request(genre))
    end = score.form.samples
    for track in score.tracks:
        for note in track.notes:
            assert 0 <= note.start < note.end <= end
            assert 0 < note.velocity <= 1
            if track.layer.part in ("pad", "counter", "melody", "chords"):
                assert track.layer.low <= note.pitch <= track.layer.high
    for effect in score.effects:
        assert effect.kind in EFFECT_KINDS
        assert 0 <= effect.start < effect.start + effect.length <= end


@pytest.mark.parametrize("genre", GENRES)
def test_nobody_plays_into_the_breath(genre: str) -> None:
    score = write(request(genre))
    breath = score.form.breath
    assert breath is not None
    for track in score.tracks:
        assert not any(breath.start < note.start < breath.end for note in track.notes), track.layer
        if track.layer.part not in ("blow", "after"):
            late = max((note.end for note in track.notes), default=0)
            assert late <= breath.start + RATE // 100
    drawn = {effect.kind for effect in score.effects if breath.start < effect.start < breath.end}
    assert drawn <= {"held_note", "inhale"}


@pytest.mark.parametrize("genre", GENRES)
def test_the_blow_falls_on_the_title_to_the_sample(genre: str) -> None:
    score = write(request(genre))
    title = 58_000 * 48
    struck = [track for track in score.tracks if track.layer.part == "blow"]
    assert len(struck) >= 2
    assert all(note.start == title for track in struck for note in track.notes)
    assert sum(effect.start == title for effect in score.effects) >= 1


@pytest.mark.parametrize("genre", GENRES)
def test_more_and_more_players(genre: str) -> None:
    score = write(request(genre))

    def players(section: int) -> int:
        span = score.form.played[section]
        return sum(any(span.start <= note.start < span.end for note in track.notes) for track in score.tracks)

    assert 1 <= players(0) < players(1) <= players(2)
    assert players(2) >= players(0) + 3


def test_on_every_act_the_players_are_together() -> None:
    score = write(request("adventure"))
    for strike in score.form.strikes:
        exact = sum(note.start == strike for track in score.tracks for note in track.notes)
        assert exact >= 5


@pytest.mark.parametrize("genre", ["romance", "drama", "noir", "fantasy"])
def test_held_chords_belong_to_the_bar(genre: str) -> None:
    score = write(request(genre))
    for track in score.tracks:
        if track.layer.part != "pad":
            continue
        for note in track.notes:
            middle = min(note.start + RATE // 4, note.end)
            bar = next(bar for bar in score.bars if bar.at(0) <= middle < bar.end)
            assert note.pitch % 12 in bar.chord.tones


def test_the_motif_comes_back_changed() -> None:
    score = write(request("fantasy"))
    horns = next(
        track for track in score.tracks if track.layer.voice == "horns" and track.layer.part == "melody"
    )
    starts = {
        bar.number: [n.pitch for n in horns.notes if bar.at(0) <= n.start < bar.end] for bar in score.bars
    }
    phrases = Counter(tuple(pitches) for pitches in starts.values() if pitches)
    assert len(phrases) >= 3


def test_the_same_request_is_the_same_score() -> None:
    assert write(request()) == write(request())


def test_another_seed_is_another_score_of_the_same_form() -> None:
    first, second = write(request(seed=1)), write(request(seed=2))
    assert first.form == second.form
    assert first.tracks != second.tracks


def test_tone_bends_the_character() -> None:
    plain = character_of(Style(genre="drama"))
    slow = character_of(Style(genre="drama", tone=("dark and melancholic",)))
    fast = character_of(Style(genre="drama", tone=("urgent", "hopeful")))
    assert slow.bpm[1] < plain.bpm[1] < fast.bpm[1]
    assert slow.brightness_db < plain.brightness_db < fast.brightness_db


def test_an_unknown_genre_is_a_drama() -> None:
    assert character_of(Style(genre="telenovela")).name == "drama"


def test_a_film_without_breath_or_acts_still_plays() -> None:
    score = write(ScoreRequest(20_000, 960_000, Style(genre="war"), (), 1))
    assert score.form.title == 816_000
    assert sum(len(track.notes) for track in score.tracks) > 30


@settings(max_examples=60, deadline=None)
@given(
    samples=st.integers(1, 2_500_000),
    hits=st.lists(
        st.builds(Hit, st.integers(0, 50_000), st.sampled_from(["act", "black", "title", "end"])), max_size=5
    ),
    genre=st.sampled_from(GENRES),
)
def test_any_request_can_be_written(samples: int, hits: list[Hit], genre: str) -> None:
    score: Score = write(replace(request(genre), samples=samples, hits=tuple(hits)))
    for track in score.tracks:
        assert all(0 <= note.start < note.end <= samples for note in track.notes)
    assert all(effect.start + effect.length <= samples for effect in score.effects)
