"""One scene: its takes, made again, replaced by a file, chosen, locked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.http import Request, posted, signed_in
from trailers.domain.errors import CuelockError, UserError
from trailers.domain.film import FilmFacts
from trailers.engines.registry import engine_info
from trailers.forms import PromptForm, TakeForm
from trailers.models import Project, Scene, Take
from trailers.selectors import get_project_for
from trailers.selectors.forecast import engine_choices
from trailers.selectors.projects import get_scene
from trailers.selectors.refusals import Refusal
from trailers.selectors.takes import TakeRow, take_rows
from trailers.services.edits import choose_take, lock_scene
from trailers.services.engines import check_engine
from trailers.services.foresee import Preview, choice_preview, take_preview, upload_preview
from trailers.services.refusals import order_instead, settle_by
from trailers.services.scenes import MOST_TAKES, regenerate_scene
from trailers.services.snapshot import film_facts
from trailers.views.answers import back, told
from trailers.views.film import page_of
from trailers.views.received import received
from trailers.views.script_form import whole
from trailers.worker.uploads import upload_take


@signed_in
@require_safe
def scene(request: Request, project_id: UUID, number: int) -> HttpResponse:
    project = get_project_for(request.user, project_id)
    get_scene(project, number)
    return render(request, "trailers/scene.html", _scene_page(request, project, number))


def _scene_page(
    request: Request, project: Project, number: int, wish: Wish | None = None
) -> dict[str, object]:
    """What the page of a scene shows; `wish` is an order that somebody asks the price of."""
    film, page = page_of(request, project)
    card = next(card for card in film.scenes if card.number == number)
    facts = film_facts(project)
    engines = [choice for choice in engine_choices(project.team_id)["image"] if not choice.missing]
    rows = take_rows(project, card)
    own = wish or Wish(card.prompt or card.description)
    black = card.kind == "black"
    return page | {
        "scene": card,
        "takes": rows,
        "shelf": _with_previews(rows, facts, get_scene(project, number), wanted=bool(page["may_edit"])),
        "prompt": PromptForm(initial={"prompt": own.prompt}),
        "upload": TakeForm(),
        "last": len(film.scenes),
        "preview": None if black else take_preview(facts, card.key, own.engines, takes=own.takes),
        "upload_preview": None if black else upload_preview(facts, card.key),
        "engines": engines if card.kind == "shot" and len(engines) > 1 else [],
        "engine": own.engine or facts.engines["image"],
        "numbers": range(1, MOST_TAKES + 1),
        "wanted": own.takes,
        "keep_framing": own.keep_framing,
        "asked": wish is not None,
        "refused": [found for found in cast("list[Refusal]", page["refusals"]) if found.scene == number],
        "faces_refused": _refuses_faces(facts.engines["video"]),
    }


def _refuses_faces(engine: str) -> str:
    """The engine's name when it turns down pictures with faces that look real, else ''."""
    return engine if engine_info("video", engine).refuses_people else ""


@dataclass(frozen=True, slots=True)
class Wish:
    """An order of takes as a form names it. `engine` '' is the film's own."""

    prompt: str
    engine: str = ""
    takes: int = 1
    keep_framing: bool = False

    @property
    def engines(self) -> dict[str, str]:
        return {"image": self.engine} if self.engine else {}


def _wish(data: QueryDict, project: Project) -> Wish:
    """UserError: scene.prompt_long, engine.unavailable."""
    form = PromptForm(data)
    if not form.is_valid():
        raise UserError("scene.prompt_long", limit=2000)
    if engine := data.get("engine", ""):
        check_engine("image", engine, project.team_id)
    prompt = form.cleaned_data["prompt"].replace("\r\n", "\n")
    return Wish(prompt, engine, whole(data.get("takes", "1")), data.get("keep_framing") == "1")


def _with_previews(
    rows: Sequence[TakeRow], facts: FilmFacts, scene: Scene, *, wanted: bool
) -> list[tuple[TakeRow, Preview | None]]:
    """Each take with what showing it would change; None where it cannot be chosen."""
    return [
        (
            row,
            choice_preview(facts, scene, row.take)
            if wanted and not row.shown and row.take.artifact
            else None,
        )
        for row in rows
    ]


