"""Accents: few, on the beat, inside their scene, fading; none that could hurt anybody."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from tests.domain.song_makers import make_song, section
from trailers.domain.accents import Accent, accents_of, heard_from, is_accent, within
from trailers.domain.clock import Rate
from trailers.domain.song import Drop

RATE = Rate(24)
CALM_THEN_DRIVING = (section(0, 8_000, "low", 100), section(8_000, 24_000, "high", 900))


def song(**fields: Any) -> Any:
    return make_song(24_000, sections=CALM_THEN_DRIVING, **fields)


class TestAnAccent:
    def test_is_full_at_first_and_gone_at_the_end(self) -> None:
        flash = Accent("flash", 10, 4, 1_000)
        assert [flash.strength(n) for n in range(9, 15)] == [0.0, 1.0, 0.5625, 0.25, 0.0625, 0.0]

    def test_counts_from_earlier_when_a_dissolve_shows_its_scene_before_it_begins(self) -> None:
        assert heard_from((Accent("push", 3, 8, 400),), 6) == (Accent("push", 9, 8, 400),)

    def test_is_seen_in_every_part_that_it_reaches_into(self) -> None:
        push = Accent("push", 10, 5, 300)
        seen = [bool(within([push], start, 5)) for start in (0, 5, 6, 10, 14, 15)]
        assert seen == [False, False, True, True, True, False]

    @pytest.mark.parametrize(
        "change",
        [{"kind": "bang"}, {"at": -1}, {"frames": 0}, {"frames": 61}, {"permille": 1_001}, {"at": 1.0},
         {"at": True}, {"more": 1}],
    )  # fmt: skip
    def test_is_refused_from_outside_unless_it_is_one(self, change: dict[str, Any]) -> None:
        good = {"kind": "flash", "at": 0, "frames": 6, "permille": 450}
        assert is_accent(good)
        assert not is_accent({**good, **change})


class TestWhereASongIsStruck:
    def test_a_driving_section_that_takes_over_flares_up_at_its_first_frame(self) -> None:
        before, after = accents_of(song(), [(0, 192), (192, 576)], RATE)
        assert before == ()
        assert [a for a in after if a.kind == "flash"] == [Accent("flash", 0, 6, 450)]

    def test_strong_bars_of_the_driving_section_are_pushed_and_no_others(self) -> None:
        _, after = accents_of(song(), [(0, 192), (192, 576)], RATE)
        pushes = [a for a in after if a.kind == "push"]
        assert [a.at for a in pushes] == [0, 96, 192, 288]
        assert {(a.frames, a.permille) for a in pushes} == {(9, 430)}

    def test_they_move_with_their_scene_and_not_with_the_film(self) -> None:
        whole = accents_of(song(), [(0, 192), (192, 288), (288, 576)], RATE)
        assert [a.at for a in whole[2] if a.kind == "push"] == [0, 96, 192]

    def test_one_is_cut_off_at_its_scenes_end_and_left_out_where_half_of_it_has_no_room(self) -> None:
        cut, left = accents_of(song(), [(192, 198), (196, 199)], RATE)
        assert [(a.kind, a.frames) for a in cut] == [("flash", 6), ("push", 6)]
        assert left == ()

    def test_flashes_are_three_seconds_apart_at_least(self) -> None:
        drops = tuple(Drop(time, 120) for time in range(1_000, 23_000, 700))
        (struck,) = accents_of(song(drops=drops), [(0, 576)], RATE)
        flashes = [a.at for a in struck if a.kind == "flash"]
        assert len(flashes) > 3
        assert all(b - a >= 71 for a, b in pairwise(flashes))

    def test_nobody_gets_any_who_wants_none(self) -> None:
        assert accents_of(song(), [(0, 192), (192, 576)], RATE, wanted=False) == ((), ())
