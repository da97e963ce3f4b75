"""Who changed what last, and when: what a refusal says when somebody else was faster."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.timesince import timesince

from trailers.domain.errors import UserError
from trailers.models import Event, Project, Scene

SCRIPT_ACTS = ("script.new", "script.restored")
LOCK_ACTS = ("scene.locked", "scene.unlocked")


@dataclass(frozen=True, slots=True)
class Act:
    """One event. `by` is a name, or '' where the film did it by itself or nobody was signed in."""

    kind: str
    by: str
    at: datetime
    label: str

    @property
    def ago(self) -> str:
        return ago(self.at, timezone.now())


def ago(at: datetime, now: datetime) -> str:
    """'just now', '3 minutes ago'."""
    if now - at < timedelta(minutes=1):
        return "just now"
    return f"{timesince(at, now, depth=1)} ago".replace("\xa0", " ")


def last_of(project: Project, kinds: Collection[str], scene: str = "") -> Act | None:
    """The newest event of these kinds, of one scene where `scene` (a key) names one."""
    events = Event.objects.filter(project=project, kind__in=kinds)
    if scene:
        events = events.filter(data__scene=scene)
    event = events.order_by("-seq").first()
    if event is None:
        return None
    return Act(event.kind, event.data.get("by") or "", event.at, event.data.get("label") or "")


def outdated_script(project: Project, current: int) -> UserError:
    """edit.outdated, with `by` and `at` of the version that stands."""
    act = last_of(project, SCRIPT_ACTS)
    if act is None:
        return UserError("edit.outdated", current=current, by="Somebody", at="", ago="")
    by = act.by or "Somebody"
    return UserError("edit.outdated", current=current, by=by, at=act.at.isoformat(), ago=act.ago)


def locked_scene(project: Project, scene: Scene) -> UserError:
    """scene.locked, with `by` and `at` where it is on record who locked it."""
    act = last_of(project, LOCK_ACTS, scene.key)
    if act is None or act.kind != "scene.locked" or not act.by:
        return UserError("scene.locked", number=scene.number, why="")
    why = f"{act.by} locked it {act.ago}."
    return UserError("scene.locked", number=scene.number, why=why, by=act.by, at=act.at.isoformat())