@signed_in
@require_safe
def foresee(request: Request, project_id: UUID, number: int) -> HttpResponse:
    """What more takes would change and cost with the engine and their number chosen in the form."""
    project = get_project_for(request.user, project_id, "edit")
    scene = get_scene(project, number)
    try:
        wish = _wish(request.GET, project)
        seen = take_preview(film_facts(project), scene.key, wish.engines, takes=wish.takes)
    except CuelockError as error:
        return render(request, "trailers/parts/refusal.html", {"problem": error.message}, status=422)
    return render(request, "trailers/parts/foreseen.html", {"preview": seen})


@signed_in
@require_safe
def compare(request: Request, project_id: UUID, number: int) -> HttpResponse:
    """Two takes side by side; without a wish, the one on screen and the newest other."""
    project = get_project_for(request.user, project_id)
    get_scene(project, number)
    page = _scene_page(request, project, number)
    rows = [row for row in cast("list[TakeRow]", page["takes"]) if row.clip or row.take.artifact]
    sides = _sides(rows, [request.GET.get("a", ""), request.GET.get("b", "")])
    seen = {
        row.take.pk: preview for row, preview in cast("list[tuple[TakeRow, Preview | None]]", page["shelf"])
    }
    return render(
        request,
        "trailers/compare.html",
        page | {"sides": [(row, seen[row.take.pk]) for row in sides], "finished": rows},
    )


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
    scene, wish = get_scene(project, number), _wish(request.POST, project)
    if request.POST.get("act") == "foresee":
        return render(request, "trailers/scene.html", _scene_page(request, project, number, wish))
    take = regenerate_scene(
        project=project,
        scene=scene,
        prompt=wish.prompt,
        engine=wish.engine,
        takes=wish.takes,
        keep_framing=wish.keep_framing,
    )
    settle_by(project=project, scene=scene, take=take)
    others = len(project.current_cut.content["entries"]) - 1 if project.current_cut else 0
    name = f"take {take.number}"
    if wish.takes > 1:
        name = f"takes {take.number} to {take.number + wish.takes - 1}"
    messages.success(
        request, f"Scene {number} is being made again, as {name}. The other {others} scenes stay."
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
    with received(request, TakeForm, "take") as (path, _):
        scene = get_scene(project, number)
        take = upload_take(project=project, scene=scene, path=path)
    settle_by(project=project, scene=scene, take=take)
    messages.success(
        request, f"Your file is take {take.number} of scene {number}, and the film is put together anew."
    )
    return redirect("scene", project_id, number)


@posted
@told
def instead(request: Request, project_id: UUID, number: int, take_id: UUID) -> HttpResponse:
    """What was refused, in other words or by another engine; `embedded` is the still with a camera move."""
    project = get_project_for(request.user, project_id, "edit")
    get_scene(project, number)
    engine, prompt = request.POST.get("engine", ""), request.POST.get("prompt", "").replace("\r\n", "\n")
    take = order_instead(project=project, take_id=take_id, engine=engine, prompt=prompt)
    made = "clip" if take.kind == "clip" else "picture"
    messages.success(request, f"Scene {number}: another {made} is on its way, by {take.engine}.")
    return back(request, "scene", project_id, number)


@posted
@told
def choose(request: Request, project_id: UUID, number: int, take_id: UUID) -> HttpResponse:
    project = get_project_for(request.user, project_id, "edit")
    scene = get_scene(project, number)
    take = get_object_or_404(Take, pk=take_id, scene=scene)
    choose_take(project=project, scene=scene, take=take, by=request.user)
    messages.success(request, f"Scene {number} shows take {take.number} now.")
    return back(request, "scene", project_id, number)


@posted
@told
def lock(request: Request, project_id: UUID, number: int) -> HttpResponse:
    project = get_project_for(request.user, project_id, "edit")
    wanted = request.POST.get("lock") == "1"
    lock_scene(project=project, scene=get_scene(project, number), lock=wanted, by=request.user)
    return back(request, "scene", project_id, number)
