"""One log context per request."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

import structlog
from django.http import HttpRequest, HttpResponse

_SAFE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class RequestContext:
    """Every log line of a request carries its id; the answer names it, so that a user's report can be found.

    A proxy's X-Request-ID is kept when it is plain, so that its log and ours meet.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _SAFE_ID.fullmatch(given) else uuid4().hex
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
        response["X-Request-ID"] = request_id
        return response
