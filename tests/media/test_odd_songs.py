"""The odd songs of the benchmark as files: a quick look that each is what it says, and whole films of all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.media.odd_songs import MORE, NAMES, SONGS, named
from trailers.domain.errors import UserError
from trailers.media.song.intake import import_song

IN_THE_GATE = {"late start", "half a FLAC"}


def test_there_are_fifty_of_them() -> None:
    assert len(SONGS) + len(NAMES) == 51
    assert sum(not odd.film for odd in SONGS.values()) == 8


@pytest.mark.parametrize(
    "name", [n if n in IN_THE_GATE else pytest.param(n, marks=pytest.mark.slow) for n in MORE]
)
def test_what_is_in_it_is_decoded_or_refused(name: str, tmp_path: Path) -> None:
    odd = MORE[name]
    path = odd.build(tmp_path)
    if odd.film:
        facts = import_song(path, tmp_path / "copy.wav", scratch=tmp_path)
        assert 20_900 <= facts.duration_ms <= 21_800
        return
    with pytest.raises(UserError) as refusal:
        import_song(path, tmp_path / "copy.wav", scratch=tmp_path)
    assert odd.says in str(refusal.value)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_only_a_name(name: str, tmp_path: Path) -> None:
    facts = import_song(named(name).build(tmp_path), tmp_path / "copy.wav", scratch=tmp_path)
    assert facts.kind == "mp3"


@pytest.mark.slow
def test_whole_films_come_of_some_and_clear_errors_of_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The benchmark itself, on the four that were once the hardest; `make bench BENCH=hostile_songs` makes all."""
    from benchmarks.hostile_songs import run

    wanted = {"sides that cancel", "a click every tenth of a second", "silence", "name 1"}
    outcomes = {one.name: one for one in run(tmp_path, lambda name: name in wanted)}
    assert {name: one.faults for name, one in outcomes.items()} == dict.fromkeys(wanted, ())
    assert {name for name, one in outcomes.items() if one.told.startswith("film")} == wanted - {"silence"}
