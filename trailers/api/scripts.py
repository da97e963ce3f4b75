"""What the film says: read, edited, taken back, spoken again."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from trailers.models import Project
from trailers.models import Script as ScriptRow
from trailers.services.foresee import script_preview
from trailers.services.script import edit_script, renew, restore_script, speak_again, stale_slots

from . import shapes
from .auth import user_of
from .base import checked, once, project_of
from .inputs import Reading, Rows, ScriptEdit, Slot


def _script(project: Project, script: ScriptRow | None) -> Response:
    if script is None:
        raise Http404
    fresh = Project.objects.select_related("source", "script", "soundtrack", "current_cut").get(pk=project.pk)
    return Response(shapes.ScriptShape(script, context={"stale": stale_slots(fresh)}).data)


class Script(APIView):
    @extend_schema(operation_id="script", tags=["script"], responses=shapes.ScriptShape)
    def get(self, request: Request, project_id: UUID) -> Response:
        """What the film says. 404 until it is written."""
        project = project_of(request, project_id)
        return _script(project, project.script)

    @extend_schema(
        operation_id="script_edit", tags=["script"], request=ScriptEdit, responses=shapes.ScriptShape
    )
    def put(self, request: Request, project_id: UUID) -> Response:
        """Save rows as the next version, and make what follows from it. 409 when `base` is not the current one."""
        project = project_of(request, project_id, "edit")
        return _script(
            project, edit_script(project=project, by=user_of(request), **checked(ScriptEdit, request.data))
        )


class Preview(APIView):
    @extend_schema(
        operation_id="script_foresee", tags=["script"], request=Rows, responses=shapes.PreviewShape
    )
    @once()
    def post(self, request: Request, project_id: UUID) -> Response:
        """What these rows would change and cost. Nothing is saved."""
        project = project_of(request, project_id, "edit")
        return Response(
            shapes.PreviewShape(script_preview(project, checked(Rows, request.data)["rows"])).data
        )


class Restore(APIView):
    @extend_schema(operation_id="script_restore", tags=["script"], request=None, responses=shapes.ScriptShape)
    @once()
    def post(self, request: Request, project_id: UUID, number: int) -> Response:
        """Make an earlier or later version the current one again."""
        project = project_of(request, project_id, "edit")
        return _script(project, restore_script(project=project, number=number, by=user_of(request)))


class Again(APIView):
    @extend_schema(
        operation_id="line_again", tags=["script"], request=Reading, responses=shapes.ReadingNumberShape
    )
    @once()
    def post(self, request: Request, project_id: UUID, item_id: UUID) -> Response:
        """Ask for another reading of a line, or go back to a certain one."""
        project = project_of(request, project_id, "edit")
        wanted = checked(Reading, request.data)["reading"]
        number = speak_again(project=project, item_id=str(item_id), reading=wanted, by=user_of(request))
        return Response({"reading": number})


class Renew(APIView):
    @extend_schema(operation_id="slot_renew", tags=["script"], request=Slot, responses=shapes.ScriptShape)
    @once()
    def post(self, request: Request, project_id: UUID) -> Response:
        """Make what fills a stale slot anew (see `stale` of the script)."""
        project = project_of(request, project_id, "edit")
        renew(project=project, slot=checked(Slot, request.data)["slot"], by=user_of(request))
        return _script(project, project.script)
