"""The script, edited: every change is a new version, and only what says something else is made anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from accounts.models import User
from trailers.domain.cut import Cut as CutValue
from trailers.domain.errors import Message, UserError, describe
from trailers.domain.film import FilmFacts
from trailers.domain.first_cut import with_take
from trailers.domain.graph import step_key, step_of
from trailers.domain.script import Script as ScriptValue
from trailers.domain.script_edit import Row, ScriptChanges, changes_between, rewritten
from trailers.domain.trailer import image_spec
from trailers.models import Artifact, Project, Script, Take
from trailers.queue.events import record

from . import adopt, history, references
from .acts import outdated_script
from .advance import advance_locked, lock_project, order
from .snapshot import film_facts, plan_project


def edit_script(*, project: Project, base: int, rows: Sequence[Row], by: User | None = None) -> Script:
    """Save what the rows say as the next version, and make what follows from it.

    `base` is the version that the person edited. The same rows twice are one version.
    UserError: film.not_ready before there is a script, edit.outdated when `base` is not the current version,
    edit.* for rows that cannot be a script.
    """
    with transaction.atomic():
        locked = lock_project(project.pk)
        facts, old = _standing(locked)
        current = _current(locked)
        new = rewritten(old, rows) if current.number == base else None
        if new is None:
            raise outdated_script(locked, current.number)
        if new == old:
            return current
        saved = adopt.add_script(locked, new, origin="edited", by=by)
        _follow(locked, facts, changes_between(old, new), label="Edit the script", by=by)
        return saved


def restore_script(*, project: Project, number: int, by: User | None = None) -> Script:
    """Make an earlier (or later) version the current one again: undo, and redo. Nothing known is made twice.

    UserError: film.not_ready, edit.no_version.
    """
    with transaction.atomic():
        locked = lock_project(project.pk)
        facts, old = _standing(locked)
        wanted = Script.objects.filter(project=locked, number=number).first()
        if wanted is None:
            raise UserError("edit.no_version", number=number)
        if wanted.pk == locked.script_id:
            return wanted
        locked.script = wanted
        locked.save(update_fields=["script"])
        record(locked, "script.restored", number=number, by=history.name_of(by))
        changes = changes_between(old, ScriptValue.from_json(wanted.content))
        _follow(locked, facts, changes, label=f"Go back to script {number}", by=by)
        return wanted


def speak_again(*, project: Project, item_id: str, reading: int | None = None, by: User | None = None) -> int:
    """Ask for another reading of one line, or for a certain one (1 is the first). Returns its number.

    UserError: film.not_ready, edit.unknown for a line this script has not.
    """
    with transaction.atomic():
        locked = lock_project(project.pk)
        facts, script = _standing(locked)
        if item_id not in {item.id for item in script.lines}:
            raise UserError("edit.unknown")
        readings = dict(facts.settings.revoiced)
        wanted = reading if reading is not None and reading >= 1 else readings.get(item_id, 1) + 1
        if wanted == readings.get(item_id, 1):
            return wanted
        locked.settings = {**locked.settings, "revoiced": {**readings, item_id: wanted}}
        _empty(locked, [f"voice:{item_id}"])
        locked.save(update_fields=["settings"])
        record(locked, "voice.again", item=item_id, reading=wanted)
        _mark(locked, facts, label=f"Reading {wanted} of a line", by=by)
        advance_locked(locked)
        return wanted


def renew(*, project: Project, slot: str, by: User | None = None) -> None:
    """Make what fills a slot anew from the film as it is now: a score for another length, a voice from another
    engine. UserError edit.nothing_stale when nothing else would come out."""
    with transaction.atomic():
        locked = lock_project(project.pk)
        if slot not in stale_slots(locked):
            raise UserError("edit.nothing_stale")
        if references.is_sheet(slot):
            references.next_drawing(locked, slot)
        else:
            _empty(locked, [slot])
        record(locked, "slot.renewed", slot=slot)
        if slot == "score" or slot.startswith("voice:"):
            _mark(locked, film_facts(locked), label=f"Renew the {slot.partition(':')[0]}", by=by)
        advance_locked(locked)


def change_sound(
    project: Project,
    before: FilmFacts,
    *,
    script: ScriptValue,
    settings: Mapping[str, Any],
    score: str,
    cut: CutValue,
    label: str,
    by: User,
) -> None:
    """Make the sound of a film from another script, other settings or another score, as one edit of the timeline.

    Lines that say something else, or are to be read again, lose their voices; all others keep theirs. The caller
    holds the project's lock.
    """
    if before.script is None:
        raise UserError("film.not_ready")
    changes = changes_between(before.script, script)
    if script != before.script:
        adopt.add_script(project, script, origin="edited", by=by)
    readings = settings.get("revoiced", {})
    again = [line for line, n in readings.items() if before.settings.revoiced.get(line, 1) != n]
    project.settings = {**project.settings, **{name: value for name, value in settings.items() if value}}
    project.settings = {
        name: value for name, value in project.settings.items() if value or name not in settings
    }
    if score:
        project.slots = {**project.slots, "score": score}
    project.save(update_fields=["settings", "slots"])
    _empty(project, [f"voice:{line}" for line in (*changes.spoken, *again)])
    history.edited(project, cut, label=label, by=by)
    _letter(project, before, changes.lettered)
    advance_locked(project)


def stale_slots(project: Project) -> dict[str, int]:
    """Slots filled by something made for an earlier state of the film, and the price of making each anew."""
    _, plan = plan_project(project)
    return {step.slot: step.price_microusd for step in plan.steps.values() if step.state == "stale"}


def narration_doubts(project: Project) -> tuple[tuple[str, Message], ...]:
    """Where a brought recording seems to differ from the script: (item id, words). Empty without a recording."""
    if not project.settings.get("narration"):
        return ()
    _, plan = plan_project(project)
    aligned = plan.done("narration:aligned")
    if aligned is None:
        return ()
    media = Artifact.objects.get(team_id=project.team_id, key=aligned.key).media
    return tuple((found["item_id"], describe(found["code"], **found["params"])) for found in media["doubts"])


def _standing(project: Project) -> tuple[FilmFacts, ScriptValue]:
    facts = film_facts(project)
    if facts.script is None:
        raise UserError("film.not_ready")
    if facts.kind != "trailer":
        raise UserError("script.of_song")
    return facts, facts.script


def _current(project: Project) -> Script:
    if project.script is None:
        raise UserError("film.not_ready")
    return project.script


def _follow(
    project: Project, before: FilmFacts, changes: ScriptChanges, *, label: str, by: User | None
) -> None:
    """Empty the voices that say something else, letter changed cards, and go on."""
    _empty(project, [f"voice:{item_id}" for item_id in changes.spoken])
    _mark(project, before, label=label, by=by)
    _letter(project, before, changes.lettered)
    advance_locked(project)


def _mark(project: Project, before: FilmFacts, *, label: str, by: User | None = None) -> None:
    """A step of the film's history, so that a change of its sound can be undone like one of its pictures."""
    if before.cut is not None:
        history.edited(project, before.cut, label=label, by=by)


