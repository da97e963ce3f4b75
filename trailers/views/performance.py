"""A clip filmed to the song: sent, then placed in the background; its page says how far that is."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.http import Request, posted, signed_in
from accounts.permissions import may, membership_for
from trailers.forms import TakeForm
from trailers.models import Project
from trailers.selectors.performances import sent_clips
from trailers.services.performance import drop_performance, send_performance
from trailers.services.snapshot import plan_project
from trailers.views.answers import told
from trailers.views.received import received
from trailers.views.song import music_video


@posted
@told
def send(request: Request, project_id: UUID) -> HttpResponse:
    """Only kept here: nothing is decoded while the page waits."""
    found = music_video(request, project_id, edit=True)
    with received(request, TakeForm, "clip") as (path, name):
        send_performance(project=found, path=path, name=name)
    messages.success(request, f"{name} is being placed by its sound. This page says when it is there.")
    return _to_clips(project_id)


@posted
@told
def drop(request: Request, project_id: UUID) -> HttpResponse:
    found = music_video(request, project_id, edit=True)
    drop_performance(project=found, sha256=request.POST.get("clip", ""))
    return _to_clips(project_id)


@signed_in
@require_safe
def clips(request: Request, project_id: UUID) -> HttpResponse:
    """The list alone, for the page to ask for while a clip is being placed."""
    return render(
        request, "trailers/parts/song_clips.html", clips_of(request, music_video(request, project_id))
    )


def clips_of(request: Request, project: Project) -> dict[str, object]:
    sent = sent_clips(project, *plan_project(project))
    return {
        "project": project,
        "clips": sent,
        "clips_pending": any(clip.state in ("waiting", "working") for clip in sent),
        "may_edit": may(membership_for(request.user, project.team_id).role, "edit"),
    }


def _to_clips(project_id: UUID) -> HttpResponse:
    return redirect(reverse("project_song", args=[project_id]) + "#performance")
