"""Which engines make what is still to be made: chosen with what it would change in view."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from accounts.http import Request, posted, signed_in
from accounts.permissions import may, membership_for
from trailers.domain.errors import CuelockError
from trailers.domain.film import PORTS
from trailers.domain.ladder import RUNGS
from trailers.domain.outage import PORTS as STAND_INS
from trailers.domain.outage import fallback_of
from trailers.forms import PORT_WORDS
from trailers.models import Project
from trailers.selectors import get_project_for
from trailers.selectors.forecast import Choice, engine_choices
from trailers.selectors.keys import key_rows
from trailers.services.engines import check_engine, set_engines
from trailers.services.fallback import set_fallback
from trailers.services.foresee import engines_preview
from trailers.services.ladder import Offer, buy, offer
from trailers.views.answers import refused, to_project, told

STAND_IN_PORTS = tuple(STAND_INS.values())


@signed_in
def engines(request: Request, project_id: UUID) -> HttpResponse:
    """GET shows the choices; POST says what they would change, and with `act=save` makes them."""
    project = get_project_for(request.user, project_id, "edit")
    now = {port: project.engines.get(port, "embedded") for port in PORTS}
    wanted = {port: request.POST.get(port) or now[port] for port in PORTS}
    stand_ins = {
        port: request.POST.get(f"{port}_fallback", fallback_of(project.engines, port))
        for port in STAND_IN_PORTS
    }
    page: dict[str, object] = {
        "project": project,
        "ports": _ports(project, wanted),
        "stand_ins": _ports(project, stand_ins, STAND_IN_PORTS),
        "preview": None,
        "people_refused": [
            choice.name for choice in engine_choices(project.team_id)["video"] if choice.refuses_people
        ],
        "keys": [row for row in key_rows(project.team_id) if row.source != "none"],
        "rungs": _rungs(project),
        "owns": may(membership_for(request.user, project.team_id).role, "own"),
    }
    if request.method != "POST":
        return render(request, "trailers/engines.html", page)
    try:
        for port, name in (*wanted.items(), *((port, name) for port, name in stand_ins.items() if name)):
            check_engine(port, name, project.team_id)
        if request.POST.get("act") != "save":
            return render(
                request, "trailers/engines.html", page | {"preview": engines_preview(project, wanted)}
            )
        for port, name in stand_ins.items():
            set_fallback(project=project, port=port, name=name)
        set_engines(project=project, engines=wanted)
    except CuelockError as error:
        return refused(request, "trailers/engines.html", page | {"problem": error.message})
    messages.success(request, "From now on these engines make what is made. What there is stays.")
    return to_project(project)


def _rungs(project: Project) -> list[Offer]:
    """What could be bought of the film as it is: every rung, by every hosted engine that is there."""
    choices = engine_choices(project.team_id)
    hosted = [
        (rung, choice.name)
        for rung in RUNGS
        for choice in choices["image" if rung == "stills" else "video"]
        if choice.name != "embedded" and not choice.missing
    ]
    offers = [offer(project, rung, name) for rung, name in hosted]
    return [each for each in offers if each.scenes]


@posted
@told
def ladder(request: Request, project_id: UUID) -> HttpResponse:
    """All stills, or all clips, from one engine."""
    project = get_project_for(request.user, project_id, "edit")
    rung, engine = request.POST.get("rung", ""), request.POST.get("engine", "")
    count = buy(
        project=project, rung=rung, engine=engine, keep_framing=request.POST.get("keep_framing") == "1"
    )
    messages.success(
        request, f"{count} {rung} are ordered from {engine}. Each is shown as soon as it is there."
    )
    return to_project(project)


def _ports(
    project: Project, chosen: dict[str, str], ports: Iterable[str] = PORTS
) -> list[tuple[str, str, str, list[Choice]]]:
    """(port, its word, the engine chosen, all engines of it)."""
    choices = engine_choices(project.team_id)
    return [(port, PORT_WORDS[port], chosen[port], choices[port]) for port in ports]
