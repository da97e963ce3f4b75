"""The timeline's page. What it shows and does comes and goes as JSON (`editor/api.py`); this is its frame, and
all that there is of it without JavaScript."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.http import Request, signed_in
from trailers.models import Project
from trailers.selectors import get_project_for
from trailers.views.film import page_of


@signed_in
@require_safe
def edit(request: Request, project_id: UUID) -> HttpResponse:
    """The film to be cut; before there is a cut, what it still waits for."""
    project = get_project_for(request.user, project_id)
    _, page = page_of(request, project)
    page |= {
        "api": reverse("api_project", args=[project.pk]),
        "black": static(f"video/black-{shape_of(project)}.mp4"),
    }
    return render(request, "editor/edit.html", page | {"shape": shape_of(project)})


def shape_of(project: Project) -> str:
    """wide, square or tall, as pages frame a picture."""
    if project.width == project.height:
        return "square"
    return "wide" if project.width > project.height else "tall"
