"""A film's page, kept until a fact of the film changes: planning 200 scenes and drawing their cards takes longer
than a person should wait for a page that says what it said a second ago.

The key holds `live_tag`, which differs whenever the page would; what only time changes (how long it may still
take, whether a worker is silent) is as old as the entry lives.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from trailers.domain.script import Script
from trailers.models import Project
from trailers.selectors.film import FilmPage, film_page
from trailers.services.snapshot import plan_project

_FORM = 2
"""Raised when what is kept changes its form."""
_WORKING_S, _RESTING_S = 3, 600
_TOKEN = "csrf-token-of-whoever-asks"  # noqa: S105  (its place in kept markup; never a token)


def film_and_script(project: Project, tag: str) -> tuple[FilmPage, Script | None]:
    """The page as values, computed once for each state of the film; `tag` is its `live_tag`."""
    key = _key(project, tag, "values")
    kept: tuple[FilmPage, Script | None] | None = cache.get(key)
    if kept is not None:
        return replace(kept[0], project=project), kept[1]
    facts, plan = plan_project(project)
    film = film_page(project, facts, plan)
    bare: Any = None
    cache.set(key, (replace(film, project=bare), facts.script), _seconds(film))
    return film, facts.script


def part(request: HttpRequest, project: Project, name: str, page: dict[str, Any]) -> SafeString:
    """Markup of `trailers/parts/<name>.html`, drawn once for each state of the film and each kind of reader."""
    key = _key(project, str(page["tag"]), f"{name}.{page['may_edit']}")
    kept: str | None = cache.get(key)
    if kept is None:
        kept = str(render_to_string(f"trailers/parts/{name}.html", {**page, "csrf_token": _TOKEN}))
        cache.set(key, kept, _seconds(page["film"]))
    return mark_safe(kept.replace(_TOKEN, get_token(request)))  # noqa: S308  (drawn by a template of ours)


def _key(project: Project, tag: str, what: str) -> str:
    return f"film:{_FORM}:{project.pk}:{tag}:{what}"


def _seconds(film: FilmPage) -> int:
    return _WORKING_S if film.state == "working" else _RESTING_S
