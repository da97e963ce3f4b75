"""The treatment of a music video, put right by a person: edited, locked, taken back; and what that would change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from trailers.domain.errors import UserError
from trailers.domain.film import FilmFacts
from trailers.domain.foresight import of_treatment
from trailers.domain.shot_plan import redressed
from trailers.domain.treatment import Treatment, treatment_problems, version_of
from trailers.models import Project
from trailers.queue.events import record
from trailers.selectors.song import treatment_of

from .advance import advance_locked, lock_project
from .foresee import Preview, preview
from .snapshot import plan_of, plan_project

MOST_KEPT = 20
"""Earlier treatments that can be taken back to."""


@dataclass(frozen=True, slots=True)
class TreatmentPreview:
    preview: Preview
    again_microusd: int
    """Of planning the shots anew afterwards, which happens only when a person asks; 0 where it is free or the
    shots are not planned yet."""


def edit_treatment(*, project: Project, treatment: Treatment, base: str = "") -> bool:
    """A person's own treatment, in force from now on. False when it is in force already.

    Nothing that was drawn or planned is made anew: it is marked out of date. `base` is the version that was edited;
    '' for whichever it is. UserErrors film.not_ready, plan.outdated, treatment.invalid, treatment.locked.
    """
    _check(treatment)
    with transaction.atomic():
        locked = lock_project(project.pk)
        now = _editable(locked)
        if treatment == now:
            return False
        if base and base != version_of(now):
            raise UserError("plan.outdated", current=version_of(now))
        before = [*locked.brief.get("treatments", ()), locked.brief.get("treatment")]
        _keep(locked, "treatment.edited", treatment=treatment.to_json(), treatments=before[-MOST_KEPT:])
        return True


def take_back_treatment(*, project: Project) -> None:
    """The treatment as it was before the last edit. UserErrors treatment.locked, treatment.nothing_to_take_back."""
    with transaction.atomic():
        locked = lock_project(project.pk)
        _editable(locked)
        before = list(locked.brief.get("treatments", ()))
        if not before:
            raise UserError("treatment.nothing_to_take_back")
        _keep(locked, "treatment.taken_back", treatment=before[-1], treatments=before[:-1])


def lock_treatment(*, project: Project, locked: bool) -> None:
    """Locked, neither a person nor another writer changes it. UserError film.not_ready before it is written."""
    with transaction.atomic():
        found = lock_project(project.pk)
        if bool(found.brief.get("treatment_locked")) == locked:
            return
        now = treatment_of(found, plan_project(found)[1])
        if now is None:
            raise UserError("film.not_ready")
        _keep(found, "treatment.locked" if locked else "treatment.unlocked", treatment_locked=locked,
              treatment=now.to_json())  # fmt: skip


def treatment_preview(project: Project, treatment: Treatment) -> TreatmentPreview:
    """What an edit would change and cost. Nothing is written. UserErrors as `edit_treatment`."""
    _check(treatment)
    facts, before = plan_project(project)
    _editable(project)
    after = plan_of(project, _with(facts, treatment))
    scenes = len(facts.cut.entries) if facts.cut else 0
    shots = after.steps["shot_plan"]
    again = shots.price_microusd if shots.state == "stale" else 0
    return TreatmentPreview(preview(of_treatment(before, after, scenes)), again)


def _with(facts: FilmFacts, treatment: Treatment) -> FilmFacts:
    brief = {**facts.brief, "treatment": treatment.to_json()}
    return replace(facts, brief=brief, script=redressed(facts.script, treatment) if facts.script else None)


def _check(treatment: Treatment) -> None:
    problems = treatment_problems(treatment)
    if problems:
        raise UserError("treatment.invalid", problems=" ".join(problems))


def _editable(project: Project) -> Treatment:
    now = treatment_of(project, plan_project(project)[1])
    if now is None:
        raise UserError("film.not_ready")
    if project.brief.get("treatment_locked"):
        raise UserError("treatment.locked")
    return now


def _keep(project: Project, kind: str, **brief: Any) -> None:
    project.brief = {**project.brief, **brief}
    project.save(update_fields=["brief"])
    record(project, kind)
    advance_locked(project)
