"""Who may do what: three roles, told as capabilities, and the membership that carries one."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.models import Membership, User

Capability = Literal["view", "edit", "own"]

_MAY: dict[str, frozenset[Capability]] = {
    "viewer": frozenset({"view"}),
    "editor": frozenset({"view", "edit"}),
    "owner": frozenset({"view", "edit", "own"}),
}


def may(role: str, capability: Capability) -> bool:
    return capability in _MAY.get(role, frozenset())


def membership_for(user: User, team_id: UUID, capability: Capability = "view") -> Membership:
    """The user's place in a team. 404 for a stranger (the team is not even named), 403 for too small a role."""
    found = Membership.objects.filter(user=user, team_id=team_id).select_related("team").first()
    if found is None:
        raise Http404
    require(found.role, capability)
    return found


def require(role: str, capability: Capability) -> None:
    if not may(role, capability):
        raise PermissionDenied(f"{role}:{capability}")
