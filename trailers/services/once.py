"""Idempotency keys: the same request under the same key is carried out once, and answered the same ever after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from accounts.models import Team
from trailers.domain.errors import UserError
from trailers.models import IdempotencyKey

KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered the first time; `data` is JSON."""

    status: int
    data: Any


def begin(*, team: Team, key: str, route: str, request_sha256: str, busy_s: int) -> UUID | Answer:
    """The right to carry the request out, or the answer that it got before.

    The right lasts `busy_s`: a holder that was killed is replaced after that. UserError: api.key_reused for
    another request under the same key, api.key_busy while the first one is being carried out.
    """
    now, holder = timezone.now(), uuid4()
    lease = {"holder": holder, "busy_until": now + timedelta(seconds=busy_s)}
    named = {"team": team, "key": key, "route": route}
    with transaction.atomic():
        row, fresh = IdempotencyKey.objects.get_or_create(
            **named, defaults={"request_sha256": request_sha256, **lease}
        )
        if fresh:
            return holder
        if row.request_sha256 != request_sha256:
            raise UserError("api.key_reused")
        if row.status is not None:
            return Answer(row.status, row.answer)
        mine = IdempotencyKey.objects.filter(pk=row.pk, status=None, holder=row.holder, busy_until__lte=now)
        if not mine.update(**lease):
            raise UserError("api.key_busy")
        return holder


def keep(*, holder: UUID, status: int, data: Any) -> None:
    """Remember the answer; in the transaction of what it tells of, so that both are kept or neither.

    UserError('api.key_busy') when the right was lost to another meanwhile: what was done must be undone.
    """
    mine = IdempotencyKey.objects.filter(holder=holder, status=None)
    if not mine.update(status=status, answer=data):
        raise UserError("api.key_busy")


def release(*, holder: UUID) -> None:
    """Nothing came of it: the key may be used again at once."""
    IdempotencyKey.objects.filter(holder=holder, status=None).delete()


def clear_keys() -> int:
    """Forget answers that nobody asks for any more."""
    old = IdempotencyKey.objects.filter(created_at__lt=timezone.now() - KEPT)
    return old.delete()[0] if old.exists() else 0  # nothing to delete must not ask for a writer's lock
