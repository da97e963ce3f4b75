"""The exports page, its orders, and the files that are written when somebody asks for them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from accounts.http import Request, posted, signed_in
from accounts.permissions import may, membership_for
from trailers.domain.errors import CuelockError
from trailers.models import Export, Project
from trailers.selectors import get_project_for
from trailers.services.exports import stop_export
from trailers.views.answers import told

from .exports.check import FORMATS
from .exports.order import cut_list, order_package, order_render
from .exports.page import exports_page
from .exports.standing import standing

_TYPES = {"srt": "application/x-subrip", "vtt": "text/vtt", "ass": "text/x-ssa"}


@signed_in
@require_safe
def exports(request: Request, project_id: UUID) -> HttpResponse:
    """Everything that can be taken from the film of the current cut."""
    return render(request, "editor/exports.html", _page(request, get_project_for(request.user, project_id)))


@signed_in
@require_safe
def exports_live(request: Request, project_id: UUID) -> HttpResponse:
    """The same without its frame, for a page that waits; 204 while nothing has happened since event `since`."""
    found = get_project_for(request.user, project_id)
    if request.GET.get("since") == str(found.next_seq - 1):
        return HttpResponse(status=204)
    return render(request, "editor/parts/exports.html", _page(request, found))


def _page(request: Request, project: Project) -> dict[str, object]:
    role = membership_for(request.user, project.team_id).role
    name = slugify(project.title) or "film"
    return {
        "project": project,
        "revision": project.next_seq - 1,
        "page": exports_page(project),
        "may_edit": may(role, "edit"),
        "stem": name,
    }


@posted
@told
def exports_order(request: Request, project_id: UUID) -> HttpResponse:
    """Order one thing of the list. Ordering what is there, or being made, changes nothing."""
    project = get_project_for(request.user, project_id, "edit")
    kind = request.POST.get("kind", "")
    if kind == "render":
        order_render(
            project=project,
            user=request.user,
            shape=request.POST.get("shape", ""),
            captions=request.POST.get("captions") == "1",
        )
    else:
        order_package(project=project, user=request.user, kind=kind)
    messages.success(request, "It is being made, and costs nothing. You may leave this page.")
    return redirect("editor_exports", project_id)


@posted
@told
def exports_stop(request: Request, project_id: UUID, export_id: UUID) -> HttpResponse:
    """Stop one order; what the film or another order needs as well goes on."""
    project = get_project_for(request.user, project_id, "edit")
    stop_export(project=project, export=get_object_or_404(Export, project=project, pk=export_id))
    messages.success(request, "It is stopped. What is finished is kept: making it again goes on from there.")
    return redirect("editor_exports", project_id)


@signed_in
@require_safe
def exports_file(request: Request, project_id: UUID, name: str) -> HttpResponse:
    """A cut list or captions: written, read back and compared before they leave."""
    project = get_project_for(request.user, project_id)
    try:
        text, media_type = file_of(project, name)
    except CuelockError as error:
        messages.error(request, str(error))
        return redirect("editor_exports", project_id)
    return attachment(text, media_type, f"{slugify(project.title) or 'film'}-{name}")


def file_of(project: Project, name: str) -> tuple[str, str]:
    """(text, media type). 404 for a name that is none of ours; CuelockErrors export.* and cut.*."""
    stem, _, suffix = name.rpartition(".")
    if stem == "cut" and suffix in FORMATS:
        return cut_list(standing(project), suffix), FORMATS[suffix].media_type
    if stem == "captions" and suffix in _TYPES:
        stand = standing(project)
        if name in stand.caption_texts:
            stand.proof_of(name)
            return stand.caption_texts[name], _TYPES[suffix]
    raise Http404


def attachment(text: str, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(text.encode(), content_type=f"{media_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
