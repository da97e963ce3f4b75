"""Exports in the API: what can be taken, orders, and the files that are written on the spot."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from trailers.api.auth import user_of
from trailers.api.base import checked, once, project_of
from trailers.api.parts import linker
from trailers.domain.exports import KINDS, SHAPES
from trailers.models import Export, Project
from trailers.services.exports import stop_export

from .export_views import attachment, file_of
from .exports.order import order_package, order_render
from .exports.page import Order, exports_page, order_of


class ExportWish(s.Serializer):
    """What to make of the current cut. It costs nothing."""

    kind = s.ChoiceField(choices=KINDS, help_text="package, update and bundle are for editing programs.")
    shape = s.ChoiceField(choices=tuple(SHAPES), default="16:9", help_text="Of a render.")
    captions = s.BooleanField(default=False, help_text="Draw the captions into the picture of a render.")


class ExportShape(s.Serializer):
    id = s.CharField(allow_blank=True, help_text="Empty until it is ordered.")
    kind = s.CharField()
    title = s.CharField()
    shape = s.CharField(allow_blank=True)
    captions = s.BooleanField()
    state = s.CharField(
        help_text="none, working, done, failed, stopped or gone (made, and cleaned up since)."
    )
    steps_done = s.IntegerField(source="done")
    steps = s.IntegerField(source="total")
    proof = s.CharField(allow_blank=True, help_text="What was measured or compared.")
    problem = s.SerializerMethodField()
    size = s.SerializerMethodField()
    url = s.SerializerMethodField(help_text="A signed address, for one to two hours.")

    def get_problem(self, order: Order) -> str | None:
        return str(order.problem) if order.problem else None

    def get_size(self, order: Order) -> int | None:
        return order.artifact.size if order.artifact else None

    def get_url(self, order: Order) -> str | None:
        found: str | None = self.context["link"](order.artifact, order.file, download=True)
        return found


class TextFileShape(s.Serializer):
    name = s.CharField(help_text="Fetch it at exports/files/<name>.")
    title = s.CharField()
    words = s.CharField()
    proof = s.CharField(allow_blank=True)
    problem = s.SerializerMethodField()
    size = s.IntegerField()

    def get_problem(self, file: object) -> str | None:
        problem = getattr(file, "problem", None)
        return str(problem) if problem else None


class HurriedShape(s.Serializer):
    number = s.IntegerField()
    start_ms = s.IntegerField()
    cps = s.IntegerField(help_text="Columns to read in a second.")
    text = s.CharField()


class ExportsShape(s.Serializer):
    renders = ExportShape(many=True)
    captions = TextFileShape(many=True)
    hurried = HurriedShape(many=True, help_text="Captions that ask for more than 20 columns a second.")
    lists = TextFileShape(many=True)
    packages = ExportShape(many=True)
    earlier = ExportShape(many=True, help_text="Of cuts before this one.")
    problem = s.SerializerMethodField(help_text="Why nothing can be exported yet.")

    def get_problem(self, page: object) -> str | None:
        problem = getattr(page, "problem", None)
        return str(problem) if problem else None


class Exports(APIView):
    @extend_schema(operation_id="exports", tags=["exports"], responses=ExportsShape)
    def get(self, request: Request, project_id: UUID) -> Response:
        """What can be taken from the film of the current cut, and what state it is in."""
        project = project_of(request, project_id)
        return Response(ExportsShape(exports_page(project), context=linker(request)).data)

    @extend_schema(
        operation_id="export_order", tags=["exports"], request=ExportWish, responses={201: ExportShape}
    )
    @once()
    def post(self, request: Request, project_id: UUID) -> Response:
        """Order a render or a package. The same order of the same cut is the one there is."""
        project = project_of(request, project_id, "edit")
        wish = checked(ExportWish, request.data)
        if wish["kind"] == "render":
            export = order_render(
                project=project, user=user_of(request), shape=wish["shape"], captions=wish["captions"]
            )
        else:
            export = order_package(project=project, user=user_of(request), kind=wish["kind"])
        return Response(_told(request, project, export), status=201)


class OneExport(APIView):
    @extend_schema(operation_id="export", tags=["exports"], responses=ExportShape)
    def get(self, request: Request, project_id: UUID, export_id: UUID) -> Response:
        """One order: poll it until its state is done."""
        project = project_of(request, project_id)
        return Response(_told(request, project, _export(project, export_id)))


class StopExport(APIView):
    @extend_schema(operation_id="export_stop", tags=["exports"], request=None, responses=ExportShape)
    @once()
    def post(self, request: Request, project_id: UUID, export_id: UUID) -> Response:
        """Stop one order. What is finished stays; the same order again goes on from there."""
        project = project_of(request, project_id, "edit")
        stop_export(project=project, export=_export(project, export_id))
        return Response(_told(request, project, _export(project, export_id)))


class ExportFile(APIView):
    @extend_schema(
        operation_id="export_file", tags=["exports"], responses={(200, "text/plain"): OpenApiTypes.STR}
    )
    def get(self, request: Request, project_id: UUID, name: str) -> HttpResponse:
        """cut.otio, cut.fcpxml, cut.edl, captions.srt, captions.vtt or captions.ass of the current cut.

        A cut list is read back and compared with the cut before it leaves.
        """
        text, media_type = file_of(project_of(request, project_id), name)
        return attachment(text, media_type, name)


def _export(project: Project, export_id: UUID) -> Export:
    rows = Export.objects.select_related("artifact", "cut__soundtrack")
    return get_object_or_404(rows, project=project, pk=export_id)


def _told(request: Request, project: Project, export: Export) -> object:
    return ExportShape(order_of(project, export), context=linker(request)).data
