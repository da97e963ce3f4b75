"""Who asks, which teams they are in, and what those have spent."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import membership_for
from accounts.teams import memberships_of
from accounts.tokens import SCOPES
from trailers.selectors.money import ledger_of, team_spend

from . import shapes
from .auth import token_of, user_of
from .base import checked, membership_of, within
from .inputs import Page
from .pages import page_of, paged


class Me(APIView):
    @extend_schema(operation_id="me", tags=["people"], responses=shapes.MeShape)
    def get(self, request: Request) -> Response:
        """Who asks, and for which team."""
        user, token, team = user_of(request), token_of(request), membership_of(request)
        mine = [m for m in memberships_of(user) if token is None or m.team_id == token.team_id]
        told = {
            "id": user.pk,
            "email": user.email,
            "name": user.name,
            "teams": mine,
            "team": team.team_id,
            "scopes": token.scopes if token else list(SCOPES),
        }
        return Response(shapes.MeShape(told).data)


class Spend(APIView):
    @extend_schema(operation_id="team_spend", tags=["money"], responses=shapes.SpendShape)
    def get(self, request: Request, team_id: UUID) -> Response:
        """What a team may spend, and has."""
        team = within(request, membership_for(user_of(request), team_id)).team
        return Response(shapes.SpendShape(team_spend(team)).data)


class Ledger(APIView):
    @extend_schema(
        operation_id="team_ledger", tags=["money"], parameters=[Page], responses=paged(shapes.LedgerShape)
    )
    def get(self, request: Request, team_id: UUID) -> Response:
        """Every change of what a team has committed, newest first."""
        team = within(request, membership_for(user_of(request), team_id)).team
        number = checked(Page, request.query_params)["page"]
        return page_of(ledger_of(team), number, shapes.LedgerShape)
