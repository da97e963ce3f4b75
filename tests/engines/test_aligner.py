"""Forced alignment against the narrator's own timings, and what happens when it cannot be had."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailers.domain.errors import UserError
from trailers.domain.words import Word
from trailers.engines.embedded import aligner
from trailers.engines.embedded.aligner import EmbeddedAligner, corrected, filled, speech_ms
from trailers.engines.embedded.voice import EmbeddedVoice
from trailers.engines.ports import SpeechRequest
from trailers.media.audio import read_wav, write_wav

RATE = 48_000
LINES = (
    "For forty years the light has never failed, and no one has asked why.",
    "Detective Elena Vargas thought she had buried the past.",
    "In 1984, the tide gave back what it was never given.",
)


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    before = os.environ.get("CUELOCK_CACHE")
    os.environ["CUELOCK_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    yield
    if before is None:
        del os.environ["CUELOCK_CACHE"]
    else:
        os.environ["CUELOCK_CACHE"] = before


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, tuple[Word, ...]]]:
    """Each line's recording and the narrator's own times."""
    folder = tmp_path_factory.mktemp("spoken")
    made = {}
    for line in LINES:
        answer = EmbeddedVoice().speak(SpeechRequest(line), folder)
        assert answer.words is not None
        made[line] = (answer.path, answer.words)
    return made


def align(path: Path, text: str, folder: Path) -> tuple[Word, ...]:
    return EmbeddedAligner().align(path, text, folder)


def test_words_are_placed_near_where_they_are(
    spoken: dict[str, tuple[Path, tuple[Word, ...]]], tmp_path: Path
) -> None:
    errors = []
    for line, (path, wanted) in spoken.items():
        found = align(path, line, tmp_path)
        assert [word.text for word in found] == line.split()
        errors += [found[k].start_ms - wanted[k].start_ms for k in range(len(wanted))]
    assert np.mean(np.abs(errors)) < 45
    assert abs(np.median(errors)) < 25
    assert np.percentile(np.abs(errors), 90) < 110


def test_the_same_recording_is_aligned_the_same_way_again(
    spoken: dict[str, tuple[Path, tuple[Word, ...]]], tmp_path: Path
) -> None:
    path, _ = spoken[LINES[0]]
    first = align(path, LINES[0], tmp_path)
    align(spoken[LINES[1]][0], LINES[1], tmp_path)
    assert align(path, LINES[0], tmp_path) == first


def test_made_up_names_and_smileys_are_placed_too(tmp_path: Path) -> None:
    text = "Zbigniew Kowalczyk 🙂 met Анна — alone."
    answer = EmbeddedVoice().speak(SpeechRequest(text), tmp_path)
    found = align(answer.path, text, tmp_path)
    assert [word.text for word in found] == text.split()
    assert found[2].start_ms == found[2].end_ms
    assert answer.words is not None
    assert abs(found[-1].start_ms - answer.words[-1].start_ms) < 150


def test_words_are_in_order_and_inside_whatever_the_text_says(
    spoken: dict[str, tuple[Path, tuple[Word, ...]]], tmp_path: Path
) -> None:
    """Another text than the one spoken: no failure, no disorder."""
    path, _ = spoken[LINES[1]]
    text = (
        "Completely different words which nobody here has ever spoken, and a great many more than there were."
    )
    found = align(path, text, tmp_path)
    last_ms = len(read_wav(path)) // 48
    assert [word.text for word in found] == text.split()
    for before, after in pairwise(found):
        assert before.start_ms <= after.start_ms
    assert all(word.end_ms <= last_ms for word in found)


def test_when_the_recogniser_fails_words_are_spread_by_syllables(
    spoken: dict[str, tuple[Path, tuple[Word, ...]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, wanted = spoken[LINES[1]]
    monkeypatch.setattr(aligner, "_placed", lambda decoder, pcm, names: [None] * len(names))
    found = align(path, LINES[1], tmp_path)
    errors = [found[k].start_ms - wanted[k].start_ms for k in range(len(wanted))]
    assert np.mean(np.abs(errors)) < 400
    assert found[0].start_ms == pytest.approx(wanted[0].start_ms, abs=60)


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("Bonjour tout le monde", "fr", "aligner.language"),
        ("He saw 東京", "en", "aligner.script"),
        ("", "en", "aligner.no_speech"),
        ("— 🙂", "en", "aligner.no_speech"),
    ],
)
def test_what_cannot_be_aligned_is_refused(tmp_path: Path, text: str, language: str, code: str) -> None:
    chance = np.random.default_rng(1).standard_normal(RATE).astype(np.float32)
    write_wav(tmp_path / "a.wav", 0.1 * chance)
    with pytest.raises(UserError) as error:
        EmbeddedAligner().align(tmp_path / "a.wav", text, tmp_path, language)
    assert error.value.code == code


def test_silence_is_refused(tmp_path: Path) -> None:
    write_wav(tmp_path / "a.wav", np.zeros(RATE, np.float32))
    with pytest.raises(UserError) as error:
        align(tmp_path / "a.wav", "Is anybody there?", tmp_path)
    assert error.value.code == "aligner.no_speech"
    assert "a.wav" in str(error.value)


# --- the parts ------------------------------------------------------------------------------------------


def test_stretches_of_speech() -> None:
    chance = np.random.default_rng(1)
    sound = 0.0005 * chance.standard_normal(3 * RATE).astype(np.float32)
    for start_ms, end_ms in ((500, 1000), (1100, 1500), (2000, 2500)):
        sound[start_ms * 48 : end_ms * 48] += 0.2 * chance.standard_normal((end_ms - start_ms) * 48).astype(
            np.float32
        )
    assert speech_ms(sound) == [(500, 1500), (2000, 2500)]


@pytest.mark.parametrize("samples", [0, 100, 48_000])
def test_no_speech_in_silence(samples: int) -> None:
    assert speech_ms(np.zeros(samples, np.float32)) == []


def test_bias_is_taken_off_and_words_after_a_rest_snap_to_the_sound() -> None:
    assert corrected([(0, 300), (300, 500), (1180, 1400)], [(20, 600), (1200, 1500)]) == [
        (20, 300),
        (355, 500),
        (1200, 1400),
    ]


def test_a_word_shorter_than_the_bias_does_not_end_before_it_begins() -> None:
    assert corrected([(1000, 1020)], [(0, 2000)]) == [(1055, 1055)]


def test_words_not_placed_share_what_is_left() -> None:
    """Four syllables over 400 ms of speech after the last placed word: 100 ms each.

    The middle word falls on the rest: it lies after it, as far as there is room."""
    assert filled([(0, 100), None, None, None], [1, 1, 2, 1], [(0, 300), (500, 700)]) == [
        (0, 100),
        (100, 200),
        (500, 600),
        (600, 700),
    ]


def test_all_placed_is_left_alone() -> None:
    assert filled([(0, 1), (2, 3)], [1, 1], [(0, 9)]) == [(0, 1), (2, 3)]


def test_no_speech_left_puts_the_rest_at_its_end() -> None:
    assert filled([(0, 300), None], [1, 1], [(0, 300)]) == [(0, 300), (300, 300)]


@given(
    weights=st.lists(st.integers(1, 6), min_size=1, max_size=30),
    lengths=st.lists(st.tuples(st.integers(1, 500), st.integers(1, 900)), min_size=1, max_size=6),
    placed=st.integers(0, 10),
)
def test_spread_words_are_ordered_and_inside_speech(
    weights: list[int], lengths: list[tuple[int, int]], placed: int
) -> None:
    speech, at = [], 0
    for gap, length in lengths:
        speech.append((at + gap, at + gap + length))
        at += gap + length
    times = filled([None] * len(weights), weights, speech)
    assert len(times) == len(weights)
    for before, after in pairwise(times):
        assert before[0] <= after[0]
    for start, end in times:
        assert start <= end
        assert any(first <= start <= end <= last for first, last in speech)
