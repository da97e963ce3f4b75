"""The clips of the artist that a music video was given, as its page and the API tell of them."""

from __future__ import annotations

from dataclasses import dataclass

from trailers.domain.errors import describe
from trailers.domain.film import FilmFacts
from trailers.domain.graph import Plan
from trailers.domain.message import Message
from trailers.domain.performances import covered_in, performances_in
from trailers.models import Artifact, Job, Project


@dataclass(frozen=True, slots=True)
class SentClip:
    sha256: str
    name: str
    state: str
    """waiting: for the song to be decoded; working; placed; failed."""
    offset_ms: int | None
    """The song is there when the clip begins; None until it is placed."""
    scenes: int | None
    """How many it covers whole; None until it is placed and the film is cut."""
    problem: Message | None


def sent_clips(project: Project, facts: FilmFacts, plan: Plan) -> tuple[SentClip, ...]:
    """In the order in which they were sent."""
    return tuple(
        _clip(project, facts, plan, each.node, each.sha256, each.name)
        for each in performances_in(project.brief)
    )


def _clip(project: Project, facts: FilmFacts, plan: Plan, node: str, sha256: str, name: str) -> SentClip:
    step, done = plan.steps.get(node), plan.done(node)
    if done is not None:
        artifact = Artifact.objects.get(team_id=project.team_id, key=done.key)
        cut = facts.cut is not None and facts.soundtrack is not None and facts.script is not None
        offset_ms = artifact.media["offset_ms"]
        scenes = len(covered_in(facts, artifact.media, offset_ms)) if cut else None
        return SentClip(sha256, name, "placed", offset_ms, scenes, None)
    if step is None or step.state not in ("running", "ready", "failed"):
        return SentClip(sha256, name, "waiting", None, None, None)
    if step.state != "failed":
        return SentClip(sha256, name, "working", None, None, None)
    job = Job.objects.filter(team_id=project.team_id, key=step.key).order_by("created_at").last()
    problem = describe(job.error_code, **job.error_detail) if job and job.error_code else None
    return SentClip(sha256, name, "failed", None, None, problem)
