"""The parts of one film: gates, engines, questions, history, spending, renders and files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from trailers.domain.film import GATES
from trailers.models import Artifact, Job, Project, Render
from trailers.selectors.failures import failures
from trailers.selectors.film import live_tag
from trailers.selectors.gates import gate_rows
from trailers.selectors.history import events_after
from trailers.selectors.money import ledger_of, project_spend
from trailers.selectors.scenes import scene_cards
from trailers.services import gates
from trailers.services.engines import set_engines
from trailers.services.foresee import engines_preview
from trailers.services.snapshot import plan_project
from trailers.services.uncertain import give_up_call, repeat_call
from trailers.views.media import signed_name

from . import pages, shapes
from .base import checked, once, project_of
from .films import film_answer, film_of
from .inputs import After, Decision, EngineWishes, GateWish, Page

Link = Callable[..., str | None]
_SET = {"open": gates.open_gate, "stop": gates.close_gate, "auto": gates.open_by_itself}


def linker(request: Request) -> dict[str, Link]:
    """How a shape tells where a file is: a signed address that works without a token, for an hour."""

    def link(artifact: Artifact | None, stem: str, *, download: bool = False) -> str | None:
        if artifact is None:
            return None
        suffix = PurePosixPath(artifact.storage_name).suffix
        name = stem if PurePosixPath(stem).suffix == suffix else stem + suffix
        path = reverse("signed_media", args=[signed_name(artifact), name])
        return request.build_absolute_uri(path + ("?download" if download else ""))

    return {"link": link}


class Gates(APIView):
    @extend_schema(operation_id="gates", tags=["gates"], responses=shapes.GateShape(many=True))
    def get(self, request: Request, project_id: UUID) -> Response:
        """The stops of a film, and what each holds back with its price."""
        return Response(_gates(project_of(request, project_id)))


class Gate(APIView):
    @extend_schema(
        operation_id="gate_set", tags=["gates"], request=GateWish, responses=shapes.GateShape(many=True)
    )
    def put(self, request: Request, project_id: UUID, gate: str) -> Response:
        """Open a gate, close it, or let it open by itself. Opening buys what it holds, within the caps."""
        project = project_of(request, project_id, "edit")
        if gate not in GATES:
            raise Http404
        _SET[checked(GateWish, request.data)["state"]](project=project, gate=gate)
        return Response(_gates(project_of(request, project_id)))


def _gates(project: Project) -> object:
    _, plan = plan_project(project)
    return shapes.GateShape(gate_rows(project, plan), many=True).data


class Engines(APIView):
    @extend_schema(
        operation_id="engines_set", tags=["projects"], request=EngineWishes, responses=shapes.FilmShape
    )
    def put(self, request: Request, project_id: UUID) -> Response:
        """Other engines for what is still to be made; what was made stays, and is marked out of date."""
        project = project_of(request, project_id, "edit")
        set_engines(project=project, engines=checked(EngineWishes, request.data, team_id=project.team_id))
        return film_answer(project)


class EnginesPreview(APIView):
    @extend_schema(
        operation_id="engines_foresee",
        tags=["projects"],
        parameters=[EngineWishes],
        responses=shapes.PreviewShape,
    )
    def get(self, request: Request, project_id: UUID) -> Response:
        """What other engines would change and cost."""
        project = project_of(request, project_id)
        seen = engines_preview(project, checked(EngineWishes, request.query_params, team_id=project.team_id))
        return Response(shapes.PreviewShape(seen).data)


class Decide(APIView):
    @extend_schema(
        operation_id="question_decide", tags=["projects"], request=Decision, responses=shapes.FilmShape
    )
    @once()
    def post(self, request: Request, project_id: UUID, job_id: UUID) -> Response:
        """A paid call without an answer: repeat it, or give it up as charged or free. Decided once."""
        project = project_of(request, project_id, "edit")
        job = get_object_or_404(Job, project=project, pk=job_id)
        act = checked(Decision, request.data)["act"]
        if act == "repeat":
            repeat_call(project=project, job_id=job.pk)
        else:
            give_up_call(project=project, job_id=job.pk, charged=act == "charged")
        return film_answer(project)


class Failures(APIView):
    @extend_schema(operation_id="failures", tags=["projects"], responses=shapes.FailureShape(many=True))
    def get(self, request: Request, project_id: UUID) -> Response:
        """Steps that failed and wait for a retry, the same words told once."""
        project = project_of(request, project_id)
        facts, plan = plan_project(project)
        found = failures(project, plan, scene_cards(project, facts, plan))
        return Response(shapes.FailureShape(found, many=True).data)


class Events(APIView):
    @extend_schema(
        operation_id="events",
        tags=["projects"],
        parameters=[After],
        responses={
            200: shapes.EventsShape,
            304: OpenApiResponse(description="Nothing since the ETag in If-None-Match."),
        },
    )
    def get(self, request: Request, project_id: UUID) -> Response:
        """What happened since event `after`, in order. Poll it with If-None-Match."""
        project = project_of(request, project_id)
        after = checked(After, request.query_params)["after"]
        tag = f'"{live_tag(project)}.{after}"'
        headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
        if request.headers.get("If-None-Match") == tag:
            return Response(status=304, headers=headers)
        events, more = events_after(project, after)
        last = events[-1]["seq"] if events else after
        return Response({"events": events, "last": last, "more": more}, headers=headers)


class Spend(APIView):
    @extend_schema(operation_id="project_spend", tags=["money"], responses=shapes.SpendShape)
    def get(self, request: Request, project_id: UUID) -> Response:
        """What a film may spend, and has."""
        return Response(shapes.SpendShape(project_spend(project_of(request, project_id))).data)


class Ledger(APIView):
    @extend_schema(
        operation_id="project_ledger",
        tags=["money"],
        parameters=[Page],
        responses=pages.paged(shapes.LedgerShape),
    )
    def get(self, request: Request, project_id: UUID) -> Response:
        """Every change of what a film has committed, newest first."""
        project = project_of(request, project_id)
        number = checked(Page, request.query_params)["page"]
        return pages.page_of(ledger_of(project.team, project.pk), number, shapes.LedgerShape)


class Renders(APIView):
    @extend_schema(operation_id="renders", tags=["files"], responses=shapes.RenderShape(many=True))
    def get(self, request: Request, project_id: UUID) -> Response:
        """Finished films with their sync receipts, newest first."""
        project = project_of(request, project_id)
        rows = (
            Render.objects.filter(project=project).select_related("film", "project").order_by("-created_at")
        )
        return Response(shapes.RenderShape(rows, many=True, context=linker(request)).data)


class Files(APIView):
    @extend_schema(operation_id="files", tags=["files"], responses=shapes.FileShape(many=True))
    def get(self, request: Request, project_id: UUID) -> Response:
        """The package and what is in it, once it is there."""
        files = film_of(project_of(request, project_id)).files
        return Response(shapes.FileShape(files, many=True, context=linker(request)).data)
