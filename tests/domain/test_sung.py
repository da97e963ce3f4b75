"""What of a text is sung, which times of an engine are believed, and the words on the film's clock."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.song_makers import make_song, section
from trailers.domain.captions import captions_of
from trailers.domain.clock import Rate
from trailers.domain.errors import UserError
from trailers.domain.lyrics import sung_in
from trailers.domain.song import Stretch, entrances_of
from trailers.domain.song_clock import clock_of, duration_ms, with_words
from trailers.domain.song_cues import choose_cues
from trailers.domain.soundtrack import Soundtrack, Sung
from trailers.domain.sung import Judged, judged, judged_transcript, lines_of, vocals_of, with_vocals
from trailers.domain.sung_wish import MOST_KEPT, SongWords, WordsWish, wish_in, with_wish
from trailers.domain.words import Word

PASTED = """[ti:Harbour]
[Verse 1]
Down by the sea
[00:12.50] we wait (x2)

[Chorus]
x3
- - -
Come <00:14.00>home, come home
"""
LINES = (("Down", "by", "the", "sea"), ("we", "wait"))
TEXTS = tuple(word for line in LINES for word in line)
GOOD = ((1_000, 1_300), (1_300, 1_500), (1_500, 1_700), (1_700, 2_600), (4_000, 4_400), (4_400, 5_200))


def timed(times: tuple[tuple[int, int], ...], texts: tuple[str, ...] = TEXTS) -> list[Word]:
    return [Word(text, start, end) for text, (start, end) in zip(texts, times, strict=True)]


def times(words: tuple[Word, ...]) -> list[tuple[str, int, int]]:
    return [(word.text, word.start_ms, word.end_ms) for word in words]


class TestTheTextThatIsSung:
    def test_headings_times_and_marks_are_not_sung(self) -> None:
        assert lines_of(PASTED) == (
            ("Down", "by", "the", "sea"), ("we", "wait"), ("Come", "home,", "come", "home"),
        )  # fmt: skip

    def test_of_nothing_is_nothing(self) -> None:
        assert lines_of("") == lines_of("\n [Intro]\n…\n(x2)\n") == ()

    def test_a_word_that_looks_like_a_count_stays(self) -> None:
        assert lines_of("max2 and box 4") == (("max2", "and", "box", "4"),)


class TestAnAnswerIsJudged:
    def test_what_can_be_true_is_kept_line_by_line(self) -> None:
        found = judged(LINES, timed(GOOD), (), 6_000)
        assert (found.asked, found.placed, found.is_fit) == (6, 6, True)
        assert times(found.sung.words) == [(t, *at) for t, at in zip(TEXTS, GOOD, strict=True)]
        assert found.sung.lines == (0, 4)

    def test_a_doubtful_word_is_laid_between_its_neighbours(self) -> None:
        found = judged(LINES, timed(GOOD), {1}, 6_000)
        assert found.placed == 5
        assert times(found.sung.words)[:3] == [
            ("Down", 1_000, 1_300),
            ("by", 1_300, 1_500),
            ("the", 1_500, 1_700),
        ]

    def test_doubtful_ends_of_a_line_are_laid_at_the_pace_of_speech(self) -> None:
        found = judged(LINES, timed(GOOD), {0, 5}, 6_000)
        assert times(found.sung.words)[0] == ("Down", 860, 1_300)  # 4 letters at 110 ms before "by"
        assert times(found.sung.words)[5] == ("wait", 4_400, 4_840)

    def test_too_few_believable_words_are_refused_as_a_whole(self) -> None:
        for unsure in ({0, 1, 2}, set(range(6))):
            found = judged(LINES, timed(GOOD), unsure, 6_000)
            assert (found.placed, found.is_fit, found.sung) == (6 - len(unsure), False, Sung((), ()))

    @pytest.mark.parametrize(
        ("spoilt", "placed"),
        [
            ((4_400, 4_400), 5),  # crammed: nobody sings in no time
            ((4_400, 4_420), 5),
            ((4_400, 12_500), 5),  # parked over an instrumental
            ((3_000, 3_400), 5),  # before the word before it
            ((19_900, 20_061), 5),  # past the end of the sound
            ((19_900, 20_060), 6),
        ],
    )
    def test_impossible_times_do_not_count(self, spoilt: tuple[int, int], placed: int) -> None:
        found = judged(LINES, timed((*GOOD[:5], spoilt)), (), 20_000)
        assert found.placed == placed

    def test_a_line_that_was_hardly_found_is_left_out(self) -> None:
        lines = (*LINES, ("over", "and", "over"))
        after = ((7_000, 7_000), (7_000, 7_000), (7_000, 7_300))
        found = judged(lines, timed((*GOOD, *after), (*TEXTS, "over", "and", "over")), (), 9_000)
        assert (found.asked, found.placed, found.is_fit) == (9, 7, True)
        assert found.sung.lines == (0, 4) and len(found.sung.words) == 6

    def test_text_and_times_of_other_lengths_are_a_mistake(self) -> None:
        with pytest.raises(ValueError, match="5 times for 6 words"):
            judged(LINES, timed(GOOD)[:5], (), 6_000)

    def test_nothing_asked_is_not_fit(self) -> None:
        assert not judged((), (), (), 6_000).is_fit and not judged_transcript((), 6_000).is_fit

    def test_a_transcript_is_parted_at_rests_and_loses_what_cannot_be(self) -> None:
        spoilt = Word("hum", 5_000, 5_000)
        found = judged_transcript([*timed(GOOD), spoilt], 6_000)
        assert (found.asked, found.placed, found.sung.lines) == (7, 6, (0, 4))
        assert [word.text for word in found.sung.words] == list(TEXTS)

    def test_it_is_the_same_read_back(self) -> None:
        found = judged(LINES, timed(GOOD), {1}, 6_000)
        assert Judged.from_json({**found.to_json(), "by": "x"}) == found

    @settings(max_examples=80, deadline=None)
    @given(
        st.lists(st.tuples(st.integers(0, 9_000), st.integers(0, 9_000)), min_size=6, max_size=6),
        st.sets(st.integers(0, 5)),
    )
    def test_whatever_comes_words_run_forward_inside_the_song(
        self, spans: list[tuple[int, int]], unsure: set[int]
    ) -> None:
        words = timed(tuple((min(span), max(span)) for span in spans))
        found = judged(LINES, words, unsure, 8_000)
        for a, b in pairwise(found.sung.words):
            assert a.start_ms <= a.end_ms <= b.start_ms
        assert all(word.end_ms <= 8_000 for word in found.sung.words)
        assert all(0 <= first < len(found.sung.words) for first in found.sung.lines)
        assert bool(found.sung.words) == found.is_fit


class TestWhereSomebodySings:
    def test_words_with_a_breath_between_them_are_one_stretch(self) -> None:
        assert vocals_of(timed(GOOD)) == (Stretch(1_000, 2_600), Stretch(4_000, 5_200))
        assert vocals_of([Word("a", 0, 100), Word("b", 1_099, 1_200)]) == (Stretch(0, 1_200),)
        assert vocals_of(()) == ()

    def test_a_voice_comes_in_after_four_seconds_without(self) -> None:
        sung = (Stretch(4_000, 6_000), Stretch(9_999, 12_000), Stretch(16_000, 17_000))
        assert entrances_of(sung) == (4_000, 16_000)
        assert entrances_of((Stretch(3_999, 5_000),)) == entrances_of(()) == ()

    def test_lyrics_with_times_say_it_and_text_without_does_not(self) -> None:
        song = make_song(60_000)
        assert with_vocals(song, "[00:10.00]we wait\n[00:12.00]").vocals == (Stretch(10_000, 12_000),)
        assert with_vocals(song, "we wait").vocals is None

    def test_a_cut_is_drawn_to_where_the_voice_comes_in_and_not_to_every_phrase(self) -> None:
        lrc = "[00:26.00]one two\n[00:28.00]\n[00:30.00]three\n[00:32.00]\n"
        cues = {cue.time_ms: cue for cue in choose_cues(with_vocals(make_song(60_000), lrc))}
        assert cues[26_000].reasons == ("vocals", "bar")
        assert all("vocals" not in cue.reasons for time, cue in cues.items() if time != 26_000)


class TestWordsOnTheClock:
    def clock(self) -> Soundtrack:
        song = make_song(20_000, sections=(section(0, 4_010), section(4_010, 20_000)))
        return clock_of(song, 20 * 44_100, Rate(24))

    def test_other_words_leave_spans_beats_and_length_alone(self) -> None:
        clock = self.clock()
        laid = with_words(clock, Sung(tuple(timed(GOOD)), (0, 4)))
        assert [(s.item_id, s.start, s.end) for s in laid.spans] == [
            (s.item_id, s.start, s.end) for s in clock.spans
        ]
        assert (laid.beats, laid.song_samples, laid.frames) == (clock.beats, 960_000, clock.frames)
        assert [(s.first_word, s.last_word) for s in laid.spans] == [(0, 3), (4, 5)]
        assert with_words(laid, Sung((), ())) == clock
        assert Soundtrack.from_json(laid.to_json()) == laid
        assert "lines" not in clock.to_json() and duration_ms(clock) == 20_000

    def test_captions_follow_the_lines_of_the_text(self) -> None:
        words = tuple(Word(text, 1_000 + 800 * n, 1_800 + 800 * n) for n, text in enumerate("abcdef"))
        laid = with_words(self.clock(), Sung(words, (0, 2)))
        assert [caption.lines for caption in captions_of(laid)] == [("a b",), ("c d e f",)]
        flat = with_words(self.clock(), Sung(words, ()))
        assert [caption.lines for caption in captions_of(flat)] == [("a b c d",), ("e f",)]

    def test_lines_of_an_lrc_file_are_known(self) -> None:
        found = sung_in("[00:01.00]down we go\n[00:03.00]\n[00:04.00]home", 2_000, 60_000)
        assert (times(found.words)[0][0], found.lines) == ("go", (0, 1))


class TestTheWish:
    def test_the_last_one_counts_and_below_it_the_order(self) -> None:
        brief = {"lyrics": "[00:01.00]la", "words_by": "elevenlabs"}
        assert wish_in(brief, []) == WordsWish("[00:01.00]la", "elevenlabs")
        assert wish_in({}, []) == WordsWish()
        wishes = with_wish([], WordsWish("one"))
        assert wish_in(brief, with_wish(wishes, WordsWish("two", "x"))) == WordsWish("two", "x")

    def test_only_so_many_are_kept_and_a_long_text_is_refused(self) -> None:
        wishes: list[dict[str, str]] = []
        for n in range(MOST_KEPT + 3):
            wishes = with_wish(wishes, WordsWish(f"text {n}"))
        assert [wish["text"] for wish in wishes] == [f"text {n}" for n in range(3, MOST_KEPT + 3)]
        with pytest.raises(UserError) as refusal:
            with_wish([], WordsWish("x" * 40_001))
        assert refusal.value.code == "lyrics.too_long"

    def test_known_words_are_aligned_and_none_are_written_down(self) -> None:
        assert [WordsWish(text).port for text in ("la la", "[Chorus]", "")] == [
            "aligner", "transcriber", "transcriber",
        ]  # fmt: skip

    def test_words_stand_as_they_were_heard_else_as_the_text_says(self) -> None:
        heard = judged(LINES, timed(GOOD), (), 6_000)
        poor = replace(heard, placed=1, sung=Sung((), ()))
        lrc = WordsWish("[00:02.00]la", "x")
        for words, state, count in (
            (SongWords(WordsWish()), "none", 0),
            (SongWords(WordsWish("la la")), "untimed", 0),
            (SongWords(lrc), "timed", 1),
            (SongWords(lrc, heard), "heard", 6),
            (SongWords(lrc, poor), "poor", 1),
            (SongWords(WordsWish("la", "x"), poor), "poor", 0),
        ):
            assert (words.state(), len(words.sung(0, 60_000).words)) == (state, count)
