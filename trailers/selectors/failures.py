"""What failed in a film, in words: the same words told once, with the scenes they concern."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trailers.domain.errors import Message, describe
from trailers.domain.graph import Plan, Step
from trailers.models import Job, Project

from .scenes import SceneCard

_FAILURES = 50


@dataclass(frozen=True, slots=True)
class Failure:
    message: Message
    count: int
    scenes: tuple[int, ...]


def failures(project: Project, plan: Plan, scenes: Sequence[SceneCard]) -> tuple[Failure, ...]:
    """Failed steps in the words of their newest job, the same words told once."""
    failed = [step for step in plan.steps.values() if step.state == "failed"]
    if not failed:
        return ()
    jobs = {job.key: job for job in _newest_failed(project, failed)}
    numbers = {scene.key: scene.number for scene in scenes}
    told: dict[Message, list[int]] = {}
    for step in failed:
        job = jobs.get(step.key or "")
        message = _words(job)
        told.setdefault(message, []).append(numbers.get(_scene_key(step), 0))
    found = [
        Failure(message, len(where), tuple(sorted(n for n in where if n))) for message, where in told.items()
    ]
    return tuple(found[:_FAILURES])


def _newest_failed(project: Project, failed: Sequence[Step]) -> list[Job]:
    keys = [step.key for step in failed if step.key]
    rows = Job.objects.filter(team_id=project.team_id, key__in=keys, state__in=("failed", "cancelled"))
    return list(rows.order_by("created_at"))


def _words(job: Job | None) -> Message:
    if job is None:
        return describe("internal")
    return describe(job.error_code or "internal", **(job.error_detail or {}))


def _scene_key(step: Step) -> str:
    parts = step.node.split(":")
    return parts[1] if len(parts) == 3 else ""
