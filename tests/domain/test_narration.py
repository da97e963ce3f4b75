"""A recording cut into its lines, and where it seems to differ from the script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailers.domain.narration import Piece, doubts, pieces
from trailers.domain.words import Word

LINES = (("a", "The sea keeps."), ("b", "Until tonight."))


def words(*times: tuple[int, int]) -> tuple[Word, ...]:
    said = " ".join(text for _, text in LINES).split()
    return tuple(Word(text, start, end) for text, (start, end) in zip(said, times, strict=True))


SAID = words((500, 700), (720, 1_000), (1_020, 1_500), (2_500, 2_900), (2_920, 3_400))
SPEECH = [(500, 1_500), (2_500, 3_400)]


def test_a_piece_reaches_from_its_first_word_to_the_next_lines_and_keeps_the_pause_between() -> None:
    first, second = pieces(LINES, SAID, samples=5_000 * 48)
    assert (first.start_sample, first.samples) == (440 * 48, (2_440 - 440) * 48)
    assert (second.start_sample, second.samples) == (2_440 * 48, (3_800 - 2_440) * 48)
    assert [(w.text, w.start_ms, w.end_ms) for w in second.words] == [
        ("Until", 60, 460),
        ("tonight.", 480, 960),
    ]


def test_the_last_line_ends_with_the_recording_at_the_latest() -> None:
    assert pieces(LINES, SAID, samples=3_450 * 48)[-1].samples == (3_450 - 2_440) * 48


def test_a_line_that_follows_at_once_never_takes_from_the_one_before() -> None:
    close = words((500, 700), (720, 1_000), (1_020, 1_500), (1_510, 1_900), (1_920, 2_400))
    first, second = pieces(LINES, close, samples=5_000 * 48)
    assert second.start_sample == 1_500 * 48 == first.start_sample + first.samples


def test_pieces_survive_json() -> None:
    for piece in pieces(LINES, SAID, samples=5_000 * 48):
        assert Piece.from_json(piece.to_json()) == piece


def test_words_that_are_not_those_of_the_lines_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="4 words"):
        pieces(LINES, SAID[:4], samples=1)


def test_a_recording_of_the_script_raises_no_doubt() -> None:
    assert doubts(LINES, SAID, SPEECH, placed=5) == ()


def test_doubts_name_the_line_and_the_moment() -> None:
    lost = doubts(LINES, SAID, SPEECH, placed=3)
    assert [(d.code, d.item_id, d.at_ms, d.params["at"]) for d in lost] == [
        ("narration.not_found", "b", 2_500, "0:02")
    ]
    squeezed = words((500, 700), (720, 1_000), (1_020, 1_500), (2_500, 2_520), (2_530, 2_560))
    assert [d.code for d in doubts(LINES, squeezed, SPEECH[:1], placed=5)] == ["narration.unlikely"]
    extra = doubts(LINES, SAID, [*SPEECH[:1], (1_600, 2_400), SPEECH[1], (4_000, 5_500)], placed=5)
    assert [(d.code, d.params["seconds"]) for d in extra] == [
        ("narration.unscripted", "0.8"),
        ("narration.unscripted", "1.5"),
    ]


@given(st.lists(st.tuples(st.integers(0, 900), st.integers(1, 900)), min_size=5, max_size=5))
def test_pieces_tile_the_recording_whatever_was_measured(steps: list[tuple[int, int]]) -> None:
    at, times = 0, []
    for gap, length in steps:
        times.append((at + gap, at + gap + length))
        at += gap + length
    cut = pieces(LINES, words(*times), samples=(at + 1_000) * 48)
    assert cut[0].start_sample + cut[0].samples == cut[1].start_sample
    for piece in cut:
        assert piece.samples > 0
        for word in piece.words:
            assert 0 <= word.start_ms <= word.end_ms <= piece.samples // 48
