"""A team's own keys to engines: entered, replaced, removed and tested by its owners; never shown."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_safe

from accounts.http import Request, current, posted, signed_in
from accounts.models import Team
from trailers.domain.errors import CuelockError, Message
from trailers.engines.trial import VENDORS
from trailers.selectors import get_project_for
from trailers.selectors.keys import key_rows
from trailers.services.key_trials import test_key, told
from trailers.services.keys import remove_key, set_key


@signed_in
@require_safe
def keys(request: Request) -> HttpResponse:
    return _page(request, current(request, "own").team)


def _page(request: HttpRequest, team: Team, problem: Message | None = None, vendor: str = "") -> HttpResponse:
    """`problem` stands beside the vendor whose key was refused; what was typed is not given back."""
    page = {"team": team, "rows": key_rows(team.pk), "problem": problem, "refused": vendor}
    response = render(request, "trailers/keys.html", page, status=422 if problem else 200)
    response["Cache-Control"] = "no-store"
    return response


@sensitive_post_parameters("key")
@sensitive_variables()
@posted
def key_set(request: Request, vendor: str) -> HttpResponse:
    team = current(request, "own").team
    try:
        own = set_key(team=team, by=request.user, vendor=vendor, key=request.POST.get("key", ""))
    except CuelockError as error:
        return _page(request, team, error.message, vendor)
    messages.success(
        request,
        f"What is made from now on with {VENDORS[vendor].name} goes out with the team's own key, …{own.hint}.",
    )
    return redirect("keys")


@posted
def key_remove(request: Request, vendor: str) -> HttpResponse:
    team = current(request, "own").team
    if remove_key(team=team, vendor=vendor):
        messages.success(
            request, f"The team's own key for {VENDORS[vendor].name} is gone. Orders under way keep it."
        )
    return redirect("keys")


@posted
def key_test(request: Request, vendor: str) -> HttpResponse:
    _test(request, current(request, "own").team, vendor)
    return redirect("keys")


@posted
def engine_test(request: Request, project_id: UUID, vendor: str) -> HttpResponse:
    """From a film's engines page: the key that its jobs go out with."""
    project = get_project_for(request.user, project_id, "edit")
    _test(request, project.team, vendor)
    return redirect("project_engines", project_id)


def _test(request: HttpRequest, team: Team, vendor: str) -> None:
    try:
        trial = test_key(team=team, vendor=vendor)
    except CuelockError as error:
        messages.error(request, str(error))
        return
    say = messages.success if trial.result == "works" else messages.error
    say(request, f"{VENDORS[vendor].name}: {told(trial)}")
