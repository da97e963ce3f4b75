"""Projects: made once for the same file and settings, found again ever after."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from accounts.models import Team, User
from trailers.domain.errors import UserError
from trailers.domain.film import GATES
from trailers.domain.fingerprint import fingerprint
from trailers.models import Project, Source
from trailers.queue.events import record

from .advance import advance_locked, lock_project, order
from .room import check_room
from .source_kinds import check_document


@dataclass(frozen=True, slots=True)
class NewTrailer:
    """The choices a film starts from. Rate, size and aspect never change afterwards."""

    source: Source
    title: str = ""
    rate: str = "24/1"
    width: int = 1920
    height: int = 1080
    look: str = "noir"
    verbatim: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    engines: Mapping[str, str] = field(default_factory=dict)
    gates: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(GATES, "auto"))
    narration: str = ""
    """Hash of a kept recording that speaks `verbatim`; '' when an engine does."""
    score: str = ""
    """Hash of a kept score; '' when an engine composes."""

    @property
    def all_settings(self) -> Mapping[str, Any]:
        own = {"narration": self.narration, "score": self.score}
        return {**self.settings, **{name: sha for name, sha in own.items() if sha}}


def find_or_create_trailer(*, team: Team, owner: User | None, new: NewTrailer) -> tuple[Project, bool]:
    """The team's project for this file and these choices, and whether it was made just now.

    UserError source.is_song, narration.no_lines for a recording without the words that it speaks, team.full.
    """
    check_document(new.source)
    if new.narration and not new.verbatim:
        raise UserError("narration.no_lines")
    mark = _fingerprint(new)
    if not Project.objects.filter(team=team, fingerprint=mark).exists():
        check_room(team, name="another film")
    brief = {"title": new.title, "language": "en", **dict(_lengths(new.settings))}
    if new.verbatim:
        brief["verbatim"] = list(new.verbatim)
    return Project.objects.get_or_create(
        team=team,
        fingerprint=mark,
        defaults={
            "owner": owner,
            "kind": "trailer",
            "title": new.title,
            "rate": new.rate,
            "width": new.width,
            "height": new.height,
            "look": new.look,
            "brief": brief,
            "settings": dict(new.all_settings),
            "engines": dict(new.engines),
            "gates": dict(new.gates),
            "source": new.source,
        },
    )


def _lengths(settings: Mapping[str, Any]) -> dict[str, int]:
    return {
        "target_ms": settings.get("target_ms", 66_000),
        "max_scene_ms": settings.get("max_scene_ms", 8_000),
    }


def _fingerprint(new: NewTrailer) -> str:
    return fingerprint(
        "project",
        1,
        {
            "source": new.source.sha256,
            "title": new.title,
            "rate": new.rate,
            "size": [new.width, new.height],
            "look": new.look,
            "verbatim": list(new.verbatim),
            "settings": dict(new.all_settings),
            "engines": dict(new.engines),
        },
    )


def retry_failed(*, project: Project, keys: Collection[str] | None = None) -> int:
    """Order again exactly the steps whose last job failed or was cancelled, or those of `keys`. Returns how many.

    The failed jobs stay as history; the new ones carry the project's next epoch.
    """
    with transaction.atomic():
        locked = lock_project(project.pk)
        was_cancelled, locked.cancelled_at = locked.cancelled_at, None
        plan = advance_locked(locked)
        failed = [
            step
            for step in plan.steps.values()
            if step.state == "failed" and (keys is None or step.key in keys)
        ]
        if failed:
            locked.epoch += 1
        if failed or was_cancelled:
            locked.save(update_fields=["cancelled_at", "epoch"])
            record(locked, "project.retried", steps=len(failed))
        for step in failed:
            order(locked, step)
        return len(failed)


def set_budget(*, project: Project, budget_microusd: int) -> None:
    """The most that this film may ever commit; what is committed already stays. 0: nothing may be bought."""
    if budget_microusd < 0:
        raise ValueError(f"a budget is not negative: {budget_microusd}")
    with transaction.atomic():
        locked = lock_project(project.pk)
        if locked.budget_microusd == budget_microusd:
            return
        record(locked, "project.budget", before_microusd=locked.budget_microusd, now_microusd=budget_microusd)
        locked.budget_microusd = budget_microusd
        locked.save(update_fields=["budget_microusd"])
