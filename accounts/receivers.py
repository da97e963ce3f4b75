"""What follows a sign-in by way of django-allauth's own signals, its documented door."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import user_logged_in
from django.contrib import messages
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.adapters import INVITATION_KEY, pending_invitation
from accounts.http import TEAM_KEY
from accounts.models import User
from accounts.teams import TeamError, accept


@receiver(user_logged_in)
def join_invited_team(request: HttpRequest, user: User, **_: Any) -> None:
    """Somebody who followed an invitation and then signed in or up joins that team."""
    invitation = pending_invitation(request)
    request.session.pop(INVITATION_KEY, None)
    if invitation is None:
        return
    try:
        membership = accept(invitation=invitation, user=user)
    except TeamError as error:
        messages.error(request, str(error))
        return
    request.session[TEAM_KEY] = str(membership.team_id)
    messages.success(request, f"You are in {invitation.team.name} now, as {membership.role}.")
