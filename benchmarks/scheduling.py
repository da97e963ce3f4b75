"""How well the queue keeps its places busy: a film on a simulated clock, beside a list schedule without cost.

The real claims, finishes and orders run on real rows (benchmarks/_simulation.py); only engines are simulated:
pictures of 8 to 15 s in a lane of 30, clips of 60 to 120 s at a provider that makes 4 at a time, and a case in
which a few clips take many times as long as the others. The list schedule does the same work in the same
lanes and never waits for a question, a row or a processor. Beside it: the same work stage by stage.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks._list_schedule import Task, makespan_ms, with_barriers
from benchmarks._table import table, verdict

if TYPE_CHECKING:
    from benchmarks._simulation import Ran
    from trailers.models import Job, Project

LIMIT = 1.02
IDLE_LIMIT_S = 1.0
SIZES = (10, 20, 60)
STAGES = (
    ("image", "card"),
    ("clip",),
    ("segment", "mix"),
    ("assemble",),
    ("receipt", "captions", "promo"),
    ("package",),
)
_MEDIA_MS = {
    "card": 1_500,
    "segment": 3_000,
    "mix": 4_000,
    "assemble": 1_500,
    "receipt": 6_000,
    "promo": 3_000,
}


@dataclass(frozen=True, slots=True)
class Case:
    """How long engines take, in milliseconds, by chance."""

    name: str
    image: Callable[[random.Random], int]
    clip: Callable[[random.Random], int]


CASES = (
    Case("even", lambda c: c.randint(8_000, 15_000), lambda c: c.randint(60_000, 120_000)),
    # most take about a minute, one in twenty more than seven
    Case("heavy tail", lambda c: _tail(c, 8_000, 120_000), lambda c: _tail(c, 60_000, 1_500_000)),
)


@dataclass(frozen=True, slots=True)
class Result:
    ran: Ran
    ideal_ms: int
    barriers_ms: int
    clips: int

    @property
    def ratio(self) -> float:
        return self.ran.makespan_ms / self.ideal_ms

    @property
    def idle_s(self) -> float:
        return max(self.ran.idle_ms.values(), default=0) / 1000


def _tail(chance: random.Random, least: int, most: int) -> int:
    return min(most, round(least * chance.paretovariate(1.5)))


def measure(case: Case, scenes: int, *, seed: int = 1, charges: bool = True) -> Result:
    """Make one film of about `scenes` pictures. Needs Django and a migrated database.

    Without `charges` the clock stands still while the real code works, so that the same seed gives the same times.
    """
    from benchmarks._simulation import Host
    from tests.services import lab
    from trailers.services.advance import advance

    written = lab.script(*(f"Line {number} tells what comes then." for number in range(1, scenes)))
    project = _film(written, seed)
    takes = _durations(case, seed)
    host = Host(project, takes_ms=takes, outcome=lambda job: lab.outcome(job, written), charges=charges)
    ran = host.run(lambda: _open(project, advance))
    project.refresh_from_db()
    tasks = _tasks(project, takes)
    caps = _caps()
    stages = [frozenset(t.name for t in tasks if t.name.partition(" ")[0] in kinds) for kinds in STAGES]
    return Result(
        ran=ran,
        ideal_ms=makespan_ms(tasks, caps),
        barriers_ms=makespan_ms(with_barriers(tasks, stages), caps),
        clips=sum(task.lane == "video" for task in tasks),
    )


def _film(written: Any, seed: int) -> Project:
    """A film whose sound is finished and whose pictures are held, on simulated engines."""
    from tests.makers import make_artifact, make_source, make_team, seed_lanes
    from tests.services import lab
    from trailers.domain.film import GATES
    from trailers.services.advance import advance
    from trailers.services.projects import NewTrailer, find_or_create_trailer
    from trailers.services.snapshot import source_key

    seed_lanes()
    team = make_team()
    source = make_source(team)
    make_artifact(team, source_key(source.sha256), kind="source", sha256=source.sha256)
    gates = dict.fromkeys(GATES, "auto") | {"voice": "stop"}
    new = NewTrailer(source=source, gates=gates, engines=dict.fromkeys(("image", "video"), "simulated"))
    project, _ = find_or_create_trailer(team=team, owner=None, new=new)
    advance(project.pk)
    lab.run(project, written)
    return project


def _open(project: Project, advance: Callable[..., object]) -> None:
    project.refresh_from_db()
    project.gates = {**project.gates, "voice": "open"}
    project.save(update_fields=["gates"])
    advance(project.pk)


def _durations(case: Case, seed: int) -> Callable[[Job], int]:
    """The same job takes the same time whoever asks: it hangs on the job's node and kind."""

    def takes_ms(job: Job) -> int:
        chance = random.Random(f"{seed} {job.node if job.kind in ('image', 'clip') else job.kind}")
        if job.lane_id == "image":
            return case.image(chance)
        return case.clip(chance) if job.lane_id == "video" else _MEDIA_MS.get(job.kind, 1_000)

    return takes_ms


