"""The treatment and the shot plan of a music video: read, foreseen, edited by version, taken back."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from trailers.domain.errors import UserError
from trailers.domain.shot_plan import ShotPlan
from trailers.domain.treatment import Treatment, version_of
from trailers.domain.typed import fits_type
from trailers.models import Project
from trailers.selectors.shots import ShotsPanel, shots_panel
from trailers.selectors.song import treatment_of
from trailers.services.shot_plans import (
    edit_shot_plan,
    lock_setup,
    plan_shots_anew,
    shot_plan_preview,
    take_back_shot_plan,
)
from trailers.services.snapshot import plan_project
from trailers.services.treatments import (
    edit_treatment,
    lock_treatment,
    take_back_treatment,
    treatment_preview,
)

from . import shapes
from .base import checked, once
from .inputs import Lock
from .plan_inputs import ShotPlanEdit, ShotPlanWish, TreatmentEdit, TreatmentWish
from .songs import video_of

MOST_CHARS = 400_000
"""Of a plan as JSON."""


class TreatmentView(APIView):
    @extend_schema(operation_id="treatment", tags=["songs"], responses=shapes.TreatmentShape)
    def get(self, request: Request, project_id: UUID) -> Response:
        """What the film is about. 409 until it is written."""
        return _treatment(video_of(request, project_id))

    @extend_schema(
        operation_id="treatment_edit", tags=["songs"], request=TreatmentEdit, responses=shapes.TreatmentShape
    )
    def put(self, request: Request, project_id: UUID) -> Response:
        """Save a treatment of your own. Nothing is made anew. 409 when `base` is not the current version."""
        project = video_of(request, project_id, edit=True)
        given = checked(TreatmentEdit, request.data)
        edit_treatment(project=project, treatment=_typed(Treatment, given["treatment"]), base=given["base"])
        return _treatment(project)


class TreatmentPreview(APIView):
    @extend_schema(
        operation_id="treatment_foresee", tags=["songs"], request=TreatmentWish, responses=shapes.PreviewShape
    )
    @once()
    def post(self, request: Request, project_id: UUID) -> Response:
        """What this treatment would put out of date. Nothing is saved."""
        project = video_of(request, project_id, edit=True)
        wanted = _typed(Treatment, checked(TreatmentWish, request.data)["treatment"])
        return Response(shapes.PreviewShape(treatment_preview(project, wanted).preview).data)


class TreatmentTakeBack(APIView):
    @extend_schema(
        operation_id="treatment_take_back", tags=["songs"], request=None, responses=shapes.TreatmentShape
    )
    @once()
    def post(self, request: Request, project_id: UUID) -> Response:
        """Take the last edit of the treatment back."""
        project = video_of(request, project_id, edit=True)
        take_back_treatment(project=project)
        return _treatment(project)


class TreatmentLock(APIView):
    @extend_schema(
        operation_id="treatment_lock", tags=["songs"], request=Lock, responses=shapes.TreatmentShape
    )
    def put(self, request: Request, project_id: UUID) -> Response:
        """Lock the treatment, or unlock it."""
        project = video_of(request, project_id, edit=True)
        lock_treatment(project=project, locked=checked(Lock, request.data)["locked"])
        return _treatment(project)


class Shots(APIView):
    @extend_schema(operation_id="shot_plan", tags=["songs"], responses=shapes.ShotPlanShape)
    def get(self, request: Request, project_id: UUID) -> Response:
        """Setups and shots on the cues as they are, with what each setup has and costs. 409 until they are planned."""
        return _shots(video_of(request, project_id))

    @extend_schema(
        operation_id="shot_plan_edit", tags=["songs"], request=ShotPlanEdit, responses=shapes.ShotPlanShape
    )
    def put(self, request: Request, project_id: UUID) -> Response:
        """Save a plan of your own. Setups whose pictures are described as before keep them; others are made. 409
        when `base` is not the current version."""
        project = video_of(request, project_id, edit=True)
        given = checked(ShotPlanEdit, request.data)
        edit_shot_plan(project=project, plan=_typed(ShotPlan, given["plan"]), base=given["base"])
        return _shots(project)


class ShotsPreview(APIView):
    @extend_schema(
        operation_id="shot_plan_foresee", tags=["songs"], request=ShotPlanWish, responses=shapes.PreviewShape
    )
    @once()
    def post(self, request: Request, project_id: UUID) -> Response:
        """What this plan would change and cost. Nothing is saved."""
        project = video_of(request, project_id, edit=True)
        wanted = _typed(ShotPlan, checked(ShotPlanWish, request.data)["plan"])
        return Response(shapes.PreviewShape(shot_plan_preview(project, wanted)).data)


class ShotsTakeBack(APIView):
    @extend_schema(
        operation_id="shot_plan_take_back", tags=["songs"], request=None, responses=shapes.ShotPlanShape
    )
    @once()
    def post(self, request: Request, project_id: UUID) -> Response:
        """Take the last edit of the shot plan back. Its pictures and clips are there still."""
        project = video_of(request, project_id, edit=True)
        take_back_shot_plan(project=project)
        return _shots(project)


class ShotsAnew(APIView):
    @extend_schema(operation_id="shot_plan_anew", tags=["songs"], request=None, responses={202: None})
    @once()
    def post(self, request: Request, project_id: UUID) -> Response:
        """Have the shots planned anew. Locked setups stay, and so do pictures that the new plan describes again."""
        plan_shots_anew(project=video_of(request, project_id, edit=True))
        return Response(status=202)


class SetupLock(APIView):
    @extend_schema(operation_id="setup_lock", tags=["songs"], request=Lock, responses=shapes.ShotPlanShape)
    def put(self, request: Request, project_id: UUID, setup_id: str) -> Response:
        """Lock the words of a setup, or unlock them."""
        project = video_of(request, project_id, edit=True)
        lock_setup(project=project, setup_id=setup_id, locked=checked(Lock, request.data)["locked"])
        return _shots(project)


def _typed(kind: Any, data: Any) -> Any:
    """UserError plan.unreadable for what is no such value, all the way down, or too long to be one."""
    try:
        found = kind.from_json(data)
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise UserError("plan.unreadable", detail=str(error)[:200]) from error
    if not fits_type(found, kind):
        raise UserError("plan.unreadable", detail="A value in it is of another kind.")
    if len(json.dumps(data)) > MOST_CHARS:
        raise UserError("plan.unreadable", detail=f"It has more than {MOST_CHARS} characters.")
    return found


def _treatment(project: Project) -> Response:
    project.refresh_from_db()
    now = treatment_of(project, plan_project(project)[1])
    if now is None:
        raise UserError("film.not_ready")
    told = {
        "version": version_of(now),
        "locked": bool(project.brief.get("treatment_locked")),
        "edits": len(project.brief.get("treatments", ())),
        "treatment": now.to_json(),
    }
    return Response(shapes.TreatmentShape(told).data)


def _shots(project: Project) -> Response:
    fresh = Project.objects.select_related("source", "script", "soundtrack", "current_cut").get(pk=project.pk)
    facts, plan = plan_project(fresh)
    panel = shots_panel(fresh, facts, plan)
    if panel is None:
        raise UserError("film.not_ready")
    return Response(
        shapes.ShotPlanShape(_told(fresh, panel, stale=plan.steps["shot_plan"].state == "stale")).data
    )


def _told(project: Project, panel: ShotsPanel, *, stale: bool) -> dict[str, Any]:
    force = panel.force
    setups = [
        {
            "id": row.setup.id,
            "state": row.state,
            "scenes": [number for number, _ in row.scenes],
            "made_ms": row.made_ms,
            "used_ms": row.used_ms,
            "bought_s": row.bought.seconds,
            "spent_microusd": row.spent_microusd,
            "again_microusd": row.again_microusd,
            "locked": row.locked,
        }
        for row in panel.setups
    ]
    return {
        "version": force.version,
        "plan": force.plan.to_json(),
        "own": force.edited,
        "edits": len(project.brief.get("shot_plans", ())),
        "stale": stale,
        "new": force.fitted.new,
        "moved": force.fitted.moved,
        "gone": force.fitted.gone,
        "setups": setups,
    }
