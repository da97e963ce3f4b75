"""What a correction of a song would change, told before it is kept: as a page, or as a part of the song's page."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from accounts.http import Request, posted
from trailers.domain.errors import UserError
from trailers.selectors.song import heard_song
from trailers.selectors.song_changes import song_changes
from trailers.services.snapshot import plan_project
from trailers.song_forms import CorrectionForm
from trailers.views.answers import told
from trailers.views.song import music_video


@posted
@told
def foresee(request: Request, project_id: UUID) -> HttpResponse:
    """A correction that is not kept. `part` asks for the words alone, which are 422 where it is refused."""
    found = music_video(request, project_id, edit=True)
    part = "part" in request.POST
    try:
        form = CorrectionForm(request.POST)
        heard = heard_song(found, plan_project(found)[1])
        if not form.is_valid() or heard is None:
            raise UserError("song.bad_edit", kind=request.POST.get("kind", ""))
        seen = song_changes(found, heard, form.edit())
    except UserError as error:
        if not part:
            raise
        return render(request, "trailers/parts/song_change.html", {"problem": error}, status=422)
    page = {
        "project": found,
        "seen": seen,
        "fields": [(name, request.POST[name]) for name in form.fields if request.POST.get(name)],
    }
    return render(request, "trailers/parts/song_change.html" if part else "trailers/song_confirm.html", page)
