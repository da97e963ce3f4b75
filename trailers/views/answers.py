"""How acts answer: a word for the person, and back to the page they came from."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from trailers.domain.errors import CuelockError
from trailers.models import Project


def back(request: HttpRequest, fallback: str, *args: Any) -> HttpResponse:
    """To where the form says it came from, if that is a page of ours."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return redirect(wanted)
    return redirect(fallback, *args)


def told(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A refusal by the domain is a sentence on the page, not an error page."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except CuelockError as error:
            messages.error(request, str(error))
            project_id = kwargs.get("project_id")
            return back(request, "project", project_id) if project_id else back(request, "home")

    return inner


def to_project(project: Project) -> HttpResponse:
    return redirect("project", project.pk)


def refused(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, context, status=422)
