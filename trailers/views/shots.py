"""The shots of a music video: setups and scenes, edited with a word before on what changes, locked, taken back."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.http import Request, posted, signed_in
from accounts.permissions import may, membership_for
from trailers.domain.errors import UserError
from trailers.domain.shot_plan import PURPOSES, ShotPlan
from trailers.models import Project
from trailers.selectors.shots import shots_panel
from trailers.services.shot_plans import (
    edit_shot_plan,
    lock_setup,
    plan_shots_anew,
    shot_plan_preview,
    take_back_shot_plan,
    with_scenes,
    with_words,
)
from trailers.services.snapshot import plan_project
from trailers.shot_forms import ScenesForm, SetupForm
from trailers.views.song import music_video


@signed_in
@require_safe
def shots(request: Request, project_id: UUID) -> HttpResponse:
    """Every setup with its picture, prompts, scenes, seconds and price; every scene with what it is there for."""
    found = music_video(request, project_id)
    facts, plan = plan_project(found)
    panel = shots_panel(found, facts, plan)
    step = plan.steps["shot_plan"]
    page = {
        "project": found,
        "panel": panel,
        "purposes": PURPOSES,
        "stale": step.state == "stale",
        "plan_price": facts.prices.get("text", 0),
        "setup_price": max((row.again_microusd for row in panel.setups), default=0) if panel else 0,
        "edits": len(found.brief.get("shot_plans", ())),
        "anybody_locked": bool(found.brief.get("setups_locked")),
        "may_edit": may(membership_for(request.user, found.team_id).role, "edit"),
    }
    return render(request, "trailers/shots.html", page)


@posted
def setup(request: Request, project_id: UUID) -> HttpResponse:
    """The prompts of one setup: told first what they change, saved when `act` is save."""
    found = music_video(request, project_id, edit=True)
    form = SetupForm(request.POST)
    try:
        if not form.is_valid():
            raise UserError("shot_plan.no_words" if "picture" in form.errors else "shot_plan.no_setup")
        data = form.cleaned_data
        wanted = with_words(found, data["setup"], picture=data["picture"], motion=data["motion"])
        return _edited(request, found, wanted, data["base"])
    except UserError as error:
        return _refused(request, found, error)


@posted
def scenes(request: Request, project_id: UUID) -> HttpResponse:
    """Purposes and setups of scenes: told first what they change, saved when `act` is save."""
    found = music_video(request, project_id, edit=True)
    form = ScenesForm(request.POST)
    try:
        if not form.is_valid():
            raise UserError("shot_plan.no_scene", cue="")
        return _edited(request, found, with_scenes(found, form.wanted()), form.cleaned_data["base"])
    except UserError as error:
        return _refused(request, found, error)


def _edited(request: Request, found: Project, wanted: ShotPlan, base: str) -> HttpResponse:
    seen = shot_plan_preview(found, wanted)
    if request.POST.get("act") != "save" and not seen.what.nothing:
        given = [
            (name, value)
            for name, value in request.POST.items()
            if name not in ("act", "csrfmiddlewaretoken")
        ]
        page = {"project": found, "preview": seen, "given": given, "to": request.path}
        return render(request, "trailers/shots_confirm.html", page)
    if edit_shot_plan(project=found, plan=wanted, base=base):
        undo = "undo:" + reverse("shots_back", args=[found.pk])
        messages.success(request, "The shot plan is saved.", extra_tags=undo)
    else:
        messages.info(request, "Nothing was changed.")
    return redirect("project_shots", found.pk)


@posted
def lock(request: Request, project_id: UUID) -> HttpResponse:
    """`setup` is its id, `locked` is 1 or 0."""
    found = music_video(request, project_id, edit=True)
    return _done(
        request,
        found,
        lambda: lock_setup(
            project=found, setup_id=request.POST.get("setup", ""), locked=request.POST.get("locked") == "1"
        ),
    )


@posted
def back_out(request: Request, project_id: UUID) -> HttpResponse:
    found = music_video(request, project_id, edit=True)
    return _done(
        request, found, lambda: take_back_shot_plan(project=found), "The shots are as they were before."
    )


@posted
def anew(request: Request, project_id: UUID) -> HttpResponse:
    """The price stands on the button."""
    found = music_video(request, project_id, edit=True)
    return _done(request, found, lambda: plan_shots_anew(project=found), "The shots are being planned anew.")


def _done(request: Request, found: Project, act: Callable[[], None], told: str = "") -> HttpResponse:
    try:
        act()
    except UserError as error:
        return _refused(request, found, error)
    if told:
        messages.success(request, told)
    return redirect("project_shots", found.pk)


def _refused(request: Request, found: Project, error: UserError) -> HttpResponse:
    messages.error(request, str(error))
    return redirect("project_shots", found.pk)
