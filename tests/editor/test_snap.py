"""Snapping to the sound."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from editor.ops import _RANK
from editor.snap import ORDER, Mark, marks_of, snap
from trailers.domain.clock import SAMPLE_RATE, Rate
from trailers.domain.cues import CueKind, cues_of
from trailers.domain.script import Item
from trailers.domain.soundtrack import SongBeat, SoundSpan, Soundtrack, Voiced, lay
from trailers.domain.words import Word

WORDS = (Word("She", 0, 200), Word("rows", 1000, 1300), Word("out", 1320, 1600))
TRACK = lay(
    [Item("one", "line", "She rows out"), Item("dark", "silence", duration_ms=1000)],
    {"one": Voiced(2 * SAMPLE_RATE, WORDS)},
    Rate(24),
)
MARKS = (
    Mark(10, "beat", "beat"),
    Mark(12, "pause", "pause"),
    Mark(13, "word", "word"),
    Mark(20, "downbeat", "bar 2"),
    Mark(22, "beat", "beat"),
)


def test_a_narration_offers_its_pauses_and_its_words() -> None:
    assert marks_of(TRACK, cues_of(TRACK)) == (
        Mark(21, "pause", "before “rows”"),
        Mark(24, "word", "on “rows”"),
        Mark(31, "pause", "before “out”"),
        Mark(32, "word", "on “out”"),
        Mark(48, "pause", "in the silence at the end"),
    )


@pytest.mark.parametrize(
    ("frame", "reach", "found"),
    [(11, 3, 12), (13, 0, 13), (13, 1, 12), (21, 1, 20), (22, 0, 22), (22, 1, 22), (22, 2, 20), (16, 2, None),
     (400, 9, None)],
)  # fmt: skip
def test_the_stronger_mark_in_reach_wins_then_the_nearer(frame: int, reach: int, found: int | None) -> None:
    mark = snap(frame, MARKS, reach)
    assert (mark.frame if mark else None) == found


@given(
    st.lists(st.builds(Mark, st.integers(0, 300), st.sampled_from(ORDER), st.just("why")), max_size=30),
    st.integers(0, 300),
    st.integers(0, 20),
)
def test_it_is_in_reach_and_nothing_in_reach_is_stronger(marks: list[Mark], frame: int, reach: int) -> None:
    near = [mark for mark in marks if abs(mark.frame - frame) <= reach]
    found = snap(frame, marks, reach)
    assert (found is None) == (not near)
    if found is not None:
        assert found in near
        assert ORDER.index(found.kind) == min(ORDER.index(mark.kind) for mark in near)
        twins = [abs(mark.frame - frame) for mark in near if mark.kind == found.kind]
        assert abs(found.frame - frame) == min(twins)


def test_a_song_is_cut_at_its_sections_and_beats() -> None:
    spans = (SoundSpan("a", "silence", "verse", 0, 48), SoundSpan("b", "silence", "chorus", 48, 96))
    beats = tuple(SongBeat(n * 500, n % 4) for n in range(8))
    song = Soundtrack(Rate(24), spans, (), beats, song_samples=192_000)
    found = [(mark.frame, mark.kind, mark.reason) for mark in marks_of(song, cues_of(song))]
    assert found == [
        (12, "beat", "on beat 2 of bar 1"),
        (24, "beat", "on beat 3 of bar 1"),
        (36, "beat", "on beat 4 of bar 1"),
        (48, "pause", "where the chorus begins"),
        (60, "beat", "on beat 2 of bar 2"),
        (72, "beat", "on beat 3 of bar 2"),
        (84, "beat", "on beat 4 of bar 2"),
    ]


def test_the_first_beat_of_a_bar_is_stronger_than_the_others() -> None:
    beats = tuple(SongBeat(n * 500, n % 3) for n in range(4))
    song = Soundtrack(Rate(24), (SoundSpan("a", "silence", "verse", 0, 48),), (), beats, song_samples=96_000)
    found = [(mark.frame, mark.kind, mark.reason) for mark in marks_of(song, cues_of(song))]
    assert found[-1] == (36, "downbeat", "on beat 1 of bar 2")


def test_a_boundary_holds_on_to_any_cue_of_a_song() -> None:
    """A cue kind without a rank would break every drag in a music video."""
    assert set(get_args(CueKind)) == set(_RANK)
