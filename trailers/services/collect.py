"""Clean-up: what can be made again and what no cut needs any more makes room.

Rows go first, in a transaction of their own, and each file after them: so a kill in between leaves a file without
a row, which the next round finds, and never a row without its file. Everything is safe to repeat and to run
on several hosts at once.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from accounts.models import Team
from trailers.domain.film_kinds import EXTRA_ROLES
from trailers.domain.keeping import CACHE_KINDS, CutFact, kept_cuts
from trailers.domain.states import LIVE_STATES
from trailers.models import Artifact, Cut, Event, Job, JobState, Project, Render, Source

from .needed import export_keys, keys_in, preview_keys
from .snapshot import film_facts, plan_of
from .sound_state import as_of

log = logging.getLogger(__name__)

_CHUNK = 200
_STORED = re.compile(r"^(?:[0-9a-f]{64}\.\w{1,10}|\.part-\w+)$")
"""Names that trailers.storage gives: a content hash with its ending, and a copy that was under way."""


@dataclass(frozen=True, slots=True)
class Collected:
    """How many artifacts lost their rows, how many stored files were deleted, and the bytes of both."""

    rows: int = 0
    files: int = 0
    size: int = 0

    def __add__(self, other: Collected) -> Collected:
        return Collected(self.rows + other.rows, self.files + other.files, self.size + other.size)


def grace_period() -> timedelta:
    return timedelta(days=settings.COLLECT_AFTER_DAYS)


def collect_team(team: Team, *, dry_run: bool = False, now: datetime | None = None) -> Collected:
    """Remove the unneeded renders of one team's films, rows then files. `dry_run` only counts them.

    When anything happens to a film of the team meanwhile, nothing is removed: the next round looks again.
    """
    since = (now or timezone.now()) - grace_period()
    candidates = Artifact.objects.filter(team=team, kind__in=CACHE_KINDS, created_at__lt=since)
    if not candidates.exists():
        return Collected()
    seen = _versions(team)
    needed = _needed_keys(team, now or timezone.now())
    unneeded = [row for row in candidates.order_by("created_at") if row.key not in needed]
    if dry_run or not unneeded:
        return Collected(rows=len(unneeded), size=sum(row.size for row in unneeded))
    gone = _delete_rows(team, seen, unneeded)
    files = sum(delete_file(team.pk, name) for name in sorted({row.storage_name for row in gone}))
    return Collected(rows=len(gone), files=files, size=sum(row.size for row in gone))


def collect_strays(team: Team, *, dry_run: bool = False, now: datetime | None = None) -> Collected:
    """Remove stored files of a team that no row names and that are older than the grace period."""
    since = (now or timezone.now()) - grace_period()
    storage, found = storages["default"], Collected()
    named = set(Artifact.objects.filter(team=team).values_list("storage_name", flat=True))
    named |= set(Source.objects.filter(team=team).values_list("storage_name", flat=True))
    for name in _stored_files(team.pk):
        if name in named or storage.get_modified_time(name) >= since:
            continue
        size = int(storage.size(name))
        if dry_run or delete_file(team.pk, name):
            found += Collected(files=1, size=size)
    return found


def delete_file(team_id: UUID, name: str) -> bool:
    """Delete one stored file that no row names. False if one does, or while a job of the team is running.

    A running job may just have made the same bytes, found them stored, and be about to write its row.
    """
    running = Job.objects.filter(team_id=team_id, state=JobState.RUNNING)
    if running.exists() or _is_named(team_id, name):
        return False
    storages["default"].delete(name)
    return True


def _versions(team: Team) -> dict[UUID, int]:
    """What says whether anything has happened to the team's films: every change of one appends an event."""
    return dict(Project.objects.filter(team=team).values_list("pk", "next_seq"))


def _needed_keys(team: Team, now: datetime) -> set[str]:
    """Keys of every artifact that some kept cut of the team's films is made of."""
    needed: set[str] = set()
    for project in Project.objects.filter(team=team).select_related(
        "source", "script", "soundtrack", "current_cut"
    ):
        kept = _kept_cuts(project, now)
        renders = Render.objects.filter(project=project)
        needed |= set(renders.filter(cut__in=kept).values_list("film__key", flat=True))
        if kept:  # the newest film is watched while that of the current cut is being made
            needed |= set(renders.order_by("-created_at").values_list("film__key", flat=True)[:1])
        for cut in Cut.objects.filter(pk__in=kept).select_related("soundtrack"):
            needed.update(_keys_of(project, cut))
        needed.update(export_keys(project, kept))
    return needed


def _kept_cuts(project: Project, now: datetime) -> frozenset[UUID]:
    rows = Cut.objects.filter(project=project).values_list("pk", "number", "created_at", "name")
    return kept_cuts(
        [CutFact(pk, number, made_at, bool(name)) for pk, number, made_at, name in rows],
        current=project.current_cut_id,
        touched_at=Event.objects.filter(project=project).aggregate(at=Max("at"))["at"],
        deleted_at=project.deleted_at,
        now=now,
        grace=grace_period(),
    )


def _keys_of(project: Project, cut: Cut) -> Iterator[str]:
    """What the film would be made of, and played from, if `cut` were the current one."""
    then = as_of(project, cut)
    facts = film_facts(then)
    keys = set(keys_in(plan_of(then, facts), EXTRA_ROLES))
    yield from keys
    yield from preview_keys(project, cut, facts, keys)


def _delete_rows(team: Team, seen: dict[UUID, int], unneeded: list[Artifact]) -> list[Artifact]:
    """Remove the rows, with the renders that show them, if the team's films still stand as they were seen.

    Answers which are gone: not those that a job which has not ended was ordered with.
    """
    with transaction.atomic():
        ours = Project.objects.filter(team=team).select_for_update(of=("self",)).order_by("pk")
        if {project.pk: project.next_seq for project in ours} != seen:
            return []
        lent = _lent_names(team)
        gone = [row for row in unneeded if row.storage_name not in lent]
        for some in _chunks([row.pk for row in gone]):
            Render.objects.filter(film__in=some).delete()
            Artifact.objects.filter(pk__in=some).delete()
        return gone


def _lent_names(team: Team) -> set[str]:
    """Files that a job which has not ended was ordered with."""
    inputs = Job.objects.filter(team=team, state__in=LIVE_STATES).values_list("input", flat=True)
    return {file["storage_name"] for given in inputs for file in given.get("files", {}).values()}


def _is_named(team_id: UUID, name: str) -> bool:
    of_team = Q(team_id=team_id, storage_name=name)
    return Artifact.objects.filter(of_team).exists() or Source.objects.filter(of_team).exists()


def _stored_files(team_id: UUID) -> Iterator[str]:
    storage, root = storages["default"], f"teams/{team_id}"
    try:
        folders = storage.listdir(root)[0]
    except FileNotFoundError:
        return
    for folder in folders:
        if len(folder) == 2:  # beside them: thumbs, which belong to their pictures
            for file in storage.listdir(f"{root}/{folder}")[1]:
                if _STORED.match(file):
                    yield f"{root}/{folder}/{file}"


def _chunks(pks: list[UUID]) -> Iterable[list[UUID]]:
    return (pks[i : i + _CHUNK] for i in range(0, len(pks), _CHUNK))
