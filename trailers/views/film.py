"""The project page and its acts."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.http import Request, posted, signed_in
from accounts.permissions import may, membership_for
from trailers.domain.film import GATES
from trailers.forms import GATE_WORDS, TitleForm
from trailers.models import Project
from trailers.selectors import get_project_for
from trailers.selectors.film import FilmPage, live_tag
from trailers.services import gates, lifecycle
from trailers.services.projects import retry_failed
from trailers.services.refusal_offers import refusals
from trailers.services.share import DAYS, live_links, secret_of
from trailers.views.answers import back, to_project, told
from trailers.views.film_cache import film_and_script, part

_LIVE_SECONDS = {"working": 2, "waiting": 5}


@signed_in
@require_safe
def project(request: Request, project_id: UUID) -> HttpResponse:
    found = get_project_for(request.user, project_id)
    _, page = page_of(request, found)
    page |= {"board": part(request, found, "board", page)}
    if page["script"] is not None:
        page |= {"words": part(request, found, "script", page)}
    if page["may_edit"]:
        links = [(link, reverse("watch", args=[secret_of(link)])) for link in live_links(found)]
        page |= {"links": links, "share_days": DAYS}
    return render(request, "trailers/project.html", page)


@signed_in
@require_safe
def live(request: Request, project_id: UUID) -> HttpResponse:
    """What changes while one looks: the same parts as the page, or 304 when nothing did."""
    found = get_project_for(request.user, project_id)
    tag = f'W/"{live_tag(found)}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified()
    film, page = page_of(request, found)
    page |= {"board": part(request, found, "board", page)}
    response = render(request, "trailers/live.html", page)
    response["ETag"], response["Cache-Control"] = tag, "private, no-cache"
    response["X-Next-Poll"] = str(_LIVE_SECONDS.get(film.state, 20))
    return response


def page_of(request: Request, project: Project) -> tuple[FilmPage, dict[str, object]]:
    """The page as values, and what its templates read."""
    tag = live_tag(project)
    film, script = film_and_script(project, tag)
    membership = membership_for(request.user, project.team_id)
    gate_states = {gate: project.gates.get(gate, "stop") for gate in GATES}
    page: dict[str, object] = {
        "project": project,
        "film": film,
        "tag": tag,
        # the setups of a music video are no words: they stand on the page of its song
        "script": None if project.kind == Project.Kind.MUSIC_VIDEO else script,
        "may_edit": may(membership.role, "edit"),
        "gates": [(gate, GATE_WORDS[gate], state) for gate, state in gate_states.items()],
        "gate_words": GATE_WORDS,
        "refusals": refusals(project) if film.failures else [],
    }
    return film, page


@posted
@told
def gate(request: Request, project_id: UUID, gate: str) -> HttpResponse:
    found = get_project_for(request.user, project_id, "edit")
    acts = {"open": gates.open_gate, "stop": gates.close_gate, "auto": gates.open_by_itself}
    act = acts.get(request.POST.get("act", "open"), gates.open_gate)
    act(project=found, gate=gate)
    return back(request, "project", project_id)


@posted
@told
def cancel(request: Request, project_id: UUID) -> HttpResponse:
    found = get_project_for(request.user, project_id, "edit")
    stopped = lifecycle.cancel_project(project=found)
    messages.success(request, f"Stopped {stopped} steps. What was finished is kept.")
    return to_project(found)


@posted
@told
def retry(request: Request, project_id: UUID) -> HttpResponse:
    found = get_project_for(request.user, project_id, "edit")
    count = retry_failed(project=found)
    messages.success(request, f"{count} steps are tried again." if count else "The film goes on.")
    return back(request, "project", project_id)


@posted
@told
def rename(request: Request, project_id: UUID) -> HttpResponse:
    found = get_project_for(request.user, project_id, "edit")
    form = TitleForm(request.POST)
    if form.is_valid():
        lifecycle.rename_project(project=found, title=form.cleaned_data["title"])
    return to_project(found)
