"""The people and places of a film as its page shows them: their sheet, where it is from, which scenes name them."""

from __future__ import annotations

from dataclasses import dataclass

from trailers.domain.film import FilmFacts
from trailers.domain.graph import Plan
from trailers.domain.references import NONE, Subject, scenes_of, subjects_of
from trailers.domain.states import LIVE_STATES
from trailers.models import Artifact, Job, Project, Reference

_STATES = {"done": "done", "stale": "stale", "running": "queued", "ready": "queued"}


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One person or place that scenes name.

    States: done, stale (drawn for an earlier description, or by another engine), working, queued, held, failed,
    waiting, none (a person does without), undrawn (nobody asked for one).
    """

    subject: Subject
    state: str
    picture: Artifact | None
    chosen: bool
    """Brought, or taken from the library: not what the film's engine drew."""
    scenes: tuple[int, ...]
    price_microusd: int
    """Of drawing another by the film's own engine."""


def sheet_rows(project: Project, facts: FilmFacts, plan: Plan) -> tuple[SheetRow, ...]:
    """People first; those that no scene names have no sheet and no row."""
    if facts.script is None or facts.cut is None:
        return ()
    subjects = subjects_of(facts.script)
    named = {subject: numbers for subject in subjects if (numbers := scenes_of(facts, subject, subjects))}
    keys = {subject: _key(facts, plan, subject) for subject in named}
    found = Artifact.objects.filter(team_id=project.team_id, key__in=[key for key in keys.values() if key])
    pictures = {row.key: row for row in found}
    live = set(
        Job.objects.filter(team_id=project.team_id, key__in=keys.values(), state__in=LIVE_STATES)
        .exclude(state="queued")
        .values_list("key", flat=True)
    )
    return tuple(
        SheetRow(
            subject=subject,
            state="working" if keys[subject] in live else _state(facts, plan, subject),
            picture=pictures.get(keys[subject] or ""),
            chosen=facts.settings.references.get(subject.slot, NONE) != NONE,
            scenes=numbers,
            price_microusd=facts.prices.get("image", 0),
        )
        for subject, numbers in named.items()
    )


def library(project: Project, kind: str) -> list[Reference]:
    """What the team has of a kind, newest first."""
    rows = Reference.objects.filter(team_id=project.team_id, kind=kind).select_related("artifact")
    return list(rows.order_by("-created_at")[:60])


def _key(facts: FilmFacts, plan: Plan, subject: Subject) -> str | None:
    chosen = facts.settings.references.get(subject.slot, "")
    if chosen:
        return None if chosen == NONE else chosen
    step = plan.steps.get(subject.slot)
    return step.key if step else None


def _state(facts: FilmFacts, plan: Plan, subject: Subject) -> str:
    chosen = facts.settings.references.get(subject.slot, "")
    if chosen:
        return "none" if chosen == NONE else "done"
    step = plan.steps.get(subject.slot)
    return _STATES.get(step.state, step.state) if step else "undrawn"
