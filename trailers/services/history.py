"""Edits that can be undone and done again, with the sound that they were made on.

An edit makes a new cut and puts the one before it on top of what can be undone. Undo goes back to that cut, and
puts the one it leaves on top of what can be done again; a new edit forgets the latter. What the film does by
itself (a take arrives, a new clock is laid) makes cuts too, but no steps: it is replayed on whatever one goes
back to, so nothing that arrived is lost.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Max

from accounts.models import User
from trailers.domain.arrivals import Arrival, replayed
from trailers.domain.cut import Cut as CutValue
from trailers.domain.errors import UserError
from trailers.models import Artifact, Cut, CutStep, Event, Project, Take
from trailers.queue.events import record
from trailers.stages.script import scenes_of

from . import adopt, scene_rows
from .snapshot import film_facts
from .sound_state import SOUND_FIELDS, put_sound
from .take_facts import take_fact

MOST_STEPS = 200


def edited(project: Project, value: CutValue, *, label: str, by: User | None = None) -> Cut:
    """A person's edit: a new cut, made current, that can be undone. The caller holds the project's lock."""
    if project.current_cut is not None:
        _push(project, project.current_cut, redo=False, label=label, by=by)
    CutStep.objects.filter(project=project, redo=True).delete()
    cut = adopt.add_cut(project, value, label=label, created_by=by)
    scene_rows.stand(project, value)
    record(project, "cut.edited", cut=str(cut.pk), label=label, by=name_of(by))
    return cut


def go_back(project: Project, *, redo: bool, by: User | None = None) -> str:
    """One step of undo, or of redo. Returns what was undone or done again.

    The caller holds the project's lock. UserError: edit.nothing_to_undo, edit.nothing_to_redo.
    """
    step = top_step(project, redo=redo)
    if step is None or project.current_cut is None:
        raise UserError("edit.nothing_to_redo" if redo else "edit.nothing_to_undo")
    left = project.current_cut
    stand_at(project, step.cut)
    _push(project, left, redo=not redo, label=step.label, by=by)
    step.delete()
    done = "cut.redone" if redo else "cut.undone"
    record(project, done, cut=str(project.current_cut.pk), label=step.label, by=name_of(by))
    return step.label


def restored(project: Project, cut: Cut, *, label: str, by: User | None = None) -> Cut:
    """An earlier cut, with its sound, as a new edit."""
    if project.current_cut is None:
        raise UserError("film.not_ready")
    _push(project, project.current_cut, redo=False, label=label, by=by)
    CutStep.objects.filter(project=project, redo=True).delete()
    now = stand_at(project, cut)
    made = adopt.add_cut(project, CutValue.from_json(now.content), label=label, created_by=by)
    record(project, "cut.edited", cut=str(made.pk), label=label, by=name_of(by))
    return made


def stand_at(project: Project, cut: Cut) -> Cut:
    """Make a cut current again, with its sound and its scenes, and everything that arrived since it was made.

    The very row when nothing did that concerns it.
    """
    split = project.slots.get("split")
    if cut.sound:
        put_sound(project, cut.sound, cut.soundtrack)
    project.current_cut = cut
    project.save(update_fields=["current_cut", *SOUND_FIELDS])
    if project.slots.get("split") != split:
        _keep_planned(project)
    value = CutValue.from_json(cut.content)
    scene_rows.stand(project, value)
    arrivals = _arrivals(project, cut.seq)
    if not arrivals:
        return cut
    now = replayed(film_facts(project), value, arrivals)
    return cut if now == value else adopt.add_cut(project, now, label="")


def top_step(project: Project, *, redo: bool) -> CutStep | None:
    steps = CutStep.objects.filter(project=project, redo=redo).select_related("cut__soundtrack")
    return steps.order_by("-number").first()


def name_of(user: User | None) -> str:
    return user.get_short_name() if user else ""


def _push(project: Project, cut: Cut, *, redo: bool, label: str, by: Any) -> None:
    steps = CutStep.objects.filter(project=project, redo=redo)
    number = 1 + (steps.aggregate(last=Max("number"))["last"] or 0)
    CutStep.objects.create(project=project, redo=redo, number=number, cut=cut, label=label[:120], by=by)
    steps.filter(number__lte=number - MOST_STEPS).delete()


def _keep_planned(project: Project) -> None:
    """What the scenes of the split that now counts say and show."""
    key = project.slots.get("split")
    artifact = Artifact.objects.filter(team_id=project.team_id, key=key).first() if key else None
    if artifact is not None:
        scene_rows.keep(project, scenes_of(artifact.media))


def _arrivals(project: Project, seq: int) -> list[Arrival]:
    events = Event.objects.filter(project=project, kind="take.done", seq__gte=seq).order_by("seq")
    ids = [event.data["take"] for event in events]
    rows = Take.objects.filter(pk__in=ids).select_related("artifact", "scene")
    takes = {str(row.pk): row for row in rows}
    return [Arrival(take_fact(takes[pk]), takes[pk].chosen) for pk in ids if pk in takes]
