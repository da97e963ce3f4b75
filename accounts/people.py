"""A person's own data: shown, given out, removed."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Count

from accounts.models import ApiToken, Membership, Team, User


def has_account(email: str) -> bool:
    return User.objects.filter(email=email).exists()


def rename(*, user: User, name: str) -> None:
    User.objects.filter(pk=user.pk).update(name=name.strip())


def export(user: User) -> dict[str, Any]:
    memberships = Membership.objects.filter(user=user).select_related("team")
    tokens = ApiToken.objects.filter(user=user)
    return {
        "email": user.email,
        "name": user.name,
        "joined": user.date_joined.isoformat(),
        "last_login": user.last_login.isoformat() if user.last_login else None,
        "teams": [
            {"name": m.team.name, "role": m.role, "since": m.created_at.isoformat()} for m in memberships
        ],
        "tokens": [{"name": t.name, "prefix": t.prefix, "created": t.created_at.isoformat()} for t in tokens],
    }


def alone_in(user: User) -> list[Team]:
    """Teams that nobody else belongs to: they end with the account."""
    counted = Team.objects.annotate(people=Count("memberships")).filter(people=1)
    return list(counted.filter(pk__in=_teams(user)))


def sole_owner_of(user: User) -> list[Team]:
    """Teams of several people that would be left without an owner."""
    others = Membership.objects.filter(role="owner").exclude(user=user).values("team")
    owned = Membership.objects.filter(user=user, role="owner").values("team")
    counted = Team.objects.annotate(people=Count("memberships")).filter(people__gt=1, pk__in=owned)
    return list(counted.exclude(pk__in=others))


def delete(*, user: User) -> None:
    """Remove the person. What a team made stays the team's; a team left empty loses its name.

    Its films are hidden at the next clean-up and removed after the grace period; the ledger stays, as books must.
    """
    with transaction.atomic():
        left = [team.pk for team in alone_in(user)]
        user.delete()
        Team.objects.filter(pk__in=left).update(name="Removed team")


def _teams(user: User) -> Any:
    return Membership.objects.filter(user=user).values("team")
