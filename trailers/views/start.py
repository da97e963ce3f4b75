"""A new film: a file is checked, its choices are made with price and time in view, then it starts."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from accounts.http import Request, current, posted, signed_in
from trailers.domain.errors import CuelockError, UserError
from trailers.forms import FilmForm, UploadForm
from trailers.models import Source
from trailers.selectors import get_project_for, get_source_for
from trailers.selectors.forecast import engine_choices, outlook
from trailers.selectors.projects import projects_of_source
from trailers.services.drafts import drafts_before, take_draft
from trailers.services.intake import reading_of, take_in, take_in_sound
from trailers.services.lifecycle import start
from trailers.services.projects import NewTrailer, find_or_create_trailer
from trailers.services.sources import keep_source
from trailers.views.answers import refused, to_project, told

SAMPLE = Path(settings.BASE_DIR) / "samples" / "the-salt-line.pdf"


@signed_in
def upload(request: Request) -> HttpResponse:
    membership = current(request, "edit")
    form = UploadForm(request.POST or None, request.FILES or None)
    page = {"form": form, "sample": SAMPLE.exists()}
    if request.method != "POST":
        return render(request, "trailers/upload.html", page)
    if not form.is_valid():
        return refused(request, "trailers/upload.html", page)
    file = form.cleaned_data["file"]
    try:
        source = take_in(team=membership.team, chunks=file.chunks(), name=file.name)
    except CuelockError as error:
        return refused(request, "trailers/upload.html", {**page, "problem": error.message})
    return redirect("new_film", source.pk)


@posted
@told
def sample(request: Request) -> HttpResponse:
    """The sample film, as a free draft, in one click."""
    membership = current(request, "edit")
    if not SAMPLE.exists():
        raise UserError("file.missing", name=SAMPLE.name)
    source = keep_source(team=membership.team, path=SAMPLE, name=SAMPLE.name)
    project, _ = find_or_create_trailer(
        team=membership.team, owner=request.user, new=NewTrailer(source=source)
    )
    start(project=project)
    return to_project(project)


@signed_in
@told
def choices(request: Request, source_id: UUID) -> HttpResponse:
    source = get_source_for(request.user, source_id)
    form = FilmForm(request.POST or None, request.FILES or None, choices=engine_choices(source.team_id))
    if request.method == "POST" and form.is_valid():
        try:
            return _start(request, source, form)
        except CuelockError as error:  # the choices are not lost with a recording that is none
            page = _page(source, form) | {"problem": error.message}
            return refused(request, "trailers/choices.html", page)
    page = _page(source, form)
    return (
        refused(request, "trailers/choices.html", page)
        if form.errors
        else render(request, "trailers/choices.html", page)
    )


def _start(request: Request, source: Source, form: FilmForm) -> HttpResponse:
    sounds = {
        name: take_in_sound(team=source.team, chunks=file.chunks(), name=file.name)
        for name in ("narration", "score")
        if (file := form.cleaned_data[name])
    }
    new = form.new_trailer(source, narration=sounds.get("narration"), score=sounds.get("score"))
    project, fresh = find_or_create_trailer(team=source.team, owner=request.user, new=new)
    start(project=project)
    if not fresh:
        messages.success(request, "This film exists already, with the same file and choices: here it is.")
    return to_project(project)


@posted
@told
def draft(request: Request, source_id: UUID, project_id: UUID) -> HttpResponse:
    """The upload is a new draft of that film: write its script anew and keep what stays."""
    source = get_source_for(request.user, source_id)
    project = get_project_for(request.user, project_id, "edit")
    if project.team_id != source.team_id:
        raise Http404
    take_draft(project=project, source=source)
    messages.success(
        request,
        "The new draft is read. Lines that stay keep their voice and pictures; you are asked before more.",
    )
    return to_project(project)


@signed_in
def estimate(request: Request, source_id: UUID) -> HttpResponse:
    """The price and time of the choices as they stand, for the panel beside them."""
    source = get_source_for(request.user, source_id)
    form = FilmForm(request.GET, choices=engine_choices(source.team_id))
    form.is_valid()
    return render(request, "trailers/outlook.html", {"outlook": outlook(form.engines(), form.target_ms())})


def _page(source: Source, form: FilmForm) -> dict[str, object]:
    reading = reading_of(source)
    target_ms = int(form.data.get("length") or 66_000) if form.is_bound else 66_000
    return {
        "source": source,
        "reading": reading,
        "form": form,
        "engines": engine_choices(source.team_id),
        "people_refused": [
            choice.name for choice in engine_choices(source.team_id)["video"] if choice.refuses_people
        ],
        "engine_fields": [form[name] for name in form.fields if name.startswith("engine_")],
        "outlook": outlook({}, target_ms),
        "earlier": projects_of_source(source)[:3],
        "drafts": drafts_before(source, reading)[:2],
    }
