"""The treatment on a music video's song page: edited with a word before on what changes, locked, taken back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.http import Request, posted
from trailers.domain.errors import UserError
from trailers.selectors.song import treatment_of
from trailers.services.snapshot import plan_project
from trailers.services.treatments import (
    edit_treatment,
    lock_treatment,
    take_back_treatment,
    treatment_preview,
)
from trailers.song_forms import TreatmentForm
from trailers.views.answers import told
from trailers.views.song import music_video, page_of


@posted
@told
def edit(request: Request, project_id: UUID) -> HttpResponse:
    """Told first what it changes; saved when `act` is save."""
    found = music_video(request, project_id, edit=True)
    now = treatment_of(found, plan_project(found)[1])
    if now is None:
        raise UserError("film.not_ready")
    form = TreatmentForm(now, request.POST)
    if not form.is_valid():
        return render(request, "trailers/song.html", page_of(request, found, form=form), status=422)
    wanted = form.treatment()
    if request.POST.get("act") != "save" and wanted != now:
        seen = treatment_preview(found, wanted)
        page = {"project": found, "form": form, "preview": seen.preview, "again": seen.again_microusd}
        return render(request, "trailers/treatment_confirm.html", page)
    if edit_treatment(project=found, treatment=wanted):
        undo = "undo:" + reverse("treatment_back", args=[found.pk])
        messages.success(request, "The treatment is saved. What was made from it stays.", extra_tags=undo)
    else:
        messages.info(request, "Nothing was changed.")
    return _to_treatment(project_id)


@posted
@told
def lock(request: Request, project_id: UUID) -> HttpResponse:
    """`locked` is 1 or 0."""
    found = music_video(request, project_id, edit=True)
    lock_treatment(project=found, locked=request.POST.get("locked") == "1")
    return _to_treatment(project_id)


@posted
@told
def back_out(request: Request, project_id: UUID) -> HttpResponse:
    found = music_video(request, project_id, edit=True)
    take_back_treatment(project=found)
    messages.success(request, "The treatment is as it was before.")
    return _to_treatment(project_id)


def _to_treatment(project_id: UUID) -> HttpResponse:
    return redirect(reverse("project_song", args=[project_id]) + "#treatment")
