"""Words from the times of characters: grouped, checked, and cut with their sound."""

from __future__ import annotations

import pytest

from trailers.domain.words import Word
from trailers.engines.elevenlabs.timing import fitted, grouped, shifted


def times(text: str, step: float = 0.1) -> tuple[list[str], list[float], list[float]]:
    return list(text), [n * step for n in range(len(text))], [(n + 1) * step for n in range(len(text))]


class TestGrouping:
    def test_joins_letters_at_blanks(self) -> None:
        assert grouped(*times("No way.")) == (Word("No", 0, 200), Word("way.", 300, 700))

    def test_leaves_directions_out(self) -> None:
        words = grouped(*times('Go <break time="1s"/> [pause] on'))
        assert [word.text for word in words] == ["Go", "on"]
        assert (words[1].start_ms, words[1].end_ms) == (3000, 3200)

    def test_of_nothing_is_nothing(self) -> None:
        assert grouped([], [], []) == ()

    def test_refuses_lists_of_other_lengths(self) -> None:
        with pytest.raises(ValueError):
            grouped(["a", "b"], [0.0], [0.1, 0.2])


class TestFitting:
    WORDS = (Word("Nobody", 100, 500), Word("leaves.", 600, 950))

    def test_takes_times_of_the_same_words_as_they_are(self) -> None:
        assert fitted(["Nobody", "leaves."], self.WORDS, 1000, "en") == self.WORDS

    def test_finds_words_that_were_written_otherwise(self) -> None:
        heard = (Word("twenty", 0, 300), Word("one", 320, 500), Word("boats", 600, 980))
        found = fitted(["21", "boats."], heard, 1000, "en")
        assert found is not None
        assert [(word.text, word.start_ms) for word in found] == [("21", 0), ("boats.", 600)]

    def test_ends_no_word_after_the_sound(self) -> None:
        found = fitted(["Nobody", "leaves."], self.WORDS, 930, "en")
        assert found is not None and found[1].end_ms == 930

    @pytest.mark.parametrize(
        ("words", "why"),
        [
            ((), "there are none"),
            ((Word("Nobody", 100, 500), Word("leaves.", 600, 1100)), "they go on after the sound"),
            ((Word("Nobody", 100, 200), Word("leaves.", 210, 400)), "they end long before it"),
            ((Word("Nobody", 900, 900), Word("leaves.", 900, 900)), "they stand still"),
            ((Word("Nobody", 600, 700), Word("leaves.", 100, 950)), "they run backwards"),
            ((Word("Polly", 100, 500), Word("cracker", 600, 950)), "they are other words"),
        ],
    )
    def test_trusts_no_times_when(self, words: tuple[Word, ...], why: str) -> None:
        assert fitted(["Nobody", "leaves."], words, 1000, "en") is None, why


def test_words_move_with_a_cut_sound_and_stay_inside_it() -> None:
    words = (Word("a", 50, 300), Word("b", 300, 900))
    assert shifted(words, 100, 700) == (Word("a", 0, 200), Word("b", 200, 700))
