"""A film of twenty scenes while its processes are killed, on whichever database the environment names.

Run alone: python -m tests.chaos.film FOLDER, with CHAOS_SEED and CHAOS_KILLS to repeat what a failure printed.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.chaos.film import KINDS, most_in_flight, plan_kills
from tests.chaos.vendor import BUSY, TOO_MANY, Vendor

ROOT = Path(__file__).resolve().parents[2]


def tell(story: str, folder: Path, kills: int = 0) -> str:
    """Run the story in a process of its own; answers its last line. It fails with all that it said."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.chaos.{story}", str(folder)],
        cwd=ROOT,
        env={"CHAOS_KILLS": str(kills), **os.environ},
        capture_output=True,
        text=True,
        timeout=600 + 60 * kills,
    )
    print(done.stdout)
    logs = "\n".join(log.read_text(errors="replace")[-6000:] for log in folder.glob("*.log"))
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-3000:]}\n{logs}"
    return done.stdout.splitlines()[-1]


@pytest.mark.chaos
def test_a_film_survives_ten_kills(tmp_path):
    assert " 10 kills; " in tell("film", tmp_path, 10)


@pytest.mark.chaos
@pytest.mark.slow
def test_films_survive_two_hundred_kills(tmp_path):
    assert " 200 kills; " in tell("film", tmp_path, 200)


@pytest.mark.chaos
@pytest.mark.slow
def test_two_hosts_share_a_film_and_one_is_lost_for_good(tmp_path):
    """On a PostgreSQL and an S3 server of its own, whatever the environment names."""
    assert "film in" in tell("two_hosts", tmp_path)


# --- the evidence itself ----------------------------------------------------------------------------------------


def test_a_plan_of_kills_is_its_seed_and_has_every_kind():
    plan = plan_kills(random.Random(7), 25)
    assert plan == plan_kills(random.Random(7), 25) != plan_kills(random.Random(8), 25)
    assert len(plan) == 25
    assert all(Counter(plan[:10])[kind] >= 2 for kind in KINDS)


def line(kind, call, lane="image"):
    return {"kind": kind, "lane": lane, "key": call, "call": call}


def test_calls_in_flight_are_counted_from_the_books():
    books = [line("begin", "a"), line("begin", "b"), line("cut", "a"), line("begin", "c"), line("end", "b")]
    books += [line("end", "c"), line("refused", "d"), line("begin", "x", "video"), line("end", "x", "video")]
    assert most_in_flight(books) == {"image": 2, "video": 1}
    with pytest.raises(AssertionError, match="without an end"):
        most_in_flight(books[:-1])


def test_a_vendor_refuses_by_its_seed_and_now_and_then(tmp_path):
    refusals = [
        [Vendor(tmp_path / f"{seed}-{n}.jsonl", seed).refusal("image", str(n)) for n in range(300)]
        for seed in (1, 1, 2)
    ]
    assert refusals[0] == refusals[1] != refusals[2]
    assert set(refusals[0]) == {0, 429, 503}
    refused = 300 - refusals[0].count(0)
    assert refused == pytest.approx(300 * (BUSY + TOO_MANY), abs=12)
