"""The timeline's use cases: edit, undo, redo, name, restore, hold. One transaction each, under the project's lock.

An edit is judged on what stands when it arrives, and becomes a cut of its own at once: there is nothing to save.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.models import User
from trailers.domain.errors import UserError
from trailers.domain.film import FilmFacts
from trailers.models import Artifact, Cut, Job, Project
from trailers.queue.events import record
from trailers.selectors.pace import took_ms
from trailers.services import history, scene_rows
from trailers.services.advance import advanced, lock_project
from trailers.services.foresee import WORDS
from trailers.services.script import change_sound
from trailers.services.snapshot import film_facts

from .compare import Changed, compare
from .plan import Planned, foreseen, planned
from .standing import check_base, hold, let_go
from .wire import edits_of

_OTHER_MS = 1_500


@dataclass(frozen=True, slots=True)
class Said:
    """What an edit did. `changed` are ids of scenes; `kept` scenes are, to the byte, as before."""

    message: str
    changed: tuple[str, ...] = ()
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What edits would do: nothing is written. `stale` names slots to renew, `seconds` of work are a measure."""

    stale: tuple[str, ...]
    changed: tuple[int, ...]
    kept: int
    price_microusd: int
    seconds: int
    sentence: str


def edit_timeline(*, project: Project, base: str, edits: Any, user: User, label: str = "") -> Said:
    """Make the edits one new cut, with a new sound where they ask for one.

    `base` is the cut that the person looked at. UserError op.unreadable, editor.moved_on, editor.held,
    film.not_ready, and every refusal of `ops.apply` and `sound.apply`; then nothing has changed.
    """
    wanted = edits_of(edits, base)
    with transaction.atomic():
        locked = lock_project(project.pk)
        check_base(locked, base)
        hold(locked, user)
        before = film_facts(locked)
        plan = planned(before, wanted, slots=locked.slots, scores=scores_of(locked))
        if plan.cut == before.cut and not plan.new_sound:
            return Said("Nothing changes.", (), len(plan.cut.entries))
        for scene, new in plan.splits:
            scene_rows.split(locked, scene, new)
        told = label.strip() or plan.label
        if plan.new_sound:
            _change_sound(locked, before, plan, told, user)
            return _said(told, before, film_facts(locked), new_sound=True)
        history.edited(locked, plan.cut, label=told, by=user)
        _record_locks(locked, before, plan, user)
        return _said(told, before, advanced(locked, _after(before, plan))[0])


def _after(before: FilmFacts, plan: Planned) -> FilmFacts | None:
    """The facts once an edit of the picture alone has become a cut, which are not read again. None when it gave the
    film other scenes, whose rows follow the cut."""
    was = before.cut.entries if before.cut else ()
    if plan.splits or [entry.scene_id for entry in was] != [entry.scene_id for entry in plan.cut.entries]:
        return None
    return replace(before, cut=plan.cut)


def undo(*, project: Project, base: str, user: User, redo: bool = False) -> Said:
    """One step back (or forth again), picture and sound. UserError edit.nothing_to_undo, edit.nothing_to_redo,
    editor.moved_on, editor.held, film.not_ready."""
    with transaction.atomic():
        locked = lock_project(project.pk)
        check_base(locked, base)
        hold(locked, user)
        before = film_facts(locked)
        label = history.go_back(locked, redo=redo, by=user)
        told = f"{'Done again' if redo else 'Undone'}: {label}"
        return _said(told, before, advanced(locked)[0])


