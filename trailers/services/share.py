"""Share links: a guest sees the film and nothing else, until the link ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from trailers.domain.errors import UserError
from trailers.models import Artifact, Project, Render, ShareLink
from trailers.queue.events import record

from .advance import lock_project

_SALT = "cuelock.share"
DAYS = (1, 7, 30, 90)
MOST_LIVE = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """What a link shows: the newest measured film, with its captions and poster where they are made."""

    project: Project
    film: Artifact
    captions: Artifact | None
    poster: Artifact | None


def share(*, project: Project, by: User, days: int) -> tuple[ShareLink, str]:
    """A link that lives so many days, and the secret part of its address.

    UserError: share.days, share.too_many, film.not_ready before there is a film to watch.
    """
    if days not in DAYS:
        raise UserError("share.days", days=", ".join(map(str, DAYS)))
    with transaction.atomic():
        locked = lock_project(project.pk)
        if _film(locked) is None:
            raise UserError("film.not_ready")
        if live_links(locked).count() >= MOST_LIVE:
            raise UserError("share.too_many", limit=MOST_LIVE)
        expires = timezone.now() + timedelta(days=days)
        link = ShareLink.objects.create(project=locked, created_by=by, expires_at=expires)
        record(locked, "share.made", link=str(link.pk), days=days)
        return link, secret_of(link)


def secret_of(link: ShareLink) -> str:
    return signing.dumps(str(link.pk), salt=_SALT)


def revoke(*, project: Project, link_id: UUID) -> bool:
    """End a link now. False when it had ended, or is not this project's."""
    with transaction.atomic():
        locked = lock_project(project.pk)
        ended = live_links(locked).filter(pk=link_id).update(revoked_at=timezone.now())
        if ended:
            record(locked, "share.ended", link=str(link_id))
        return bool(ended)


def live_links(project: Project) -> QuerySet[ShareLink]:
    return ShareLink.objects.filter(project=project, revoked_at=None, expires_at__gt=timezone.now())


def opened(secret: str) -> Shown | None:
    """What the link shows to whoever holds it; None when it is forged, ended, or its film is gone."""
    try:
        link_id = signing.loads(secret, salt=_SALT)
    except signing.BadSignature:
        return None
    link = (
        ShareLink.objects.filter(pk=link_id, revoked_at=None, expires_at__gt=timezone.now())
        .filter(project__deleted_at=None)
        .select_related("project")
        .first()
    )
    film = _film(link.project) if link else None
    if link is None or film is None:
        return None
    made = _beside(link.project)
    return Shown(link.project, film, made.get("captions_vtt"), made.get("thumbnail"))


def _film(project: Project) -> Artifact | None:
    rows = Render.objects.filter(project=project).exclude(receipt={}).select_related("film")
    current = rows.filter(cut=project.current_cut_id).order_by("-created_at").first()
    found = current or rows.order_by("-created_at").first()
    return found.film if found else None


def _beside(project: Project) -> dict[str, Artifact]:
    """The newest captions and thumbnail of the project, by artifact kind."""
    roles = {"captions": "vtt", "promo": "thumbnail"}
    jobs = project.jobs.filter(kind__in=roles, state="done").order_by("created_at")
    keys = {f"{key}:{roles[kind]}" for kind, key in dict(jobs.values_list("kind", "key")).items()}
    rows = Artifact.objects.filter(team_id=project.team_id, key__in=keys)
    return {row.kind: row for row in rows}
