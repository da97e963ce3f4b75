"""Corrections by ear: each is kept as it was asked for, and changes only the stretch that it concerns."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.domain.song_makers import make_song, section
from trailers.domain.errors import UserError
from trailers.domain.song_wishes import MOST_EDITS, CutSong, SongWishes, cut_song, with_edit

SECTIONS = (
    section(0, 16_000, "low", 200),
    section(16_000, 40_000, "high", 900),
    section(40_000, 60_000, "medium", 500),
)


def song(**fields: Any) -> Any:
    return make_song(60_000, sections=SECTIONS, **fields)


def cut_by(*edits: dict[str, Any], **wishes: Any) -> CutSong:
    return cut_song(song(), SongWishes(edits=edits, **wishes))


def times(cut: CutSong) -> list[int]:
    return [cue.time_ms for cue in cut.cues]


def code_of(edit: dict[str, Any]) -> str:
    with pytest.raises(UserError) as refusal:
        with_edit(song(), SongWishes(), edit)
    return refusal.value.code


class TestWishes:
    def test_come_back_from_json_as_they_were(self) -> None:
        wishes = SongWishes(4_000, 30_000, "fast", 12, 5, accents=False, edits=({"kind": "halve"},))
        assert SongWishes.from_json(json.loads(json.dumps(wishes.to_json()))) == wishes

    def test_a_part_of_the_song_begins_at_nought(self) -> None:
        part = cut_by(start_ms=16_000, end_ms=40_000)
        assert part.song.duration_ms == 24_000
        assert times(part)[0] == 0
        assert max(times(part)) < 24_000

    def test_the_cut_song_comes_back_from_json_as_it_was(self) -> None:
        cut = cut_by()
        assert CutSong.from_json(json.loads(json.dumps(cut.to_json()))) == cut

    def test_a_faster_pace_cuts_more_often(self) -> None:
        assert len(cut_by(pace="fast").cues) > len(cut_by().cues) > len(cut_by(pace="calm").cues)


class TestCorrections:
    def test_a_moved_cue_moves_alone_and_keeps_its_name(self) -> None:
        before = cut_by()
        cue = before.cues[3]
        after = cut_by({"kind": "move_cue", "cue": cue.id, "time_ms": cue.time_ms + 130})
        assert [c.id for c in after.cues] == [c.id for c in before.cues]
        changed = [(a, b) for a, b in zip(times(before), times(after), strict=True) if a != b]
        assert changed == [(cue.time_ms, cue.time_ms + 130)]
        assert after.cues[3].locked

    def test_bar_one_moved_in_a_stretch_leaves_every_cue_outside_it(self) -> None:
        before = cut_by()
        after = cut_by({"kind": "bar_one", "time_ms": 16_500, "start_ms": 16_000, "end_ms": 40_000})
        outside = [time for time in times(before) if not 16_000 <= time < 40_000]
        assert [time for time in times(after) if not 16_000 <= time < 40_000] == outside
        inside = [time for time in times(after) if 16_000 <= time < 40_000]
        assert inside
        assert sum(time % 2_000 == 500 for time in inside) > len(inside) // 2

    def test_half_the_tempo_halves_the_beats_and_keeps_what_was_set_by_hand(self) -> None:
        cue = cut_by().cues[2]
        after = cut_by({"kind": "move_cue", "cue": cue.id, "time_ms": cue.time_ms + 90}, {"kind": "halve"})
        assert len(after.song.beats) == 60
        assert cue.time_ms + 90 in times(after)

    def test_double_the_tempo_puts_a_beat_between_two(self) -> None:
        assert len(cut_by({"kind": "double"}).song.beats) == 239

    def test_taps_at_half_the_tempo_choose_every_second_beat(self) -> None:
        after = cut_by({"kind": "tap", "taps_ms": [4_000, 5_000, 6_000, 7_000, 8_000]})
        assert after.song.tempo_mbpm == 60_000

    def test_another_role_changes_no_cue_and_another_energy_only_its_own(self) -> None:
        before = cut_by()
        named = cut_by({"kind": "section", "index": 1, "role": "chorus"})
        assert times(named) == times(before)
        assert named.song.sections[1].role == "chorus"
        calmed = cut_by({"kind": "section", "index": 1, "energy": "low"})
        outside = [time for time in times(before) if not 16_000 <= time < 40_000]
        assert [time for time in times(calmed) if not 16_000 <= time < 40_000] == outside
        assert len(calmed.cues) < len(before.cues)

    def test_a_named_cue_stays_through_whatever_comes(self) -> None:
        cue = cut_by().cues[4]
        after = cut_by({"kind": "name_cue", "cue": cue.id, "name": " the  door "}, {"kind": "double"})
        kept = next(c for c in after.cues if c.id == cue.id)
        assert (kept.time_ms, kept.name, kept.locked) == (cue.time_ms, "the door", True)

    def test_they_are_carried_out_in_order_and_taken_back_by_leaving_the_last_out(self) -> None:
        first = {"kind": "section", "index": 0, "role": "intro"}
        wishes = with_edit(song(), with_edit(song(), SongWishes(), first), {"kind": "halve"})
        assert [edit["kind"] for edit in wishes.edits] == ["section", "halve"]
        undone = replace(wishes, edits=wishes.edits[:-1])
        assert cut_song(song(), undone) == cut_by(first)


class TestWhatCannotBeCarriedOut:
    @pytest.mark.parametrize(
        ("edit", "code"),
        [
            ({"kind": "sing"}, "song.bad_edit"),
            ({}, "song.bad_edit"),
            ({"kind": "move_cue", "cue": "c0", "time_ms": 700}, "song.start_is_fixed"),
            ({"kind": "move_cue", "cue": "nobody", "time_ms": 700}, "song.bad_edit"),
            ({"kind": "move_cue", "cue": "c0"}, "song.bad_edit"),
            ({"kind": "section", "index": 9, "role": "verse"}, "song.bad_edit"),
            ({"kind": "section", "index": -1, "role": "verse"}, "song.bad_edit"),
            ({"kind": "section", "index": 0, "role": "polka"}, "song.bad_edit"),
            ({"kind": "tap", "taps_ms": [1, 2]}, "song.too_few_taps"),
            ({"kind": "tap", "taps_ms": ["x"] * 5}, "song.bad_edit"),
            ({"kind": "bar_one", "time_ms": 0, "start_ms": 90_000, "end_ms": 91_000}, "song.no_beats"),
        ],
    )
    def test_is_refused_before_it_is_kept(self, edit: dict[str, Any], code: str) -> None:
        assert code_of(edit) == code

    def test_there_is_an_end_to_corrections(self) -> None:
        full = SongWishes(edits=({"kind": "section", "index": 0, "role": "intro"},) * MOST_EDITS)
        with pytest.raises(UserError) as refusal:
            with_edit(song(), full, {"kind": "halve"})
        assert refusal.value.code == "song.too_many_edits"
