"""Documents on their way in, and what a film from one would cost."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from trailers.domain.song_wishes import SongWishes
from trailers.models import Source, Upload
from trailers.selectors.budget import afforded, within_budget
from trailers.selectors.forecast import outlook, song_outlook
from trailers.services import uploads
from trailers.services.intake import reading_of, take_in
from trailers.services.song_intake import song_facts
from trailers.services.source_kinds import check_song

from . import shapes
from .auth import user_of
from .base import checked, membership_of, once, source_of, upload_of
from .inputs import NewSource, NewUpload, Page, Wishes
from .pages import page_of, paged


class Sources(APIView):
    def get_parsers(self) -> list:
        return [MultiPartParser()]

    @extend_schema(
        operation_id="sources", tags=["sources"], parameters=[Page], responses=paged(shapes.SourceShape)
    )
    def get(self, request: Request) -> Response:
        """The team's documents, newest first."""
        team = membership_of(request).team
        number = checked(Page, request.query_params)["page"]
        return page_of(Source.objects.filter(team=team).order_by("-created_at"), number, shapes.SourceShape)

    @extend_schema(
        operation_id="source_new",
        tags=["sources"],
        request={"multipart/form-data": NewSource},
        responses={201: shapes.SourceDetailShape},
    )
    @once(atomic=False)
    def post(self, request: Request) -> Response:
        """Upload a synopsis (PDF, DOCX, TXT, MD). The same bytes again are the same source."""
        team = membership_of(request, "edit").team
        file = checked(NewSource, request.data)["file"]
        source = take_in(team=team, chunks=file.chunks(), name=file.name)
        return Response(_detail(source), status=201)


class OneSource(APIView):
    @extend_schema(operation_id="source", tags=["sources"], responses=shapes.SourceDetailShape)
    def get(self, request: Request, source_id: UUID) -> Response:
        """A document and what was read in it."""
        return Response(_detail(source_of(request, source_id)))


def _detail(source: Source) -> dict[str, object]:
    return {**shapes.SourceShape(source).data, "reading": shapes.ReadingShape(reading_of(source)).data}


class Uploads(APIView):
    @extend_schema(
        operation_id="upload_new",
        tags=["sources"],
        request=NewUpload,
        responses={201: shapes.UploadShape},
    )
    @once()
    def post(self, request: Request) -> Response:
        """Ask for an address to send a file to directly; then confirm it, or use it as a take."""
        team = membership_of(request, "edit").team
        upload = uploads.promise_upload(team=team, user=user_of(request), **checked(NewUpload, request.data))
        form = uploads.form_for(upload)
        url = form.url or request.build_absolute_uri(reverse("upload_receive", args=[form.token]))
        told = shapes.FormShape({"method": "POST", "url": url, "fields": form.fields}).data
        return Response({**_upload(upload), "form": told}, status=201)


class OneUpload(APIView):
    @extend_schema(operation_id="upload", tags=["sources"], responses=shapes.UploadShape)
    def get(self, request: Request, upload_id: UUID) -> Response:
        """What became of an upload."""
        return Response(_upload(upload_of(request, upload_id)))


class Confirm(APIView):
    @extend_schema(
        operation_id="upload_confirm",
        tags=["sources"],
        request=None,
        responses={201: shapes.SourceDetailShape},
    )
    @once(atomic=False)
    def post(self, request: Request, upload_id: UUID) -> Response:
        """Look at the file that was sent and keep it as a synopsis. Asked again: the same source."""
        return Response(_detail(uploads.confirm_source(upload=upload_of(request, upload_id))), status=201)


def _upload(upload: Upload) -> dict[str, object]:
    return dict(shapes.UploadShape(upload).data)


class Estimate(APIView):
    @extend_schema(
        operation_id="estimate",
        tags=["sources"],
        parameters=[Wishes],
        responses=PolymorphicProxySerializer(
            "Estimate", [shapes.EstimateShape, shapes.SongEstimateShape], resource_type_field_name=None
        ),
    )
    def get(self, request: Request) -> Response:
        """What a film with these engines costs at most, and about how long it takes.

        Of a music video also how many setups: with a budget as many as that allows, 422 `budget.too_small` when it
        does not allow one.
        """
        asked = checked(Wishes, request.query_params, team_id=membership_of(request).team_id)
        if asked["kind"] == "trailer":
            return Response(shapes.EstimateShape(outlook(asked["engines"], asked["target_ms"])).data)
        return Response(shapes.SongEstimateShape(_of_song(request, asked)).data)


def _of_song(request: Request, asked: dict[str, Any]) -> dict[str, Any]:
    if "source" in asked:
        source = source_of(request, asked["source"])
        check_song(source)
        duration_ms = song_facts(source).duration_ms
    else:
        duration_ms = asked["duration_ms"]
    wishes: SongWishes = asked["wishes"]
    words_by = asked["words_by"]
    chosen = asked["engines"], wishes, duration_ms, asked["rate"]
    bound = afforded(*chosen, words_by=words_by)
    wishes = within_budget(*chosen, words_by=words_by)
    part_ms = wishes.part_ms(duration_ms)
    seen = song_outlook(asked["engines"], part_ms, wishes.pace, wishes.most_setups, words_by)
    return {
        **{
            name: getattr(seen.outlook, name) for name in ("price", "minutes_low", "minutes_high", "measured")
        },
        "setups_low": seen.setups[0],
        "setups_high": seen.setups[1],
        "bought_s_low": seen.bought_s[0],
        "bought_s_high": seen.bought_s[1],
        "shown_s": seen.shown_s,
        "at_most_microusd": bound.price_microusd if bound else None,
        "one_more_microusd": bound.next_microusd if bound else None,
    }
