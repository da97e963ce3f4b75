"""What makes a film: engines, whose keys they go out with, who stands in for whom, and whose voice reads."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import membership_for
from trailers.domain.errors import FatalError, RetryableError
from trailers.domain.outage import PORTS, fallback_of
from trailers.models import Project
from trailers.selectors.forecast import engine_choices
from trailers.selectors.keys import key_rows
from trailers.services import voices
from trailers.services.engines import check_engine
from trailers.services.fallback import set_fallback
from trailers.services.key_trials import test_key, told
from trailers.services.snapshot import film_facts

from . import shapes
from .auth import user_of
from .base import checked, membership_of, once, project_of, within
from .inputs import StandIns, VoiceSearch, VoiceWish


class Engines(APIView):
    @extend_schema(operation_id="engines", tags=["engines"], responses=shapes.EngineShape(many=True))
    def get(self, request: Request) -> Response:
        """What could stand behind each port for this team, what it cannot do, and the price of a call."""
        choices = engine_choices(membership_of(request).team_id)
        found = [choice for port in choices.values() for choice in port]
        return Response(shapes.EngineShape(found, many=True).data)


class Keys(APIView):
    @extend_schema(operation_id="keys", tags=["engines"], responses=shapes.KeyShape(many=True))
    def get(self, request: Request, team_id: UUID) -> Response:
        """With whose keys the team's calls go out, and how their tests went. For owners; never a key."""
        team = within(request, membership_for(user_of(request), team_id, "own")).team
        return Response(shapes.KeyShape(key_rows(team.pk), many=True).data)


class KeyTest(APIView):
    @extend_schema(operation_id="key_test", tags=["engines"], request=None, responses=shapes.TrialShape)
    @once(atomic=False)
    def post(self, request: Request, team_id: UUID, vendor: str) -> Response:
        """Test a key by one call that costs nothing; every ten seconds at most. For owners."""
        team = within(request, membership_for(user_of(request), team_id, "own")).team
        trial = test_key(team=team, vendor=vendor)
        return Response(shapes.TrialShape({"result": trial.result, "detail": told(trial)}).data)


class StandInEngines(APIView):
    @extend_schema(operation_id="stand_ins", tags=["engines"], responses=shapes.StandInsShape)
    def get(self, request: Request, project_id: UUID) -> Response:
        """Which engines stand in while the film's own are out of order."""
        return _stand_ins(project_of(request, project_id))

    @extend_schema(
        operation_id="stand_ins_set", tags=["engines"], request=StandIns, responses=shapes.StandInsShape
    )
    def put(self, request: Request, project_id: UUID) -> Response:
        """Name them; a port that is not named stays as it is. All of them, or none."""
        project = project_of(request, project_id, "edit")
        wanted = checked(StandIns, request.data)
        for port, name in wanted.items():
            if name:
                check_engine(port, name, project.team_id)
        for port, name in wanted.items():
            set_fallback(project=project, port=port, name=name)
        project.refresh_from_db()
        return _stand_ins(project)


def _stand_ins(project: Project) -> Response:
    found = {port: fallback_of(project.engines, port) for port in PORTS.values()}
    return Response(shapes.StandInsShape(found).data)


class Voices(APIView):
    @extend_schema(
        operation_id="voices", tags=["engines"], parameters=[VoiceSearch], responses=shapes.VoicesShape
    )
    def get(self, request: Request, project_id: UUID) -> Response:
        """Who reads the film, and voices of its engine by name."""
        project = project_of(request, project_id, "edit")
        return _voices(project, checked(VoiceSearch, request.query_params)["q"])

    @extend_schema(
        operation_id="voice_choose", tags=["engines"], request=VoiceWish, responses=shapes.VoicesShape
    )
    def put(self, request: Request, project_id: UUID) -> Response:
        """Choose who reads what is not spoken yet. Nothing is ordered, and nothing spent, by it."""
        project = project_of(request, project_id, "edit")
        voices.choose_voice(project=project, **checked(VoiceWish, request.data))
        project.refresh_from_db()
        return _voices(project, "")


def _voices(project: Project, query: str) -> Response:
    facts = film_facts(project)
    outdated = voices.outdated_preview(project).what if facts.script else None
    try:
        offers = voices.offers(project, query)
    except FatalError as error:  # the vendor's account is not in order: no fault of this server
        raise RetryableError(error.code, **error.params) from error
    answer = {
        "engine": facts.engines["voice"],
        "speakers": voices.speakers(project, facts),
        "offers": offers,
        "outdated": outdated.made.get("voice", 0) if outdated else 0,
        "outdated_microusd": outdated.price_microusd if outdated else 0,
    }
    return Response(shapes.VoicesShape(answer).data)


class VoicePreview(APIView):
    @extend_schema(
        operation_id="voice_foresee", tags=["engines"], parameters=[VoiceWish], responses=shapes.PreviewShape
    )
    def get(self, request: Request, project_id: UUID) -> Response:
        """What having every line spoken anew would change and cost, with this voice chosen."""
        project = project_of(request, project_id)
        wish = checked(VoiceWish, request.query_params)
        return Response(
            shapes.PreviewShape(voices.voice_preview(project, wish["speaker"], wish["voice"])).data
        )


class Speak(APIView):
    @extend_schema(operation_id="voices_speak", tags=["engines"], request=None, responses=shapes.CountShape)
    @once()
    def post(self, request: Request, project_id: UUID) -> Response:
        """Have every line spoken anew that another voice or engine has spoken."""
        project = project_of(request, project_id, "edit")
        return Response({"steps": voices.speak_outdated(project=project)})
