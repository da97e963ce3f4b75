"""One scene: its takes, made again, replaced by a file, chosen, locked."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.http import Request, posted, signed_in
from trailers.domain.errors import CuelockError, UserError
from trailers.forms import PromptForm, TakeForm
from trailers.models import Project, Take
from trailers.selectors import get_project_for
from trailers.selectors.forecast import engine_choices
from trailers.selectors.projects import get_scene
from trailers.selectors.takes import TakeRow, take_rows
from trailers.services.edits import choose_take, lock_scene
from trailers.services.engines import check_engine
from trailers.services.foresee import take_preview
from trailers.services.scenes import regenerate_scene
from trailers.services.snapshot import film_facts
from trailers.services.sources import MAX_SOURCE_BYTES
from trailers.views.answers import back, told
from trailers.views.film import page_of
from trailers.worker.uploads import upload_take


@signed_in
@require_safe
def scene(request: Request, project_id: UUID, number: int) -> HttpResponse:
    project = get_project_for(request.user, project_id)
    get_scene(project, number)
    return render(request, "trailers/scene.html", _scene_page(request, project, number))


def _scene_page(request: Request, project: Project, number: int) -> dict[str, object]:
    film, page = page_of(request, project)
    card = next(card for card in film.scenes if card.number == number)
    facts = film_facts(project)
    engines = [choice for choice in engine_choices()["image"] if not choice.missing]
    return page | {
        "scene": card,
        "takes": take_rows(project, card),
        "prompt": PromptForm(initial={"prompt": card.prompt or card.description}),
        "upload": TakeForm(),
        "last": len(film.scenes),
        "preview": take_preview(facts, card.key) if card.kind != "black" else None,
        "engines": engines if card.kind == "shot" and len(engines) > 1 else [],
        "engine": facts.engines["image"],
    }


@signed_in
@require_safe
def foresee(request: Request, project_id: UUID, number: int) -> HttpResponse:
    """What one more take would change and cost with the engine chosen in the form."""
    project = get_project_for(request.user, project_id, "edit")
    scene = get_scene(project, number)
    engine = request.GET.get("engine", "")
    try:
        if engine:
            check_engine("image", engine)
        seen = take_preview(film_facts(project), scene.key, {"image": engine})
    except CuelockError as error:
        return render(request, "trailers/parts/refusal.html", {"problem": error.message}, status=422)
    return render(request, "trailers/parts/changes.html", {"preview": seen})


@signed_in
@require_safe
def compare(request: Request, project_id: UUID, number: int) -> HttpResponse:
    """Two takes side by side; without a wish, the one on screen and the newest other."""
    project = get_project_for(request.user, project_id)
    get_scene(project, number)
    page = _scene_page(request, project, number)
    rows = [row for row in cast("list[TakeRow]", page["takes"]) if row.clip or row.take.artifact]
    sides = _sides(rows, [request.GET.get("a", ""), request.GET.get("b", "")])
    return render(request, "trailers/compare.html", page | {"sides": sides, "finished": rows})


def _sides(rows: list[TakeRow], wanted: list[str]) -> list[TakeRow]:
    """Two different takes, the wished ones if they are there."""
    known = {str(row.take.pk): row for row in rows}
    found = [known[key] for key in dict.fromkeys(wanted) if key in known]
    rest = sorted((row for row in rows if row not in found), key=lambda row: not row.shown)
    return [*found, *rest][:2]


@posted
@told
def regenerate(request: Request, project_id: UUID, number: int) -> HttpResponse:
    project = get_project_for(request.user, project_id, "edit")
    form = PromptForm(request.POST)
    if not form.is_valid():
        raise UserError("scene.prompt_long", limit=2000)
    prompt = form.cleaned_data["prompt"].replace("\r\n", "\n")
    engine = request.POST.get("engine", "")
    scene = get_scene(project, number)
    take = regenerate_scene(project=project, scene=scene, prompt=prompt, engine=engine)
    others = len(project.current_cut.content["entries"]) - 1 if project.current_cut else 0
    messages.success(
        request, f"Scene {number} is being made again, as take {take.number}. The other {others} scenes stay."
    )
    if request.htmx:
        return _card(request, project_id, number)
    return back(request, "scene", project_id, number)


def _card(request: Request, project_id: UUID, number: int) -> HttpResponse:
    """The changed card alone, for the storyboard to swap in."""
    film, page = page_of(request, get_project_for(request.user, project_id))
    card = next(card for card in film.scenes if card.number == number)
    return render(request, "trailers/scene_swap.html", page | {"scene": card})


@posted
@told
def upload(request: Request, project_id: UUID, number: int) -> HttpResponse:
    project = get_project_for(request.user, project_id, "edit")
    form = TakeForm(request.POST, request.FILES)
    if not form.is_valid():
        raise UserError("file.empty", name="The file")
    file = form.cleaned_data["file"]
    if file.size > MAX_SOURCE_BYTES:
        raise UserError("file.too_big", name=file.name, limit_mb=MAX_SOURCE_BYTES >> 20)
    with tempfile.TemporaryDirectory(prefix="cuelock-take-") as folder:
        path = Path(folder) / f"take{Path(file.name).suffix.lower()[:9]}"
        path.write_bytes(b"".join(file.chunks()))
        take = upload_take(project=project, scene=get_scene(project, number), path=path)
    messages.success(
        request, f"Your file is take {take.number} of scene {number}, and the film is put together anew."
    )
    return redirect("scene", project_id, number)


@posted
@told
def choose(request: Request, project_id: UUID, number: int, take_id: UUID) -> HttpResponse:
    project = get_project_for(request.user, project_id, "edit")
    scene = get_scene(project, number)
    take = get_object_or_404(Take, pk=take_id, scene=scene)
    choose_take(project=project, scene=scene, take=take)
    messages.success(request, f"Scene {number} shows take {take.number} now.")
    return back(request, "scene", project_id, number)


@posted
@told
def lock(request: Request, project_id: UUID, number: int) -> HttpResponse:
    project = get_project_for(request.user, project_id, "edit")
    wanted = request.POST.get("lock") == "1"
    lock_scene(project=project, scene=get_scene(project, number), lock=wanted)
    return back(request, "scene", project_id, number)
