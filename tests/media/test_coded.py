"""Packets of our own files: what is the same, what is not, and where one file stands in another."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.media import barcode
from tests.media.test_assemble import encode
from tests.media.test_profile import flat
from trailers.domain.clock import Rate
from trailers.domain.segment import Format
from trailers.media.assemble import assemble
from trailers.media.coded import Coded, read_coded
from trailers.media.track import places_of, read_track

RATE = Rate(24)
FORMAT = Format(320, 180, RATE)
PART = Coded(b"sets", (b"i", b"p", b"b"), (0, 2, 1), frozenset({0}))


def film_of(*parts: Coded) -> Coded:
    """The packets of the parts one after another."""
    digests: list[bytes] = []
    places: list[int] = []
    keys: set[int] = set()
    for part in parts:
        start = len(digests)
        keys |= {start + key for key in part.keys}
        digests += part.digests
        places += [start + place for place in part.places]
    return Coded(b"sets", tuple(digests), tuple(places), frozenset(keys))


class TestRuns:
    def test_are_found_wherever_they_stand(self) -> None:
        other = replace(PART, digests=(b"i", b"p", b"c"))
        assert list(film_of(PART, other, PART, PART).runs_of(PART)) == [0, 6, 9]
        assert list(film_of(PART, other, PART).runs_of(other)) == [3]

    @pytest.mark.parametrize(
        "change",
        [
            {"parameter_sets": b"others"},
            {"digests": (b"i", b"p", b"x")},
            {"places": (0, 1, 2)},
            {"keys": frozenset()},
        ],
        ids=lambda change: next(iter(change)),
    )
    def test_are_not_found_when_one_thing_differs(self, change: dict[str, object]) -> None:
        film = film_of(PART, PART)
        assert list(film.runs_of(PART)) == [0, 3]
        assert list(film.runs_of(replace(PART, **change))) == []  # type: ignore[arg-type]

    def test_begin_only_where_the_film_can_be_decoded_from(self) -> None:
        film = film_of(PART, PART)
        assert list(replace(film, keys=frozenset({0})).runs_of(PART)) == [0]

    def test_are_whole(self) -> None:
        film = film_of(PART, replace(PART, digests=(b"i", b"p"), places=(0, 1)))
        assert list(film.runs_of(PART)) == [0]

    def test_of_nothing_there_are_none(self) -> None:
        assert list(film_of(PART).runs_of(Coded(b"sets", (), (), frozenset()))) == []


class TestReading:
    def test_a_segment_is_in_the_film_packet_for_packet(self, tmp_path: Path) -> None:
        rng = np.random.default_rng(3)
        noise = [rng.integers(16, 235, 320 * 180 * 3 // 2, np.uint8) for _ in range(60)]
        contents = [flat(20, 60, FORMAT), noise, flat(20, 60, FORMAT)]
        files = [encode(tmp_path / f"{n}.mp4", frames, FORMAT) for n, frames in enumerate(contents)]
        barcode.make_sound(tmp_path / "mix.wav", tmp_path / "mix.m4a", 100 * 2_000)
        assemble(files, tmp_path / "mix.m4a", tmp_path / "film.mp4", RATE, frames=[20, 60, 20])
        film, parts = read_coded(tmp_path / "film.mp4"), [read_coded(path) for path in files]
        assert [list(film.runs_of(part)) for part in parts] == [[0, 80], [20], [0, 80]]
        assert [len(part.digests) for part in (film, *parts)] == [100, 20, 60, 20]
        assert sorted(film.places) == list(range(100))
        assert len(parts[1].keys) == 2
        assert film.keys == {0, 80} | {20 + key for key in parts[1].keys}

    def test_agrees_with_the_track(self, tmp_path: Path) -> None:
        path = encode(tmp_path / "one.mp4", flat(50, 90, FORMAT), FORMAT)
        coded, track = read_coded(path), read_track(path)
        assert coded.parameter_sets == track.parameter_sets
        assert sorted(coded.places[index] for index in coded.keys) == list(track.key_frames)
        assert len(set(coded.digests)) > 1


def test_places_are_counted_from_the_first_and_shared_by_equal_times() -> None:
    assert places_of([1_000, 4_000, 2_000, 3_000]) == [0, 3, 1, 2]
    assert places_of([5, 5, 9]) == [0, 0, 1]
    assert places_of([]) == []
