"""Which cuts keep their renders: the current, the named, and for undo the one that stood a grace period ago."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailers.domain.keeping import CutFact, kept_cuts

NOW, GRACE = datetime(2026, 11, 21, tzinfo=UTC), timedelta(days=7)


def cut(number: int, days_ago: float, named: bool = False) -> CutFact:
    return CutFact(UUID(int=number), number, NOW - timedelta(days=days_ago), named)


def kept(
    *cuts: CutFact, current: int | None, touched: float | None = None, deleted: float | None = None
) -> set[int]:
    def moment(days: float | None) -> datetime | None:
        return None if days is None else NOW - timedelta(days=days)

    found = kept_cuts(
        cuts,
        current=UUID(int=current) if current else None,
        touched_at=moment(touched),
        deleted_at=moment(deleted),
        now=NOW,
        grace=GRACE,
    )
    return {cut.int for cut in found}


FILM = (cut(1, 30), cut(2, 20, named=True), cut(3, 10), cut(4, 9), cut(5, 2), cut(6, 1))


def test_a_film_at_rest_keeps_the_current_cut_and_the_named():
    assert kept(*FILM, current=6, touched=8) == {2, 6}


def test_a_film_in_use_keeps_the_cut_that_stood_a_grace_period_ago():
    assert kept(*FILM, current=6, touched=1) == {2, 4, 6}


def test_an_undone_cut_is_kept_while_the_film_is_in_use():
    assert kept(cut(1, 30), cut(2, 20), current=1, touched=0) == {1, 2}
    assert kept(cut(1, 30), cut(2, 20), current=1, touched=8) == {1}


@pytest.mark.parametrize(("days", "expected"), [(None, {2, 6}), (6.9, {2, 6}), (7.1, set())])
def test_a_deleted_film_keeps_nothing_after_the_grace_period(days, expected):
    assert kept(*FILM, current=6, touched=days, deleted=days) - {4} == expected


def test_a_film_without_a_cut_keeps_nothing():
    assert kept(current=None, touched=0) == set()


@given(st.lists(st.tuples(st.floats(0, 100), st.booleans()), max_size=20), st.floats(0, 100), st.data())
def test_what_is_shown_or_named_is_always_kept_and_at_most_one_more(made, touched, data):
    cuts = [cut(number, days, named) for number, (days, named) in enumerate(made, start=1)]
    current = data.draw(st.sampled_from([None, *range(1, len(cuts) + 1)]))
    found = kept(*cuts, current=current, touched=touched)
    wanted = {c.id.int for c in cuts if c.named} | ({current} if current else set())
    assert wanted <= found
    assert len(found - wanted) <= 1
