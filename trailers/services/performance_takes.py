"""Takes of an artist's clip that has found its place: one for every scene that it covers, none shown by itself."""

from __future__ import annotations

from django.db.models import Max

from trailers.domain.film import FilmFacts
from trailers.domain.graph import Plan
from trailers.domain.performance import Covered
from trailers.domain.performances import KIND, covered_in, offer_mark, scenes_in
from trailers.models import Artifact, Project, Scene, Take
from trailers.queue.events import record


def adopt_performances(project: Project, facts: FilmFacts, plan: Plan) -> bool:
    """Offer what was placed in the scenes as they are cut now; asked again for the same cut, it does nothing.

    The caller holds the project's lock. True if there are new takes.
    """
    made = False
    if facts.cut is None or facts.soundtrack is None or facts.script is None:
        return made
    scenes = scenes_in(facts)
    for step in plan.steps.values():
        done = plan.done(step.node) if step.kind == KIND else None
        if done is None or project.slots.get(step.node) == (mark := offer_mark(done.key, scenes)):
            continue
        artifact = Artifact.objects.get(team_id=project.team_id, key=done.key)
        found, fresh = offer(project, facts, artifact, artifact.media["offset_ms"])
        project.slots = {**project.slots, step.node: mark}
        project.save(update_fields=["slots"])
        if fresh:
            record(project, "performance.offered", scenes=found, offset_ms=artifact.media["offset_ms"])
        made = made or bool(fresh)
    return made


def offer(project: Project, facts: FilmFacts, artifact: Artifact, offset_ms: int) -> tuple[int, int]:
    """How many scenes it covers, and in how many of them it was not a take yet."""
    found = covered_in(facts, artifact.media, offset_ms)
    return len(found), sum(_take(project, artifact, each) for each in found)


def _take(project: Project, artifact: Artifact, place: Covered) -> bool:
    """False if the scene has that take."""
    scene = Scene.objects.get(project=project, key=place.scene_id)
    if scene.takes.filter(key=artifact.key, params__in_point=place.in_point).exists():
        return False
    last = scene.takes.filter(kind="clip").aggregate(last=Max("number"))["last"] or 0
    Take.objects.create(
        project=project,
        scene=scene,
        kind="clip",
        number=last + 1,
        origin="uploaded",
        engine="upload",
        key=artifact.key,
        artifact=artifact,
        frames=artifact.media["frames"],
        rate=artifact.media["rate"],
        params={"in_point": place.in_point},
    )
    return True
