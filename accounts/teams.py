"""Teams: made, joined, left; and invitations. The only writer of memberships."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.hashes import sha256
from accounts.models import Invitation, Membership, Team, User

INVITATION_DAYS = 14


class TeamError(Exception):
    """Something about a team that cannot be done; the text is for the person who tried."""


def memberships_of(user: User) -> list[Membership]:
    return list(Membership.objects.filter(user=user).select_related("team").order_by("created_at", "pk"))


def create_team(*, name: str, owner: User) -> Membership:
    """A team of one, with a spending cap of 0."""
    with transaction.atomic():
        base = slugify(name)[:40] or "team"
        team = Team.objects.create(name=name.strip(), slug=f"{base}-{secrets.token_hex(4)}")
        return Membership.objects.create(team=team, user=owner, role=Membership.Role.OWNER)


def own_team(user: User) -> Membership:
    """Somebody who belongs nowhere (a new sign-up, or the last team they were in is gone) gets a team."""
    return create_team(name=f"{user.get_short_name()[:80]}’s team", owner=user)


def invite(*, team: Team, email: str, role: str, invited_by: User) -> tuple[Invitation, str]:
    """An open invitation and the secret of its link, which is kept nowhere. A second one replaces the first."""
    email = email.strip().lower()
    if Membership.objects.filter(team=team, user__email=email).exists():
        raise TeamError(f"{email} is in this team already.")
    secret = secrets.token_urlsafe(24)
    with transaction.atomic():
        Invitation.objects.filter(team=team, email=email, accepted_at=None, revoked_at=None).update(
            revoked_at=timezone.now()
        )
        invitation = Invitation.objects.create(
            team=team,
            email=email,
            role=role,
            hash=sha256(secret),
            invited_by=invited_by,
            expires_at=timezone.now() + timedelta(days=INVITATION_DAYS),
        )
    return invitation, secret


def find_invitation(secret: str) -> Invitation | None:
    """The open invitation of a link."""
    found = Invitation.objects.select_related("team", "invited_by").filter(hash=sha256(secret)).first()
    return found if found and found.is_open else None


def accept(*, invitation: Invitation, user: User) -> Membership:
    """Join. TeamError when it is for another address or no longer open; joining twice is joining once."""
    if user.email != invitation.email:
        raise TeamError(f"This invitation is for {invitation.email}. You are signed in as {user.email}.")
    with transaction.atomic():
        taken = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
        if not taken.update(accepted_at=timezone.now()):
            raise TeamError("This invitation has been used or withdrawn.")
        membership, _ = Membership.objects.get_or_create(
            team=invitation.team, user=user, defaults={"role": invitation.role}
        )
        return membership


def revoke_invitation(*, team: Team, invitation_id: UUID) -> bool:
    found = Invitation.objects.filter(pk=invitation_id, team=team, accepted_at=None, revoked_at=None)
    return bool(found.update(revoked_at=timezone.now()))


def change_role(*, team: Team, user_id: UUID, role: str) -> None:
    """TeamError when the team would lose its last owner."""
    with transaction.atomic():
        member = _locked_member(team, user_id)
        if member.role == Membership.Role.OWNER and role != Membership.Role.OWNER:
            _check_other_owner(team, user_id)
        member.role = role
        member.save(update_fields=["role"])


def remove_member(*, team: Team, user_id: UUID) -> None:
    """Take somebody out, with the tokens they made for this team. TeamError for the last owner."""
    with transaction.atomic():
        member = _locked_member(team, user_id)
        if member.role == Membership.Role.OWNER:
            _check_other_owner(team, user_id)
        team.tokens.filter(user_id=user_id, revoked_at=None).update(revoked_at=timezone.now())
        member.delete()


def rename_team(*, team: Team, name: str) -> None:
    Team.objects.filter(pk=team.pk).update(name=name.strip())


def _locked_member(team: Team, user_id: UUID) -> Membership:
    Team.objects.select_for_update(no_key=True).get(pk=team.pk)  # two owners who demote each other queue up
    member = Membership.objects.filter(team=team, user_id=user_id).first()
    if member is None:
        raise TeamError("This person is not in the team.")
    return member


def _check_other_owner(team: Team, user_id: UUID) -> None:
    owners = Membership.objects.filter(team=team, role=Membership.Role.OWNER)
    if not owners.exclude(user_id=user_id).exists():
        raise TeamError("A team needs an owner. Make somebody else owner first.")