def foresee(*, project: Project, base: str, edits: Any) -> Foreseen:
    """What the edits would change and cost. The same refusals as `edit_timeline`."""
    wanted = edits_of(edits, base)
    check_base(project, base)
    facts = film_facts(project)
    plan = planned(facts, wanted, slots=project.slots, scores=scores_of(project))
    seen = foreseen(facts, plan)
    times = took_ms()
    total_ms = sum(times.get(kind, _OTHER_MS) * count for kind, count in seen.made.items())
    return Foreseen(
        stale=seen.stale,
        changed=seen.changed,
        kept=max(0, seen.kept),
        price_microusd=seen.price_microusd,
        seconds=-(-total_ms // 1000),
        sentence=_sentence(seen.made, max(0, seen.kept), seen.scenes),
    )


def name_version(*, project: Project, name: str, user: User) -> Cut:
    """Give the current cut a name, by which it is kept and found. UserError editor.no_name, film.not_ready."""
    plain = " ".join(name.split())[:120]
    if not plain:
        raise UserError("editor.no_name")
    with transaction.atomic():
        locked = lock_project(project.pk)
        if locked.current_cut is None:
            raise UserError("film.not_ready")
        locked.current_cut.name = plain
        locked.current_cut.created_by = locked.current_cut.created_by or user
        locked.current_cut.save(update_fields=["name", "created_by"])
        record(locked, "cut.named", cut=str(locked.current_cut.pk), name=plain, by=user.get_short_name())
        return locked.current_cut


def restore_version(*, project: Project, cut_id: UUID, user: User) -> Said:
    """Show an earlier cut again, with its sound, as a new edit. UserError editor.no_version, editor.held."""
    with transaction.atomic():
        locked = lock_project(project.pk)
        cut = Cut.objects.filter(project=locked, pk=cut_id).select_related("soundtrack").first()
        if cut is None or locked.current_cut is None:
            raise UserError("editor.no_version")
        hold(locked, user)
        before = film_facts(locked)
        told = f"Restore “{cut.name or cut.label or cut.number}”"
        if cut.pk != locked.current_cut_id:
            history.restored(locked, cut, label=told, by=user)
        return _said(told, before, advanced(locked)[0])


def take_lock(*, project: Project, user: User, take: bool) -> None:
    """Take the soft lock over knowingly, or give it back."""
    with transaction.atomic():
        locked = lock_project(project.pk)
        if take:
            hold(locked, user, take_over=True)
        else:
            let_go(locked, user)


def scores_of(project: Project) -> dict[str, str]:
    """Every score that was made for the film, id -> key, and the one that it has; the oldest first."""
    made = Job.objects.filter(project=project, kind="score", state="done").values_list("key", flat=True)
    keys = {*made, project.slots.get("score", "")}
    rows = Artifact.objects.filter(team_id=project.team_id, key__in=keys).order_by("created_at", "pk")
    return {str(pk): key for pk, key in rows.values_list("pk", "key")}


def _record_locks(project: Project, before: FilmFacts, plan: Planned, user: User) -> None:
    """Who locked a scene is told to whoever is refused by it later, wherever that was done."""
    locks = {entry.scene_id: entry.locked for entry in before.cut.entries} if before.cut else {}
    for entry in plan.cut.entries:
        if locks.get(entry.scene_id, False) != entry.locked:
            act = "scene.locked" if entry.locked else "scene.unlocked"
            record(project, act, scene=entry.scene_id, by=user.get_short_name())


def _change_sound(project: Project, before: FilmFacts, plan: Planned, label: str, user: User) -> None:
    if plan.sound is None:
        return
    sound = plan.sound
    change_sound(
        project,
        before,
        script=sound.script,
        settings={
            "revoiced": dict(sound.readings),
            "muted": list(sound.muted),
            "levels": {name: list(level) for name, level in sound.levels.items()},
        },
        score=sound.score,
        cut=plan.cut,
        label=label,
        by=user,
    )


def _said(label: str, before: FilmFacts, after: FilmFacts, *, new_sound: bool = False) -> Said:
    seen: Changed = compare(before, after)
    total = seen.kept + len(seen.scenes)
    tail = "The sound is being made anew." if new_sound else ""
    kept = f"{seen.kept} of {total} scenes stay as they are." if total else ""
    return Said(" ".join(part for part in (f"{label}.", tail or kept) if part), seen.scenes, seen.kept)


def _sentence(made: Mapping[str, int], kept: int, scenes: int) -> str:
    parts = [f"{made[kind]} {WORDS[kind][made[kind] != 1]}" for kind in WORDS if made.get(kind)]
    if not made:
        return "Nothing is made anew."
    work = ", ".join(parts) or "The film is joined again"
    return f"{work[0].upper()}{work[1:]}. {kept} of {scenes} scenes stay as they are, to the byte."
