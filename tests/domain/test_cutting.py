"""Choosing cut points: never dearer than the best of all choices; even shares where there is no choice."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trailers.domain.cutting import NO_PAUSE, UNEVEN, CutPoint, choose_cuts, even_frames, pause_price
from trailers.domain.reframe import spread
from trailers.domain.script import Visual
from trailers.domain.vocabulary import SHOT_SIZES


def points(*frames: int, price: int = 0) -> list[CutPoint]:
    return [CutPoint(frame, price, f"p{frame}") for frame in frames]


def frames(chosen: tuple[CutPoint, ...] | None) -> list[int] | None:
    return None if chosen is None else [point.frame for point in chosen]


def test_one_shot_needs_no_cut() -> None:
    assert choose_cuts([], 10, 50, shots=1, shortest=1, longest=40) == ()
    assert choose_cuts([], 10, 50, shots=1, shortest=1, longest=39) is None
    assert choose_cuts([], 10, 50, shots=1, shortest=41, longest=99) is None


def test_the_nearest_to_even_wins_at_equal_price() -> None:
    assert frames(choose_cuts(points(30, 45, 70), 0, 100, shots=2, shortest=1, longest=100)) == [45]
    assert frames(choose_cuts(points(40, 60), 0, 100, shots=2, shortest=1, longest=100)) == [
        40
    ]  # a tie: earlier
    assert frames(choose_cuts(points(20, 35, 60, 70), 0, 100, shots=3, shortest=1, longest=100)) == [35, 70]


def test_a_price_is_weighed_against_evenness() -> None:
    near, far = CutPoint(50, NO_PAUSE, "near"), CutPoint(65, 0, "far")
    # off by 30 % each: 2 x 0.09 of UNEVEN is cheaper than no pause
    assert 2 * UNEVEN * 9 // 100 < NO_PAUSE
    assert choose_cuts([near, far], 0, 100, shots=2, shortest=1, longest=100) == (far,)
    assert choose_cuts([near, CutPoint(90, 0, "x")], 0, 100, shots=2, shortest=1, longest=100) == (near,)


def test_limits_are_kept_or_nothing_is_chosen() -> None:
    assert frames(choose_cuts(points(10, 50, 90), 0, 100, shots=2, shortest=20, longest=100)) == [50]
    assert choose_cuts(points(10, 90), 0, 100, shots=2, shortest=20, longest=100) is None
    assert choose_cuts(points(10, 90), 0, 100, shots=2, shortest=1, longest=80) is None
    assert choose_cuts(points(50), 0, 100, shots=3, shortest=1, longest=100) is None
    assert choose_cuts(points(0, 100, -5, 120), 0, 100, shots=2, shortest=1, longest=100) is None


@pytest.mark.parametrize(
    ("pause_ms", "phrase_end", "price"),
    [(400, False, 0), (900, False, 0), (250, True, 0), (0, False, NO_PAUSE), (-80, False, NO_PAUSE),
     (200, False, NO_PAUSE // 2), (100, True, NO_PAUSE * 150 // 400), (-80, True, NO_PAUSE * 250 // 400)],
)  # fmt: skip
def test_the_price_of_a_pause(pause_ms: int, phrase_end: bool, price: int) -> None:
    assert pause_price(pause_ms, phrase_end=phrase_end) == price


@settings(max_examples=1000, deadline=None)
@given(
    candidates=st.dictionaries(st.integers(1, 59), st.integers(0, 10**6), max_size=9),
    shots=st.integers(1, 4),
    shortest=st.integers(1, 15),
    longest=st.integers(15, 60),
)
def test_no_other_choice_is_cheaper(
    candidates: dict[int, int], shots: int, shortest: int, longest: int
) -> None:
    def cost(cuts: tuple[int, ...]) -> int | None:
        lengths = [b - a for a, b in pairwise((0, *cuts, 60))]
        if not all(shortest <= length <= longest for length in lengths):
            return None
        uneven = sum(UNEVEN * (length * shots - 60) ** 2 // 3600 for length in lengths)
        return uneven + sum(candidates[cut] for cut in cuts)

    every = (cost(cuts) for cuts in combinations(sorted(candidates), shots - 1))
    best = min((price for price in every if price is not None), default=None)
    chosen = choose_cuts(
        [CutPoint(f, p, str(f)) for f, p in candidates.items()],
        0,
        60,
        shots=shots,
        shortest=shortest,
        longest=longest,
    )
    assert best == (None if chosen is None else cost(tuple(point.frame for point in chosen)))


def test_even_frames_by_hand() -> None:
    assert even_frames(0, 100, 3) == (33, 67)
    assert even_frames(10, 20, 4) == (13, 15, 18)
    assert even_frames(5, 9, 1) == ()


@settings(max_examples=1000, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 10**5), st.integers(1, 50))
def test_even_shares_differ_by_one_frame_at_most(start: int, total: int, shots: int) -> None:
    bounds = (start, *even_frames(start, start + total, shots), start + total)
    lengths = [b - a for a, b in pairwise(bounds)]
    assert sum(lengths) == total and max(lengths) - min(lengths) <= 1


def test_pictures_are_spread_in_order_and_reframed_when_shown_again() -> None:
    a, b = Visual("a", shot_size="wide"), Visual("b", shot_size="insert")
    assert spread((), 2) == (None, None)
    assert spread((a, b), 2) == (a, b)
    assert spread((a, b), 1) == (a,)
    shown = spread((a, b), 5)
    assert [(v.description, v.shot_size) for v in shown if v] == [
        ("a", "wide"), ("a", "close"), ("a", "medium"), ("b", "insert"), ("b", "medium")
    ]  # fmt: skip


@pytest.mark.parametrize("size", [*SHOT_SIZES, "unheard_of"])
def test_no_two_showings_in_a_row_are_alike(size: str) -> None:
    shown = spread((Visual("x", shot_size=size),), 9)
    assert all(a != b for a, b in pairwise(shown))
    assert {v.shot_size for v in shown[1:] if v} <= set(SHOT_SIZES)
