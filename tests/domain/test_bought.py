"""Seconds bought against seconds used, to the frame."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from tests.domain.test_timeline import CUT, facts
from trailers.domain.bought import Bought, bought_clips, seconds_of
from trailers.domain.clock import Rate, ms_at
from trailers.domain.film import FilmFacts, TakeFact
from trailers.domain.pricing import CallPrice
from trailers.domain.script import Script

PER_SECOND = CallPrice(1_870_000, 374_220, 4)
PRICES = {"ark": PER_SECOND}
RATE = Rate(24)


def clip(scene: str, ordered: int, **fields: Any) -> TakeFact:
    wanted: dict[str, Any] = {
        "id": f"clip-{scene}", "scene_key": scene, "kind": "clip", "number": 1, "key": "k", "origin": "generated",
        "engine": "ark", "params": {"frames": ordered}, "sha256": "a" * 64, "frames": 120, "rate": RATE,
    }  # fmt: skip
    return TakeFact(**(wanted | fields))


@pytest.mark.parametrize(("frames", "seconds"), [(1, 4), (96, 4), (97, 5), (120, 5), (121, 6), (360, 15)])
def test_started_seconds_are_billed_and_never_fewer_than_the_least(frames: int, seconds: int) -> None:
    assert seconds_of(clip("s", frames), RATE, PER_SECOND) == seconds
    assert PER_SECOND.of(Fraction(frames, 24)) == seconds * 374_220
    assert CallPrice(5_000).seconds(Fraction(frames, 24)) == 0


def test_a_film_adds_up_what_it_bought_and_what_it_shows() -> None:
    takes = [clip("b", 49), clip("c", 29), clip("c", 140, id="unused", number=2)]
    found = bought_clips(film(*takes), PRICES)
    assert found == {
        "clip-b": Bought(4, ms_at(37, RATE)),
        "clip-c": Bought(4, 875),
        "unused": Bought(6, 0),
    }
    assert sum(found.values(), Bought()) == Bought(14, ms_at(37, RATE) + 875)


@pytest.mark.parametrize(
    "fields",
    [{"origin": "uploaded"}, {"kind": "image"}, {"sha256": None}, {"engine": "embedded"}],
    ids=["own", "still", "unmade", "free"],
)
def test_what_was_not_bought_by_the_second_does_not_count(fields: dict[str, Any]) -> None:
    assert bought_clips(film(clip("b", 49, **fields)), PRICES) == {}


def test_speed_and_a_short_clip_bound_what_is_used() -> None:
    made = film(clip("b", 49, frames=20, rate=Rate(40)), clip("c", 29))
    assert made.cut is not None
    entries = tuple(replace(e, speed="17/20") if e.scene_id == "c" else e for e in made.cut.entries)
    found = bought_clips(replace(made, cut=replace(made.cut, entries=entries)), PRICES)
    assert found["clip-b"] == Bought(4, 500), "it lasts no longer than half a second"
    assert found["clip-c"] == Bought(4, ms_at(18, RATE)), "21 frames of film are 18 of its own"


def test_before_there_is_a_cut_nothing_is_shown() -> None:
    assert bought_clips(replace(film(clip("b", 49)), cut=None), PRICES) == {"clip-b": Bought(4, 0)}


def film(*takes: TakeFact) -> FilmFacts:
    """The little film of the timeline's tests: scene b has 37 frames with half of its dissolve, scene c 21."""
    entries = tuple(
        replace(entry, take_id=f"clip-{entry.scene_id}") if entry.kind == "shot" else entry
        for entry in CUT.entries
    )
    cut = replace(CUT, entries=entries)
    return facts(cut=cut, takes={take.id: take for take in takes}, script=Script("T", ()))
