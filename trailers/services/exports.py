"""Orders of a finished cut: placed once, planned by themselves, done when their last step is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from trailers.domain.cut import Cut as CutValue
from trailers.domain.errors import UserError
from trailers.domain.exports import EXTRA_ROLES, KINDS, LAST, PROOF, ExportFacts, declare_export
from trailers.domain.film_kinds import EXTRA_ROLES as FILM_ROLES
from trailers.domain.fingerprint import fingerprint
from trailers.domain.graph import Plan, World, resolve
from trailers.domain.song_clock import with_words
from trailers.domain.soundtrack import Soundtrack as SoundtrackValue
from trailers.domain.soundtrack import Sung
from trailers.domain.states import LIVE_STATES
from trailers.domain.words import Word
from trailers.media.profile import PROFILE_ID
from trailers.models import Artifact, Cut, Export, Job, JobState, Project, Take
from trailers.queue.cancel import Cancellation, cancel_jobs
from trailers.queue.events import record

from . import advance as graph
from .snapshot import lookup, plan_project
from .take_facts import TAKE_COLUMNS, take_fact


def order_export(
    *,
    project: Project,
    cut: Cut,
    kind: str,
    options: Mapping[str, Any],
    spec: Mapping[str, Any],
    created_by: User | None = None,
) -> Export:
    """Place an order for a cut of the project; the same order again is the row there is.

    What it needs and what failed before is enqueued at once. Costs nothing: every step is our own work.
    UserError export.stopped while the project is cancelled or archived.
    """
    if kind not in KINDS:
        raise ValueError(f"no export {kind!r}")
    name = fingerprint(
        "export", 1, {"cut": str(cut.pk), "kind": kind, "options": dict(options), "spec": dict(spec)}
    )
    with transaction.atomic():
        locked = graph.lock_project(project.pk)
        if locked.cancelled_at is not None or locked.archived_at is not None:
            raise UserError("export.stopped")
        export, fresh = Export.objects.get_or_create(
            project=locked,
            fingerprint=name,
            defaults={
                "cut": cut,
                "kind": kind,
                "options": dict(options),
                "spec": dict(spec),
                "created_by": created_by,
            },
        )
        if fresh:
            record(locked, "export.ordered", export=str(export.pk), export_kind=kind)
        if export.artifact_id is None:
            Export.objects.filter(pk=export.pk).update(finished_at=None, stopped_at=None)
            _again(locked, export)
            advance_exports(locked)
        export.refresh_from_db()
        return export


def _again(project: Project, export: Export) -> None:
    """Steps whose last job failed are ordered once more, as a person's new order asks for.

    One that was asked to stop and is still at work may go on.
    """
    steps = plan_export(project, export).steps.values()
    running = [step.key for step in steps if step.state == "running"]
    stopping = Job.objects.filter(project=project, key__in=running, state=JobState.RUNNING)
    stopping.filter(cancel_requested=True).update(cancel_requested=False)
    failed = [step for step in steps if step.state == "failed"]
    if failed:
        project.epoch += 1
        project.save(update_fields=["epoch"])
    for step in failed:
        graph.order(project, step)


def stop_export(*, project: Project, export: Export) -> Cancellation:
    """Stop what is made for one order alone: what the film or another order needs as well goes on.

    What is finished stays, so the same order placed again goes on from there. One that is done stays done.
    """
    with transaction.atomic():
        locked = graph.lock_project(project.pk)
        asked = Export.objects.select_related("cut__soundtrack").get(pk=export.pk, project=locked)
        if asked.finished_at is not None or asked.stopped_at is not None:
            return Cancellation(0, 0)
        Export.objects.filter(pk=asked.pk).update(stopped_at=timezone.now())
        record(locked, "export.stopped", export=str(asked.pk), export_kind=asked.kind)
        plans = [plan_project(locked)[1], *(plan_export(locked, other) for other in _open(locked))]
        shared = {step.key for plan in plans for step in plan.steps.values()}
        alone = {step.key for step in plan_export(locked, asked).steps.values() if step.key} - shared
        jobs = Job.objects.filter(project=locked, key__in=alone, state__in=LIVE_STATES)
        return cancel_jobs(project=locked, ids=list(jobs.values_list("pk", flat=True)))


def _open(project: Project) -> QuerySet[Export]:
    """Orders that are not done and that nobody stopped."""
    orders = Export.objects.filter(project=project, finished_at=None, stopped_at=None)
    return orders.select_related("cut__soundtrack")


def advance_exports(project: Project) -> None:
    """Take in what is finished and enqueue what is ready, for each order that is not done.

    The caller holds the project's lock and a transaction. A project without open orders costs one query.
    """
    for export in _open(project):
        plan = plan_export(project, export)
        if not _finish(project, export, plan):
            for step in plan.steps.values():
                if step.state == "ready":
                    graph.order(project, step)


def _finish(project: Project, export: Export, plan: Plan) -> bool:
    """Keep what was made, once it is all there: the file, and the receipt that proves a render."""
    made, proof = plan.done(LAST), plan.done(PROOF)
    if made is None or (PROOF in plan.steps and proof is None):
        return False
    rows = Artifact.objects.filter(team_id=project.team_id, key__in=[f.key for f in (made, proof) if f])
    by_key = {row.key: row for row in rows}
    receipt = by_key[proof.key].media["receipt"] if proof else {}
    Export.objects.filter(pk=export.pk).update(
        artifact=by_key[made.key], receipt=receipt, finished_at=timezone.now()
    )
    record(project, "export.made", export=str(export.pk), export_kind=export.kind)
    return True


def plan_export(project: Project, export: Export) -> Plan:
    """The steps of one order and how far each is. A fixed number of queries for each level of the graph."""
    facts = facts_of(project, export)
    known = _own_keys(project)
    artifacts, jobs = lookup(project, known)
    world = World(artifacts, jobs, frozenset())
    return resolve(
        lambda w: declare_export(Plan(w), facts), world, lambda keys: lookup(project, keys), known=known
    )


def _own_keys(project: Project) -> set[str]:
    keys: set[str] = set()
    roles = {**FILM_ROLES, **EXTRA_ROLES}
    for key, kind in Job.objects.filter(project=project).values_list("key", "kind"):
        keys |= {key, *(f"{key}:{role}" for role in roles.get(kind, ()))}
    return keys


def _sound_of(export: Export) -> SoundtrackValue:
    """The sound of its cut; of a song with the words as they were when it was ordered."""
    clock = SoundtrackValue.from_json(export.cut.soundtrack.content)
    if "sung" not in export.spec:
        return clock
    words = tuple(Word(*word) for word in export.spec["sung"]["words"])
    return with_words(clock, Sung(words, tuple(export.spec["sung"]["lines"])))


def facts_of(project: Project, export: Export) -> ExportFacts:
    """The order as a value: its own cut and sound, and the takes of the project, which never change."""
    rows = Take.objects.filter(project=project).select_related("artifact", "scene").only(*TAKE_COLUMNS)
    return ExportFacts(
        kind=export.kind,
        options=export.options,
        spec=export.spec,
        cut=CutValue.from_json(export.cut.content),
        soundtrack=_sound_of(export),
        takes={str(row.pk): take_fact(row) for row in rows},
        width=project.width,
        height=project.height,
        profile=PROFILE_ID,
    )
