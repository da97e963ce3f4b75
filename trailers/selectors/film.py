"""The project page as values: stages, the next decision, failures, the film that can be watched, its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from accounts.ledger import project_committed
from trailers.domain.bought import NOTHING, Bought
from trailers.domain.clock import Rate, ms_at
from trailers.domain.film import GATES, FilmFacts
from trailers.domain.graph import Plan
from trailers.domain.shot_prompts import held_by
from trailers.domain.states import STAGES, StageView, stage_view
from trailers.models import Artifact, Event, Job, Project, Render, WorkerBeat

from .attention import SILENT_FOR, Late, Question, attention
from .cards import percent_of
from .failures import Failure, failures
from .pace import time_left, took_ms
from .references import SheetRow, sheet_rows
from .scenes import SceneCard, bought_of, scene_cards

FILES: Mapping[str, str] = {
    "package.zip": "Everything, in one file",
    "film.mp4": "Film",
    "captions.srt": "Captions, SRT",
    "captions.vtt": "Captions, WebVTT",
    "poster.jpg": "Poster",
    "thumbnail.jpg": "Thumbnail",
    "cover.jpg": "Cover",
    "sound.m4a": "Sound, mixed",
    "song.wav": "The song as PCM, 44.1 kHz",
    "receipt.json": "Sync receipt",
}
_MADE_BY: Mapping[str, tuple[str, str]] = {
    "package.zip": ("package", ""),
    "film.mp4": ("film", ""),
    "captions.srt": ("captions", ""),
    "captions.vtt": ("captions", "vtt"),
    "poster.jpg": ("promo", ""),
    "thumbnail.jpg": ("promo", "thumbnail"),
    "cover.jpg": ("promo", "cover"),
    "sound.m4a": ("mix", ""),
    "song.wav": ("mix", "wav"),
    "receipt.json": ("receipt", ""),
}
"""File -> the step that makes it, and the role of its artifact."""
_QUIET = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Decision:
    """The first closed gate with something behind it."""

    gate: str
    price_microusd: int
    steps: int
    exact: bool
    """False while what lies behind the gate cannot be counted yet."""


@dataclass(frozen=True, slots=True)
class Film:
    """A render that can be watched."""

    artifact: Artifact
    receipt: Mapping[str, Any]
    current: bool
    """Whether it shows the current cut, or the one before the last change."""
    frames: int
    chapters: tuple[tuple[int, int, int], ...]
    """(scene number, first frame, frames)."""


@dataclass(frozen=True, slots=True)
class File:
    name: str
    label: str
    artifact: Artifact


@dataclass(frozen=True, slots=True)
class FilmPage:
    project: Project
    rate: Rate
    stages: tuple[StageView, ...]
    percent: int
    state: str
    decision: Decision | None
    failures: tuple[Failure, ...]
    film: Film | None
    scenes: tuple[SceneCard, ...]
    files: tuple[File, ...]
    captions: Artifact | None
    poster: Artifact | None
    sound: Artifact | None
    """The mix, to be heard before there is a picture."""
    kept: tuple[int, int] | None
    """After a change: how many of how many scenes are the same to the byte as in the film before."""
    spent_microusd: int
    bought: Bought
    """All clips paid by their length, shown or not, and what the cut shows of them."""
    length_ms: int | None
    worker_quiet: bool
    """Work is waiting and no worker has given a sign of life."""
    time_left_ms: int | None
    """By what steps have taken here before; None while nothing is being made."""
    questions: tuple[Question, ...]
    late: tuple[Late, ...]
    sheets: tuple[SheetRow, ...]
    """The people and places that scenes name."""


def film_page(project: Project, facts: FilmFacts, plan: Plan) -> FilmPage:
    stages = _stages(project, facts, plan)
    questions, late = attention(project)
    scenes = scene_cards(project, facts, plan)
    files = _files(project, plan)
    state = _state(project, plan, asks=bool(questions))
    named = {file.name: file.artifact for file in files}
    return FilmPage(
        project=project,
        rate=facts.rate,
        stages=stages,
        percent=percent_of(project),
        state=state,
        decision=_decision(plan),
        failures=failures(project, plan, scenes),
        film=_film(project),
        scenes=scenes,
        files=files,
        captions=named.get("captions.vtt"),
        poster=named.get("thumbnail.jpg"),
        sound=named.get("sound.m4a"),
        kept=_kept(project),
        spent_microusd=project_committed(project.pk),
        bought=sum(bought_of(facts).values(), NOTHING),
        length_ms=ms_at(facts.soundtrack.frames, facts.rate) if facts.soundtrack else None,
        worker_quiet=state == "working" and _worker_quiet(project),
        time_left_ms=time_left(facts, plan) if state == "working" else None,
        questions=questions,
        late=late,
        sheets=sheet_rows(project, facts, plan),
    )


def live_tag(project: Project) -> str:
    """Differs whenever a page would: every change of a film's facts appends an event.

    A job's mere start does not, and neither does a worker that falls silent.
    """
    silent = Q(state="running", lease_until__lt=timezone.now() - SILENT_FOR)
    jobs = Job.objects.filter(project=project, state__in=("running", "waiting"))
    found = jobs.aggregate(n=Count("pk"), silent=Count("pk", filter=silent))
    return f"{project.next_seq}.{found['n']}.{found['silent']}"


def _stages(project: Project, facts: FilmFacts, plan: Plan) -> tuple[StageView, ...]:
    """The stages; once a script stands the plan no longer holds what led to it, which is done all the same."""
    steps = ((step.kind, step.state) for step in plan.steps.values())
    stages = stage_view(steps, durations_ms=took_ms(), stages=STAGES[project.kind])
    behind = ("reading", "script") if facts.script else ()
    return tuple(replace(stage, state="done") if stage.key in behind else stage for stage in stages)


def _state(project: Project, plan: Plan, *, asks: bool) -> str:
    """In one word. A film that can only go on once a question is answered waits for a decision."""
    states = {step.state for step in plan.steps.values()}
    if plan.done("package") and not states & {"running", "ready", "held"}:
        return "done"
    if project.cancelled_at is not None:
        return "cancelled"
    if asks and not _under_way(project):
        return "decision"
    for found, told in (
        ("running", "working"),
        ("ready", "working"),
        ("failed", "failed"),
        ("held", "decision"),
    ):
        if found in states:
            return told
    return "waiting"


def _decision(plan: Plan) -> Decision | None:
    held = [step for step in plan.steps.values() if step.state == "held"]
    gate = next((gate for gate in GATES if any(step.gate == gate for step in held)), None)
    if gate is None:
        return None
    behind = held_by(plan, gate)
    price = sum(step.price_microusd for step in behind)
    shown = sum(step.kind != "shot_prompt" for step in behind)
    return Decision(gate, price, shown, exact=gate != "clips")


def _film(project: Project) -> Film | None:
    rows = Render.objects.filter(project=project).select_related("film").order_by("-created_at")
    newest = rows.filter(cut=project.current_cut_id).first() or rows.exclude(receipt={}).first()
    if newest is None:
        return None
    scenes = newest.receipt.get("scenes", [])
    frames = int(newest.receipt.get("frames_expected") or newest.film.media.get("frames") or 0)
    starts = [int(scene["expected_frame"]) for scene in scenes]
    ends = [*starts[1:], frames][: len(starts)]
    return Film(
        artifact=newest.film,
        receipt=newest.receipt,
        current=newest.cut_id == project.current_cut_id,
        frames=frames,
        chapters=tuple(
            (int(scene["number"]), start, max(1, end - start))
            for scene, start, end in zip(scenes, starts, ends, strict=True)
        ),
    )


def _files(project: Project, plan: Plan) -> tuple[File, ...]:
    """Every finished file on its own, as soon as it is there; the package when it is packed."""
    keys = {}
    for name, (node, role) in _MADE_BY.items():
        done = plan.done(node)
        if done is not None and (name != "song.wav" or project.kind == Project.Kind.MUSIC_VIDEO):
            keys[name] = f"{done.key}:{role}" if role else done.key
    rows = {row.key: row for row in Artifact.objects.filter(team_id=project.team_id, key__in=keys.values())}
    return tuple(File(name, FILES[name], rows[keys[name]]) for name in FILES if keys.get(name) in rows)


def _kept(project: Project) -> tuple[int, int] | None:
    """(scenes that the newest film has from the one before it, all its scenes); None for a first film."""
    made = Event.objects.filter(project=project, kind="film.made").order_by("-seq").first()
    if made is None or made.data.get("kept") is None:
        return None
    return int(made.data["kept"]), int(made.data["scenes"])


def _under_way(project: Project) -> bool:
    """Whether a job is in line, runs, or is at a provider."""
    return Job.objects.filter(project=project, state__in=("queued", "running", "waiting")).exists()


def _worker_quiet(project: Project) -> bool:
    if Job.objects.filter(project=project, state__in=("running", "waiting")).exists():
        return False
    return not WorkerBeat.objects.filter(at__gt=timezone.now() - _QUIET).exists()
