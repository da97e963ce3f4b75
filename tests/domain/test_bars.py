"""Bars as they are counted: an upbeat, a bar cut short by the film's end, and how beats are called."""

from __future__ import annotations

from trailers.domain.bars import Bar, bars_of, beat_names
from trailers.domain.clock import Rate
from trailers.domain.soundtrack import SongBeat, SoundSpan, Soundtrack


def song(*beats: SongBeat, frames: int = 96) -> Soundtrack:
    span = SoundSpan("s0", "silence", "verse", 0, frames)
    return Soundtrack(Rate(24), (span,), (), beats, song_samples=frames * 2000)


def test_bars_are_counted_from_the_first_whole_one() -> None:
    beats = (SongBeat(250, 3), *(SongBeat(750 + 500 * n, n % 4, n == 0) for n in range(6)))
    assert bars_of(song(*beats)) == (
        Bar(0, (6,), 4),
        Bar(1, (18, 30, 42, 54)),
        Bar(2, (66, 78)),
    )


def test_a_beat_behind_the_last_frame_is_not_in_the_film() -> None:
    beats = tuple(SongBeat(500 * n, n % 4) for n in range(9))
    assert bars_of(song(*beats)) == (Bar(1, (0, 12, 24, 36)), Bar(2, (48, 60, 72, 84)))
    assert bars_of(song(*beats, frames=60)) == (Bar(1, (0, 12, 24, 36)), Bar(2, (48,)))


def test_beats_have_names_and_speech_has_none() -> None:
    beats = (SongBeat(0, 2), SongBeat(500, 0), SongBeat(1000, 1))
    assert beat_names(song(*beats)) == {0: "beat 3 of bar 0", 12: "beat 1 of bar 1", 24: "beat 2 of bar 1"}
    spoken = Soundtrack(Rate(24), (SoundSpan("s0", "silence", "opening", 0, 24),), ())
    assert bars_of(spoken) == () and beat_names(spoken) == {}
