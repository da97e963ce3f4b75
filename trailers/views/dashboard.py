"""The dashboard: every film of the team."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.http import Request, current, posted
from accounts.permissions import may
from trailers.selectors import get_project_for
from trailers.selectors.cards import SORTS, dashboard, has_any
from trailers.services import lifecycle
from trailers.views.answers import back, to_project, told


@require_safe
def home(anybody: HttpRequest) -> HttpResponse:
    if not anybody.user.is_authenticated:
        return render(anybody, "trailers/landing.html")
    request = cast(Request, anybody)
    membership = current(request)
    words, sort = request.GET.get("q", "").strip()[:100], request.GET.get("sort", "newest")
    archived = request.GET.get("show") == "archived"
    number = request.GET.get("page", "1")
    page, cards = dashboard(membership.team, words=words, sort=sort, archived=archived, number=number)
    known = {"page": page, "cards": cards, "q": words, "sort": sort, "archived": archived, "sorts": SORTS}
    known["membership"], known["may_edit"] = membership, may(membership.role, "edit")
    known["fresh"] = not cards and not words and not archived and not has_any(membership.team)
    part = bool(request.htmx)
    return render(request, "trailers/cards.html" if part else "trailers/dashboard.html", known)


@posted
@told
def archive(request: Request, project_id: UUID) -> HttpResponse:
    project = get_project_for(request.user, project_id, "edit")
    lifecycle.archive_project(project=project)
    messages.success(request, f"{project} is archived. It is under “Archived” now.")
    return redirect("home")


@posted
@told
def unarchive(request: Request, project_id: UUID) -> HttpResponse:
    project = get_project_for(request.user, project_id, "edit")
    lifecycle.unarchive_project(project=project)
    messages.success(request, f"{project} is back.")
    return back(request, "home")


@posted
@told
def duplicate(request: Request, project_id: UUID) -> HttpResponse:
    project = get_project_for(request.user, project_id, "edit")
    copy = lifecycle.duplicate_project(project=project, owner=request.user)
    messages.success(
        request, "A copy: it shares everything that was made, and what you change in it stays in it."
    )
    return to_project(copy)


@posted
@told
def delete(request: Request, project_id: UUID) -> HttpResponse:
    project = get_project_for(request.user, project_id, "edit")
    lifecycle.delete_project(project=project)
    undo = "undo:" + reverse("project_restore", args=[project.pk])
    messages.success(request, f"{project} is deleted.", extra_tags=undo)
    return redirect("home")


@posted
@told
def restore(request: Request, project_id: UUID) -> HttpResponse:
    project = get_project_for(request.user, project_id, "edit", deleted=True)
    lifecycle.restore_project(project=project)
    messages.success(request, f"{project} is back. Continue it to go on where it stopped.")
    return to_project(project)
