"""After a refusal: the same picture or clip in other words, by another engine, or a file in its place.

What is ordered stands in for the take that was refused, so that the film no longer waits for it, and says so.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction

from trailers.domain.errors import UserError
from trailers.domain.graph import step_key, step_of
from trailers.domain.outage import PORTS
from trailers.domain.refusal import MOST_CHARS, PREFIX
from trailers.domain.states import LIVE_STATES
from trailers.models import Job, Project, Scene, Take
from trailers.queue.events import record

from .advance import advance_locked, contents_of, lock_project, order
from .engines import check_engine
from .fallback import same_step


def order_instead(*, project: Project, take_id: UUID, engine: str = "", prompt: str = "") -> Take:
    """Order what was refused once more: in other words, by another engine, or both. Everything else as it was.

    A clip by the engine `embedded` is the still with a camera move. UserError: refusal.settled when that take is
    no refused one, or something stands in for it already; refusal.unchanged; scene.prompt_long;
    engine.unavailable.
    """
    if len(prompt) > MOST_CHARS:
        raise UserError("scene.prompt_long", limit=MOST_CHARS)
    with transaction.atomic():
        locked = lock_project(project.pk)
        take, job = _refused(locked, take_id)
        port = PORTS[job.kind]
        name = engine or take.engine
        words = " ".join(prompt.split())
        if name == take.engine and words in ("", take.params.get("prompt", "")):
            raise UserError("refusal.unchanged")
        check_engine(port, name, locked.team_id)
        spec, key = same_step(locked, take, job, port, name)
        if words:
            spec = replace(spec, params=_in_words(spec.params, words, job.kind))
            if spec.order:
                spec = replace(spec, order=replace(spec.order, prompt=words))
            key = step_key(spec.kind, spec.version, spec.params, contents_of(locked, spec))
        made = order(locked, step_of(spec, key, "ready"))
        number = spec.order.number if spec.order else 0
        second = Take.objects.get(scene_id=take.scene_id, kind=take.kind, number=number)
        second.chosen = take.chosen
        _stand_in(second, take, job)
        record(locked, "take.instead", job=made, scene=take.scene.key, engine=name, code=job.error_code)
        advance_locked(locked)
        return second


def settle_by(*, project: Project, scene: Scene, take: Take) -> bool:
    """Another take of a scene, a file of one's own or one made again, stands in for what was refused there last.

    False when nothing was.
    """
    with transaction.atomic():
        locked = lock_project(project.pk)
        found = [row for row in open_refusals(locked) if row.take and row.take.scene_id == scene.pk]
        if not found or found[-1].take is None:
            return False
        take.refresh_from_db()
        _stand_in(take, found[-1].take, found[-1])
        advance_locked(locked)
        return True


def open_refusals(project: Project) -> list[Job]:
    """The newest job of every refused take that nothing stands in for, in the order they failed."""
    failed = Job.objects.filter(project=project, state="failed", take__artifact=None, take__isnull=False)
    newest = {job.take_id: job for job in failed.select_related("take__scene").order_by("finished_at")}
    jobs = {pk: job for pk, job in newest.items() if job.error_code.startswith(PREFIX)}
    if not jobs:
        return []
    busy = Job.objects.filter(take__in=jobs, state__in=LIVE_STATES).values_list("take_id", flat=True)
    settled = {UUID(why["take"]) for why in _stand_ins(project)}
    gone = {*busy, *settled}
    return [
        job for pk, job in jobs.items() if pk not in gone and job.take and job.take.scene.retired_at is None
    ]


def _stand_ins(project: Project) -> list[dict[str, Any]]:
    rows = Take.objects.filter(project=project, params__has_key="instead_of").values_list("params", flat=True)
    return [params["instead_of"] for params in rows]


def _refused(project: Project, take_id: UUID) -> tuple[Take, Job]:
    job = next((job for job in open_refusals(project) if job.take_id == take_id), None)
    if job is None or job.take is None or job.kind not in PORTS:
        raise UserError("refusal.settled")
    return job.take, job


def _stand_in(second: Take, first: Take, job: Job) -> None:
    why = {"take": str(first.pk), "engine": first.engine, "code": job.error_code}
    second.params = {**second.params, "instead_of": why}
    second.save(update_fields=["params", "chosen"])


def _in_words(params: Any, words: str, kind: str) -> dict[str, Any]:
    """A clip is told how to move; a picture is described, by a person's own words from now on."""
    if kind == "clip":
        return {**params, "prompt": words}
    visual = {**params["visual"], "description": words}
    return {**params, "prompt": words, "own_prompt": True, "visual": visual}
