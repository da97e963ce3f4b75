"""What every view of the API stands on: who asks, for which team, and answers that are given only once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from accounts.http import Request as SiteRequest
from accounts.http import current
from accounts.models import Membership
from accounts.permissions import Capability, membership_for
from trailers.models import Project, Scene, Source, Upload
from trailers.selectors import get_project_for, get_source_for
from trailers.selectors.projects import get_scene, get_upload_for
from trailers.services import once as keys

from .auth import token_of, user_of

_KEY_CHARS = 200
_BUSY_S, _SLOW_BUSY_S = 60, 600


def membership_of(request: Request, capability: Capability = "view") -> Membership:
    """The team that is asked about: the token's own, else `?team=`, else the one chosen on the site."""
    token = token_of(request)
    named = request.query_params.get("team")
    if token is None and named is None:
        return current(cast(SiteRequest, request), capability)
    try:
        team_id = UUID(named) if named is not None else cast(UUID, token and token.team_id)
    except ValueError:
        raise ValidationError({"team": "Not an id."}) from None
    return within(request, membership_for(user_of(request), team_id, capability))


def within(request: Request, thing: Any) -> Any:
    """A token opens its own team only, wherever else its person belongs."""
    token = token_of(request)
    if token is not None and token.team_id != thing.team_id:
        raise Http404
    return thing


def project_of(
    request: Request, project_id: UUID, capability: Capability = "view", *, deleted: bool = False
) -> Project:
    found = get_project_for(user_of(request), project_id, capability, deleted=deleted)
    return cast(Project, within(request, found))


def scene_of(project: Project, number: int) -> Scene:
    return get_scene(project, number)


def source_of(request: Request, source_id: UUID, capability: Capability = "view") -> Source:
    return cast(Source, within(request, get_source_for(user_of(request), source_id, capability)))


def upload_of(request: Request, upload_id: UUID) -> Upload:
    return cast(Upload, within(request, get_upload_for(user_of(request), upload_id, "edit")))


def checked(shape: type[Serializer], data: Any, *, team_id: UUID | None = None) -> dict[str, Any]:
    """The values of a request's body or query; 400 names every field that is wrong.

    `team_id` for what names engines: whose own keys count.
    """
    given = shape(data=data, context={"team_id": team_id})
    given.is_valid(raise_exception=True)
    return cast(dict[str, Any], given.validated_data)


def once(*, atomic: bool = True) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """A POST that may carry an Idempotency-Key: done once, then answered from memory. Refusals free the key.

    What an atomic one does is kept together with its answer or not at all, so a kill in between leaves nothing
    half-done. One that is not atomic works on files outside of any transaction, and must be harmless to repeat.
    """

    def decorate(view: Callable[..., Response]) -> Callable[..., Response]:
        @wraps(view)
        def inner(self: APIView, request: Request, *args: Any, **kwargs: Any) -> Response:
            key = request.headers.get("Idempotency-Key")
            if key is None:
                return view(self, request, *args, **kwargs)
            found = _begin(request, key, _BUSY_S if atomic else _SLOW_BUSY_S)
            if isinstance(found, keys.Answer):
                return Response(found.data, status=found.status, headers={"Idempotent-Replay": "true"})
            try:
                with transaction.atomic() if atomic else nullcontext():
                    response = view(self, request, *args, **kwargs)
                    data = json.loads(JSONRenderer().render(response.data) or b"null")
                    keys.keep(holder=found, status=response.status_code, data=data)
            except Exception:
                keys.release(holder=found)
                raise
            return response

        inner.once = True  # type: ignore[attr-defined]
        return inner

    return decorate


def _begin(request: Request, key: str, busy_s: int) -> UUID | keys.Answer:
    if not key.isascii() or not key.isprintable() or not 1 <= len(key) <= _KEY_CHARS:
        raise ValidationError({"Idempotency-Key": f"1 to {_KEY_CHARS} printable ASCII characters."})
    return keys.begin(
        team=membership_of(request).team,
        key=key,
        route=request.path[:200],
        request_sha256=_request_sha256(request),
        busy_s=busy_s,
    )


def _request_sha256(request: Request) -> str:
    """What was asked, by whom: files count by their contents."""
    digest = hashlib.sha256(f"{request.user.pk} {request.method} {request.META['QUERY_STRING']}\n".encode())
    fields = request.data.lists() if hasattr(request.data, "lists") else [("", request.data)]
    for name, values in sorted(fields, key=lambda field: field[0]):
        digest.update(json.dumps(name).encode())
        for value in values if isinstance(values, list) else [values]:
            _add(digest, value)
    return digest.hexdigest()


def _add(digest: Any, value: Any) -> None:
    if isinstance(value, UploadedFile):
        digest.update(json.dumps(value.name).encode())
        for chunk in value.chunks():
            digest.update(chunk)
        value.seek(0)
    else:
        digest.update(json.dumps(value, sort_keys=True, default=str).encode())
