"""Who reads the lines of a film: looked for, heard, and chosen, with what it would change in view."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.http import Request, posted, signed_in
from trailers.domain.errors import CuelockError, Message
from trailers.engines.registry import engine_info
from trailers.models import Project
from trailers.selectors import get_project_for
from trailers.services import voices as catalogue
from trailers.services.snapshot import film_facts
from trailers.views.answers import told

_PAGE = "trailers/voices.html"


@signed_in
def voices(request: Request, project_id: UUID) -> HttpResponse:
    """GET lists and searches; POST says what a choice would change, and with `act=save` makes it."""
    project = get_project_for(request.user, project_id, "edit")
    wish = request.POST if request.method == "POST" else request.GET
    speaker, voice = wish.get("speaker", "")[:200], wish.get("voice", "")[:200]
    page = _page(project, wish, speaker)
    if request.method != "POST":
        return render(request, _PAGE, page)
    try:
        if request.POST.get("act") != "save":
            seen = catalogue.voice_preview(project, speaker, voice) if project.script_id else None
            return render(request, _PAGE, page | {"preview": seen, "wanted": voice, "asked": True})
        name = next((offer.name for offer in page["offers"] if offer.id == voice), "")  # type: ignore[attr-defined]
        catalogue.choose_voice(project=project, speaker=speaker, voice=voice, name=name)
    except CuelockError as error:
        return render(request, _PAGE, page | {"problem": error.message}, status=422)
    who = f"{speaker}’s lines" if speaker else "Lines"
    messages.success(
        request, f"{who} that are not spoken yet are read by {name or voice or 'the engine’s own voice'}."
    )
    return redirect(reverse("project_voices", args=[project_id]) + (f"?speaker={speaker}" if speaker else ""))


def _page(project: Project, wish: QueryDict, speaker: str) -> dict[str, object]:
    facts = film_facts(project)
    speakers = catalogue.speakers(project, facts)
    query = wish.get("q", "")[:80]
    found, problem = _offers(project, query)
    return {
        "project": project,
        "engine": engine_info("voice", facts.engines["voice"]),
        "speakers": speakers,
        "speaker": speaker,
        "wanted": next((who.voice for who in speakers if who.name == speaker), ""),
        "q": query,
        "offers": found,
        "most": catalogue.MOST,
        "problem": problem,
        "recorded": bool(facts.settings.narration),
        "outdated": catalogue.outdated_preview(project) if facts.script else None,
        "preview": None,
        "asked": False,
    }


def _offers(project: Project, query: str) -> tuple[list[catalogue.Offer], Message | None]:
    """A vendor that does not answer leaves a page with a sentence, not an error page."""
    try:
        return catalogue.offers(project, query), None
    except CuelockError as error:
        return [], error.message


@posted
@told
def speak(request: Request, project_id: UUID) -> HttpResponse:
    project = get_project_for(request.user, project_id, "edit")
    count = catalogue.speak_outdated(project=project)
    messages.success(request, f"{count} line{'s are' if count != 1 else ' is'} spoken anew.")
    return redirect("project_voices", project_id)


@signed_in
@require_safe
def sample(request: Request, project_id: UUID, token: str) -> HttpResponse:
    """A voice's preview, from our own address: pages play nothing from anywhere else."""
    project = get_project_for(request.user, project_id, "edit")
    try:
        sound, kind = catalogue.sample(project, token)
    except (signing.BadSignature, CuelockError):
        raise Http404 from None
    response = HttpResponse(sound, content_type=kind)
    response["Cache-Control"] = "private, max-age=86400"
    response["X-Content-Type-Options"] = "nosniff"
    return response
