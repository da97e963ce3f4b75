"""Money, in whole microdollars: what may be set aside, and that nothing is booked twice."""

from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.ledger import SpendingRefused, project_committed, refund, reserve, settle, team_ledger_sum
from accounts.models import LedgerEntry, SpendingSwitch, Team
from tests.makers import make_team

pytestmark = pytest.mark.django_db
PROJECT, CAP = uuid4(), 1_000_000


@pytest.fixture
def team() -> Team:
    SpendingSwitch.objects.update_or_create(pk=1, defaults={"stop_all_spending": False})
    return make_team(cap_microusd=CAP)


def set_aside(team: Team, price: int, job=None, *, project=PROJECT, project_cap: int = CAP) -> bool:
    return reserve(
        team_id=team.pk,
        project_id=project,
        job_id=job or uuid4(),
        price_microusd=price,
        project_cap_microusd=project_cap,
    )


def booked(team: Team) -> list[tuple[str, int]]:
    return list(LedgerEntry.objects.filter(team=team).order_by("pk").values_list("kind", "amount_microusd"))


def committed(team: Team) -> int:
    team.refresh_from_db()
    assert team.committed_microusd == team_ledger_sum(team.pk)
    return team.committed_microusd


def test_a_paid_job_is_set_aside_then_replaced_by_its_cost(team):
    job = uuid4()
    assert set_aside(team, 70_000, job) is True
    assert committed(team) == 70_000
    assert settle(team_id=team.pk, project_id=PROJECT, job_id=job, cost_microusd=52_500) is True
    assert booked(team) == [("reserve", 70_000), ("settle", -17_500)]
    assert committed(team) == project_committed(PROJECT) == 52_500


def test_a_failed_job_gives_everything_back(team):
    job = uuid4()
    set_aside(team, 70_000, job)
    assert refund(team_id=team.pk, project_id=PROJECT, job_id=job) is True
    assert booked(team) == [("reserve", 70_000), ("refund", -70_000)]
    assert committed(team) == project_committed(PROJECT) == 0


def test_a_free_job_writes_nothing(team):
    job = uuid4()
    assert set_aside(team, 0, job) is False
    assert settle(team_id=team.pk, project_id=PROJECT, job_id=job, cost_microusd=0) is False
    assert refund(team_id=team.pk, project_id=PROJECT, job_id=job) is False
    assert booked(team) == []


def test_the_same_job_is_set_aside_once(team):
    job = uuid4()
    assert [set_aside(team, 10, job), set_aside(team, 10, job)] == [True, False]
    assert committed(team) == 10


@pytest.mark.parametrize("first", ["settle", "refund"])
@pytest.mark.parametrize("second", ["settle", "refund"])
def test_a_job_is_closed_once(team, first, second):
    job = uuid4()
    set_aside(team, 100, job)

    def close(kind: str) -> bool:
        ids = {"team_id": team.pk, "project_id": PROJECT, "job_id": job}
        return settle(**ids, cost_microusd=40) if kind == "settle" else refund(**ids)

    assert [close(first), close(second)] == [True, False]
    assert [kind for kind, _ in booked(team)] == ["reserve", first]
    assert committed(team) == (40 if first == "settle" else 0)


def test_a_closed_job_is_not_set_aside_again(team):
    job = uuid4()
    set_aside(team, 100, job)
    refund(team_id=team.pk, project_id=PROJECT, job_id=job)
    assert set_aside(team, 100, job) is False
    assert committed(team) == 0


def test_a_cost_above_the_price_and_the_caps_is_booked_in_full(team):
    job = uuid4()
    set_aside(team, CAP, job)
    assert settle(team_id=team.pk, project_id=PROJECT, job_id=job, cost_microusd=2 * CAP) is True
    assert committed(team) == 2 * CAP


def test_a_cost_that_nothing_was_set_aside_for_is_booked_too(team):
    assert settle(team_id=team.pk, project_id=PROJECT, job_id=uuid4(), cost_microusd=7) is True
    assert committed(team) == 7


