"""Clips that a film was given, as its brief keeps them."""

from __future__ import annotations

import pytest

from trailers.domain.errors import UserError
from trailers.domain.performances import (
    MOST,
    Performance,
    offer_mark,
    performances_in,
    with_performance,
    without_performance,
)

BAND, SOLO = Performance("a" * 64, "band.mov"), Performance("b" * 64, "solo.mov")


def test_they_are_kept_in_order_and_each_once() -> None:
    brief = with_performance(with_performance({"concept": "x"}, BAND), SOLO)
    assert performances_in(brief) == (BAND, SOLO)
    assert with_performance(brief, Performance(BAND.sha256, "renamed.mov")) == brief
    assert brief["concept"] == "x"


def test_one_is_forgotten_and_the_others_stay() -> None:
    brief = with_performance(with_performance({}, BAND), SOLO)
    assert performances_in(without_performance(brief, BAND.sha256)) == (SOLO,)
    assert performances_in(without_performance(brief, "c" * 64)) == (BAND, SOLO)


def test_there_are_not_too_many() -> None:
    brief: dict[str, object] = {}
    for n in range(MOST):
        brief = with_performance(brief, Performance(f"{n:064}", "x"))
    with pytest.raises(UserError) as refusal:
        with_performance(brief, BAND)
    assert refusal.value.code == "performance.too_many"


def test_an_offer_is_told_from_another_by_its_scenes() -> None:
    scenes = (("s1", 0, 48), ("s2", 48, 96))
    assert offer_mark("k", scenes) == offer_mark("k", list(scenes))
    assert len({offer_mark("k", scenes), offer_mark("j", scenes), offer_mark("k", (("s1", 0, 60),))}) == 3
