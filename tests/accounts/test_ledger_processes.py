"""Money under real concurrency: several processes on the same few jobs, some of them killed."""

from __future__ import annotations

import random
import time
from collections import defaultdict
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError

from accounts.ledger import SpendingRefused, refund, reserve, settle, team_ledger_sum
from accounts.models import LedgerEntry
from tests.makers import make_team
from tests.processes import start

pytestmark = pytest.mark.django_db(transaction=True)
CAP, PRICE = 4_000_000, 50_000


def spend(team_id: UUID, project: UUID, jobs: list[UUID], seed: int, operations: int) -> None:
    """Random operations; a cost never exceeds its price, so the cap must hold for the sum at any moment."""
    chance = random.Random(seed)
    for _ in range(operations):
        job = chance.choice(jobs)
        ids = {"team_id": team_id, "project_id": project, "job_id": job}
        try:
            match chance.choice(["reserve", "reserve", "settle", "refund"]):
                case "reserve":
                    reserve(**ids, price_microusd=PRICE, project_cap_microusd=CAP)
                case "settle" if LedgerEntry.objects.filter(job_id=job, kind="reserve").exists():
                    settle(**ids, cost_microusd=chance.randrange(PRICE + 1))
                case "refund":
                    refund(**ids)
        except SpendingRefused:
            pass
        except OperationalError as error:  # SQLite's writers may time out on a busy machine
            assert "locked" in str(error)


def run(operations: int, killed: int) -> None:
    seed = random.SystemRandom().randrange(1 << 30)
    print(f"seed {seed}")
    chance = random.Random(seed)
    team, project = make_team(cap_microusd=CAP), uuid4()
    jobs = [uuid4() for _ in range(operations // 4)]
    alive = [start(spend, team.pk, project, jobs, seed + n, operations // 4) for n in range(4)]
    victims = [start(spend, team.pk, project, jobs, seed + 10 + n, operations) for n in range(killed)]
    for victim in victims:
        time.sleep(chance.uniform(0.05, 0.4))
        victim.kill()
    for process in alive + victims:
        process.join(300)
    assert [process.exitcode for process in alive] == [0] * 4
    _check(team, project)


def _check(team, project) -> None:
    team.refresh_from_db()
    entries = defaultdict(dict)
    for job, kind, amount in LedgerEntry.objects.values_list("job_id", "kind", "amount_microusd"):
        entries[job][kind] = amount
    for kinds in entries.values():
        assert kinds["reserve"] == PRICE
        assert not {"settle", "refund"} <= set(kinds)
        assert 0 <= sum(kinds.values()) <= PRICE
    total = sum(sum(kinds.values()) for kinds in entries.values())
    assert team.committed_microusd == team_ledger_sum(team.pk) == total
    assert 0 < total <= CAP


def test_sums_are_exact_while_processes_die():
    run(400, killed=3)


@pytest.mark.slow
def test_ten_thousand_operations():
    run(10_000, killed=8)
