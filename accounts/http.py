"""The request of somebody who is signed in, and the team they look at."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_POST
from django_htmx.middleware import HtmxDetails

from accounts.models import Membership, User
from accounts.permissions import Capability, require
from accounts.teams import memberships_of, own_team

TEAM_KEY = "team"


class Request(HttpRequest):
    """A signed-in request: its user is never anonymous."""

    user: User
    htmx: HtmxDetails


View = Callable[..., HttpResponseBase]


def signed_in(view: Callable[..., HttpResponseBase]) -> View:
    return login_required(view)


def teams_of(request: Request) -> list[Membership]:
    """The user's memberships, oldest first; read once a request."""
    kept: list[Membership] | None = getattr(request, "_memberships", None)
    if kept is None:
        kept = memberships_of(request.user)
        request._memberships = kept  # type: ignore[attr-defined]
    return kept


def current(request: Request, capability: Capability = "view") -> Membership:
    """The membership of the team chosen in the switcher; the first one otherwise, made if there is none."""
    memberships = teams_of(request)
    if not memberships:
        memberships.append(own_team(request.user))
    wanted = request.session.get(TEAM_KEY)
    found = next((m for m in memberships if str(m.team_id) == wanted), memberships[0])
    require(found.role, capability)
    return found


def choose_team(request: Request, team_id: UUID) -> None:
    request.session[TEAM_KEY] = str(team_id)


def posted(view: Callable[..., HttpResponseBase]) -> View:
    """Signed in, and POST only."""
    return login_required(require_POST(view))
