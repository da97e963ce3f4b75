"""advance: look at a project's facts, take in what is finished, and order what can be made next."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction

from trailers.domain import shot_prompts
from trailers.domain.film import FilmFacts
from trailers.domain.graph import Plan, Step, StepSpec
from trailers.models import Artifact, Job, Project, Scene, Take
from trailers.queue.enqueue import enqueue
from trailers.queue.events import record

from . import adopt
from .snapshot import film_facts, plan_of

_PRIORITY = {
    "assemble": 0,
    "receipt": 1,
    "soundtrack": 5,
    "voice": 10,
    "segment": 20,
    "image": 30,
    "card": 30,
    "shot_prompt": 35,
    "clip": 40,
    # no film of one's own pictures waits for them, and where pictures do, nothing else is due
    "characters": 45,
    "locations": 45,
}
_ROUNDS = 64
"""More rounds of adoption than any film can need: script, clock, and one per kind of take."""


def advance(project_id: UUID) -> Plan:
    """Take in every finished artifact and enqueue every ready step. Safe to call at any time, from anywhere.

    Locks the project row, so two calls for one project follow each other and neither can miss the
    other's facts.
    """
    with transaction.atomic():
        project = lock_project(project_id)
        return advance_locked(project)


def lock_project(project_id: UUID) -> Project:
    """The project row, locked until the transaction ends. Every writer of a project's facts calls this first."""
    return Project.objects.select_for_update(of=("self",)).get(pk=project_id)


def advance_locked(project: Project) -> Plan:
    """`advance` for a caller that holds the project's lock and a transaction."""
    return advanced(project)[1]


def advanced(project: Project, known: FilmFacts | None = None) -> tuple[FilmFacts, Plan]:
    """`advance_locked`, with the facts that its plan follows from; takes that it orders are not in them.

    `known` are the facts as they stand, for a caller that has them: all of them, or None.
    """
    for _ in range(_ROUNDS):
        facts = known or film_facts(project)
        plan, known = plan_of(project, facts), None
        if not adopt.adopt(project, facts, plan):
            break
    if project.cancelled_at is None and project.archived_at is None:
        for step in plan.steps.values():
            if step.state == "ready":
                order(project, step)
        from .exports import advance_exports

        advance_exports(project)
    return facts, plan


def order(project: Project, step: Step) -> Job | None:
    """Enqueue one step with its inputs frozen; makes the take row first when the step fills a take."""
    step = _told(project, step)
    if step.key is None:
        raise ValueError(f"step {step.node} has no key yet")
    take = _take_for(project, step)
    job = enqueue(
        project=project,
        node=step.node,
        kind=step.kind,
        lane=step.lane,
        key=step.key,
        input=frozen_input(project, step),
        priority=_PRIORITY.get(step.kind, 15),
        scene=take.scene if take else _scene_for(project, step),
        take=take,
        price_microusd=step.price_microusd,
    )
    if job is not None and job.attempts == 0:
        record(project, "job.queued", job=job, node=step.node)
    return job


def _told(project: Project, step: Step) -> Step:
    """A clip with the words that were written for its picture: it is ordered, kept and asked for again with them."""
    key = step.files.get(shot_prompts.ROLE)
    if key is None:
        return step
    said = Artifact.objects.only("media").get(team_id=project.team_id, key=key).media["prompt"]
    files = {role: upstream for role, upstream in step.files.items() if role != shot_prompts.ROLE}
    return replace(step, params={**step.params, "prompt": said}, files=files)


def _scene_for(project: Project, step: Step) -> Scene | None:
    """Of a step that is made for one scene and is no take, so that it stops and shows with it."""
    if step.kind != "shot_prompt":
        return None
    return Scene.objects.get(project=project, key=shot_prompts.scene_of(step.node))


def frozen_input(project: Project, step: Step) -> dict[str, Any]:
    """What the job will run on: values, and the stored files with the facts measured when they were made."""
    keys = set(step.files.values())
    rows = {row.key: row for row in Artifact.objects.filter(team_id=project.team_id, key__in=keys)}
    files = {
        role: {
            "storage_name": rows[key].storage_name,
            "sha256": rows[key].sha256,
            "media": rows[key].media if step.kind in _READS_MEDIA else {},
        }
        for role, key in step.files.items()
    }
    return {"params": dict(step.params), "files": files}


def contents_of(project: Project, spec: StepSpec) -> dict[str, str]:
    """Role -> hash of each input that is there, for a step that is ordered outside a plan."""
    keys = [key for key in spec.files.values() if key]
    found = Artifact.objects.filter(team_id=project.team_id, key__in=keys).values_list("key", "sha256")
    shas = dict(found)
    return {role: shas[key] for role, key in spec.files.items() if key in shas}


_READS_MEDIA = frozenset({"soundtrack", "split", "clip", "voice_cut"})
"""Kinds whose stage reads its inputs' measured facts; for the others they would only swell the row."""


def _references(step: Step) -> dict[str, Any]:
    """Beside the values, for whoever asks for the same take again: the pictures that go along with it."""
    keys = [step.files[role] for role in sorted(step.files) if role.startswith("reference.")]
    return {"references": keys} if keys else {}


def _take_for(project: Project, step: Step) -> Take | None:
    if step.take_id is not None:
        return Take.objects.select_related("scene").get(pk=step.take_id)
    if step.order is None:
        return None
    return make_take(project, step)


def make_take(project: Project, step: Step) -> Take:
    """The take row of an ordered step, made when it is ordered (idempotent by scene, kind and number)."""
    step = _told(project, step)
    order_ = step.order
    if order_ is None or step.key is None:
        raise ValueError(f"step {step.node} orders no take")
    scene = Scene.objects.get(project=project, key=order_.scene_key)
    take, _ = Take.objects.get_or_create(
        scene=scene,
        kind=order_.kind,
        number=order_.number,
        defaults={
            "project": project,
            "origin": "generated",
            "parent_id": order_.parent_id,
            "prompt": step.params.get("prompt", order_.prompt),
            "move": order_.move,
            "engine": step.params.get("engine", ""),
            "seed": order_.seed,
            "params": {**step.params, **_references(step)},
            "key": step.key,
            "price_microusd": step.price_microusd,
        },
    )
    return take
