"""A film shown to guests, and the links that let them in."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.http import Request, posted
from trailers.selectors import get_project_for
from trailers.services import share as links
from trailers.services.thumbnails import thumbnail
from trailers.views.answers import to_project, told
from trailers.views.serving import Stored, serve

_PARTS = ("film.mp4", "captions.vtt", "poster.webp")


@posted
@told
def share(request: Request, project_id: UUID) -> HttpResponse:
    project = get_project_for(request.user, project_id, "edit")
    days = request.POST.get("days", "7")
    _, secret = links.share(project=project, by=request.user, days=int(days) if days.isdigit() else 0)
    address = request.build_absolute_uri(reverse("watch", args=[secret]))
    messages.success(request, f"Whoever has this link can watch the film: {address}")
    return to_project(project)


@posted
@told
def end(request: Request, project_id: UUID, link_id: UUID) -> HttpResponse:
    project = get_project_for(request.user, project_id, "edit")
    ended = links.revoke(project=project, link_id=link_id)
    messages.success(request, "The link shows nothing any more." if ended else "The link had ended before.")
    return to_project(project)


@require_safe
def watch(request: HttpRequest, secret: str) -> HttpResponse:
    """The film, for whoever holds the link. A link that ended and one that never was look the same."""
    shown = links.opened(secret)
    response = render(
        request, "trailers/watch.html", {"shown": shown, "secret": secret}, status=200 if shown else 404
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
def part(request: HttpRequest, secret: str, name: str) -> HttpResponseBase:
    """One file of what the link shows."""
    shown = links.opened(secret)
    if shown is None or name not in _PARTS:
        raise Http404
    if name == "poster.webp" and shown.poster is not None:
        try:
            small = thumbnail(shown.poster, 960)
        except ValueError:
            raise Http404 from None
        return serve(request, Stored(small, f"{shown.poster.sha256}-960"), name=name, download=False)
    artifact = {"film.mp4": shown.film, "captions.vtt": shown.captions}.get(name)
    if artifact is None:
        raise Http404
    return serve(request, Stored(artifact.storage_name, artifact.sha256), name=name, download=False)
