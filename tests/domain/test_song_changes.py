"""What a correction would change: scenes by their cues, in whole frames, with their accents."""

from __future__ import annotations

import pytest

from tests.domain.song_makers import make_song, section
from trailers.domain.clock import Rate
from trailers.domain.errors import UserError
from trailers.domain.song_changes import SongChanges, changes
from trailers.domain.song_wishes import SongWishes, cut_song, pace_of, with_edit

RATE = Rate(24)
SONG = make_song(
    60_000,
    sections=(section(0, 16_000, "low", 200), section(16_000, 40_000, "high", 900), section(40_000, 60_000)),
)
BEFORE = cut_song(SONG, SongWishes())


def told(*edits: dict[str, object], accents: bool = True) -> SongChanges:
    return changes(BEFORE, cut_song(SONG, SongWishes(edits=edits)), RATE, accents=accents)


def moved(n: int, by_ms: int) -> dict[str, object]:
    cue = BEFORE.cues[n]
    return {"kind": "move_cue", "cue": cue.id, "time_ms": cue.time_ms + by_ms}


def test_a_moved_cue_changes_the_scenes_on_both_its_sides_and_no_other() -> None:
    found = told(moved(3, 130))
    assert (found.recut, found.fresh, found.gone) == ((3, 4), (), 0)
    assert found.kept == len(BEFORE.cues) - 2
    assert str(found) == f"Scenes 3 and 4 are cut anew. {found.kept} scenes stay as they are."


def test_less_than_half_a_frame_changes_nothing() -> None:
    assert told(moved(3, 10)).is_nothing
    assert (
        str(told({"kind": "name_cue", "cue": BEFORE.cues[2].id, "name": "the kiss"})) == "No scene changes."
    )


def test_another_pace_says_how_many_scenes_come_and_go() -> None:
    found = told({"kind": "pace", "pace": "fast"})
    after = cut_song(SONG, SongWishes(pace="fast"))
    assert found.scenes == len(after.cues)
    assert found.fresh
    names = [cue.id for cue in after.cues]
    assert [names[n - 1] for n in found.fresh] == [
        name for name in names if name not in {c.id for c in BEFORE.cues}
    ]


def test_an_accent_alone_changes_its_scene() -> None:
    calm = {"kind": "section", "index": 1, "energy": "low"}
    after = cut_song(SONG, SongWishes(edits=(calm, {"kind": "pace", "pace": "even"})))
    assert changes(after, after, RATE).is_nothing
    with_blows = [n for n in told(calm).recut if 16_000 <= BEFORE.cues[n - 1].time_ms < 40_000]
    same_cues = changes(BEFORE, BEFORE, RATE, accents=False)
    assert same_cues.is_nothing
    assert with_blows or told(calm).fresh


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (SongChanges(5, (2,), (), 0), "Scene 2 is cut anew. Every other scene stays as it is."),
        (SongChanges(9, (1, 2, 3, 7), (), 0), "Scenes 1 to 3 and 7 are cut anew. 5 scenes stay as they are."),
        (SongChanges(4, (1,), (2, 3), 1), "Scene 1 is cut anew. Scenes 2 and 3 are new. One scene goes. One scene stays as it is."),
        (SongChanges(2, (), (1, 2), 3), "Scenes 1 and 2 are new. 3 scenes go."),
        (SongChanges(12, (1, 3, 5, 6), (), 0), "Scenes 1, 3, 5 and 6 are cut anew. 8 scenes stay as they are."),
    ],
)  # fmt: skip
def test_the_words(found: SongChanges, words: str) -> None:
    assert str(found) == words


class TestPace:
    def test_the_last_one_chosen_is_in_force_and_can_be_taken_back(self) -> None:
        fast = SongWishes(pace="calm", edits=({"kind": "pace", "pace": "fast"},))
        assert (pace_of(fast), pace_of(SongWishes(pace="calm"))) == ("fast", "calm")
        assert cut_song(SONG, fast).cues == cut_song(SONG, SongWishes(pace="fast")).cues

    def test_what_is_chosen_anew_afterwards_follows_it(self) -> None:
        again = ({"kind": "pace", "pace": "fast"}, {"kind": "bar_one", "time_ms": 0, "start_ms": 0})
        assert cut_song(SONG, SongWishes(edits=again)).cues == cut_song(SONG, SongWishes(pace="fast")).cues

    def test_a_cue_set_by_hand_stays(self) -> None:
        cut = cut_song(SONG, SongWishes(edits=(moved(3, 130), {"kind": "pace", "pace": "calm"})))
        kept = next(cue for cue in cut.cues if cue.id == BEFORE.cues[3].id)
        assert kept.time_ms == BEFORE.cues[3].time_ms + 130

    def test_another_word_is_refused(self) -> None:
        with pytest.raises(UserError) as refusal:
            with_edit(SONG, SongWishes(), {"kind": "pace", "pace": "wild"})
        assert refusal.value.code == "song.bad_edit"
