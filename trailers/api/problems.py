"""Refusals as application/problem+json (RFC 9457): a stable code, and the words that the pages would say."""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions as drf
from rest_framework.response import Response

from trailers.domain.errors import CuelockError, RetryableError, UserError, describe

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
_CONFLICTS = frozenset(
    {
        "api.key_busy",
        "edit.outdated",
        "editor.held",
        "editor.moved_on",
        "film.not_ready",
        "plan.outdated",
        "scene.busy",
        "scene.locked",
        "shot_plan.locked",
        "treatment.locked",
        "upload.missing",
        "upload.used",
    }
)
"""Codes about how things stand, not about what was sent: the same request may succeed later."""
_BESIDE = ("by", "at", "what", "until", "choices")
"""Values of a refusal that a program wants by themselves."""
_TOO_BIG = frozenset({"file.too_big", "document.too_big", "media.too_big"})
_OF_STATUS = {
    401: "api.not_signed_in",
    403: "api.not_allowed",
    404: "api.not_found",
    405: "api.no_such_method",
    406: "api.not_acceptable",
    415: "api.media_type",
    429: "api.throttled",
}


def answer(error: Exception, context: dict[str, Any]) -> Response:
    """Every exception of a view as a problem; what nobody foresaw is logged and told without its details."""
    if isinstance(error, CuelockError):
        return _of_domain(error)
    if isinstance(error, drf.ValidationError):
        return problem(400, "api.invalid", errors=field_errors(error.detail))
    if isinstance(error, drf.ParseError):
        return problem(400, "api.unreadable", detail=str(error.detail))
    if isinstance(error, Http404 | drf.NotFound):
        return problem(404, "api.not_found")
    if isinstance(error, PermissionDenied):
        return problem(403, "api.not_allowed")
    if isinstance(error, drf.APIException) and error.status_code in _OF_STATUS:
        return _of_framework(error)
    log.error("the API failed", exc_info=error)
    return problem(500, "internal")


def problem(status: int, code: str, *, errors: Any = None, **params: Any) -> Response:
    message = describe(code, **params)
    body = {
        "type": f"urn:cuelock:problem:{code}",
        "title": message.what,
        "status": status,
        "detail": " ".join(part for part in (message.why, message.do) if part),
        "code": code,
    }
    if errors is not None:
        body["errors"] = errors
    return Response(body, status=status, content_type=MEDIA_TYPE)


def _of_domain(error: CuelockError) -> Response:
    if isinstance(error, RetryableError):
        response = problem(503, error.code, **error.params)
        response["Retry-After"] = str(error.retry_after_s or 30)
        return response
    if not isinstance(error, UserError):
        log.error("the API failed: %s", error.code, exc_info=error)
        return problem(500, error.code, **error.params)
    status = 409 if error.code in _CONFLICTS else 413 if error.code in _TOO_BIG else 422
    response = problem(status, error.code, **error.params)
    response.data.update({name: error.params[name] for name in _BESIDE if name in error.params})
    if error.code == "api.key_busy":
        response["Retry-After"] = "1"
    return response


def _of_framework(error: drf.APIException) -> Response:
    wait = getattr(error, "wait", None)
    response = problem(error.status_code, _OF_STATUS[error.status_code], seconds=wait and round(wait))
    if header := getattr(error, "auth_header", None):
        response["WWW-Authenticate"] = header
    if wait:
        response["Retry-After"] = str(round(wait))
    return response


def field_errors(detail: Any, where: str = "") -> list[dict[str, str]]:
    """DRF's nested errors as a flat list: [{"field": "size.width", "message": "…"}]."""
    if isinstance(detail, dict):
        return [
            found for name, inner in detail.items() for found in field_errors(inner, _inside(where, name))
        ]
    if isinstance(detail, list):
        plain = [one for one in detail if not isinstance(one, dict | list)]
        nested = [
            found
            for index, one in enumerate(detail)
            if isinstance(one, dict | list)
            for found in field_errors(one, _inside(where, index))
        ]
        return [{"field": where, "message": str(one)} for one in plain] + nested
    return [{"field": where, "message": str(detail)}]


def _inside(where: str, name: object) -> str:
    return f"{where}.{name}" if where else str(name)
