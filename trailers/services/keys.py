"""A team's own keys to engines: kept under the installation's secret, opened only for a job that goes out with them.

A key is replaced or removed by retiring its row. Orders that are under way keep the key that they were placed with;
what nobody needs any more is erased.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from accounts.models import Team, User
from trailers.domain.errors import UserError
from trailers.domain.states import LIVE_STATES
from trailers.engines.registry import ENGINES
from trailers.engines.trial import VENDORS
from trailers.models import EngineKey, Job
from trailers.queue.lease import assign_key

_SHORTEST, _LONGEST = 8, 400
_PURPOSE = b"cuelock engine keys 1"


@sensitive_variables("key")
def set_key(*, team: Team, by: User, vendor: str, key: str) -> EngineKey:
    """Keep a key as the team's own; the one before it is retired. The same key again changes nothing.

    UserError: key.unknown for a vendor that takes none, key.form for what cannot be one.
    """
    _known(vendor)
    key = key.strip()
    if not _SHORTEST <= len(key) <= _LONGEST or not key.isascii() or not key.isprintable() or " " in key:
        raise UserError("key.form")
    with transaction.atomic():
        current = _locked(team, vendor)
        if current is not None and _opened(current) == key:
            return current
        if current is not None:
            _retire(current)
        return EngineKey.objects.create(
            team=team, vendor=vendor, ciphertext=_sealed(team.pk, vendor, key), hint=key[-4:], added_by=by
        )


def remove_key(*, team: Team, vendor: str) -> bool:
    """The team goes by the operator's key again, where there is one. False when it has none of its own."""
    with transaction.atomic():
        current = _locked(team, vendor)
        if current is not None:
            _retire(current)
        return current is not None


@sensitive_variables()
def keys_of(team_id: UUID) -> dict[str, str]:
    """The team's own keys by vendor, '' for one that cannot be read. For calls that place no order."""
    rows = EngineKey.objects.filter(team_id=team_id, retired_at=None)
    return {row.vendor: _opened(row) for row in rows}


@sensitive_variables()
def keys_for(job: Job) -> Mapping[str, str]:
    """With which keys a claimed job goes out. An order that was placed keeps the key it was placed with.

    A job that is about to be made is put on record with its key first, so that the key outlives its removal as
    long as the order does.
    """
    vendor = vendor_of_job(job)
    if not vendor:
        return {}
    if job.phase == "make":
        with transaction.atomic():
            # the lock keeps the key from being erased between this look and the record of it; a look that waited
            # for a replacement finds neither the old key nor the new one, so only the second none is one
            row = EngineKey.objects.select_for_update(no_key=True)
            mine = row.filter(team_id=job.team_id, vendor=vendor, retired_at=None)
            assign_key(job, mine.first() or mine.all().first())
    keys = keys_of(job.team_id)
    keys.pop(vendor, None)
    if job.engine_key_id is not None:
        keys[vendor] = _opened(EngineKey.objects.get(pk=job.engine_key_id))
    return keys


def vendor_of_job(job: Job) -> str:
    """Whose key a job goes out with, by the engine that its frozen input names; '' for a free one."""
    params = job.input.get("params", {})
    return vendor_of(str(params.get("engine") or params.get("aligner") or ""))


def vendor_of(engine: str) -> str:
    """Whose key an engine goes out with; '' for one that needs none."""
    found = {info.provider for (_, name), info in ENGINES.items() if name == engine and info.needs}
    return next(iter(found), "")


def erase_unused(team_id: UUID) -> int:
    """Erase retired keys of a team that no live job was ordered with. Answers how many."""
    with transaction.atomic():
        kept = EngineKey.objects.filter(team_id=team_id, retired_at__isnull=False).exclude(ciphertext="")
        rows = kept.select_for_update(no_key=True).order_by("pk")
        return sum(_erase(row) for row in rows)


def rotate() -> tuple[int, int]:
    """Encrypt every key anew under the first secret. Answers how many were, and how many cannot be read."""
    done = lost = 0
    for pk in EngineKey.objects.exclude(ciphertext="").values_list("pk", flat=True):
        with transaction.atomic():
            row = EngineKey.objects.select_for_update(no_key=True).get(pk=pk)
            try:
                row.ciphertext = _box().rotate(row.ciphertext.encode()).decode() if row.ciphertext else ""
            except InvalidToken:
                lost += 1
                continue
            row.save(update_fields=["ciphertext"])
            done += 1
    return done, lost


def _known(vendor: str) -> None:
    if vendor not in VENDORS or not VENDORS[vendor].teams:
        raise UserError("key.unknown", provider=vendor)


def _locked(team: Team, vendor: str) -> EngineKey | None:
    """The team's key in use, its row locked. The team's row makes two owners who act at once take turns."""
    Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    rows = EngineKey.objects.select_for_update(no_key=True)
    return rows.filter(team=team, vendor=vendor, retired_at=None).first()


def _retire(row: EngineKey) -> None:
    row.retired_at = timezone.now()
    row.save(update_fields=["retired_at"])
    _erase(row)


def _erase(row: EngineKey) -> bool:
    """Unless an order is under way that can only be asked about with it. The row is locked."""
    if Job.objects.filter(engine_key=row, state__in=LIVE_STATES).exists():
        return False
    row.ciphertext = ""
    row.save(update_fields=["ciphertext"])
    return True


@sensitive_variables()
def _sealed(team_id: UUID, vendor: str, key: str) -> str:
    """Says whose it is as well, so that a row's text is worth nothing in another row."""
    text = json.dumps({"team": str(team_id), "vendor": vendor, "key": key})
    return _box().encrypt(text.encode()).decode()


@sensitive_variables()
def _opened(row: EngineKey) -> str:
    """'' when it was erased, was sealed under another secret, or was sealed for another row."""
    try:
        found = json.loads(_box().decrypt(row.ciphertext.encode()))
    except InvalidToken:
        return ""
    ours = (found["team"], found["vendor"]) == (str(row.team_id), row.vendor)
    return str(found["key"]) if ours else ""


@sensitive_variables()
def _box() -> MultiFernet:
    return MultiFernet([Fernet(_derived(secret)) for secret in settings.KEYS_SECRETS])


@sensitive_variables()
def _derived(secret: str) -> bytes:
    """Of its own purpose: a secret that also signs cookies is not thereby the same key twice."""
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE)
    return base64.urlsafe_b64encode(kdf.derive(secret.encode()))
