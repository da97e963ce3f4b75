"""The script page: read, edited as one form, spoken again, taken back. It needs no JavaScript.

Operations (move, drop, add) come back as the same form, not saved yet; saving says first what will change
when something that was made is concerned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.http import Request, posted, signed_in
from accounts.permissions import may, membership_for
from trailers.domain.errors import Message, UserError
from trailers.domain.heard import differences, timing
from trailers.domain.script import Script
from trailers.domain.script_check import Problem
from trailers.domain.script_edit import MOST_LINE_CHARS, Row, problems_of, rows_of
from trailers.models import Artifact, Project
from trailers.selectors import get_project_for
from trailers.services.foresee import script_preview
from trailers.services.script import (
    edit_script,
    narration_doubts,
    renew,
    restore_script,
    speak_again,
    stale_slots,
)
from trailers.views.answers import back, told
from trailers.views.script_form import operation_of, posted_rows, seconds, whole


@signed_in
@require_safe
def script(request: Request, project_id: UUID) -> HttpResponse:
    project = get_project_for(request.user, project_id)
    rows = rows_of(_written(project)) if project.script else ()
    return render(request, "trailers/script.html", _page(request, project, rows))


@posted
@told
def edit(request: Request, project_id: UUID) -> HttpResponse:
    project = get_project_for(request.user, project_id, "edit")
    if project.script is None:
        raise UserError("film.not_ready")
    rows, base = posted_rows(request), whole(request.POST.get("base", ""))
    act = request.POST.get("act", "review")
    operation = operation_of(act)
    if operation is not None:
        return render(request, "trailers/script.html", _page(request, project, operation(rows), draft=True))
    problems = problems_of(rows)
    if problems:
        page = _page(request, project, rows, draft=True, problems=problems)
        return render(request, "trailers/script.html", page, status=422)
    seen = script_preview(project, rows)
    if act != "save" and not seen.what.nothing:
        page = _page(request, project, rows, draft=True) | {"preview": seen, "base": base}
        return render(request, "trailers/script_confirm.html", page)
    try:
        saved = edit_script(project=project, base=base, rows=rows, by=request.user)
    except UserError as error:  # the draft is not lost with the refusal
        messages.error(request, str(error))
        return render(request, "trailers/script.html", _page(request, project, rows, draft=True), status=422)
    _tell(request, project, base, saved.number, kept=seen.what.kept, scenes=seen.what.scenes)
    return redirect("project_script", project_id)


def _tell(request: Request, project: Project, base: int, number: int, *, kept: int, scenes: int) -> None:
    if number == base:
        messages.info(request, "Nothing was changed.")
        return
    undo = "undo:" + reverse("script_restore", args=[project.pk, base])
    stays = f" {kept} of {scenes} scenes stay as they are." if scenes else ""
    messages.success(request, f"Saved as version {number}.{stays}", extra_tags=undo)


@posted
@told
def restore(request: Request, project_id: UUID, number: int) -> HttpResponse:
    project = get_project_for(request.user, project_id, "edit")
    before = project.script.number if project.script else 0
    restore_script(project=project, number=number, by=request.user)
    undo = "undo:" + reverse("script_restore", args=[project.pk, before])
    messages.success(request, f"Version {number} is the script again.", extra_tags=undo)
    return redirect("project_script", project_id)


@posted
@told
def again(request: Request, project_id: UUID, item_id: UUID) -> HttpResponse:
    """Another reading of one line; `reading` names a certain one."""
    project = get_project_for(request.user, project_id, "edit")
    wanted = request.POST.get("reading", "")
    before = project.settings.get("revoiced", {}).get(str(item_id), 1)
    number = speak_again(
        project=project,
        item_id=str(item_id),
        reading=whole(wanted) if wanted.isdigit() else None,
        by=request.user,
    )
    undo = "undo:" + reverse("line_reading", args=[project.pk, item_id, before])
    messages.success(request, f"The line is spoken again: reading {number}.", extra_tags=undo)
    return redirect(reverse("project_script", args=[project_id]) + f"#line-{item_id}")


@posted
@told
def reading(request: Request, project_id: UUID, item_id: UUID, number: int) -> HttpResponse:
    """Back to an earlier reading, which is still there."""
    project = get_project_for(request.user, project_id, "edit")
    speak_again(project=project, item_id=str(item_id), reading=number, by=request.user)
    messages.success(request, f"The line is heard in reading {number}.")
    return redirect(reverse("project_script", args=[project_id]) + f"#line-{item_id}")


@posted
@told
def renew_slot(request: Request, project_id: UUID) -> HttpResponse:
    project = get_project_for(request.user, project_id, "edit")
    slot = request.POST.get("slot", "")
    renew(project=project, slot=slot, by=request.user)
    messages.success(request, "The score is composed anew." if slot == "score" else "It is made anew.")
    return back(request, "project", project_id)


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as the form shows it."""

    row: Row
    number: int
    problems: tuple[Problem, ...]
    voice: Artifact | None
    reading: int
    doubts: tuple[Message, ...]
    """Where a brought recording seems to say something else."""

    @property
    def differences(self) -> tuple[str, ...]:
        """Between what was spoken and the script."""
        return differences(self._check)

    @property
    def timing(self) -> str:
        return timing(self._check)

    @property
    def _check(self) -> Mapping[str, Any]:
        return self.voice.media.get("check", {}) if self.voice else {}

    @property
    def pictures(self) -> str:
        return "\n".join(self.row.pictures)

    @property
    def length(self) -> str:
        return seconds(self.row.duration_ms)

    @property
    def pause(self) -> str:
        return seconds(self.row.pause_after_ms)


def _page(
    request: Request,
    project: Project,
    rows: Sequence[Row],
    *,
    draft: bool = False,
    problems: Sequence[Problem] = (),
) -> dict[str, object]:
    voices = _voices(project, rows)
    doubts = narration_doubts(project)
    readings = project.settings.get("revoiced", {})
    shown = [
        Shown(
            row=row,
            number=number,
            problems=tuple(p for p in problems if p.scene == number),
            voice=voices.get(row.id),
            reading=readings.get(row.id, 1),
            doubts=tuple(words for item_id, words in doubts if item_id == row.id),
        )
        for number, row in enumerate(rows, start=1)
    ]
    current = project.script
    return {
        "project": project,
        "script": Script.from_json(current.content) if current else None,
        "base": current.number if current else 0,
        "rows": shown,
        "draft": draft,
        "problems": [problem for problem in problems if problem.scene is None],
        "troubled": bool(problems),
        "doubts": len(doubts),
        "recorded": bool(project.settings.get("narration")),
        "versions": list(project.scripts.order_by("-number").only("number", "origin", "created_at")[:12]),
        "stale": stale_slots(project) if project.soundtrack_id else {},
        "line_chars": MOST_LINE_CHARS,
        "may_edit": may(membership_for(request.user, project.team_id).role, "edit"),
    }


def _voices(project: Project, rows: Sequence[Row]) -> dict[str, Artifact]:
    keys = {project.slots.get(f"voice:{row.id}"): row.id for row in rows if row.kind == "line" and row.id}
    found = Artifact.objects.filter(team_id=project.team_id, key__in=[key for key in keys if key])
    return {keys[artifact.key]: artifact for artifact in found}


def _written(project: Project) -> Script:
    if project.script is None:
        raise UserError("film.not_ready")
    return Script.from_json(project.script.content)
