"""Progress for programs, and the questions that only a person can answer."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBadRequest, HttpResponseNotModified, JsonResponse
from django.views.decorators.http import require_safe

from accounts.http import Request, posted, signed_in
from trailers.models import Job
from trailers.selectors import get_project_for
from trailers.selectors.film import FilmPage, film_page, live_tag
from trailers.selectors.history import events_after
from trailers.services.snapshot import plan_project
from trailers.services.uncertain import give_up_call, repeat_call
from trailers.views.answers import back, told

_LONGEST_NUMBER = 18


@signed_in
@require_safe
def events(request: Request, project_id: UUID) -> HttpResponse:
    """`?after=n`: events n+1 and later, and how far the film is. 304 while nothing has changed, 400 for a bad n."""
    project = get_project_for(request.user, project_id)
    text = request.GET.get("after", "0")
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER):
        return HttpResponseBadRequest("after must be a whole number", content_type="text/plain")
    tag = f'W/"{live_tag(project)}.{text}"'
    if request.headers.get("If-None-Match") == tag:
        response: HttpResponse = HttpResponseNotModified()
    else:
        told_now, more = events_after(project, int(text))
        film = film_page(project, *plan_project(project))
        response = JsonResponse(
            {
                "events": told_now,
                "last": told_now[-1]["seq"] if told_now else int(text),
                "more": more,
                "progress": _progress(film),
            }
        )
    response["ETag"], response["Cache-Control"] = tag, "private, no-cache"
    return response


def _progress(film: FilmPage) -> dict[str, object]:
    return {
        "state": film.state,
        "percent": film.percent,
        "time_left_ms": film.time_left_ms,
        "stages": [
            {
                "key": s.key,
                "name": s.name,
                "state": s.state,
                "done": s.done,
                "total": s.total,
                "failed": s.failed,
            }
            for s in film.stages
        ],
        "questions": [str(question.job_id) for question in film.questions],
        "late": [
            {"job": str(late.job_id), "why": late.why, "since": late.since.isoformat()} for late in film.late
        ],
    }


@posted
@told
def decide(request: Request, project_id: UUID, job_id: UUID) -> HttpResponse:
    """`act`: repeat, charged (given up, and on the bill) or free (given up, and not on it)."""
    project = get_project_for(request.user, project_id, "edit")
    act = request.POST.get("act", "")
    if not Job.objects.filter(project=project, pk=job_id).exists():
        raise Http404
    if act == "repeat":
        done = repeat_call(project=project, job_id=job_id)
        said = "It is ordered once more."
    elif act in ("charged", "free"):
        done = give_up_call(project=project, job_id=job_id, charged=act == "charged")
        said = "It is given up. The rest of the film goes on."
    else:
        return HttpResponseBadRequest("act must be repeat, charged or free", content_type="text/plain")
    messages.success(request, said if done else "Somebody has decided this already.")
    return back(request, "project", project_id)
