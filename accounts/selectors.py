"""What the pages of teams show."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import ApiToken, Invitation, Membership, Team


def members_of(team: Team) -> QuerySet[Membership]:
    return Membership.objects.filter(team=team).select_related("user").order_by("created_at")


def open_invitations(team: Team) -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        team=team, accepted_at=None, revoked_at=None, expires_at__gt=timezone.now()
    )


def tokens_of(membership: Membership, *, any_user: bool) -> QuerySet[ApiToken]:
    """Live tokens: one's own, or everybody's for an owner."""
    found = ApiToken.objects.filter(team=membership.team, revoked_at=None).select_related("user")
    return found if any_user else found.filter(user=membership.user)
