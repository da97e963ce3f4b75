"""A film from this terminal: the worker's own pump, limited to one project, with a bar for each stage."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.management import call_command
from django.db import connection
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from accounts.models import Team
from trailers.domain.errors import CuelockError, FatalError, describe
from trailers.domain.graph import Plan
from trailers.domain.states import stage_view
from trailers.models import Job, Project
from trailers.services.advance import advance
from trailers.services.projects import retry_failed
from trailers.services.snapshot import plan_project
from trailers.worker.pump import Pump

_REFRESH_S = 0.5


def prepare_database() -> None:
    """Make the tables on the first run."""
    if "trailers_project" not in connection.introspection.table_names():
        call_command("migrate", verbosity=0)


def local_team() -> Team:
    """The team that owns what is made from the command line."""
    return Team.objects.get_or_create(slug="local", defaults={"name": "Local"})[0]


def finish_film(project_id: UUID, console: Console) -> int:
    """Run everything that is missing, showing progress. Returns the number of jobs that ran.

    Raises CuelockError with the words of the first step that failed; what was finished stays finished.
    """
    before = Job.objects.filter(project_id=project_id).count()
    retry_failed(project=Project.objects.get(pk=project_id))
    plan = advance(project_id)
    if not complete(plan):
        with Bars(project_id, console) as bars:
            Pump.local(project_id, on_event=bars.refresh).run_until_idle()
            bars.refresh(force=True)
        plan = plan_project(Project.objects.get(pk=project_id))[1]
    if not complete(plan):
        raise failure_of(project_id)
    return Job.objects.filter(project_id=project_id).count() - before


def complete(plan: Plan) -> bool:
    return plan.done("package") is not None


def failure_of(project_id: UUID) -> CuelockError:
    """Why the film stopped, in the words of the first job that failed."""
    job = Job.objects.filter(project_id=project_id, state="failed").order_by("-finished_at").first()
    if job is None:
        return FatalError("film.unfinished")
    params: Mapping[str, Any] = job.error_detail or {}
    error = CuelockError(job.error_code, **params)
    return error


class Bars:
    """One progress bar a stage, drawn from the plan as rows change."""

    def __init__(self, project_id: UUID, console: Console) -> None:
        self._project_id = project_id
        self._tasks: dict[str, TaskID] = {}
        self._drawn = 0.0
        self._progress = Progress(
            TextColumn("[bold]{task.description:<12}"),
            BarColumn(bar_width=32),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
        )

    def __enter__(self) -> Bars:
        self._progress.start()
        self.refresh(force=True)
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def refresh(self, *_: object, force: bool = False) -> None:
        """Redraw, at most twice a second."""
        now = time.monotonic()
        if not force and now - self._drawn < _REFRESH_S:
            return
        self._drawn = now
        plan = plan_project(Project.objects.get(pk=self._project_id))[1]
        for stage in stage_view((step.kind, step.state) for step in plan.steps.values()):
            task = self._tasks.get(stage.name)
            if task is None:
                task = self._tasks[stage.name] = self._progress.add_task(
                    stage.name, total=max(stage.total, 1)
                )
            self._progress.update(task, completed=stage.done, total=max(stage.total, 1))


def explain(error: CuelockError) -> str:
    """The three sentences of an error, a line each."""
    message = describe(error.code, **error.params)
    return "\n".join(part for part in (message.what, message.why, message.do) if part)
