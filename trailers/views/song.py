"""A music video: its song is checked, its choices are made, and later its beats and cues are put right by ear."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.http import Request, current, posted, signed_in
from accounts.permissions import may, membership_for
from trailers.domain.budget import Afforded
from trailers.domain.errors import CuelockError, UserError
from trailers.domain.song import ENERGIES, ROLES
from trailers.domain.song_wishes import PACES, SongWishes, pace_of
from trailers.media.song.intake import SongFacts
from trailers.models import Artifact, Project, Source
from trailers.selectors import get_project_for, get_source_for
from trailers.selectors.budget import afforded, within_budget
from trailers.selectors.forecast import SongOutlook, engine_choices, song_outlook
from trailers.selectors.performances import sent_clips
from trailers.selectors.projects import projects_of_source
from trailers.selectors.song import heard_song, song_marks, song_panel, treatment_of
from trailers.selectors.song_changes import hand_cues
from trailers.selectors.song_words import offers, words_panel
from trailers.services.lifecycle import start
from trailers.services.lyrics import ask_words, take_back_words
from trailers.services.music_videos import correct_song, find_or_create_music_video, take_back
from trailers.services.snapshot import plan_project
from trailers.services.song_intake import song_facts, take_in_song
from trailers.song_forms import CorrectionForm, MusicVideoForm, SongForm, TreatmentForm, WordsForm
from trailers.views.answers import refused, to_project, told


@signed_in
def upload(request: Request) -> HttpResponse:
    membership = current(request, "edit")
    form = SongForm(request.POST or None, request.FILES or None)
    page: dict[str, object] = {"form": form}
    if request.method != "POST":
        return render(request, "trailers/song_upload.html", page)
    if not form.is_valid():
        return refused(request, "trailers/song_upload.html", page)
    file = form.cleaned_data["file"]
    try:
        source = take_in_song(team=membership.team, chunks=file.chunks(), name=file.name)
    except CuelockError as error:
        return refused(request, "trailers/song_upload.html", {**page, "problem": error.message})
    return redirect("new_music_video", source.pk)


@signed_in
@told
def choices(request: Request, source_id: UUID) -> HttpResponse:
    source = get_source_for(request.user, source_id)
    form = _choices_form(source, request.POST or None)
    page = _page(source, form)
    if request.method != "POST":
        return render(request, "trailers/song_choices.html", page)
    if not form.is_valid():
        return refused(request, "trailers/song_choices.html", page)
    try:
        project, fresh = find_or_create_music_video(
            team=source.team, owner=request.user, new=form.new_music_video(source)
        )
    except CuelockError as error:
        return refused(request, "trailers/song_choices.html", page | {"problem": error.message})
    start(project=project)
    if not fresh:
        messages.success(request, "This film exists already, with the same song and choices: here it is.")
    return to_project(project)


@signed_in
def estimate(request: Request, source_id: UUID) -> HttpResponse:
    """The price and time of the choices as they stand, for the panel beside them."""
    source = get_source_for(request.user, source_id)
    form = _choices_form(source, request.GET)
    form.is_valid()
    return render(request, "trailers/song_outlook.html", _outlook(form, song_facts(source)))


@signed_in
@require_safe
def song(request: Request, project_id: UUID) -> HttpResponse:
    """Waveform, grid, sections and cues with their reasons; the treatment; and every correction."""
    found = music_video(request, project_id)
    return render(request, "trailers/song.html", page_of(request, found))


def page_of(request: Request, found: Project, *, form: TreatmentForm | None = None) -> dict[str, object]:
    """What the page shows; `form` in place of the treatment's own when it was refused."""
    facts, plan = plan_project(found)
    treatment, sound = treatment_of(found, plan), plan.done("mix")
    shots, panel = plan.steps["shot_plan"], song_panel(found, plan)
    return {
        "project": found,
        "panel": panel,
        "words": words_panel(found, facts, plan),
        "sung": song_marks(facts),
        "hand": hand_cues(found, panel.song, panel.cues) if panel else None,
        "pace": pace_of(SongWishes.from_json(found.settings["song"])),
        "paces": PACES,
        "treatment": treatment,
        "form": form or (TreatmentForm(treatment) if treatment else None),
        "treatment_locked": bool(found.brief.get("treatment_locked")),
        "treatment_edits": len(found.brief.get("treatments", ())),
        "stale_shots": shots if shots.state == "stale" else None,
        "clips": (clips := sent_clips(found, facts, plan)),
        "clips_pending": any(clip.state in ("waiting", "working") for clip in clips),
        "sound": Artifact.objects.filter(team_id=found.team_id, key=sound.key).first() if sound else None,
        "roles": ROLES,
        "energies": ENERGIES,
        "may_edit": may(membership_for(request.user, found.team_id).role, "edit"),
    }


