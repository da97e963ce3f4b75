"""API tokens: `cue_<prefix>_<secret>`, shown once, kept as a hash."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from hmac import compare_digest
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from accounts.hashes import sha256
from accounts.models import ApiToken, Team, User

SCOPES = ("read", "write")
"""read: everything the user may see. write: everything the user may do. Roles bound both."""
_USED_STEP = timedelta(minutes=1)


def issue(
    *, team: Team, user: User, name: str, scopes: Sequence[str], expires_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """A token and its text, which nobody can read again."""
    if unknown := set(scopes) - set(SCOPES):
        raise ValueError(f"no such scope: {sorted(unknown)[0]}")
    prefix = secrets.token_hex(4)
    text = f"cue_{prefix}_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        team=team,
        user=user,
        name=name.strip(),
        prefix=prefix,
        hash=sha256(text),
        scopes=sorted(set(scopes)),
        expires_at=expires_at,
    )
    return token, text


def find(text: str) -> ApiToken | None:
    """The live token of a text, its use noted (at most once a minute). None for anything else."""
    parts = text.split("_", 2)
    if len(parts) != 3 or parts[0] != "cue":
        return None
    now = timezone.now()
    live = Q(revoked_at=None) & (Q(expires_at=None) | Q(expires_at__gt=now)) & Q(user__is_active=True)
    token = ApiToken.objects.select_related("user", "team").filter(live, prefix=parts[1]).first()
    if token is None or not compare_digest(token.hash, sha256(text)):
        return None
    if token.last_used_at is None or now - token.last_used_at > _USED_STEP:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


def revoke(*, team: Team, user: User, token_id: UUID, any_user: bool) -> bool:
    """End a token: one's own, or anybody's of the team for an owner. False when there is none to end."""
    found = ApiToken.objects.filter(pk=token_id, team=team, revoked_at=None)
    if not any_user:
        found = found.filter(user=user)
    return bool(found.update(revoked_at=timezone.now()))
