"""Which engines a film is made with: chosen per project, overridden per take, never changed behind its back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from django.db import transaction

from trailers.domain.errors import UserError
from trailers.domain.film import PORTS, FilmFacts
from trailers.engines.registry import ENGINES, engine_info
from trailers.models import Project
from trailers.queue.events import record
from trailers.selectors.forecast import missing_for
from trailers.selectors.keys import own_vendors

from .advance import advance_locked, lock_project
from .snapshot import aligner_of


def set_engines(*, project: Project, engines: Mapping[str, str]) -> None:
    """Make what is still to be made with these engines. What was made stays, and is marked out of date.

    UserError engine.unavailable for an engine that this installation has not, or has no key for.
    """
    wanted = {port: name for port, name in engines.items() if port in PORTS}
    for port, name in wanted.items():
        check_engine(port, name, project.team_id)
    chosen = {port: name for port, name in wanted.items() if name != "embedded"}
    with transaction.atomic():
        locked = lock_project(project.pk)
        kept = {port: name for port, name in locked.engines.items() if port not in wanted}
        if {**kept, **chosen} == locked.engines:
            return
        locked.engines = {**kept, **chosen}
        locked.save(update_fields=["engines"])
        record(locked, "engines.changed", engines=locked.engines)
        advance_locked(locked)


def check_engine(port: str, name: str, team_id: UUID | None = None) -> None:
    """UserError engine.unavailable: not here, or without a key of the operator's or the team's own."""
    info = ENGINES.get((port, name))
    if info is None:
        raise UserError("engine.unavailable", port=port, name=name, needs="it is not installed")
    if missing := missing_for(info, own_vendors(team_id)):
        raise UserError("engine.unavailable", port=port, name=name, needs=f"it needs {', '.join(missing)}")


def with_engines(facts: FilmFacts, engines: Mapping[str, str]) -> FilmFacts:
    """The same film with other engines behind some ports. FatalError engine.unknown."""
    chosen = {**facts.engines, **{port: name for port, name in engines.items() if port in PORTS and name}}
    infos = {port: engine_info(port, chosen[port]) for port in PORTS}
    times, aligner_price = aligner_of(chosen["voice"], facts.settings)
    return replace(
        facts,
        aligner=times,
        engines=chosen,
        lanes={port: info.lane for port, info in infos.items()},
        prices={port: info.price_microusd for port, info in infos.items()} | {"aligner": aligner_price},
        by_length={port: info.call_price() for port, info in infos.items() if info.second_microusd},
        most_references=infos["image"].references,
        text_sees=infos["text"].sees_pictures,
    )
