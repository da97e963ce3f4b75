"""What a load balancer or container asks.

/healthz: this process answers (a failing database is no reason to kill it).
/readyz: this installation can do its work now. Each check returns what is wrong in one line, or None; beside them stand
the numbers that an operator watches: how old the youngest sign of life of a worker is, how many jobs are in line, and
for how long the one that has waited longest could have been started.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import asdict

from django.core.files.storage import FileSystemStorage, storages
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from trailers.selectors.workers import Work, work_now

PATIENCE_S = 120
"""A due job may wait so long while no worker gives a sign of life."""

Check = Callable[[], str | None]


def database() -> str | None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "does not answer"
    return None


def migrations() -> str | None:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "cannot be read"
    return f"{len(waiting)} not applied" if waiting else None


def storage() -> str | None:
    """A folder that can be written to, or a bucket that answers."""
    default = storages["default"]
    try:
        if isinstance(default, FileSystemStorage):
            os.makedirs(default.location, exist_ok=True)
            return None if os.access(default.location, os.W_OK) else "cannot be written to"
        default.exists("healthz")
    except Exception:  # every backend has classes of its own
        return "does not answer"
    return None


def worker() -> str | None:
    """Only while work waits: a site without a film to make is ready without a worker."""
    try:
        now = work_now()
    except DatabaseError:
        return "cannot be read"
    silent = now.beat_age_s is None or now.beat_age_s > PATIENCE_S
    if not silent or (now.oldest_due_s or 0) <= PATIENCE_S:
        return None
    return "has never been heard of" if now.beat_age_s is None else f"silent for {now.beat_age_s} s"


def work() -> Work | None:
    try:
        return work_now()
    except DatabaseError:
        return None


CHECKS: dict[str, Check] = {
    "database": database,
    "migrations": migrations,
    "storage": storage,
    "worker": worker,
}


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(_request: HttpRequest) -> JsonResponse:
    """200 when every check passes, else 503; the body names each check without telling a stranger details."""
    problems = {name: check() for name, check in CHECKS.items()}
    ready = not any(problems.values())
    numbers = work()
    body = {
        "ready": ready,
        "checks": {name: problem or "ok" for name, problem in problems.items()},
        "work": asdict(numbers) if numbers else None,
    }
    return JsonResponse(body, status=200 if ready else 503)
