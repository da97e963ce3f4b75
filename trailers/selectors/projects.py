"""Authorisation is the fetch: whoever is not in the team finds nothing, whoever may not do it is refused."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from accounts.models import User
from accounts.permissions import Capability, membership_for
from trailers.models import Artifact, Project, Scene, Source, Upload

_WITH = ("team", "source", "script", "soundtrack", "current_cut")


def get_project_for(
    user: User, project_id: UUID, capability: Capability = "view", *, deleted: bool = False
) -> Project:
    """404 for a stranger or a deleted project (deleted=True finds only those), 403 for too small a role."""
    found = (
        Project.objects.filter(pk=project_id, deleted_at__isnull=not deleted).select_related(*_WITH).first()
    )
    if found is None:
        raise Http404
    membership_for(user, found.team_id, capability)
    return found


def get_artifact_for(user: User, artifact_id: UUID) -> Artifact:
    """A stored file of one of the user's teams."""
    found = Artifact.objects.filter(pk=artifact_id, team__memberships__user=user).first()
    if found is None:
        raise Http404
    return found


def get_source_for(user: User, source_id: UUID, capability: Capability = "edit") -> Source:
    """An upload from which the user may start a film."""
    found = Source.objects.filter(pk=source_id).select_related("team").first()
    if found is None:
        raise Http404
    membership_for(user, found.team_id, capability)
    return found


def get_upload_for(user: User, upload_id: UUID, capability: Capability = "edit") -> Upload:
    """A direct upload of one of the user's teams."""
    found = Upload.objects.filter(pk=upload_id).select_related("team", "source", "take").first()
    if found is None:
        raise Http404
    membership_for(user, found.team_id, capability)
    return found


def get_scene(project: Project, number: int) -> Scene:
    """The scene that stands at `number` in the current cut."""
    entries = project.current_cut.content["entries"] if project.current_cut else []
    if not 1 <= number <= len(entries):
        raise Http404
    return Scene.objects.get(project=project, key=entries[number - 1]["scene_id"])


def projects_of_source(source: Source) -> QuerySet[Project]:
    """Films that the team made from the same bytes before."""
    return Project.objects.filter(source=source, deleted_at=None).order_by("-created_at")
