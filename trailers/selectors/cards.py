"""The dashboard: what each film's card says, in a number of queries that does not grow with the films."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Sum

from accounts.models import LedgerEntry, Team
from trailers.domain.clock import Rate, ms_at
from trailers.domain.film import GATES
from trailers.domain.states import LIVE_STATES
from trailers.models import Artifact, Job, Project, Render, Scene, Take

from .pace import took_ms

PAGE = 24
SORTS: Mapping[str, tuple[str, ...]] = {
    "newest": ("-created_at",),
    "oldest": ("created_at",),
    "title": ("title", "-created_at"),
}
_ONCE = ("read_document", "soundtrack", "score", "mix", "assemble", "receipt", "captions", "promo", "package")
_USUAL_SCENES, _USUAL_LINES = 15, 10
"""Before a film knows its own number."""


class LastSpanEnd(Func):
    """The `end` of the last span of a soundtrack, read inside the database: its length in frames."""

    arity = 1
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="JSON_EXTRACT(%(expressions)s, '$.spans[#-1].end')", **extra
        )

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="((%(expressions)s) #>> '{spans,-1,end}')::integer", **extra
        )


@dataclass(frozen=True, slots=True)
class Card:
    project: Project
    state: str
    label: str
    percent: int
    length_ms: int | None
    spent_microusd: int
    picture: UUID | None
    """An artifact: the made thumbnail, else the latest still."""
    copy: int


def dashboard(
    team: Team, *, words: str, sort: str, archived: bool, number: str
) -> tuple[Page[Project], list[Card]]:
    page = Paginator(_listed(team, words, sort, archived), PAGE).get_page(number)
    return page, _cards(list(page.object_list))


def has_any(team: Team) -> bool:
    return Project.objects.filter(team=team, deleted_at=None).exists()


def percent_of(project: Project) -> int:
    """The same share for one project's own page."""
    finished = bool(_finished([project]))
    jobs, scenes = _job_counts([project.pk])[project.pk], _scene_counts([project.pk])
    return 100 if finished else _percent(jobs, scenes.get(project.pk, 0))


def _listed(team: Team, words: str, sort: str, archived: bool) -> QuerySet[Project]:
    found = Project.objects.filter(team=team, deleted_at=None, archived_at__isnull=not archived)
    for word in words.split():
        found = found.filter(Q(title__icontains=word) | Q(source__name__icontains=word))
    listed = found.annotate(frames=LastSpanEnd(F("soundtrack__content"))).select_related("source")
    return listed.order_by(*SORTS.get(sort, SORTS["newest"]))


def _cards(projects: Sequence[Project]) -> list[Card]:
    ids = [project.pk for project in projects]
    jobs, failed = _job_counts(ids), _failed(ids)
    finished, scenes = _finished(projects), _scene_counts(ids)
    spent, pictures = _spent(ids), _pictures(ids)
    return [
        _card(
            p, jobs[p.pk], p.pk in failed, p.pk in finished, scenes.get(p.pk, 0), spent.get(p.pk, 0), pictures
        )
        for p in projects
    ]


def _card(
    project: Project,
    jobs: Mapping[tuple[str, str], int],
    failed: bool,
    finished: bool,
    scenes: int,
    spent: int,
    pictures: Mapping[UUID, UUID],
) -> Card:
    live = {str(state): n for state in LIVE_STATES if (n := _in_state(jobs, state))}
    state, label = _state(project, live, failed, finished)
    frames: int | None = getattr(project, "frames", None)
    return Card(
        project=project,
        state=state,
        label=label,
        percent=100 if finished else _percent(jobs, scenes),
        length_ms=ms_at(frames, Rate.parse(project.rate)) if frames else None,
        spent_microusd=spent,
        picture=pictures.get(project.pk),
        copy=project.settings.get("copy", 0),
    )


def _in_state(jobs: Mapping[tuple[str, str], int], wanted: str) -> int:
    return sum(n for (_, state), n in jobs.items() if state == wanted)


