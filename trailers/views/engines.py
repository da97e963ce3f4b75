"""Which engines make what is still to be made: chosen with what it would change in view."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from accounts.http import Request, signed_in
from trailers.domain.errors import CuelockError
from trailers.domain.film import PORTS
from trailers.forms import PORT_WORDS
from trailers.selectors import get_project_for
from trailers.selectors.forecast import Choice, engine_choices
from trailers.services.engines import check_engine, set_engines
from trailers.services.foresee import engines_preview
from trailers.views.answers import refused, to_project


@signed_in
def engines(request: Request, project_id: UUID) -> HttpResponse:
    """GET shows the choices; POST says what they would change, and with `act=save` makes them."""
    project = get_project_for(request.user, project_id, "edit")
    now = {port: project.engines.get(port, "embedded") for port in PORTS}
    wanted = {port: request.POST.get(port) or now[port] for port in PORTS}
    page: dict[str, object] = {"project": project, "ports": _ports(wanted), "preview": None}
    if request.method != "POST":
        return render(request, "trailers/engines.html", page)
    try:
        for port, name in wanted.items():
            check_engine(port, name)
        if request.POST.get("act") != "save":
            return render(
                request, "trailers/engines.html", page | {"preview": engines_preview(project, wanted)}
            )
        set_engines(project=project, engines=wanted)
    except CuelockError as error:
        return refused(request, "trailers/engines.html", page | {"problem": error.message})
    messages.success(request, "From now on these engines make what is made. What there is stays.")
    return to_project(project)


def _ports(chosen: dict[str, str]) -> list[tuple[str, str, str, list[Choice]]]:
    """(port, its word, the engine chosen, all engines of it)."""
    choices = engine_choices()
    return [(port, PORT_WORDS[port], chosen[port], choices[port]) for port in PORTS]