def refused(team: Team, price: int, **kwargs) -> SpendingRefused:
    before = booked(team)
    with pytest.raises(SpendingRefused) as refusal:
        set_aside(team, price, **kwargs)
    assert booked(team) == before
    return refusal.value


def test_a_new_team_may_not_spend():
    team = make_team()
    refusal = refused(team, 1)
    assert (refusal.code, refusal.params["cap_microusd"]) == ("spending.team_cap", 0)


def test_the_caps_are_reached_to_the_last_microdollar_and_not_beyond(team):
    assert set_aside(team, CAP - 1) is True
    assert refused(team, 2).code == "spending.project_cap"
    assert refused(team, 2, project=uuid4()).code == "spending.team_cap"
    assert set_aside(team, 1) is True
    assert refused(team, 1).params == {"price_microusd": 1, "left_microusd": 0, "cap_microusd": CAP}


def test_a_project_has_a_cap_of_its_own(team):
    other = uuid4()
    assert set_aside(team, 60, project_cap=100) is True
    assert refused(team, 41, project_cap=100).params["left_microusd"] == 40
    assert set_aside(team, 100, project=other, project_cap=100) is True


def test_a_project_without_a_budget_buys_nothing(team):
    assert refused(team, 1, project_cap=0).code == "spending.project_cap"


def test_the_switch_stops_new_spending_and_lets_old_spending_end(team):
    job = uuid4()
    set_aside(team, 100, job)
    SpendingSwitch.objects.update(stop_all_spending=True)
    assert refused(team, 1).code == "spending.stopped"
    assert set_aside(team, 0) is False  # free work goes on
    assert settle(team_id=team.pk, project_id=PROJECT, job_id=job, cost_microusd=100) is True
    assert committed(team) == 100


@pytest.mark.parametrize("amount", [-1, -CAP])
def test_negative_money_is_a_mistake_in_the_program(team, amount):
    with pytest.raises(ValueError):
        set_aside(team, amount)
    with pytest.raises(ValueError):
        settle(team_id=team.pk, project_id=PROJECT, job_id=uuid4(), cost_microusd=amount)
    assert booked(team) == []


def test_entries_are_never_changed_or_deleted(team):
    set_aside(team, 5)
    entry = LedgerEntry.objects.get(team=team)
    entry.amount_microusd = 6
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()
    with pytest.raises(TypeError):
        LedgerEntry.objects.filter(team=team).update(amount_microusd=6)
    with pytest.raises(TypeError):
        LedgerEntry.objects.filter(team=team).delete()
    assert booked(team) == [("reserve", 5)]


STEPS = st.lists(
    st.tuples(st.sampled_from(["reserve", "settle", "refund"]), st.integers(0, 4), st.integers(0, 300_000)),
    max_size=25,
)


class AnyOrder(TestCase):
    """Whatever is called in whatever order, the books agree and no cap is passed by a reservation."""

    @settings(max_examples=60, deadline=None)
    @given(STEPS)
    def test_books_agree(self, steps):
        team, jobs = make_team(cap_microusd=CAP), [uuid4() for _ in range(5)]
        prices: dict = {}
        costs: dict = {}
        for kind, n, amount in steps:
            ids = {"team_id": team.pk, "project_id": PROJECT, "job_id": jobs[n]}
            if kind == "reserve":
                try:
                    if set_aside(team, amount, jobs[n], project=PROJECT):
                        prices[n] = amount
                except SpendingRefused as refusal:
                    assert refusal.code in ("spending.team_cap", "spending.project_cap")
            elif kind == "settle" and settle(**ids, cost_microusd=amount):
                costs[n] = amount
            elif kind == "refund" and refund(**ids):
                costs[n] = 0
        expected = sum(costs.get(n, prices.get(n, 0)) for n in range(5))
        assert committed(team) == expected
