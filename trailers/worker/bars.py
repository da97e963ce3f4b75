"""Progress in a terminal: one bar a stage, drawn from the plan as rows change."""

from __future__ import annotations

import time
from uuid import UUID

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from trailers.domain.states import STAGES, stage_view
from trailers.models import Project
from trailers.services.snapshot import plan_project

_REFRESH_S = 0.5


class Bars:
    """Use as a context manager, and call `refresh` whenever there may be news."""

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
        facts, plan = plan_project(Project.objects.get(pk=self._project_id))
        steps = ((step.kind, step.state) for step in plan.steps.values())
        for stage in stage_view(steps, stages=STAGES[facts.kind]):
            total = max(stage.total, 1)
            task = self._tasks.get(stage.name)
            if task is None:
                task = self._tasks[stage.name] = self._progress.add_task(stage.name, total=total)
            # the steps of a finished stage may not be counted any more: the plan has moved on to the next
            self._progress.update(task, completed=total if stage.fraction == 1 else stage.done, total=total)
