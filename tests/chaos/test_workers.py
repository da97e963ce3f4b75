"""Supervisors, clusters and pumps as they run in production, killed in every way we know.

pytest -m chaos tests/chaos                             on SQLite
python -m tests.postgres pytest -m chaos tests/chaos    on PostgreSQL
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STORIES = (
    "gentle_stop",
    "stop_gives_back",
    "idle_workers_killed",
    "busy_pump_killed",
    "guards_killed",
    "supervisor_killed",
    "poison_job",
    "two_hosts",
    "random_kills",
)


@pytest.mark.chaos
@pytest.mark.slow
@pytest.mark.parametrize("story", STORIES)
def test_it_ends_well(story, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "tests.chaos.scenarios", story, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=900,
    )
    logs = "\n".join(f"--- {log.name}\n{_tail(log)}" for log in tmp_path.glob("*.log"))
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-3000:]}\n{logs}"


def _tail(log: Path, lines: int = 40) -> str:
    text = log.read_text(errors="replace").splitlines()
    return "\n".join(line for line in text[-4 * lines :] if "rocess" not in line or "rror" in line)[-6000:]
