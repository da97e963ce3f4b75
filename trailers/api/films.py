"""Films: listed, made, read, and what happens to a whole one."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from trailers.models import Project
from trailers.selectors.cards import dashboard
from trailers.selectors.film import FilmPage, film_page
from trailers.services import lifecycle
from trailers.services.music_videos import find_or_create_music_video
from trailers.services.projects import find_or_create_trailer, retry_failed
from trailers.services.snapshot import plan_project
from trailers.services.source_kinds import check_song

from . import pages, shapes
from .auth import user_of
from .base import checked, membership_of, once, project_of, source_of
from .inputs import NewProject, ProjectFilter, Title, new_music_video, new_trailer


class Films(APIView):
    @extend_schema(
        operation_id="projects",
        tags=["projects"],
        parameters=[ProjectFilter],
        responses=pages.paged(shapes.CardShape),
    )
    def get(self, request: Request) -> Response:
        """The team's films, as the dashboard shows them."""
        team = membership_of(request).team
        wanted = checked(ProjectFilter, request.query_params)
        page, cards = dashboard(
            team,
            words=wanted["q"],
            sort=wanted["sort"],
            archived=wanted["archived"],
            number=str(wanted["page"]),
        )
        return pages.answer(page, shapes.CardShape(cards, many=True).data)

    @extend_schema(
        operation_id="project_new",
        tags=["projects"],
        request=NewProject,
        responses={200: shapes.FilmShape, 201: shapes.FilmShape},
    )
    @once()
    def post(self, request: Request) -> Response:
        """Start a film from a source. The same source and choices again are the same film (200)."""
        given = checked(NewProject, request.data, team_id=membership_of(request).team_id)
        source = source_of(request, given["source"], "edit")
        team, owner = source.team, user_of(request)
        if given["kind"] == "music_video":
            check_song(source)
            new = new_music_video(source, given)
            project, fresh = find_or_create_music_video(team=team, owner=owner, new=new)
        else:
            project, fresh = find_or_create_trailer(team=team, owner=owner, new=new_trailer(source, given))
        lifecycle.start(project=project)
        return film_answer(project, status=201 if fresh else 200)


class Film(APIView):
    @extend_schema(operation_id="project", tags=["projects"], responses=shapes.FilmShape)
    def get(self, request: Request, project_id: UUID) -> Response:
        """A film and where it stands."""
        return film_answer(project_of(request, project_id))

    @extend_schema(
        operation_id="project_rename", tags=["projects"], request=Title, responses=shapes.FilmShape
    )
    def patch(self, request: Request, project_id: UUID) -> Response:
        """Rename a film."""
        project = project_of(request, project_id, "edit")
        lifecycle.rename_project(project=project, title=checked(Title, request.data)["title"])
        return film_answer(project)

    @extend_schema(operation_id="project_delete", tags=["projects"], responses={204: None})
    def delete(self, request: Request, project_id: UUID) -> Response:
        """Stop and hide a film; it can be restored."""
        lifecycle.delete_project(project=project_of(request, project_id, "edit"))
        return Response(status=204)


def film_of(project: Project) -> FilmPage:
    facts, plan = plan_project(project)
    return film_page(project, facts, plan)


def film_answer(project: Project, *, status: int = 200) -> Response:
    fresh = Project.objects.select_related("team", "source", "script", "soundtrack", "current_cut")
    return Response(shapes.FilmShape(film_of(fresh.get(pk=project.pk))).data, status=status)


class Archive(APIView):
    @extend_schema(
        operation_id="project_archive", tags=["projects"], request=None, responses=shapes.FilmShape
    )
    @once()
    def post(self, request: Request, project_id: UUID) -> Response:
        """Put a film away; nothing new is started for it."""
        project = project_of(request, project_id, "edit")
        lifecycle.archive_project(project=project)
        return film_answer(project)


class Unarchive(APIView):
    @extend_schema(
        operation_id="project_unarchive", tags=["projects"], request=None, responses=shapes.FilmShape
    )
    @once()
    def post(self, request: Request, project_id: UUID) -> Response:
        """Take a film out of the archive."""
        project = project_of(request, project_id, "edit")
        lifecycle.unarchive_project(project=project)
        return film_answer(project)


class Restore(APIView):
    @extend_schema(
        operation_id="project_restore", tags=["projects"], request=None, responses=shapes.FilmShape
    )
    @once()
    def post(self, request: Request, project_id: UUID) -> Response:
        """Take a deletion back. What was under way stays stopped until a retry."""
        project = project_of(request, project_id, "edit", deleted=True)
        lifecycle.restore_project(project=project)
        return film_answer(project)


class Duplicate(APIView):
    @extend_schema(
        operation_id="project_duplicate",
        tags=["projects"],
        request=None,
        responses={201: shapes.FilmShape},
    )
    @once()
    def post(self, request: Request, project_id: UUID) -> Response:
        """Copy a film: everything made so far is shared, nothing is paid twice."""
        project = project_of(request, project_id, "edit")
        return film_answer(lifecycle.duplicate_project(project=project, owner=user_of(request)), status=201)


class Cancel(APIView):
    @extend_schema(
        operation_id="project_cancel", tags=["projects"], request=None, responses=shapes.CountShape
    )
    @once()
    def post(self, request: Request, project_id: UUID) -> Response:
        """Stop before the next paid call. What is finished is kept."""
        stopped = lifecycle.cancel_project(project=project_of(request, project_id, "edit"))
        return Response({"steps": stopped})


class Retry(APIView):
    @extend_schema(operation_id="project_retry", tags=["projects"], request=None, responses=shapes.CountShape)
    @once()
    def post(self, request: Request, project_id: UUID) -> Response:
        """Order failed and cancelled steps again, and go on."""
        return Response({"steps": retry_failed(project=project_of(request, project_id, "edit"))})
