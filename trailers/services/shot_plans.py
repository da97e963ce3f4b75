"""The shot plan of a music video, put right by a person: reworded, rearranged, locked, taken back, planned anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from trailers.domain.errors import UserError
from trailers.domain.foresight_shots import of_shot_plan
from trailers.domain.motion import MOST_MOTION
from trailers.domain.shot_edit import MOST_PICTURE, rearranged, reworded, taken_over
from trailers.domain.shot_plan import ShotPlan, setup_problems
from trailers.models import Project
from trailers.queue.events import record
from trailers.selectors.shots import PlanInForce, plan_in_force
from trailers.selectors.song import treatment_of

from .advance import advance_locked, lock_project
from .foresee import Preview, preview
from .snapshot import plan_project

MOST_KEPT = 20
"""Earlier plans that can be taken back to."""
_SLOT = "shot_plan"


def with_words(project: Project, setup_id: str, *, picture: str, motion: str) -> ShotPlan:
    """The plan in force with one setup in other words. UserErrors film.not_ready and of `shot_edit.reworded`."""
    return reworded(_force(project).plan, setup_id, picture=picture, motion=motion)


def with_scenes(project: Project, wanted: Mapping[str, tuple[str, str]]) -> ShotPlan:
    """The plan in force with other purposes and setups. UserErrors film.not_ready and of `shot_edit.rearranged`."""
    return rearranged(_force(project).plan, wanted)


def edit_shot_plan(*, project: Project, plan: ShotPlan, base: str) -> bool:
    """A person's own plan, in force from now on, for the cues as they are and as they will be. False when it is in
    force already.

    Setups whose pictures are described as before keep them, and their clips where they move as before; what is new
    is made, within gates and budget. `base` is the version that was edited. UserErrors film.not_ready,
    plan.outdated, shot_plan.invalid, shot_plan.locked.
    """
    with transaction.atomic():
        locked = lock_project(project.pk)
        force = _force(locked)
        if plan == force.plan:
            return False
        if base != force.version:
            raise UserError("plan.outdated", current=force.version)
        plan = _checked(locked, force, plan)
        ids = {setup.id for setup in plan.setups}
        kept = [one for one in locked.brief.get("setups_locked", ()) if one in ids]
        _keep(
            locked,
            "shot_plan.edited",
            shot_plan=plan.to_json(),
            setups_locked=kept,
            shot_plans=_before(locked),
        )
        return True


def take_back_shot_plan(*, project: Project) -> None:
    """The plan as it was before the last edit; its pictures and clips are there still. What was locked since stays
    as it is now. UserErrors film.not_ready, shot_plan.nothing_to_take_back, shot_plan.locked."""
    with transaction.atomic():
        locked = lock_project(project.pk)
        force = _force(locked)
        before = list(locked.brief.get("shot_plans", ()))
        if not before:
            raise UserError("shot_plan.nothing_to_take_back")
        if before[-1] is not None:
            _refuse_locked(locked, force.plan, ShotPlan.from_json(before[-1]))
        _keep(locked, "shot_plan.taken_back", shot_plan=before[-1], shot_plans=before[:-1])


def lock_setup(*, project: Project, setup_id: str, locked: bool) -> None:
    """Locked, neither a person nor another plan changes its words. UserErrors film.not_ready, shot_plan.no_setup."""
    with transaction.atomic():
        found = lock_project(project.pk)
        force = _force(found)
        if setup_id not in {setup.id for setup in force.plan.setups}:
            raise UserError("shot_plan.no_setup")
        now = list(found.brief.get("setups_locked", ()))
        if (setup_id in now) == locked:
            return
        now = [*now, setup_id] if locked else [one for one in now if one != setup_id]
        own = {"shot_plan": force.plan.to_json()} if locked else {}
        _keep(found, "setup.locked" if locked else "setup.unlocked", setups_locked=now, **own)


def plan_shots_anew(*, project: Project) -> None:
    """Have the director plan the shots for the song and the treatment as they are now. Setups that are locked stay,
    with their scenes, and so does every picture that the new plan describes again. UserError film.not_ready."""
    with transaction.atomic():
        locked = lock_project(project.pk)
        force = _force(locked)
        now, held = force.plan.to_json(), list(locked.brief.get("setups_locked", ()))
        before = [*locked.brief.get("shot_plans", ()), now][-MOST_KEPT:]
        locked.slots = {slot: key for slot, key in locked.slots.items() if slot != _SLOT}
        locked.save(update_fields=["slots"])
        kept = {"plan": now, "setups": held} if held else None
        _keep(locked, "shot_plan.anew", shot_plan=None, shot_plans=before, setups_kept=kept)


def shot_plan_preview(project: Project, plan: ShotPlan) -> Preview:
    """What an edit would change and cost. Nothing is written. UserErrors as `edit_shot_plan`."""
    facts, now = plan_project(project)
    force = plan_in_force(project, now)
    if force is None:
        raise UserError("film.not_ready")
    return preview(of_shot_plan(facts, force.plan, _checked(project, force, plan)))


def _force(project: Project) -> PlanInForce:
    found = plan_in_force(project, plan_project(project)[1])
    if found is None:
        raise UserError("film.not_ready")
    return found


def _checked(project: Project, force: PlanInForce, plan: ShotPlan) -> ShotPlan:
    """The plan with its setups named as the film knows them."""
    treatment = treatment_of(project, plan_project(project)[1])
    problems = list(setup_problems(plan, treatment)) if treatment else []
    known = {setup.id for setup in plan.setups}
    problems += [f"Shot {s.cue} shows no setup of the plan." for s in plan.shots if s.setup not in known]
    old = {*force.plan.setups}
    problems += [
        f"The prompts of {s.id!r} are too long."
        for s in plan.setups
        if s not in old and (len(s.visual.description) > MOST_PICTURE or len(s.motion) > MOST_MOTION)
    ]
    if [shot.cue for shot in plan.shots] != [shot.cue for shot in force.plan.shots]:
        problems.append("The shots are not those of the cues, one each and in order.")
    if problems:
        raise UserError("shot_plan.invalid", problems=" ".join(problems))
    plan = taken_over(plan, force.plan)
    _refuse_locked(project, force.plan, plan)
    return plan


def _refuse_locked(project: Project, now: ShotPlan, then: ShotPlan) -> None:
    """Words of a locked setup stay; which scenes show it may change."""
    held: Collection[str] = set(project.brief.get("setups_locked", ()))
    before, after = ({s.id: s for s in plan.setups if s.id in held} for plan in (now, then))
    if before != after:
        raise UserError("shot_plan.locked")


def _before(project: Project) -> list[Any]:
    return [*project.brief.get("shot_plans", ()), project.brief.get("shot_plan")][-MOST_KEPT:]


def _keep(project: Project, kind: str, **brief: Any) -> None:
    project.brief = {
        name: value for name, value in {**project.brief, **brief}.items() if value or name not in brief
    }
    project.save(update_fields=["brief"])
    record(project, kind)
    advance_locked(project)
