"""Scenes and their takes."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from trailers.domain.errors import UserError
from trailers.models import Project, Take
from trailers.selectors.scenes import SceneCard, numbered, scene_cards
from trailers.selectors.takes import TakeRow, take_rows
from trailers.services.edits import choose_take, lock_scene
from trailers.services.engines import check_engine
from trailers.services.foresee import choice_preview, take_preview
from trailers.services.refusal_offers import refusals
from trailers.services.refusals import order_instead, settle_by
from trailers.services.scenes import regenerate_scene
from trailers.services.snapshot import film_facts, plan_project
from trailers.worker.uploads import confirm_take

from . import shapes
from .auth import user_of
from .base import checked, once, project_of, scene_of, upload_of
from .inputs import Instead, Lock, OfEngine, Prompt, UseUpload
from .parts import linker


def _card(project: Project, number: int) -> SceneCard:
    scene_of(project, number)
    facts, plan = plan_project(project)
    card = numbered(scene_cards(project, facts, plan)).get(number)
    if card is None:
        raise UserError("film.not_ready")
    return card


def _scene(request: Request, project_id: UUID, number: int, status: int = 200) -> Response:
    card = _card(project_of(request, project_id), number)
    return Response(shapes.SceneShape(card, context=linker(request)).data, status=status)


def _take(request: Request, project: Project, number: int, take: Take) -> dict[str, object]:
    fresh = Project.objects.select_related("source", "script", "soundtrack", "current_cut").get(pk=project.pk)
    rows: list[TakeRow] = take_rows(fresh, _card(fresh, number))
    row = next(row for row in rows if row.take.pk == take.pk)
    return dict(shapes.TakeShape(row, context=linker(request)).data)


class Scenes(APIView):
    @extend_schema(operation_id="scenes", tags=["scenes"], responses=shapes.SceneShape(many=True))
    def get(self, request: Request, project_id: UUID) -> Response:
        """The storyboard, in order; empty until there is an edit."""
        project = project_of(request, project_id)
        facts, plan = plan_project(project)
        cards = scene_cards(project, facts, plan)
        return Response(shapes.SceneShape(cards, many=True, context=linker(request)).data)


class OneScene(APIView):
    @extend_schema(operation_id="scene", tags=["scenes"], responses=shapes.SceneShape)
    def get(self, request: Request, project_id: UUID, number: int) -> Response:
        """One scene of the film as it is edited now."""
        return _scene(request, project_id, number)


class Again(APIView):
    @extend_schema(
        operation_id="scene_foresee", tags=["scenes"], parameters=[OfEngine], responses=shapes.PreviewShape
    )
    def get(self, request: Request, project_id: UUID, number: int) -> Response:
        """What more takes of the scene would change and cost, all together."""
        project = project_of(request, project_id)
        scene = scene_of(project, number)
        wish = checked(OfEngine, request.query_params)
        engine = wish["engine"]
        if scene.kind == "black":
            raise UserError("scene.black", number=number)
        if engine:
            check_engine("image", engine, project.team_id)
        seen = take_preview(
            film_facts(project), scene.key, {"image": engine} if engine else {}, takes=wish["takes"]
        )
        return Response(shapes.PreviewShape(seen).data)

    @extend_schema(
        operation_id="scene_regenerate", tags=["scenes"], request=Prompt, responses={201: shapes.TakeShape}
    )
    @once()
    def post(self, request: Request, project_id: UUID, number: int) -> Response:
        """Order one to four takes; the answer is the first, which is shown. Every other scene stays as it is."""
        project = project_of(request, project_id, "edit")
        scene = scene_of(project, number)
        take = regenerate_scene(project=project, scene=scene, **checked(Prompt, request.data))
        settle_by(project=project, scene=scene, take=take)
        return Response(_take(request, project, number, take), status=201)


class Takes(APIView):
    @extend_schema(operation_id="takes", tags=["scenes"], responses=shapes.TakeShape(many=True))
    def get(self, request: Request, project_id: UUID, number: int) -> Response:
        """The attempts at a scene, newest first."""
        project = project_of(request, project_id)
        rows = take_rows(project, _card(project, number))
        return Response(shapes.TakeShape(rows, many=True, context=linker(request)).data)

    @extend_schema(
        operation_id="take_new", tags=["scenes"], request=UseUpload, responses={201: shapes.TakeShape}
    )
    @once(atomic=False)
    def post(self, request: Request, project_id: UUID, number: int) -> Response:
        """Use an uploaded picture or clip (see /uploads) in the scene. Asked again: the same take."""
        project = project_of(request, project_id, "edit")
        scene = scene_of(project, number)
        upload = upload_of(request, checked(UseUpload, request.data)["upload"])
        if upload.team_id != project.team_id:
            raise Http404
        take = confirm_take(upload=upload, project=project, scene=scene)
        settle_by(project=project, scene=scene, take=take)
        return Response(_take(request, project, number, take), status=201)


class Refusals(APIView):
    @extend_schema(operation_id="refusals", tags=["scenes"], responses=shapes.RefusalShape(many=True))
    def get(self, request: Request, project_id: UUID) -> Response:
        """What moderation refused, what was charged for it, and what may be done about it."""
        project = project_of(request, project_id)
        return Response(shapes.RefusalShape(refusals(project), many=True).data)


class TakeInstead(APIView):
    @extend_schema(
        operation_id="take_instead", tags=["scenes"], request=Instead, responses={201: shapes.TakeShape}
    )
    @once()
    def post(self, request: Request, project_id: UUID, number: int, take_id: UUID) -> Response:
        """Order what was refused in other words, by another engine, or both. The new take stands in for it."""
        project = project_of(request, project_id, "edit")
        scene_of(project, number)
        take = order_instead(project=project, take_id=take_id, **checked(Instead, request.data))
        return Response(_take(request, project, number, take), status=201)


class Choose(APIView):
    @extend_schema(operation_id="take_foresee", tags=["scenes"], responses=shapes.PreviewShape)
    def get(self, request: Request, project_id: UUID, number: int, take_id: UUID) -> Response:
        """What showing this take would change and cost."""
        project = project_of(request, project_id)
        scene = scene_of(project, number)
        take = get_object_or_404(Take, pk=take_id, scene=scene)
        return Response(shapes.PreviewShape(choice_preview(film_facts(project), scene, take)).data)

    @extend_schema(operation_id="take_choose", tags=["scenes"], request=None, responses=shapes.SceneShape)
    @once()
    def post(self, request: Request, project_id: UUID, number: int, take_id: UUID) -> Response:
        """Show this take in the scene."""
        project = project_of(request, project_id, "edit")
        scene = scene_of(project, number)
        take = get_object_or_404(Take, pk=take_id, scene=scene)
        choose_take(project=project, scene=scene, take=take, by=user_of(request))
        return _scene(request, project_id, number)


class Locked(APIView):
    @extend_schema(operation_id="scene_lock", tags=["scenes"], request=Lock, responses=shapes.SceneShape)
    def put(self, request: Request, project_id: UUID, number: int) -> Response:
        """Keep a scene as it is, whatever is made for it; or no longer."""
        project = project_of(request, project_id, "edit")
        locked = checked(Lock, request.data)["locked"]
        lock_scene(project=project, scene=scene_of(project, number), lock=locked, by=user_of(request))
        return _scene(request, project_id, number)
