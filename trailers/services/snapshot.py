"""Rows in, frozen facts out: what the graph decides from, and what a job runs on."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath
from typing import cast

from trailers.domain.clock import Rate
from trailers.domain.cut import Cut as CutValue
from trailers.domain.cut import SceneKind
from trailers.domain.film import GATES, PORTS, FilmFacts, FilmSettings, SceneFact
from trailers.domain.film_kinds import EXTRA_ROLES, declare
from trailers.domain.graph import ArtifactFact, JobFact, Plan, World, resolve
from trailers.domain.script import Script as ScriptValue
from trailers.domain.script import visual_from_json
from trailers.engines.registry import ENGINES, engine_info
from trailers.media.profile import PROFILE_ID
from trailers.models import Artifact, Job, Project, Scene

from . import song_words
from .take_facts import take_facts

_CHUNK = 500
"""Keys in one query: SQLite bounds the number of parameters."""


def plan_project(project: Project) -> tuple[FilmFacts, Plan]:
    """The facts of a project and the plan that follows from them."""
    facts = film_facts(project)
    return facts, plan_of(project, facts)


def plan_of(project: Project, facts: FilmFacts) -> Plan:
    """The plan for given facts, which may be hypothetical (what-will-change)."""
    known = _own_keys(project, facts)
    artifacts, jobs = lookup(project, known)
    world = World(artifacts, jobs, open_gates(project), dict(project.slots))
    return resolve(lambda w: declare(facts, w), world, lambda keys: lookup(project, keys), known=known)


def _own_keys(project: Project, facts: FilmFacts) -> set[str]:
    """What this project asked for before: nearly all that its plan will ask about, in one query."""
    keys = {facts.source_key, facts.soundtrack_key, *project.slots.values()}
    keys |= {take.key for take in facts.takes.values()}
    for key, kind in Job.objects.filter(project=project).values_list("key", "kind"):
        keys |= {key, *(f"{key}:{role}" for role in EXTRA_ROLES.get(kind, ()))}
    return keys


def open_gates(project: Project) -> frozenset[str]:
    return frozenset(gate for gate in GATES if project.gates.get(gate, "stop") in ("open", "auto"))


def film_facts(project: Project) -> FilmFacts:
    """Load everything the graph looks at. Costs a fixed number of queries, whatever the film's length."""
    engines = {port: project.engines.get(port, "embedded") for port in PORTS}
    infos = {port: engine_info(port, engines[port]) for port in PORTS}
    cut, script = project.current_cut, project.script
    settings = FilmSettings.from_json(project.settings)
    soundtrack, words = song_words.sounding(project)
    times, aligner_price = aligner_of(engines["voice"], settings)
    return FilmFacts(
        title=project.title,
        rate=Rate.parse(project.rate),
        width=project.width,
        height=project.height,
        look=project.look,
        brief=project.brief,
        settings=settings,
        engines=engines,
        lanes={port: info.lane for port, info in infos.items()},
        prices={port: info.price_microusd for port, info in infos.items()} | {"aligner": aligner_price},
        by_length={port: info.call_price() for port, info in infos.items() if info.second_microusd},
        source_key=source_key(project.source.sha256),
        source_suffix=PurePath(project.source.name).suffix.lower(),
        script=ScriptValue.from_json(script.content) if script else None,
        soundtrack=soundtrack,
        soundtrack_key=project.soundtrack.key if project.soundtrack else "",
        scenes=_scenes(project),
        takes=take_facts(project),
        cut=CutValue.from_json(cut.content) if cut else None,
        profile=PROFILE_ID,
        kind=project.kind,
        aligner=times,
        most_references=infos["image"].references,
        text_sees=infos["text"].sees_pictures,
        words=words,
    )


def aligner_of(voice: str, settings: FilmSettings) -> tuple[str, int]:
    """Who times the words of a line that this engine speaks, and the price: the same vendor's forced alignment,
    which needs no other key. ('', 0) where there is none, or a person wants ours."""
    if voice == "embedded" or settings.aligner == "own" or ("aligner", voice) not in ENGINES:
        return "", 0
    return voice, engine_info("aligner", voice).price_microusd


def source_key(sha256: str) -> str:
    """The artifact key of an uploaded document: its own contents."""
    return f"source:{sha256}"


def _scenes(project: Project) -> tuple[SceneFact, ...]:
    """Those of the cut; before there is one, those of the split. An earlier cut may show some that have left."""
    rows = Scene.objects.filter(project=project).order_by("number", "created_at")
    if project.current_cut is not None:
        rows = rows.filter(key__in=[entry["scene_id"] for entry in project.current_cut.content["entries"]])
    else:
        rows = rows.filter(retired_at=None)
    return tuple(
        SceneFact(
            key=row.key,
            number=row.number,
            kind=cast(SceneKind, row.kind),
            item_id=row.item_id,
            visual=visual_from_json(row.visual) if row.visual else None,
            prompt=row.prompt,
        )
        for row in rows
    )


def lookup(project: Project, keys: Iterable[str]) -> tuple[dict[str, ArtifactFact], dict[str, JobFact]]:
    wanted = sorted(keys)
    artifacts: dict[str, ArtifactFact] = {}
    jobs: dict[str, JobFact] = {}
    for chunk in (wanted[i : i + _CHUNK] for i in range(0, len(wanted), _CHUNK)):
        rows = Artifact.objects.filter(team_id=project.team_id, key__in=chunk).values_list("key", "sha256")
        artifacts |= {key: ArtifactFact(key, sha256) for key, sha256 in rows}
        newest_last = Job.objects.filter(team_id=project.team_id, key__in=chunk).order_by("created_at")
        for key, state, code in newest_last.values_list("key", "state", "error_code"):
            jobs[key] = JobFact(state, code)
    return artifacts, jobs
