"""Testing a key: one harmless call, at most every ten seconds, its result kept beside the team's own key."""

from __future__ import annotations

from datetime import timedelta

from django.core.cache import cache
from django.db.models import Q
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from accounts.models import Team
from trailers.domain.errors import FatalError, UserError
from trailers.engines.connections import hidden, using
from trailers.engines.trial import VENDORS, Trial, try_key
from trailers.models import EngineKey

from .keys import keys_of

EVERY = timedelta(seconds=10)


@sensitive_variables()
def test_key(*, team: Team, vendor: str) -> Trial:
    """Test the key that the team's calls to a vendor go out with: its own, else the operator's.

    No transaction is open meanwhile, it may take seconds. UserError: key.unknown, key.none (there is none),
    key.tested_lately, key.unreadable.
    """
    if vendor not in VENDORS:
        raise UserError("key.unknown", provider=vendor)
    own = EngineKey.objects.filter(team=team, vendor=vendor, retired_at=None).first()
    _take_turn(vendor, own)
    with using(keys_of(team.pk)):
        try:
            trial = try_key(vendor)
        except FatalError as error:
            if error.code == "provider.no_key":
                raise UserError("key.none", provider=VENDORS[vendor].name) from None
            raise UserError(error.code, **error.params) from None
        said = hidden(told(trial))
    if own is not None:
        EngineKey.objects.filter(pk=own.pk).update(result=trial.result, result_detail=said[:300])
    return trial


def told(trial: Trial) -> str:
    """In one line, for a page, a row or a terminal."""
    if trial.message is None:
        return f"It works. {trial.note}".strip()
    return str(trial.message)


def _take_turn(vendor: str, own: EngineKey | None) -> None:
    """UserError key.tested_lately. The operator's key has one turn for all teams together."""
    now = timezone.now()
    if own is None:
        free = cache.add(f"key.trial.{vendor}", 1, EVERY.total_seconds())
    else:
        rows = EngineKey.objects.filter(Q(tested_at=None) | Q(tested_at__lte=now - EVERY), pk=own.pk)
        free = rows.update(tested_at=now) == 1
    if not free:
        raise UserError("key.tested_lately", provider=VENDORS[vendor].name)
