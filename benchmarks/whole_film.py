"""A whole film at 1920x1080: wall time against its length, and processor seconds by stage.

The real command runs on the sample with an empty var folder, as `make demo` does on a new machine. Wall and
total processor time are those of the command and all its children. A stage's own share is what its jobs'
threads took; what their children took (ffmpeg, the document reader) is told in one line below the stages,
because a child of two jobs that run at once belongs to neither for certain.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks._table import Spent, spent, table, verdict
from trailers.domain.clock import Rate
from trailers.domain.states import TRAILER_STAGES

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "samples" / "the-salt-line.pdf"
SIZE = "1920x1080"
LIMIT = 3.0
"""Times the film's own length, on two processors."""


def main(size: str = SIZE) -> None:
    with TemporaryDirectory(prefix="cuelock-bench-") as name:
        folder = Path(name)
        with spent() as whole:
            run(folder, size)
        seconds, frames, scenes = length_of(folder / "out")
        stages = by_stage(folder / "var" / "cuelock.sqlite3")
    print(
        f"{SAMPLE.name} at {size}: {scenes} scenes, {frames} frames, {seconds:.1f} s; {processors()} processors"
    )
    print(report(stages, whole))
    print(f"wall {whole.wall_s:.0f} s, processor {whole.children_s:.0f} s")
    print(verdict("wall time / length of the film", whole.wall_s / seconds, LIMIT))


def run(folder: Path, size: str) -> None:
    command = [sys.executable, "manage.py", "make_film", "trailer", str(SAMPLE), "--size", size]
    subprocess.run(
        [*command, "--out", str(folder / "out")],
        cwd=ROOT,
        env={**os.environ, "CUELOCK_VAR": str(folder / "var")},
        check=True,
        stdout=subprocess.DEVNULL,
    )


def length_of(out: Path) -> tuple[float, int, int]:
    """Seconds, frames and scenes of the finished film. An exit unless its receipt passes."""
    timeline = json.loads((out / "timeline.json").read_text(encoding="utf-8"))
    if not json.loads((out / "receipt.json").read_text(encoding="utf-8"))["pass"]:
        sys.exit("the film is out of sync: nothing to measure")
    seconds = float(timeline["frames"] / Rate.parse(timeline["rate"]).exact)
    return seconds, timeline["frames"], len(timeline["scenes"])


def by_stage(database: Path) -> list[tuple[str, int, float]]:
    """Stage and step kind, number of jobs, processor seconds in their own threads."""
    with sqlite3.connect(database) as rows:
        query = "SELECT kind, COUNT(*), SUM(cpu_ms) FROM trailers_job WHERE state = 'done' GROUP BY kind"
        found = {kind: (count, cpu_ms / 1000) for kind, count, cpu_ms in rows.execute(query)}
    order = [(stage.name, kind) for stage in TRAILER_STAGES for kind in stage.kinds if kind in found]
    return [(f"{stage}: {kind.replace('_', ' ')}", *found[kind]) for stage, kind in order]


def report(stages: list[tuple[str, int, float]], whole: Spent) -> str:
    own = sum(cpu_s for _, _, cpu_s in stages)
    rows = [(name, str(jobs), f"{cpu_s:.1f}", share(cpu_s, whole)) for name, jobs, cpu_s in stages]
    rest = whole.children_s - own
    rows.append(("their children, the queue and the start", "", f"{rest:.1f}", share(rest, whole)))
    rows.append(("all", str(sum(jobs for _, jobs, _ in stages)), f"{whole.children_s:.1f}", "100 %"))
    return table(("stage", "jobs", "cpu s", "share"), rows)


def share(part_s: float, whole: Spent) -> str:
    return f"{100 * part_s / whole.children_s:.0f} %"


def processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


if __name__ == "__main__":
    main(*sys.argv[1:2])