def _state(project: Project, live: Mapping[str, int], failed: bool, finished: bool) -> tuple[str, str]:
    if project.cancelled_at and not finished:
        return "cancelled", "Cancelled"
    if set(live) == {"uncertain"}:
        return "decision", "Your decision: a call without an answer"
    if live:
        return "working", "Working"
    if failed:
        return "failed", "Needs a look"
    if finished:
        return "done", "Finished"
    closed = next((gate for gate in GATES if project.gates.get(gate, "stop") == "stop"), "")
    return ("decision", f"Your decision: {closed}") if closed else ("waiting", "Waiting")


def _percent(jobs: Mapping[tuple[str, str], int], scenes: int) -> int:
    """A share of the usual work, by what its steps take here; below 100 until the film is there."""
    takes_ms = took_ms()
    done = defaultdict(int, {kind: n for (kind, state), n in jobs.items() if state == "done"})
    pictures = scenes or _USUAL_SCENES
    voices = sum(n for (kind, _), n in jobs.items() if kind == "voice") or _USUAL_LINES
    wanted = {"script_pass": 4, "voice": voices, "image": pictures, "clip": pictures, "segment": pictures}
    wanted |= dict.fromkeys(_ONCE, 1)
    done["image"] += done["card"]
    if scenes:
        done["script_pass"] = 4
    total = sum(n * takes_ms[kind] for kind, n in wanted.items())
    made = sum(min(done[kind], n) * takes_ms[kind] for kind, n in wanted.items())
    return min(99, made * 100 // total)


def _job_counts(ids: Sequence[UUID]) -> dict[UUID, dict[tuple[str, str], int]]:
    rows = Job.objects.filter(project__in=ids).values_list("project_id", "kind", "state")
    counts: dict[UUID, dict[tuple[str, str], int]] = defaultdict(dict)
    for project_id, kind, state, n in rows.annotate(n=Count("pk")):
        counts[project_id][kind, state] = n
    return counts


def _failed(ids: Sequence[UUID]) -> set[UUID]:
    """Projects with a step whose newest job failed."""
    newer = Job.objects.filter(
        team=OuterRef("team"), key=OuterRef("key"), created_at__gt=OuterRef("created_at")
    )
    rows = Job.objects.filter(project__in=ids, state="failed").filter(~Exists(newer))
    return set(rows.values_list("project_id", flat=True))


def _finished(projects: Iterable[Project]) -> set[UUID]:
    """Projects whose current cut has a measured film."""
    cuts = {p.current_cut_id: p.pk for p in projects if p.current_cut_id}
    rows = Render.objects.filter(cut__in=list(cuts)).exclude(receipt={})
    return {cuts[cut] for cut in rows.values_list("cut_id", flat=True)}


def _scene_counts(ids: Sequence[UUID]) -> dict[UUID, int]:
    rows = Scene.objects.filter(project__in=ids, retired_at=None).exclude(kind="black")
    return dict(rows.values_list("project_id").annotate(n=Count("pk")))


def _spent(ids: Sequence[UUID]) -> dict[UUID, int]:
    rows = LedgerEntry.objects.filter(project_id__in=ids).values_list("project_id")
    return dict(rows.annotate(sum=Sum("amount_microusd")))


def _pictures(ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Project -> artifact of its picture: the thumbnail that was made for it, else its latest still."""
    takes = Take.objects.filter(project__in=ids, kind="image", artifact__isnull=False, scene__kind="shot")
    stills = takes.order_by("scene__number", "-number").values_list("project_id", "artifact_id")
    found = dict(reversed(list(stills)))
    promos = Job.objects.filter(project__in=ids, kind="promo", state="done").order_by("created_at")
    keys = {project_id: f"{key}:thumbnail" for project_id, key in promos.values_list("project_id", "key")}
    made = dict(Artifact.objects.filter(key__in=keys.values()).values_list("key", "pk"))
    return found | {project_id: made[key] for project_id, key in keys.items() if key in made}
