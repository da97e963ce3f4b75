"""Whether an edit was made on what stands now, and who is at the timeline."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from trailers.domain.errors import UserError
from trailers.models import Cut, Project
from trailers.queue.events import record
from trailers.services.acts import last_of

from .models import Holder

HELD_FOR = timedelta(minutes=2)
_ACTS = ("cut.edited", "cut.undone", "cut.redone")


def check_base(project: Project, base: str) -> None:
    """An edit may be made on any cut that only the film itself has gone on from, on the same sound.

    UserError film.not_ready, and editor.moved_on with by, at and what when somebody else has edited meanwhile.
    """
    current = project.current_cut
    if current is None:
        raise UserError("film.not_ready")
    if str(current.pk) == base or _only_went_on(project, current, base):
        return
    raise _moved_on(project)


def _moved_on(project: Project) -> UserError:
    """By the newest edit, undo or redo."""
    act = last_of(project, _ACTS)
    if act is None:
        return UserError(
            "editor.moved_on", by="The film", at="", ago="by itself", what="the sound was laid anew"
        )
    told = {"cut.undone": "undid “{}”", "cut.redone": "did “{}” again"}.get(act.kind, "{}")
    what, at = told.format(act.label), act.at.isoformat()
    return UserError("editor.moved_on", by=act.by or "Somebody", at=at, ago=act.ago, what=what)


def _only_went_on(project: Project, current: Cut, base: str) -> bool:
    rows = Cut.objects.filter(project=project)
    known = rows.filter(pk=base).values_list("number", "soundtrack_id").first() if _is_id(base) else None
    if known is None or known[1] != current.soundtrack_id:
        return False
    later = rows.filter(number__gt=known[0]).values_list("pk", "parent_id", "label")
    parents = {pk: (parent, label) for pk, parent, label in later}
    at: Any = current.pk
    while at in parents:
        at, label = parents[at]
        if label:
            return False
    return str(at) == base


def _is_id(text: str) -> bool:
    from uuid import UUID

    try:
        UUID(text)
    except ValueError:
        return False
    return True


def hold(project: Project, user: User, *, take_over: bool = False) -> Holder:
    """The soft lock, taken or renewed. The caller holds the project's lock.

    UserError editor.held while somebody else has it, unless it is taken over.
    """
    now = timezone.now()
    holder = Holder.objects.filter(project=project).select_related("user").first()
    others = holder is not None and holder.user_id != user.pk and holder.until > now
    if holder is not None and others and not take_over:
        raise UserError("editor.held", by=holder.user.get_short_name(), until=holder.until.isoformat())
    if holder is None or holder.user_id != user.pk or holder.until <= now:
        record(project, "editor.taken", by=user.get_short_name())
    made, _ = Holder.objects.update_or_create(
        project=project, defaults={"user": user, "until": now + HELD_FOR}
    )
    return made


def let_go(project: Project, user: User) -> None:
    """Give the soft lock back, if it is one's own."""
    if Holder.objects.filter(project=project, user=user).delete()[0]:
        record(project, "editor.left", by=user.get_short_name())


def holder_of(project: Project, now: datetime) -> Holder | None:
    return Holder.objects.filter(project=project, until__gt=now).select_related("user").first()
