"""Asking for work: one live job per key, its price set aside before it can start."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.ledger import SpendingRefused, reserve
from trailers.domain.states import LIVE_STATES
from trailers.models import Job, JobState, Project, Scene, Take

from .events import record
from .nudge import nudge_after_commit

MAX_ATTEMPTS = 3


def enqueue(
    *,
    project: Project,
    node: str,
    kind: str,
    lane: str,
    key: str,
    input: dict[str, Any],
    priority: int = 0,
    scene: Scene | None = None,
    take: Take | None = None,
    price_microusd: int = 0,
    max_attempts: int = MAX_ATTEMPTS,
) -> Job | None:
    """The live job of this team and key: the one there is, or a new one. The smallest `priority` runs first.

    The caller holds the project row's lock and a transaction. A job that another project asked for first is
    shared: this project becomes its watcher. When a cap or the switch forbids the price, the answer is None:
    the job is on record as failed with the reason, so that the key waits for a person's retry.
    """
    live = _live(project, key)
    if live is not None:
        return live
    job = Job(
        project=project,
        team_id=project.team_id,
        scene=scene,
        take=take,
        kind=kind,
        node=node,
        lane_id=lane,
        key=key,
        epoch=project.epoch,
        priority=priority,
        input=input,
        max_attempts=max_attempts,
        run_after=timezone.now(),
        price_microusd=price_microusd,
    )
    try:
        with transaction.atomic():
            job.save(force_insert=True)
            reserve(
                team_id=project.team_id,
                project_id=project.pk,
                job_id=job.pk,
                price_microusd=price_microusd,
                project_cap_microusd=project.budget_microusd,
            )
    except IntegrityError:
        # another project of the team asked for the same key at the same moment
        live = _live(project, key)
        if live is None:
            raise
        return live
    except SpendingRefused as refusal:
        _keep_refused(project, job, refusal)
        return None
    nudge_after_commit(lane)
    return job


def _live(project: Project, key: str) -> Job | None:
    job = Job.objects.filter(team_id=project.team_id, key=key, state__in=LIVE_STATES).first()
    if job is not None and job.project_id != project.pk:
        job.watchers.add(project)
    return job


def _keep_refused(project: Project, job: Job, refusal: SpendingRefused) -> None:
    job.state = JobState.FAILED
    job.finished_at = timezone.now()
    job.error_code, job.error_detail = refusal.code, refusal.params
    job.save(force_insert=True)
    record(project, "job.failed", job=job, node=job.node, code=refusal.code, **refusal.params)
