"""What a load balancer or container asks.

/healthz: this process answers (a failing database is no reason to kill it).
/readyz: this process can do its work now. Each check returns what is wrong in one line, or None.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

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


CHECKS: dict[str, Check] = {"database": database, "migrations": migrations}


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
    body = {"ready": ready, "checks": {name: problem or "ok" for name, problem in problems.items()}}
    return JsonResponse(body, status=200 if ready else 503)
