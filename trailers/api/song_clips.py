"""Clips of the artist by API: sent, and asked for until they are placed."""

from __future__ import annotations

import tempfile
from pathlib import Path
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers as s
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from trailers.models import Project
from trailers.selectors.performances import sent_clips
from trailers.services.intake import write_upload
from trailers.services.performance import send_performance
from trailers.services.snapshot import plan_project

from .base import checked, once
from .inputs import NewSource
from .songs import video_of


class SongClipShape(s.Serializer):
    sha256 = s.CharField()
    name = s.CharField()
    state = s.ChoiceField(choices=["waiting", "working", "placed", "failed"])
    offset_ms = s.IntegerField(allow_null=True, help_text="The song is there when the clip begins.")
    scenes = s.IntegerField(allow_null=True, help_text="How many it covers whole, as a take in each.")
    problem = s.CharField(allow_null=True)


class SongClips(APIView):
    def get_parsers(self) -> list:
        return [MultiPartParser()]

    @extend_schema(operation_id="song_clips", tags=["songs"], responses=SongClipShape(many=True))
    def get(self, request: Request, project_id: UUID) -> Response:
        """Every clip that was sent, and how far it is."""
        return _clips(video_of(request, project_id))

    @extend_schema(
        operation_id="song_clip_send",
        tags=["songs"],
        request={"multipart/form-data": NewSource},
        responses=SongClipShape(many=True),
    )
    @once(atomic=False)
    def post(self, request: Request, project_id: UUID) -> Response:
        """Send a clip filmed to the song. It is placed by its sound in the background: ask for the list until it is.

        The same file again is the same clip; one that failed is tried once more.
        """
        project = video_of(request, project_id, edit=True)
        file = checked(NewSource, request.data)["file"]
        with tempfile.TemporaryDirectory(prefix="cuelock-clip-") as folder:
            path = Path(folder) / "clip"
            write_upload(path, file.chunks(), file.name)
            send_performance(project=project, path=path, name=file.name)
        return _clips(project)


def _clips(project: Project) -> Response:
    project.refresh_from_db()
    return Response(SongClipShape(sent_clips(project, *plan_project(project)), many=True).data)
