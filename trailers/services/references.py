"""The people and places of a film: sheets drawn again, brought, taken from the library, or done without."""

from __future__ import annotations

from django.db import transaction

from trailers.domain.errors import UserError
from trailers.domain.film import FilmFacts, FilmSettings
from trailers.domain.references import NONE, STEP_KINDS, Subject, subjects_of
from trailers.models import Artifact, Project, Reference
from trailers.queue.events import record

from .advance import advance_locked, lock_project
from .snapshot import film_facts


def subject_of(facts: FilmFacts, subject_id: str) -> Subject:
    """UserError reference.unknown: the script names nobody and nothing of that id."""
    found = next((s for s in subjects_of(facts.script) if s.id == subject_id), None) if facts.script else None
    if found is None:
        raise UserError("reference.unknown")
    return found


def draw_again(*, project: Project, subject_id: str) -> int:
    """Have another sheet drawn; returns its number. What was chosen in its place is let go.

    Scenes that have their pictures keep them. UserError reference.unknown.
    """
    with transaction.atomic():
        locked = lock_project(project.pk)
        facts = film_facts(locked)
        slot = subject_of(facts, subject_id).slot
        number = next_drawing(locked, slot)
        record(locked, "reference.again", slot=slot, number=number)
        advance_locked(locked)
        return number


def next_drawing(project: Project, slot: str) -> int:
    """Empty a sheet's slot and ask for its next drawing. The caller holds the lock, and advances."""
    settings = FilmSettings.from_json(project.settings)
    number = settings.redrawn.get(slot, 1) + 1 if slot in project.slots else settings.redrawn.get(slot, 1)
    chosen = {key: value for key, value in settings.references.items() if key != slot}
    project.settings = {
        **project.settings, "references": chosen, "redrawn": {**settings.redrawn, slot: number},
    }  # fmt: skip
    project.slots = {key: value for key, value in project.slots.items() if key != slot}
    project.save(update_fields=["settings", "slots"])
    return number


def use_drawn(*, project: Project, subject_id: str) -> None:
    """Back to the sheet that the film's engine draws, or drew. UserError reference.unknown."""
    _choose(project, subject_id, "")


def use_reference(*, project: Project, subject_id: str, reference: Reference) -> None:
    """A picture of the team's library as the sheet, from now on. UserError reference.unknown."""
    if reference.team_id != project.team_id:
        raise UserError("reference.unknown")
    _choose(project, subject_id, reference.artifact.key)


def use_picture(*, project: Project, subject_id: str, artifact: Artifact) -> Reference:
    """A picture of one's own (an artifact of the team, kept as an upload) as the sheet, and into the library.

    UserError reference.unknown, reference.no_picture for a clip.
    """
    if artifact.kind != "image" or artifact.team_id != project.team_id:
        raise UserError("reference.no_picture")
    subject = _choose(project, subject_id, artifact.key)
    kept, _ = Reference.objects.get_or_create(
        team_id=project.team_id,
        kind=subject.kind,
        name=subject.name[:200],
        artifact=artifact,
        defaults={"description": subject.description, "origin": Reference.Origin.UPLOADED},
    )
    return kept


def go_without(*, project: Project, subject_id: str) -> None:
    """No sheet for this person or place: words alone tell of it. UserError reference.unknown."""
    _choose(project, subject_id, NONE)


def _choose(project: Project, subject_id: str, wanted: str) -> Subject:
    with transaction.atomic():
        locked = lock_project(project.pk)
        facts = film_facts(locked)
        subject = subject_of(facts, subject_id)
        if facts.settings.references.get(subject.slot, "") != wanted:
            chosen = {slot: key for slot, key in facts.settings.references.items() if slot != subject.slot}
            chosen |= {subject.slot: wanted} if wanted else {}
            locked.settings = {**locked.settings, "references": chosen}
            locked.save(update_fields=["settings"])
            record(locked, "reference.chosen", slot=subject.slot, without=wanted == NONE)
            advance_locked(locked)
        return subject


def is_sheet(slot: str) -> bool:
    """Whether a slot holds the sheet of a person or place."""
    return slot.partition(":")[0] in STEP_KINDS