@posted
@told
def correct(request: Request, project_id: UUID) -> HttpResponse:
    found = music_video(request, project_id, edit=True)
    form = CorrectionForm(request.POST)
    heard = heard_song(found, plan_project(found)[1])
    if not form.is_valid() or heard is None:
        raise UserError("song.bad_edit", kind=request.POST.get("kind", ""))
    try:
        correct_song(project=found, heard=heard, edit=form.edit())
    except UserError as error:
        messages.error(request, str(error))
    return redirect("project_song", found.pk)


@posted
@told
def back_out(request: Request, project_id: UUID) -> HttpResponse:
    found = music_video(request, project_id, edit=True)
    take_back(project=found)
    return redirect("project_song", found.pk)


@posted
@told
def words(request: Request, project_id: UUID) -> HttpResponse:
    """Words given, looked for by an engine, or written down by one. The price stands on the button."""
    found = music_video(request, project_id, edit=True)
    form = WordsForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("project_song", found.pk)
    ask_words(project=found, text=form.words(), by=form.cleaned_data["by"])
    return redirect("project_song", found.pk)


@posted
@told
def words_back(request: Request, project_id: UUID) -> HttpResponse:
    found = music_video(request, project_id, edit=True)
    take_back_words(project=found)
    return redirect("project_song", found.pk)


def music_video(request: Request, project_id: UUID, *, edit: bool = False) -> Project:
    found = get_project_for(request.user, project_id, *(("edit",) if edit else ()))
    if found.kind != Project.Kind.MUSIC_VIDEO:
        raise Http404
    return found


def _choices_form(source: Source, data: Any) -> MusicVideoForm:
    listeners = offers(source.team_id, 0)
    return MusicVideoForm(data, choices=engine_choices(source.team_id), listeners=listeners)


def _page(source: Source, form: MusicVideoForm) -> dict[str, object]:
    facts = song_facts(source)
    return {
        "source": source,
        "form": form,
        "facts": facts,
        "seconds": facts.duration_ms // 1000,
        "engine_fields": [form[name] for name in form.fields if name.startswith("engine_")],
        **_outlook(form, facts),
        "earlier": projects_of_source(source)[:3],
    }


def _bound(form: MusicVideoForm, facts: SongFacts) -> tuple[SongWishes, Afforded | None]:
    """The wishes within the budget, and what that buys. UserError budget.too_small."""
    asked = form.engines(), form.wishes(), facts.duration_ms, form.film_rate()
    return within_budget(*asked, words_by=form.listener()), afforded(*asked, words_by=form.listener())


def _outlook(form: MusicVideoForm, facts: SongFacts) -> dict[str, object]:
    """What the panel beside the choices tells."""
    try:
        wishes, bound = _bound(form, facts)
    except UserError as error:
        return {"seen": None, "bound": None, "short": error.message}
    return {"seen": _seen(form, facts, wishes), "bound": bound}


def _seen(form: MusicVideoForm, facts: SongFacts, wishes: SongWishes) -> SongOutlook:
    part_ms = wishes.part_ms(facts.duration_ms)
    return song_outlook(form.engines(), part_ms, wishes.pace, wishes.most_setups, form.listener())
