"""A second engine for a first that is out of order: named by the project beforehand, and said on the take."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max

from trailers.domain.errors import UserError
from trailers.domain.graph import Order, StepSpec, step_key, step_of
from trailers.domain.outage import PORTS, fallback_of, is_outage, with_fallback
from trailers.domain.references import roles
from trailers.domain.trailer import VERSIONS
from trailers.models import Job, Project, Take
from trailers.queue.events import record

from .advance import advance_locked, contents_of, lock_project, order
from .engines import check_engine, with_engines
from .snapshot import film_facts


def set_fallback(*, project: Project, port: str, name: str) -> None:
    """The engine that stands in for the port's own while that is out of order; '' for none.

    UserError engine.unavailable, also for a port that has no stand-ins.
    """
    if name:
        if port not in PORTS.values():
            raise UserError("engine.unavailable", port=port, name=name, needs="this step has no stand-in")
        check_engine(port, name, project.team_id)
    with transaction.atomic():
        locked = lock_project(project.pk)
        engines = with_fallback(locked.engines, port, name)
        if engines == locked.engines:
            return
        locked.engines = engines
        locked.save(update_fields=["engines"])
        record(locked, "engines.fallback", port=port, name=name)
        advance_locked(locked)


def fall_back(*, project: Project, job: Job) -> Take | None:
    """Order the take of a failed job from the project's second engine, with everything else as it was.

    None when there is none, when it was no outage, or when the take stood in for another itself. The caller
    holds the project's lock and a transaction, and advances the project afterwards.
    """
    job.refresh_from_db()
    port = PORTS.get(job.kind)
    take = job.take
    if (
        port is None
        or take is None
        or project.cancelled_at
        or not is_outage(job.error_code, job.cost_microusd)
    ):
        return None
    name = fallback_of(project.engines, port)
    if not name or name == take.engine or "instead_of" in take.params or take.artifact_id:
        return None
    try:
        check_engine(port, name, project.team_id)
    except UserError:
        return None
    spec, key = same_step(project, take, job, port, name)
    made = order(project, step_of(spec, key, "ready"))
    second = Take.objects.get(scene_id=take.scene_id, kind=take.kind, number=spec.order.number)  # type: ignore[union-attr]
    why = {"take": str(take.pk), "engine": take.engine, "code": job.error_code}
    second.params = {**second.params, "instead_of": why}
    second.chosen = take.chosen
    second.save(update_fields=["params", "chosen"])
    record(project, "take.fallback", job=made, scene=take.scene.key, engine=name, instead_of=take.engine)
    return second


def same_step(project: Project, take: Take, job: Job, port: str, name: str) -> tuple[StepSpec, str]:
    """The same step with another engine, as a take of its own."""
    facts = with_engines(film_facts(project), {port: name})
    last = Take.objects.filter(scene_id=take.scene_id, kind=take.kind).aggregate(last=Max("number"))["last"]
    keys = tuple(take.params.get("references", ()))[: facts.most_references]
    params = {key: value for key, value in take.params.items() if key not in ("references", "shows")}
    params |= {"engine": name} | ({"shows": take.params["shows"][: len(keys)]} if keys else {})
    price = facts.clip_price(params["frames"]) if take.kind == "clip" else facts.prices.get(port, 0)
    parent = take.parent
    spec = StepSpec(
        node=f"{take.kind}:{take.scene.key}:{last + 1}",
        kind=job.kind,
        version=VERSIONS[job.kind],
        lane=facts.lanes[port],
        params=params,
        files={"image": parent.key} if parent else roles(keys),
        price_microusd=price,
        order=Order(
            kind="clip" if take.kind == "clip" else "image",
            scene_key=take.scene.key,
            number=last + 1,
            parent_id=str(parent.pk) if parent else None,
            prompt=take.prompt,
            move=take.move,
            seed=take.seed or 0,
        ),
    )
    return spec, step_key(spec.kind, spec.version, params, contents_of(project, spec))
