"""A value from outside holds what its type says, or is found out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from trailers.domain.script import Visual
from trailers.domain.shot_plan import PlannedShot, Setup, ShotPlan
from trailers.domain.typed import fits_type

SETUP = Setup("a", Visual("A pier.", characters=("Kira",)), "hold", "It moves.")
PLAN = ShotPlan((SETUP,), (PlannedShot("c0", "a", "develop"),))


def test_what_was_written_by_us_fits() -> None:
    assert fits_type(PLAN, ShotPlan)
    assert fits_type(ShotPlan.from_json(PLAN.to_json()), ShotPlan)


@pytest.mark.parametrize(
    ("setup", "shot"),
    [
        ({"id": ["a"]}, {}),
        ({"motion": 7}, {}),
        ({"notes": None}, {}),
        ({"visual": {"description": "A pier."}}, {}),
        ({"visual": replace(SETUP.visual, description=1)}, {}),
        ({"visual": replace(SETUP.visual, characters=(1,))}, {}),
        ({"visual": replace(SETUP.visual, characters="Kira")}, {}),
        ({}, {"purpose": "explode"}),
        ({}, {"purpose": []}),
        ({}, {"cue": 0}),
    ],
)
def test_what_does_not_is_found_out(setup: dict[str, Any], shot: dict[str, Any]) -> None:
    wrong = ShotPlan((replace(SETUP, **setup),), (replace(PLAN.shots[0], **shot),))
    assert not fits_type(wrong, ShotPlan)