def _empty(project: Project, slots: Sequence[str]) -> None:
    """A slot that a person confirmed to fill anew is empty; the graph does the rest."""
    kept = {slot: key for slot, key in project.slots.items() if slot not in slots}
    if kept != project.slots:
        project.slots = kept
        project.save(update_fields=["slots"])


def _letter(project: Project, before: FilmFacts, items: Sequence[str]) -> None:
    """Cards that stand in the cut get a picture of their new words: one that was drawn before, else a new take."""
    if before.cut is None or not items:
        return
    facts = film_facts(project)
    if facts.script is None:
        return
    texts = {item.id: item.text for item in facts.script.items}
    cut = standing = facts.cut or before.cut
    free = {entry.scene_id for entry in cut.entries if not entry.locked}
    for scene in facts.scenes:
        if scene.kind != "card" or scene.item_id not in items or scene.key not in free:
            continue
        takes = facts.takes_of(scene.key, "image")
        drawn = [t for t in takes if t.params.get("text") == texts[scene.item_id] and t.sha256]
        if drawn:
            grown = [take for take in facts.grown_from(drawn[-1].id) if take.sha256]
            shown = grown[-1] if grown else drawn[-1]
            cut = with_take(cut, scene.key, shown.id, handle_frames=facts.handles_of(shown))
            continue
        number = 1 + max((take.number for take in takes), default=0)
        spec = image_spec(facts, facts.script, scene, number=number)
        job = order(project, step_of(spec, step_key(spec.kind, spec.version, spec.params, {}), "ready"))
        Take.objects.filter(scene__project=project, scene__key=scene.key, kind="image", number=number).update(
            chosen=True
        )
        record(project, "card.again", job=job, scene=scene.key)
    if cut != standing:
        adopt.add_cut(project, cut, label="")
