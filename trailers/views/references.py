"""People and places: their sheets drawn again, brought, taken from the team's library, or done without."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.http import Request, posted, signed_in
from trailers.domain.errors import UserError
from trailers.forms import PictureForm
from trailers.models import Project, Reference
from trailers.selectors import get_project_for
from trailers.selectors.references import library
from trailers.services import references
from trailers.views.answers import told
from trailers.views.film import page_of
from trailers.views.received import received
from trailers.worker.uploads import upload_reference


@signed_in
@require_safe
def cast(request: Request, project_id: UUID) -> HttpResponse:
    project = get_project_for(request.user, project_id)
    film, page = page_of(request, project)
    rows = {kind: library(project, kind) for kind in ("character", "location")}
    sheets = [(row, rows[row.subject.kind]) for row in film.sheets]
    return render(request, "trailers/cast.html", page | {"sheets": sheets, "upload": PictureForm()})


@posted
@told
def choose(request: Request, project_id: UUID, subject_id: UUID) -> HttpResponse:
    """`use`: again, drawn, none, or the id of a picture of the library."""
    project = get_project_for(request.user, project_id, "edit")
    wanted, subject = request.POST.get("use", ""), str(subject_id)
    if wanted == "again":
        references.draw_again(project=project, subject_id=subject)
        messages.success(request, "Another sheet is being drawn. Scenes that have their pictures keep them.")
    elif wanted in ("drawn", "none"):
        act = references.use_drawn if wanted == "drawn" else references.go_without
        act(project=project, subject_id=subject)
    else:
        references.use_reference(project=project, subject_id=subject, reference=_of_library(project, wanted))
        messages.success(request, "It goes along with every picture that is ordered from now on.")
    return redirect("project_cast", project_id)


def _of_library(project: Project, wanted: str) -> Reference:
    try:
        return get_object_or_404(Reference, team_id=project.team_id, pk=UUID(wanted))
    except ValueError as error:
        raise UserError("reference.unknown") from error


@posted
@told
def upload(request: Request, project_id: UUID, subject_id: UUID) -> HttpResponse:
    project = get_project_for(request.user, project_id, "edit")
    with received(request, PictureForm, "sheet") as (path, _):
        kept = upload_reference(project=project, subject_id=str(subject_id), path=path)
    messages.success(request, f"Your picture shows {kept.name} from now on.")
    return redirect("project_cast", project_id)
