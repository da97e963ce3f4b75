"""What happens when a job ends: its artifact and the next steps in one transaction, under the project's lock."""

from __future__ import annotations

from functools import partial
from pathlib import PurePath

from django.db import transaction

from trailers.domain.errors import CuelockError
from trailers.models import Artifact, Job, Project
from trailers.queue import lease
from trailers.queue.events import record

from .advance import advance, advance_locked, lock_project
from .fallback import fall_back
from .outcome import Outcome
from .previews import CACHED_KINDS


def complete(*, job: Job, worker: str, outcome: Outcome) -> bool:
    """Keep a finished job's artifacts and order what they make possible. False if the job is no longer ours.

    A worker that lost its lease may still come here: the guarded finish refuses it, and its files (named by
    content) are either the ones kept already or unreferenced and collected later.
    """
    with transaction.atomic():
        project = lock_project(job.project_id)
        if not lease.finish_done(
            job=job,
            worker=worker,
            output={"outputs": [o.sha256 for o in outcome.outputs]},
            cost_microusd=outcome.cost_microusd,
            cpu_ms=outcome.cpu_ms,
        ):
            return False
        for output in outcome.outputs:
            Artifact.objects.get_or_create(
                team_id=job.team_id,
                key=f"{job.key}:{output.role}" if output.role else job.key,
                defaults={
                    "kind": output.kind,
                    "storage_name": output.storage_name,
                    "sha256": output.sha256,
                    "size": output.size,
                    "media": dict(output.media),
                },
            )
        record(project, "job.done", job=job, node=job.node)
        if job.kind not in CACHED_KINDS:
            advance_locked(project)
            _wake_watchers(job)
        return True


def fail(*, job: Job, worker: str, error: CuelockError, can_look_up: bool = False) -> bool:
    """End or postpone a job by its error's class; the rest of the film goes on. False if it is no longer ours.

    `can_look_up`: the provider can be asked what became of an order whose answer was lost.
    """
    with transaction.atomic():
        project = lock_project(job.project_id)
        _name_as_sent(error, project)
        state = lease.finish_failed(job=job, worker=worker, error=error, can_look_up=can_look_up)
        if not state:
            return False
        record(project, f"job.{state}", job=job, node=job.node, code=error.code, text=str(error))
        if state == "failed":
            fall_back(project=project, job=job)
        advance_locked(project)
        _wake_watchers(job)
        return True


def _name_as_sent(error: CuelockError, project: Project) -> None:
    """A stage knows an upload by the name it is stored under; a person is told the name that they sent it by."""
    if error.params.get("name") == PurePath(project.source.storage_name).name:
        error.params["name"] = project.source.name


def _wake_watchers(job: Job) -> None:
    """Other projects of the team that waited for the same key go on, each under its own lock.

    After the commit, because holding two projects' locks at once could make two workers wait in a circle; if
    this process dies in between, the sweep advances them.
    """
    for project_id in job.watchers.values_list("pk", flat=True):
        transaction.on_commit(partial(advance, project_id))
