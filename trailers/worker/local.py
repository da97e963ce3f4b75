"""A film from this terminal: the worker's own pump, limited to one project, with a bar for each stage."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from rich.console import Console

from accounts.models import Team
from trailers.domain.errors import CuelockError, FatalError, UserError, describe, is_full_disk
from trailers.domain.graph import Plan
from trailers.models import Job, JobState, Project
from trailers.services.advance import advance
from trailers.services.projects import retry_failed

from . import host
from .bars import Bars
from .pump import Pump, real_handlers
from .sweep import take_over

INTERRUPTED = 130
"""The exit code of a command that Ctrl-C stopped."""


@contextmanager
def told() -> Iterator[None]:
    """Whatever ends a command, as a CommandError: what happened, why, and what to do, a line each."""
    try:
        yield
    except CuelockError as error:
        raise CommandError(explain(error)) from error
    except OperationalError as error:
        code = "disk.full" if is_full_disk(error) else "database.failed"
        raise CommandError(explain(FatalError(code, detail=str(error)))) from error
    except KeyboardInterrupt as stop:
        raise CommandError(explain(UserError("film.stopped")), returncode=INTERRUPTED) from stop


def explain(error: CuelockError) -> str:
    """The three sentences of an error, a line each."""
    message = describe(error.code, **error.params)
    return "\n".join(part for part in (message.what, message.why, message.do) if part)


def prepare_database() -> None:
    """Bring the embedded database's tables up to date. Commands that start together do it one by one."""
    with (host.folder("locks") / "migrate.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        executor = MigrationExecutor(connection)
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return
        if connection.vendor != "sqlite":  # a shared database is changed by its operator, not by the way
            raise UserError("database.outdated")
        call_command("migrate", verbosity=0)


def local_team() -> Team:
    """The team that owns what is made from the command line."""
    return Team.objects.get_or_create(slug="local", defaults={"name": "Local", "storage_quota_mb": 0})[0]


def finish_film(project_id: UUID, console: Console) -> int:
    """Run everything that is missing, showing progress. Returns the number of jobs that were ordered.

    Raises CuelockError with the words of the first step that failed; what was finished stays finished.
    """
    take_over(handlers=real_handlers())  # before the plan is made: a lost job may have failed for good
    project = Project.objects.get(pk=project_id)
    before = project.jobs.count()
    retry_failed(project=project)
    plan = advance(project_id)
    if not complete(plan):
        with Bars(project_id, console) as bars:
            while is_under_way(project, plan):
                Pump.local(project_id, on_event=bars.refresh).run_until_idle()
                plan = advance(project_id)
            bars.refresh(force=True)
    if not complete(plan):
        raise failure_of(project, plan)
    return project.jobs.count() - before


def is_under_way(project: Project, plan: Plan) -> bool:
    """Whether anything of the film is being made, here or by another command.

    A pump may find nothing to do just when another one's last job ends and orders the next: so this is asked
    after every pump, in one look, of a plan made under the project's lock.
    """
    live = [step.key for step in plan.steps.values() if step.state in ("ready", "running")]
    states = (JobState.QUEUED, JobState.RUNNING)
    return Job.objects.filter(team_id=project.team_id, key__in=live, state__in=states).exists()


def complete(plan: Plan) -> bool:
    """A film with a still in place of a clip that failed can be watched, but it is not what was asked for."""
    failed = any(step.state == "failed" for step in plan.steps.values())
    return not failed and plan.done("package") is not None


def failure_of(project: Project, plan: Plan) -> CuelockError:
    """Why the film stopped, in the words of the step that failed first."""
    failed = [step.key for step in plan.steps.values() if step.state == "failed"]
    jobs = Job.objects.filter(team_id=project.team_id, key__in=failed).order_by("finished_at")
    last = {job.key: job for job in jobs}  # of each step, so that an older failure is not told again
    first = min(last.values(), key=lambda job: job.finished_at or job.created_at, default=None)
    if first is None:
        return FatalError("film.unfinished")
    words = dict(first.error_detail)
    if first.kind == "read_document" and "name" in words:  # the step knows the file by its contents only
        words["name"] = project.source.name
    return CuelockError(first.error_code, **words)
