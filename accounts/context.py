"""What every page's frame shows: the teams to switch between."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest

from accounts.http import Request, current, teams_of


def frame(request: HttpRequest) -> dict[str, Any]:
    """Lazily, so that a fragment or a page without a frame asks the database nothing."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {}
    known = cast(Request, request)
    return {"current_membership": lambda: current(known), "memberships": lambda: teams_of(known)}