def _tasks(project: Project, takes_ms: Callable[[Job], int]) -> list[Task]:
    """What was made on the simulated clock, as the tasks of a list schedule."""
    from benchmarks._simulation import HOST
    from trailers.models import Job
    from trailers.services.snapshot import plan_project

    plan = plan_project(project)[1]
    made = {job.key: job for job in Job.objects.filter(project=project, host=HOST)}
    names = {key: f"{job.kind} {job.node}" for key, job in made.items()}
    tasks = []
    for step in plan.steps.values():
        job = made.get(step.key or "")
        if job is None:
            continue
        after = {names[base] for key in step.files.values() if (base := _base(key, names)) is not None}
        tasks.append(Task(names[job.key], job.lane_id, takes_ms(job), job.priority, frozenset(after)))
    return tasks


def _base(key: str, names: Mapping[str, str]) -> str | None:
    """The key of the step that makes the file `key`: itself, or without the role of a further file."""
    return next((known for known in (key, key.rpartition(":")[0]) if known in names), None)


def _caps() -> Mapping[str, int]:
    from benchmarks._simulation import places
    from trailers.models import Lane

    return {lane.name: places(lane) for lane in Lane.objects.all()}


def simulated_engines() -> Any:
    """A patch: an image and a video engine called "simulated", which nobody ever calls."""
    from unittest.mock import patch

    from trailers.engines import registry

    ours = {
        (port, "simulated"): registry.EngineInfo(port, "simulated", "none:none", port)
        for port in ("image", "video")
    }
    return patch.dict(registry.ENGINES, ours)  # type: ignore[arg-type]


def main(*sizes: int) -> None:
    with tempfile.TemporaryDirectory(prefix="cuelock-bench-") as folder:
        _prepare(Path(folder))
        rows, lines = [], []
        with simulated_engines():
            for case in CASES:
                for scenes in sizes or SIZES:
                    result = measure(case, scenes)
                    rows.append(_cells(case, result))
                    name = f"{case.name}, {result.clips} clips"
                    lines.append(verdict(f"{name}: makespan / list schedule", result.ratio, LIMIT))
                    lines.append(verdict(f"{name}: longest idle place, s", result.idle_s, IDLE_LIMIT_S))
    head = (
        "case",
        "clips",
        "list, s",
        "ours, s",
        "ratio",
        "idle, s",
        "by stages, s",
        "ratio",
        "questions",
        "cpu, s",
    )
    print(table(head, rows))
    print("\n".join(lines))


def _cells(case: Case, result: Result) -> tuple[str, ...]:
    ran = result.ran
    return (
        case.name,
        str(result.clips),
        f"{result.ideal_ms / 1000:.1f}",
        f"{ran.makespan_ms / 1000:.1f}",
        f"{result.ratio:.3f}",
        f"{result.idle_s:.2f}",
        f"{result.barriers_ms / 1000:.1f}",
        f"{result.barriers_ms / result.ideal_ms:.3f}",
        str(ran.questions),
        f"{ran.cpu_ms / 1000:.1f}",
    )


def _prepare(folder: Path) -> None:
    """Django on an empty database of its own that does not wait for the disk."""
    os.environ["CUELOCK_VAR"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
