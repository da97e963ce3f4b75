"""The receipt passes a film that is as planned, and nothing else: tried on films with every kind of fault."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings

from tests.domain.films import SEEDS, random_film, random_segments
from trailers.domain.clock import Rate
from trailers.domain.receipt import (
    Found,
    Reason,
    Receipt,
    ReceiptCut,
    ReceiptPlan,
    SceneCheck,
    cut_frames,
    judge,
)
from trailers.domain.timeline import receipt_plan_of

R24 = Rate(24)
PLAN = ReceiptPlan(
    rate=R24,
    frames=160,
    samples=320_000,
    cuts=(
        ReceiptCut(1, "s1", 0, 0, 0, segment=0, within=0),
        ReceiptCut(2, "s2", 1_660, 40, 18, segment=1, within=9),
        ReceiptCut(3, "s3", 4_167, 100, 0, segment=3, within=0),
    ),
    segments=(("k0", 31), ("k1", 18), ("k2", 51), ("k3", 60)),
)
GOOD = Found(
    frames=160,
    is_steady=True,
    segment_frames=(31, 18, 51, 60),
    cut_frames=(0, 40, 100),
    audio_samples=320_512,
    audio_offset_samples=0,
    audio_residual_db=-41.5,
)


def codes(receipt: Receipt) -> list[str]:
    return [reason.code for reason in receipt.reasons]


def filmed(plan: ReceiptPlan, lengths: Sequence[int]) -> Found:
    """What would be measured in a film whose segments have these lengths: each is found where it begins."""
    starts = [sum(lengths[:n]) for n in range(len(lengths))]
    return replace(
        GOOD,
        frames=sum(lengths),
        segment_frames=tuple(lengths),
        cut_frames=cut_frames(plan, starts),
        audio_samples=plan.samples,
    )


def test_a_film_as_planned_passes() -> None:
    receipt = judge(PLAN, GOOD)
    assert receipt.passed
    assert receipt.reasons == ()
    assert receipt.max_error_frames == Fraction(4, 25)  # 40 - 1.66 * 24 = 0.16
    assert receipt.scenes == (
        SceneCheck(1, 0, 0, 0, Fraction(0)),
        SceneCheck(2, 1_660, 40, 40, Fraction(4, 25)),
        SceneCheck(3, 4_167, 100, 100, Fraction(-1, 125)),
    )


def test_json_is_exactly_this() -> None:
    assert judge(PLAN, GOOD).to_json() == {
        "pass": True,
        "max_error_frames": 0.16,
        "frames": 160,
        "frames_expected": 160,
        "audio_offset_samples": 0,
        "audio_residual_db": -41.5,
        "scenes": [
            {"number": 1, "cue_ms": 0, "expected_frame": 0, "found_frame": 0, "error_frames": 0.0},
            {"number": 2, "cue_ms": 1660, "expected_frame": 40, "found_frame": 40, "error_frames": 0.16},
            {"number": 3, "cue_ms": 4167, "expected_frame": 100, "found_frame": 100, "error_frames": -0.008},
        ],
        "reasons": [],
    }


def test_a_plan_survives_json() -> None:
    assert ReceiptPlan.from_json(json.loads(json.dumps(PLAN.to_json()))) == PLAN
    assert PLAN.to_json()["segments"][1] == ["k1", 18]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"frames": 159}, ["receipt.frames"]),
        ({"frames": 161}, ["receipt.frames"]),
        ({"frames": 0}, ["receipt.frames"]),
        ({"is_steady": False}, ["receipt.unsteady"]),
        ({"segment_frames": (31, 18, 50, 60)}, ["receipt.segment"]),
        ({"segment_frames": (31, 18, 51)}, ["receipt.segment"]),
        ({"segment_frames": (31, 18, 51, 60, 1)}, ["receipt.segment"]),
        ({"cut_frames": (0, 41, 100)}, ["receipt.cut_moved"]),
        ({"cut_frames": (0, 39, 100)}, ["receipt.cut_moved"]),
        ({"cut_frames": (0, None, 100)}, ["receipt.cut_missing"]),
        ({"cut_frames": (0, 40)}, ["receipt.cut_missing"]),
        ({"cut_frames": ()}, ["receipt.cut_missing"] * 3),
        ({"audio_samples": 319_999}, ["receipt.audio_length"]),
        ({"audio_samples": 320_000}, []),
        ({"audio_samples": 321_999}, []),
        ({"audio_samples": 322_000}, ["receipt.audio_length"]),
        ({"audio_offset_samples": 1}, ["receipt.audio_offset"]),
        ({"audio_offset_samples": -1}, ["receipt.audio_offset"]),
        ({"audio_offset_samples": None}, ["receipt.audio_unknown"]),
        ({"audio_residual_db": None}, ["receipt.audio_unknown"]),
        ({"audio_residual_db": -25.0}, []),
        ({"audio_residual_db": -24.99}, ["receipt.audio_residual"]),
        ({"audio_residual_db": float("nan")}, ["receipt.audio_residual"]),
        ({"audio_residual_db": float("-inf")}, []),
    ],
)
def test_each_fault_fails_the_film_by_its_name(changes: dict[str, Any], expected: list[str]) -> None:
    receipt = judge(PLAN, replace(GOOD, **changes))
    assert codes(receipt) == expected
    assert receipt.passed is (not expected)


def test_a_cut_that_is_planned_off_its_cue_fails_even_where_it_is_found() -> None:
    cuts = (PLAN.cuts[0], replace(PLAN.cuts[1], cue_ms=1_640), PLAN.cuts[2])  # frame 39.36
    receipt = judge(replace(PLAN, cuts=cuts), GOOD)
    assert codes(receipt) == ["receipt.cut_off_cue"]
    assert receipt.max_error_frames == Fraction(16, 25)


def test_exactly_half_a_frame_is_allowed() -> None:
    """A cue at frame 39.5 is cut at 40, because ties go later."""
    cuts = (PLAN.cuts[0], replace(PLAN.cuts[1], cue_ms=1_580), replace(PLAN.cuts[2], cue_ms=4_000))
    at_25 = replace(PLAN, rate=Rate(25), cuts=cuts)
    receipt = judge(at_25, GOOD)
    assert receipt.scenes[1].error_frames == Fraction(1, 2) == receipt.max_error_frames
    assert receipt.passed


def test_half_a_frame_at_the_wrong_side_fails() -> None:
    """Found at 39 it is as near to its cue as at 40, yet the film is not what was planned."""
    cuts = (PLAN.cuts[0], replace(PLAN.cuts[1], cue_ms=1_580), replace(PLAN.cuts[2], cue_ms=4_000))
    receipt = judge(replace(PLAN, rate=Rate(25), cuts=cuts), replace(GOOD, cut_frames=(0, 39, 100)))
    assert receipt.scenes[1].error_frames == Fraction(-1, 2)
    assert codes(receipt) == ["receipt.cut_moved"]


@pytest.mark.parametrize(
    ("measured", "told"),
    [(-41.5, -41.5), (-41.123456, -41.12), (float("-inf"), -200.0), (float("nan"), None), (None, None)],
)
def test_the_residual_is_always_valid_json(measured: float | None, told: float | None) -> None:
    data = judge(PLAN, replace(GOOD, audio_residual_db=measured)).to_json()
    assert data["audio_residual_db"] == told
    json.dumps(data, allow_nan=False)


def test_nothing_found_has_no_error_to_tell() -> None:
    receipt = judge(PLAN, replace(GOOD, cut_frames=(None, None, None)))
    assert receipt.max_error_frames is None
    assert receipt.to_json()["max_error_frames"] is None
    assert receipt.to_json()["scenes"][0] == {
        "number": 1,
        "cue_ms": 0,
        "expected_frame": 0,
        "found_frame": None,
        "error_frames": None,
    }


def test_reasons_are_said_in_words() -> None:
    found = filmed(PLAN, (31, 18, 50, 60))
    assert judge(PLAN, found).to_json()["reasons"] == [
        {"code": "receipt.frames", "text": "The film has 159 frames instead of 160."},
        {"code": "receipt.segment", "text": "Segment 3 has 50 frames instead of 51."},
        {"code": "receipt.cut_moved", "text": "Scene 3 starts at frame 99 instead of 100."},
    ]
    assert Reason("receipt.unsteady", {}).text == "The frames are not evenly spaced."


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("by", [-1, 1])
def test_a_segment_a_frame_short_or_long_fails(number: int, by: int) -> None:
    lengths = [frames for _, frames in PLAN.segments]
    lengths[number] += by
    assert not judge(PLAN, filmed(PLAN, lengths)).passed


@pytest.mark.parametrize("short", range(4))
@pytest.mark.parametrize("long", range(4))
def test_two_faults_that_cancel_out_fail(short: int, long: int) -> None:
    """One frame less here and one more there: the film still has its length."""
    lengths = [frames for _, frames in PLAN.segments]
    lengths[short] -= 1
    lengths[long] += 1
    receipt = judge(PLAN, filmed(PLAN, lengths))
    assert receipt.passed is (short == long)
    assert receipt.frames_found == 160


@given(SEEDS)
@settings(max_examples=500, deadline=None)
def test_random_films_pass_as_planned_and_fail_with_any_wrong_segment(seed: int) -> None:
    film = random_film(seed)
    plan = receipt_plan_of(film.cut, film.soundtrack, random_segments(seed))
    lengths = [frames for _, frames in plan.segments]
    good = judge(plan, filmed(plan, lengths))
    assert good.passed, codes(good)
    assert good.max_error_frames is not None and good.max_error_frames <= Fraction(1, 2)
    assert ReceiptPlan.from_json(json.loads(json.dumps(plan.to_json()))) == plan

    rng = Random(seed)
    wrong = list(lengths)
    wrong[rng.randrange(len(wrong))] += rng.choice((-1, 1))
    if rng.random() < 0.5:  # made good elsewhere, or in the same segment
        wrong[rng.randrange(len(wrong))] += sum(lengths) - sum(wrong)
    assert judge(plan, filmed(plan, wrong)).passed is (wrong == lengths)


def test_cut_frames_come_from_the_segments() -> None:
    assert cut_frames(PLAN, (0, 31, 49, 100)) == (0, 40, 100)
    assert cut_frames(PLAN, (0, None, 49, 101)) == (0, None, 101)
    assert cut_frames(PLAN, (0, 31)) == (0, 40, None)


def test_a_short_frame_leaves_room_for_the_last_aac_frame() -> None:
    """At 60 frames a second a picture lasts 800 samples, less than the 1024 that an AAC stream ends on."""
    plan = replace(PLAN, rate=Rate(60), cuts=(), segments=(("k", 160),), samples=128_000)
    found = replace(GOOD, segment_frames=(160,), cut_frames=(), audio_samples=128_000 + 1_023)
    assert judge(plan, found).passed
    assert codes(judge(plan, replace(found, audio_samples=128_000 + 1_024))) == ["receipt.audio_length"]
