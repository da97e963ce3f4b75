"""Edits of one scene from its page: another take, a lock."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from accounts.models import User
from trailers.domain.cut import Cut, replace_entry
from trailers.domain.errors import UserError
from trailers.domain.film import FilmFacts
from trailers.domain.first_cut import with_take
from trailers.models import Project, Scene, Take
from trailers.queue.events import record

from . import history
from .acts import locked_scene
from .advance import advance_locked, lock_project
from .snapshot import film_facts


def choose_take(*, project: Project, scene: Scene, take: Take, by: User | None = None) -> None:
    """Show a take that exists; an image is shown by the newest clip that grew from it, if there is one.

    UserError: film.not_ready, scene.locked.
    """
    with transaction.atomic():
        locked = lock_project(project.pk)
        facts, cut = _standing(locked)
        entry = cut.entry(scene.key)
        if entry.locked:
            raise locked_scene(locked, scene)
        shown = take.children.exclude(artifact=None).order_by("-number").first() or take
        if shown.artifact_id is None:
            raise UserError("film.not_ready")
        if entry.take_id == str(shown.pk):
            return
        handles = facts.handles_of(facts.takes[str(shown.pk)])
        value = with_take(cut, scene.key, str(shown.pk), handle_frames=handles)
        history.edited(locked, value, label=f"Show take {take.number} in scene {scene.number}", by=by)
        record(locked, "take.chosen", scene=scene.key, take=str(shown.pk))
        advance_locked(locked)


def lock_scene(*, project: Project, scene: Scene, lock: bool, by: User | None = None) -> None:
    """A locked scene keeps what it shows: nothing replaces it until it is unlocked."""
    with transaction.atomic():
        locked = lock_project(project.pk)
        _, cut = _standing(locked)
        entry = cut.entry(scene.key)
        if entry.locked == lock:
            return
        value = replace_entry(cut, replace(entry, locked=lock))
        history.edited(locked, value, label=f"{'Lock' if lock else 'Unlock'} scene {scene.number}", by=by)
        act = "scene.locked" if lock else "scene.unlocked"
        record(locked, act, scene=scene.key, by=history.name_of(by))
        advance_locked(locked)


def _standing(project: Project) -> tuple[FilmFacts, Cut]:
    facts = film_facts(project)
    if facts.cut is None:
        raise UserError("film.not_ready")
    return facts, facts.cut
