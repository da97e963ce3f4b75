"""The takes of one scene, side by side: each image with the clip that grew from it, and what was uploaded."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Sum

from trailers.domain.errors import Message, describe
from trailers.domain.states import LIVE_STATES
from trailers.models import Artifact, Job, Project, Take

from .scenes import SceneCard, takes_of


@dataclass(frozen=True, slots=True)
class TakeRow:
    take: Take
    clip: Artifact | None
    shown: bool
    state: str
    problem: Message | None
    label: str
    cost_microusd: int
    """What its jobs have cost, its clip's and those that failed at a price included."""
    moved: str = ""
    """What the engine of its bought clip was told; '' for one that is moved here."""
    instead: str = ""
    """Why another engine than the film's made it, or its clip; '' where none stood in."""


def take_rows(project: Project, scene: SceneCard) -> list[TakeRow]:
    """Newest first."""
    takes = takes_of(project, scene.key)
    clips = {take.parent_id: take for take in takes if take.kind == "clip" and take.parent_id}
    jobs, costs = _jobs(takes), _costs(takes)
    rows = []
    for take in takes:
        if take.kind == "clip" and take.parent_id:
            continue
        clip = clips.get(take.pk)
        own = clip.artifact if clip else (take.artifact if take.kind == "clip" else None)
        job = jobs.get(take.pk) or (jobs.get(clip.pk) if clip else None)
        rows.append(
            TakeRow(
                take=take,
                clip=own,
                shown=_is_shown(take, clip, scene),
                state=_state(take, job),
                problem=describe(job.error_code, **job.error_detail)
                if job and job.state == "failed"
                else None,
                label=f"Clip {take.number}" if take.kind == "clip" else f"Take {take.number}",
                cost_microusd=costs.get(take.pk, 0) + (costs.get(clip.pk, 0) if clip else 0),
                moved=clip.prompt if clip and clip.engine != "embedded" else "",
                instead=_instead(take) or (_instead(clip) if clip else ""),
            )
        )
    return sorted(rows, key=lambda row: row.take.created_at, reverse=True)


def _is_shown(take: Take, clip: Take | None, scene: SceneCard) -> bool:
    on_show = {artifact.pk for artifact in (scene.clip, scene.picture) if artifact}
    return take.artifact_id in on_show or bool(clip and clip.artifact_id in on_show)


def _instead(take: Take) -> str:
    why = take.params.get("instead_of")
    if not why:
        return ""
    reason = describe(why["code"], provider=why["engine"]).what
    made = "clip" if take.kind == "clip" else "picture"
    if take.origin == "uploaded":
        return f"In place of a {made} by {why['engine']}: {reason}"
    if why["engine"] == take.engine:
        return f"The {made} was ordered again in other words: {reason}"
    return f"The {made} is by {take.engine}, instead of {why['engine']}: {reason}"


def _state(take: Take, job: Job | None) -> str:
    if job is not None and job.state in LIVE_STATES:
        return "working"
    if take.artifact_id:
        return "done"
    return "failed" if job is not None and job.state in ("failed", "cancelled") else "waiting"


def _jobs(takes: object) -> dict[object, Job]:
    """The newest job of each take."""
    rows = Job.objects.filter(take__in=list(takes)).order_by("created_at")  # type: ignore[call-overload]
    return {job.take_id: job for job in rows}


def _costs(takes: object) -> dict[object, int]:
    """What was spent on each take so far."""
    rows = Job.objects.filter(take__in=list(takes)).values("take_id")  # type: ignore[call-overload]
    return {row["take_id"]: row["total"] for row in rows.annotate(total=Sum("cost_microusd"))}
