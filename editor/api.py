"""The timeline's part of the API: the same for the page and for programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import may, membership_for
from trailers.api.auth import token_of, user_of
from trailers.api.base import checked, once, project_of
from trailers.domain.errors import UserError
from trailers.models import Project
from trailers.services.previews import order_previews

from . import services
from .manifest import manifest
from .previews import playable
from .rows import rows_of
from .shapes import TimelineShape
from .stand import Link, stand_of

_NONE = UUID(int=0)


class Edits(s.Serializer):
    """Edits of one cut, made together or not at all."""

    base = s.CharField(max_length=64, help_text="The cut that they are made on.")
    edits = s.ListField(
        child=s.DictField(),
        min_length=1,
        max_length=50,
        help_text='Each {"op": …} with its values, as docs/api.md lists them.',
    )
    label = s.CharField(max_length=120, default="", allow_blank=True, help_text="What undo calls them.")  # type: ignore[assignment]


class Base(s.Serializer):
    base = s.CharField(max_length=64)


class VersionName(s.Serializer):
    name = s.CharField(max_length=120)


class TakeLock(s.Serializer):
    take = s.BooleanField()


class Since(s.Serializer):
    since = s.IntegerField(min_value=0, max_value=2**62, required=False)


class ForeseenShape(s.Serializer):
    stale = s.ListField(child=s.CharField())
    changed = s.ListField(child=s.IntegerField(), help_text="Numbers of scenes.")
    kept = s.IntegerField()
    price_microusd = s.IntegerField()
    seconds = s.IntegerField()
    sentence = s.CharField()


def timeline_of(
    request: Request, project: Project, *, can_edit: bool, said: services.Said | None = None
) -> dict[str, Any]:
    """The manifest of a film that the request may see. UserError film.not_ready before there is an edit."""
    user = user_of(request)
    rows = rows_of(project)
    stand = stand_of(project, rows)
    if stand is None:
        raise UserError("film.not_ready")
    link = _links()
    plays = playable(stand, link)
    order_previews(project=project, wanted=plays.missing)
    shown = manifest(
        stand,
        previews=plays.previews,
        link=link,
        scene_url=_scene_address(project),
        me=user,
        can_edit=can_edit,
    )
    if said is not None:
        shown["said"] = {"message": said.message, "changed": list(said.changed), "kept": said.kept}
    return shown


def _can_edit(request: Request, project: Project) -> bool:
    token = token_of(request)
    if project.archived_at is not None or (token is not None and "write" not in token.scopes):
        return False
    return may(membership_for(user_of(request), project.team_id).role, "edit")


def _links() -> Link:
    """As `reverse` would write them, which is too slow for a thousand files."""
    root = reverse("media", args=[_NONE, "x"]).removesuffix(f"{_NONE}/x")
    return lambda artifact, name: f"{root}{artifact}/{name}"


def _scene_address(project: Project) -> Any:
    root = reverse("scene", args=[project.pk, 0]).removesuffix("0/")
    return lambda number: f"{root}{number}/"


class Timeline(APIView):
    @extend_schema(
        operation_id="timeline",
        tags=["timeline"],
        parameters=[Since],
        responses={200: TimelineShape, 304: None},
    )
    def get(self, request: Request, project_id: UUID) -> Response | HttpResponseBase:
        """The film's timeline; 304 for `since` the revision that stands, and for its ETag."""
        project = project_of(request, project_id)
        since = checked(Since, request.query_params).get("since")
        can_edit = _can_edit(request, project)
        tag = f'W/"{project.next_seq - 1}-{user_of(request).pk}-{can_edit}"'
        if since == project.next_seq - 1 or tag in request.headers.get("If-None-Match", ""):
            return HttpResponseNotModified(headers={"ETag": tag})
        shown = timeline_of(request, project, can_edit=can_edit)
        return Response(shown, headers={"ETag": tag, "Cache-Control": "private, no-cache"})


class TimelineEdits(APIView):
    @extend_schema(
        operation_id="timeline_edit", tags=["timeline"], request=Edits, responses={200: TimelineShape}
    )
    @once()
    def post(self, request: Request, project_id: UUID) -> Response:
        """Make edits; they are one step of undo. 409 when somebody else has edited since `base`."""
        project = project_of(request, project_id, "edit")
        said = services.edit_timeline(project=project, user=user_of(request), **checked(Edits, request.data))
        return _answer(request, project_id, said)


class TimelineForesee(APIView):
    @extend_schema(
        operation_id="timeline_foresee", tags=["timeline"], request=Edits, responses={200: ForeseenShape}
    )
    @once()
    def post(self, request: Request, project_id: UUID) -> Response:
        """What edits would change and cost. Nothing is saved."""
        project = project_of(request, project_id, "edit")
        given = checked(Edits, request.data)
        seen = services.foresee(project=project, base=given["base"], edits=given["edits"])
        return Response(ForeseenShape(seen).data)


class TimelineUndo(APIView):
    redo = False

    @extend_schema(
        operation_id="timeline_undo", tags=["timeline"], request=Base, responses={200: TimelineShape}
    )
    @once()
    def post(self, request: Request, project_id: UUID) -> Response:
        """Take the last edit back, picture and sound."""
        return _step(request, project_id, redo=False)


class TimelineRedo(APIView):
    @extend_schema(
        operation_id="timeline_redo", tags=["timeline"], request=Base, responses={200: TimelineShape}
    )
    @once()
    def post(self, request: Request, project_id: UUID) -> Response:
        """Make the edit again that was taken back last."""
        return _step(request, project_id, redo=True)


def _answer(request: Request, project_id: UUID, said: services.Said | None = None) -> Response:
    """The timeline as it stands after what was done."""
    return Response(timeline_of(request, project_of(request, project_id), can_edit=True, said=said))


def _step(request: Request, project_id: UUID, *, redo: bool) -> Response:
    project = project_of(request, project_id, "edit")
    base = checked(Base, request.data)["base"]
    said = services.undo(project=project, base=base, user=user_of(request), redo=redo)
    return _answer(request, project_id, said)


class TimelineVersions(APIView):
    @extend_schema(
        operation_id="timeline_name", tags=["timeline"], request=VersionName, responses={200: TimelineShape}
    )
    @once()
    def post(self, request: Request, project_id: UUID) -> Response:
        """Name the edit as it stands, to find it again; what was rendered for it is kept."""
        project = project_of(request, project_id, "edit")
        services.name_version(project=project, user=user_of(request), **checked(VersionName, request.data))
        return _answer(request, project_id)


class TimelineRestore(APIView):
    @extend_schema(
        operation_id="timeline_restore", tags=["timeline"], request=None, responses={200: TimelineShape}
    )
    @once()
    def post(self, request: Request, project_id: UUID, cut_id: UUID) -> Response:
        """Show an earlier edit again, with its sound, as a new one."""
        project = project_of(request, project_id, "edit")
        said = services.restore_version(project=project, cut_id=cut_id, user=user_of(request))
        return _answer(request, project_id, said)


class TimelineLock(APIView):
    @extend_schema(
        operation_id="timeline_lock", tags=["timeline"], request=TakeLock, responses={200: TimelineShape}
    )
    @once()
    def post(self, request: Request, project_id: UUID) -> Response:
        """Say that one is editing, for two minutes, also when somebody else was; or no longer."""
        project = project_of(request, project_id, "edit")
        services.take_lock(project=project, user=user_of(request), **checked(TakeLock, request.data))
        return _answer(request, project_id)
