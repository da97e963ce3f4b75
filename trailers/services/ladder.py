"""Buying a film up: stills, then clips, of all scenes at once or of some, and nothing that was bought before."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction

from trailers.domain.errors import UserError
from trailers.domain.film import FilmFacts
from trailers.domain.graph import step_key, step_of
from trailers.domain.ladder import RUNGS, Rung, Step, price_of, to_buy
from trailers.domain.references import standing
from trailers.domain.trailer import clip_spec, image_spec, moves_before
from trailers.models import Project, Take
from trailers.queue.events import record

from .advance import advance_locked, contents_of, lock_project, order
from .engines import check_engine, with_engines
from .snapshot import film_facts, plan_project

_PORTS: dict[Rung, str] = {"stills": "image", "clips": "video"}


@dataclass(frozen=True, slots=True)
class Offer:
    """What one rung would buy of a film as it is now."""

    rung: Rung
    engine: str
    scenes: tuple[int, ...]
    price_microusd: int


def offer(project: Project, rung: Rung, engine: str) -> Offer:
    """FatalError engine.unknown. A music video's pictures are bought by setup, so it has nothing to offer."""
    facts = with_engines(film_facts(project), {_PORTS[rung]: engine})
    steps = to_buy(facts, rung, engine) if project.kind == Project.Kind.TRAILER else ()
    return Offer(rung, engine, tuple(s.scene.number for s in steps), price_of(facts, rung, steps))


def buy(
    *,
    project: Project,
    rung: str,
    engine: str,
    numbers: Collection[int] = (),
    keep_framing: bool = True,
) -> int:
    """Order them; each is shown as soon as it is there. Returns how many.

    `numbers` are those of scenes, none for all. With `keep_framing` the present still goes along with each order
    for a new one. A repeated call orders nothing twice. UserError: engine.unavailable, film.not_ready,
    ladder.nothing.
    """
    kind = next((known for known in RUNGS if known == rung), None)
    if kind is None or project.kind != Project.Kind.TRAILER:
        raise UserError("ladder.nothing")
    check_engine(_PORTS[kind], engine, project.team_id)
    with transaction.atomic():
        locked = lock_project(project.pk)
        facts, plan = plan_project(locked)
        if facts.script is None or facts.cut is None:
            raise UserError("film.not_ready")
        sheets = standing(plan, facts, facts.script)
        facts = with_engines(facts, {_PORTS[kind]: engine})
        steps = [s for s in to_buy(facts, kind, engine) if not numbers or s.scene.number in numbers]
        if not steps:
            raise UserError("ladder.nothing")
        for step in steps:
            if kind == "stills":
                _order_still(locked, facts, step, sheets, keep_framing=keep_framing)
            else:
                _order_clip(locked, facts, step)
        record(locked, "ladder.bought", rung=rung, engine=engine, scenes=[s.scene.number for s in steps])
        advance_locked(locked)
        return len(steps)


def _order_still(
    project: Project, facts: FilmFacts, step: Step, sheets: dict[str, str], *, keep_framing: bool
) -> None:
    if facts.script is None:
        raise UserError("film.not_ready")
    last = max(take.number for take in facts.takes_of(step.scene.key, "image"))
    spec = image_spec(
        facts,
        facts.script,
        step.scene,
        number=last + 1,
        sheets=sheets,
        composition=step.still.key if keep_framing else "",
    )
    key = step_key(spec.kind, spec.version, spec.params, contents_of(project, spec))
    order(project, step_of(spec, key, "ready"))
    _choose(project, step, "image", last + 1)


def _order_clip(project: Project, facts: FilmFacts, step: Step) -> None:
    if facts.script is None:
        raise UserError("film.not_ready")
    frames = facts.window_frames[step.scene.key]
    before = moves_before(facts, facts.script)[step.scene.key]
    spec = clip_spec(facts, facts.script, step.scene, step.still, frames, before)
    number = spec.order.number if spec.order else 0
    key = step_key(spec.kind, spec.version, spec.params, contents_of(project, spec))
    order(project, step_of(spec, key, "ready"))
    _choose(project, step, "clip", number)


def _choose(project: Project, step: Step, kind: str, number: int) -> None:
    """Shown when it arrives, in place of what the scene shows now."""
    scene = {"scene__project": project, "scene__key": step.scene.key}
    Take.objects.filter(**scene, kind=kind, number=number).update(chosen=True)
