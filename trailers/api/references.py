"""People and places with their sheets, and buying a film up: what it would cost, and the order."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from trailers.models import Project, Reference
from trailers.selectors.references import library, sheet_rows
from trailers.services import ladder, references
from trailers.services.snapshot import plan_project
from trailers.worker.uploads import confirm_reference

from . import shapes
from .base import checked, once, project_of, upload_of
from .inputs import LadderWish, SheetWish
from .parts import linker


class Sheets(APIView):
    @extend_schema(operation_id="sheets", tags=["references"], responses=shapes.SheetShape(many=True))
    def get(self, request: Request, project_id: UUID) -> Response:
        """The people and places that scenes name, with the picture each is known by."""
        project = project_of(request, project_id)
        facts, plan = plan_project(project)
        rows = sheet_rows(project, facts, plan)
        return Response(shapes.SheetShape(rows, many=True, context=linker(request)).data)


class Sheet(APIView):
    @extend_schema(
        operation_id="sheet_set",
        tags=["references"],
        request=SheetWish,
        responses=shapes.SheetShape(many=True),
    )
    def put(self, request: Request, project_id: UUID, subject_id: UUID) -> Response:
        """Draw another, use a picture of the library or an upload, go back to the drawn one, or do without."""
        project = project_of(request, project_id, "edit")
        _set(request, project, str(subject_id), checked(SheetWish, request.data))
        return Sheets().get(request, project_id)


def _set(request: Request, project: Project, subject_id: str, wish: dict[str, object]) -> None:
    if reference := wish.get("reference"):
        row = get_object_or_404(Reference, team_id=project.team_id, pk=reference)
        references.use_reference(project=project, subject_id=subject_id, reference=row)
    elif upload := wish.get("upload"):
        found = upload_of(request, UUID(str(upload)))
        if found.team_id != project.team_id:
            raise Http404
        confirm_reference(upload=found, project=project, subject_id=subject_id)
    else:
        act = {"again": references.draw_again, "drawn": references.use_drawn, "none": references.go_without}
        act[str(wish["use"])](project=project, subject_id=subject_id)


class Library(APIView):
    @extend_schema(operation_id="library", tags=["references"], responses=shapes.ReferenceShape(many=True))
    def get(self, request: Request, project_id: UUID) -> Response:
        """The team's pictures of people and places, newest first, for any of its films."""
        project = project_of(request, project_id)
        rows = [*library(project, "character"), *library(project, "location")]
        return Response(shapes.ReferenceShape(rows, many=True, context=linker(request)).data)


class Ladder(APIView):
    @extend_schema(
        operation_id="ladder", tags=["engines"], parameters=[LadderWish], responses=shapes.RungShape
    )
    def get(self, request: Request, project_id: UUID) -> Response:
        """What buying all stills, or all clips, from an engine would order and cost."""
        project = project_of(request, project_id)
        wish = checked(LadderWish, request.query_params, team_id=project.team_id)
        return Response(shapes.RungShape(ladder.offer(project, wish["rung"], wish["engine"])).data)

    @extend_schema(
        operation_id="ladder_buy", tags=["engines"], request=LadderWish, responses=shapes.OrderedShape
    )
    @once()
    def post(self, request: Request, project_id: UUID) -> Response:
        """Order them. What the engine made before is not ordered again."""
        project = project_of(request, project_id, "edit")
        wish = checked(LadderWish, request.data, team_id=project.team_id)
        count = ladder.buy(project=project, rung=wish["rung"], engine=wish["engine"])
        return Response(shapes.OrderedShape({"ordered": count}).data)
