"""The end of what was deleted: films some time after they were thrown away, and all that a team without people had.

Deleting only hides, so that it can be taken back. What is over is over here: rows first, then the files that
no row names (`collect`). The ledger stays, as books must.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import Team
from trailers.domain.states import LIVE_STATES
from trailers.models import Artifact, Job, Project, Source

from .collect import Collected, delete_file
from .lifecycle import delete_project


def purge_team(team: Team, *, now: datetime | None = None) -> int:
    """Remove the team's films that were deleted longer than the grace period ago. Returns how many.

    A team that nobody is in any more throws its films away first; when the last is purged, its uploads and
    everything made of them go as well. Safe to repeat, and to be killed anywhere.
    """
    now = now or timezone.now()
    deserted = not team.memberships.exists()
    if deserted:
        for project in Project.objects.filter(team=team, deleted_at=None):
            delete_project(project=project)
    since = now - timedelta(days=settings.PURGE_AFTER_DAYS)
    gone = sum(_purge(project) for project in Project.objects.filter(team=team, deleted_at__lt=since))
    if deserted and not Project.objects.filter(team=team).exists():
        _empty(team)
    return gone


def _purge(project: Project) -> bool:
    """One film with its scripts, cuts, takes, jobs and events. Not while a job of it is still at work."""
    with transaction.atomic():
        locked = Project.objects.select_for_update(of=("self",)).filter(pk=project.pk).first()
        if locked is None or locked.deleted_at is None:
            return False
        if Job.objects.filter(project=locked, state__in=LIVE_STATES).exists():
            return False
        locked.delete()
        return True


def _empty(team: Team) -> Collected:
    """Everything that a team without people and films still keeps."""
    names = {*_names(Artifact, team), *_names(Source, team)}
    with transaction.atomic():
        Artifact.objects.filter(team=team).delete()
        Source.objects.filter(team=team).delete()
    return Collected(files=sum(delete_file(team.pk, name) for name in sorted(names)))


def _names(model: type[Artifact] | type[Source], team: Team) -> set[str]:
    return set(model._default_manager.filter(team=team).values_list("storage_name", flat=True))
