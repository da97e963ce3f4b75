"""Stored files on their way out: to members of the team, or to whoever holds a signed link that still lives."""

from __future__ import annotations

import time
from uuid import UUID

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from accounts.http import Request, signed_in
from trailers.models import Artifact
from trailers.selectors import get_artifact_for
from trailers.services.thumbnails import thumbnail
from trailers.views.serving import Stored, serve

_SALT = "cuelock.media"
LINK_SECONDS = 3600


@signed_in
@require_safe
def media(request: Request, artifact_id: UUID, name: str) -> HttpResponseBase:
    """`?download` saves it under `name`; `?w=480` is a small picture of it."""
    artifact = get_artifact_for(request.user, artifact_id)
    width = request.GET.get("w", "")
    if width:
        return _small(request, artifact, width)
    return serve(request, _stored(artifact), name=name, download="download" in request.GET)


def _small(request: Request, artifact: Artifact, width: str) -> HttpResponseBase:
    try:
        small = thumbnail(artifact, int(width))
    except ValueError:
        raise Http404 from None
    return serve(request, Stored(small, f"{artifact.sha256}-{width}"), name="small.webp", download=False)


def signed_name(artifact: Artifact) -> str:
    """The secret part of a link to one file, which lives for one to two hours.

    It changes once an hour and not with each answer, so that whoever reads the same film again finds the files
    they already hold under the same addresses.
    """
    ends = (int(time.time()) // LINK_SECONDS + 2) * LINK_SECONDS
    return _signer().sign_object([str(artifact.pk), ends])


@require_safe
def signed(request: HttpRequest, token: str, name: str) -> HttpResponseBase:
    try:
        artifact_id, ends = _signer().unsign_object(token)
    except signing.BadSignature:
        raise Http404 from None
    if time.time() >= ends:
        raise Http404
    artifact = Artifact.objects.filter(pk=artifact_id).first()
    if artifact is None:
        raise Http404
    return serve(request, _stored(artifact), name=name, download="download" in request.GET)


def _signer() -> signing.Signer:
    return signing.Signer(salt=_SALT)


def _stored(artifact: Artifact) -> Stored:
    return Stored(artifact.storage_name, artifact.sha256)
