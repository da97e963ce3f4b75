"""The rows that a timeline is shown from. A fixed number of queries, whatever the film's length."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import F
from django.utils import timezone

from trailers.domain.states import LIVE_STATES
from trailers.models import Artifact, Cut, CutStep, Event, Job, Project, Render, Scene, Take
from trailers.services.history import top_step

from .models import Holder
from .services import scores_of
from .standing import holder_of

_TAKE = (
    "pk", "kind", "number", "frames", "rate", "engine", "origin", "price_microusd", "parent_id", "prompt",
    "artifact_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TakeRow:
    id: str
    scene: str
    kind: str
    number: int
    frames: int
    rate: str
    engine: str
    origin: str
    price_microusd: int
    parent: str | None
    prompt: str
    own_prompt: bool
    artifact: str | None
    storage_name: str
    sha256: str
    key: str


@dataclass(frozen=True, slots=True)
class SceneRow:
    id: str
    kind: str
    item_id: str
    description: str


@dataclass(frozen=True, slots=True)
class Rows:
    """Everything beside the project itself, its cut, its sound and its script."""

    takes: Mapping[str, TakeRow]
    scenes: Mapping[str, SceneRow]
    working: frozenset[str]
    """Keys of scenes that something is being made for."""
    failed: frozenset[str]
    """Keys of scenes whose newest job failed."""
    undo: CutStep | None
    redo: CutStep | None
    versions: tuple[Cut, ...]
    holder: Holder | None
    render: Render | None
    made: Event | None
    """The event that told of the newest film."""
    jobs: tuple[tuple[Any, Any], ...] = ()
    """(started, ended) of what the newest film was put together with."""
    scores: Mapping[str, str] = field(default_factory=dict)
    whole_ms: int | None = None
    """What the film's first making took; None where the render is that, and where it is not known any more."""


def rows_of(project: Project) -> Rows:
    render = _render(project)
    working, failed = _jobs(project)
    return Rows(
        takes=_takes(project),
        scenes=_scenes(project),
        working=working,
        failed=failed,
        undo=top_step(project, redo=False),
        redo=top_step(project, redo=True),
        versions=tuple(_versions(project)),
        holder=holder_of(project, timezone.now()),
        render=render,
        made=Event.objects.filter(project=project, kind="film.made").order_by("-seq").first(),
        jobs=tuple(_assembly(project, render)) if render else (),
        scores=scores_of(project),
        whole_ms=_first_making_ms(project, render) if render else None,
    )


def _takes(project: Project) -> dict[str, TakeRow]:
    rows = Take.objects.filter(project=project).order_by("created_at", "number")
    own = F("params__own_prompt")
    stored = (F("scene__key"), own, F("artifact__storage_name"), F("artifact__sha256"), F("artifact__key"))
    found = {}
    for (
        pk,
        kind,
        number,
        frames,
        rate,
        engine,
        origin,
        price,
        parent,
        prompt,
        artifact,
        *more,
    ) in rows.values_list(*_TAKE, *stored):
        scene, own_prompt, name, sha, key = more
        found[str(pk)] = TakeRow(
            id=str(pk),
            scene=scene,
            kind=kind,
            number=number,
            frames=frames or 0,
            rate=rate,
            engine=engine,
            origin=origin,
            price_microusd=price,
            parent=str(parent) if parent else None,
            prompt=prompt,
            own_prompt=bool(own_prompt),
            artifact=str(artifact) if artifact else None,
            storage_name=name or "",
            sha256=sha or "",
            key=key or "",
        )
    return found


def _scenes(project: Project) -> dict[str, SceneRow]:
    rows = Scene.objects.filter(project=project, retired_at=None)
    return {
        key: SceneRow(key, kind, item, description or "")
        for key, kind, item, description in rows.values_list(
            "key", "kind", "item_id", F("visual__description")
        )
    }


def _jobs(project: Project) -> tuple[frozenset[str], frozenset[str]]:
    """Scenes with a live job, and scenes whose newest job came to nothing."""
    rows = Job.objects.filter(project=project, scene__isnull=False).order_by("created_at")
    states = list(rows.values_list("scene__key", "state"))
    working = frozenset(key for key, state in states if state in LIVE_STATES)
    return working, frozenset(key for key, state in dict(states).items() if state in ("failed", "cancelled"))


def _versions(project: Project) -> Any:
    return (
        Cut.objects.filter(project=project).exclude(name="").select_related("created_by").order_by("-number")
    )


def _render(project: Project) -> Render | None:
    """That of the current cut, else the newest whole one."""
    rows = Render.objects.filter(project=project).select_related("film", "cut").order_by("-created_at")
    own = rows.filter(cut=project.current_cut_id).first()
    return own or rows.exclude(receipt={}).first()


def _assembly(project: Project, render: Render) -> Any:
    """When each file of a film was made, of those that were made after its cut; and the film itself."""
    cut_at = render.cut.created_at
    rows = Job.objects.filter(project=project, kind__in=("segment", "mix", "assemble"), state="done")
    rows = rows.filter(started_at__gte=cut_at, finished_at__lte=render.created_at)
    return rows.values_list("started_at", "finished_at")


def _first_making_ms(project: Project, render: Render) -> int | None:
    first = Render.objects.filter(project=project).exclude(receipt={}).order_by("created_at").first()
    if first is None or first.pk == render.pk:
        return None
    return cache.get_or_set(f"editor.first_making:{first.pk}", lambda: _making_ms(first), timeout=None)


def _making_ms(render: Render) -> int | None:
    """The measured work on everything that a film was joined from, and on joining it."""
    team = render.project.team_id
    joined = Job.objects.filter(team_id=team, key=render.key, state="done").first()
    wanted = {file["sha256"] for file in joined.input["files"].values()} if joined else set()
    files = dict(Artifact.objects.filter(team_id=team, sha256__in=wanted).values_list("key", "sha256"))
    if not wanted or set(files.values()) != wanted:
        return None
    jobs = Job.objects.filter(team_id=team, key__in=[*files, render.key], state="done")
    return worked_ms(jobs.filter(started_at__isnull=False).values_list("started_at", "finished_at"))


def worked_ms(spans: Iterable[tuple[Any, Any]]) -> int:
    """(started, ended) of jobs, added up: how many workers there were, and what they waited for, is no part."""
    return sum(round((end - start) / timedelta(milliseconds=1)) for start, end in spans)
