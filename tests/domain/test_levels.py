"""Mutes and levels, to the sample, and what they leave alone."""

from __future__ import annotations

import numpy as np
import pytest

from trailers.domain.clock import Rate
from trailers.domain.cut import Boundary, Cut, Entry
from trailers.domain.film import FilmSettings
from trailers.domain.levels import heard, levels_of
from trailers.domain.mix import Level, plan_mix
from trailers.domain.script import Item
from trailers.domain.soundtrack import Soundtrack, Voiced, lay
from trailers.domain.trailer_film import mix_spec
from trailers.domain.words import Word
from trailers.media.dynamics import level_curve

R24 = Rate(24)
ITEMS = (
    Item("a", "line", "one two", pause_after_ms=500),
    Item("card", "card", "ACT", role="act", duration_ms=1000),
    Item("b", "line", "three", pause_after_ms=500),
)
VOICED = {
    "a": Voiced(48_000, (Word("one", 0, 400), Word("two", 500, 1000))),
    "b": Voiced(24_000, (Word("three", 0, 500),)),
}
TRACK: Soundtrack = lay(ITEMS, VOICED, R24)
"""Frames [0, 36), [36, 60), [60, 84); 2 000 samples a frame."""
CUT = Cut(
    "sha",
    (
        Entry("s1", "shot", Boundary("start"), "t"),
        Entry("s2", "shot", Boundary("a:1"), "t"),
        Entry("s3", "card", Boundary("card:start"), "t"),
        Entry("s4", "shot", Boundary("b:start"), "t"),
    ),
)


def test_a_muted_line_keeps_its_time_and_loses_its_words() -> None:
    quiet = heard(TRACK, ("a",))
    assert [word.text for word in quiet.words] == ["three"]
    assert [(s.start, s.end) for s in quiet.spans] == [(s.start, s.end) for s in TRACK.spans]
    assert [s.first_word for s in quiet.spans] == [None, None, 0]
    assert [voice.item_id for voice in plan_mix(quiet).voices] == ["b"]
    assert [(d.start_sample, d.end_sample) for d in plan_mix(quiet).ducks] == [(120_000, 144_000)]
    assert heard(TRACK, ()) is TRACK and heard(TRACK, ("gone",)) is TRACK


def test_levels_lie_on_their_samples() -> None:
    levels = {"scene:s3": (0, -60), "line:b": (30, 0), "scene:gone": (10, 10), "line:gone": (10, 10)}
    assert levels_of(TRACK, CUT, muted=("a",), levels=levels) == (
        Level(0, 72_000, None, 0),
        Level(72_000, 120_000, 0, -60),
        Level(120_000, 168_000, 30, 0),
    )


def test_a_film_without_levels_keeps_the_key_of_its_mix() -> None:
    plain = mix_spec(TRACK, CUT, FilmSettings(), voice="v", score="s")
    assert sorted(plain.params) == ["duck_db", "soundtrack", "target_lufs_tenths"]
    assert plain.params["soundtrack"] == TRACK.to_json()
    set_ = mix_spec(TRACK, CUT, FilmSettings(levels={"line:b": (30, 0)}), voice="v", score="s")
    assert set_.params["levels"] == [[120_000, 168_000, 30, 0]]
    assert {**set_.params, "levels": None} == {**plain.params, "levels": None}


def test_the_curve_is_one_elsewhere_and_has_no_steps() -> None:
    curve = level_curve(48_000, [(12_000, 24_000, -60), (20_000, 24_000, None)])
    assert curve.shape == (48_000,)
    assert curve[0] == curve[11_000] == curve[25_000] == curve[-1] == 1
    assert curve[16_000] == pytest.approx(10 ** (-6 / 20), abs=1e-5)
    assert curve[22_000] == pytest.approx(0, abs=1e-6)
    assert float(np.abs(np.diff(curve)).max()) < 0.002
    assert curve[12_000] == pytest.approx((1 + 10 ** (-6 / 20)) / 2, abs=1e-3)
