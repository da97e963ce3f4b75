"""Music videos: a song is uploaded, and what was heard in it is read and put right."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from trailers.domain.errors import UserError
from trailers.domain.song import Song as Heard
from trailers.domain.song_wishes import SongWishes, cut_song
from trailers.models import Project
from trailers.selectors.song import heard_song
from trailers.selectors.song_words import words_panel
from trailers.services.lyrics import ask_words, take_back_words
from trailers.services.music_videos import correct_song, take_back
from trailers.services.snapshot import plan_project
from trailers.services.song_intake import song_facts, take_in_song

from . import shapes
from .base import checked, membership_of, once, project_of
from .inputs import Correction, NewSource, WordsAsked


class Songs(APIView):
    def get_parsers(self) -> list:
        return [MultiPartParser()]

    @extend_schema(
        operation_id="song_new",
        tags=["sources"],
        request={"multipart/form-data": NewSource},
        responses={201: shapes.SongSourceShape},
    )
    @once(atomic=False)
    def post(self, request: Request) -> Response:
        """Upload a song (MP3, M4A, WAV, AAC, OGG, FLAC). The same bytes again are the same source."""
        team = membership_of(request, "edit").team
        file = checked(NewSource, request.data)["file"]
        source = take_in_song(team=team, chunks=file.chunks(), name=file.name)
        told = {**shapes.SourceShape(source).data, "duration_ms": song_facts(source).duration_ms}
        return Response(told, status=201)


class Song(APIView):
    @extend_schema(operation_id="song", tags=["songs"], responses=shapes.SongShape)
    def get(self, request: Request, project_id: UUID) -> Response:
        """What was heard in a music video's song, with every correction. 409 until it has been listened to."""
        return _song(video_of(request, project_id))


class Corrections(APIView):
    @extend_schema(
        operation_id="song_correct", tags=["songs"], request=Correction, responses=shapes.SongShape
    )
    @once()
    def post(self, request: Request, project_id: UUID) -> Response:
        """Put the song right by ear. Only the scenes in the stretch concerned are made anew."""
        project = video_of(request, project_id, edit=True)
        correct_song(project=project, heard=_heard(project), edit=checked(Correction, request.data))
        return _song(project)


class TakeBack(APIView):
    @extend_schema(operation_id="song_take_back", tags=["songs"], request=None, responses=shapes.SongShape)
    @once()
    def post(self, request: Request, project_id: UUID) -> Response:
        """Take the last correction back."""
        project = video_of(request, project_id, edit=True)
        _heard(project)
        take_back(project=project)
        return _song(project)


class Words(APIView):
    @extend_schema(operation_id="song_words", tags=["songs"], responses=shapes.SongWordsShape)
    def get(self, request: Request, project_id: UUID) -> Response:
        """The words of the song, whether anybody knows when they are sung, and what it would cost to find out."""
        return _words(video_of(request, project_id))

    @extend_schema(
        operation_id="song_words_ask", tags=["songs"], request=WordsAsked, responses=shapes.SongWordsShape
    )
    @once()
    def post(self, request: Request, project_id: UUID) -> Response:
        """Give the words, or have an engine find them, at the price that GET told. No scene is cut anew.

        The same words of the same song are paid once.
        """
        project = video_of(request, project_id, edit=True)
        asked = checked(WordsAsked, request.data)
        ask_words(project=project, text=asked["text"], by=asked["by"])
        return _words(project)


class WordsTakeBack(APIView):
    @extend_schema(
        operation_id="song_words_take_back", tags=["songs"], request=None, responses=shapes.SongWordsShape
    )
    @once()
    def post(self, request: Request, project_id: UUID) -> Response:
        """The words as they were before the last ones."""
        project = video_of(request, project_id, edit=True)
        take_back_words(project=project)
        return _words(project)


def _words(project: Project) -> Response:
    project.refresh_from_db()
    return Response(shapes.SongWordsShape(words_panel(project, *plan_project(project))).data)


def video_of(request: Request, project_id: UUID, *, edit: bool = False) -> Project:
    project = project_of(request, project_id, "edit" if edit else "view")
    if project.kind != Project.Kind.MUSIC_VIDEO:
        raise Http404
    return project


def _heard(project: Project) -> Heard:
    heard = heard_song(project, plan_project(project)[1])
    if heard is None:
        raise UserError("film.not_ready")
    return heard


def _song(project: Project) -> Response:
    heard = _heard(project)
    wishes = SongWishes.from_json(
        Project.objects.values_list("settings", flat=True).get(pk=project.pk)["song"]
    )
    cut = cut_song(heard, wishes)
    return Response(shapes.SongShape({"song": cut.song, "cues": cut.cues, "edits": wishes.edits}).data)
