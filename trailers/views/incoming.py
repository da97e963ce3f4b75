"""Where a direct upload arrives when there is no bucket to send it to. The signed address is the permission."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from trailers import direct
from trailers.services.uploads import EXPIRES_S


@csrf_exempt  # no cookie is looked at
@require_POST
def receive(request: HttpRequest, token: str) -> HttpResponse:
    """204 once it is kept; 404 for an address that is forged or too old, 413 for a longer file, 400 for another."""
    promise = direct.promised(token, max_age_s=EXPIRES_S)
    if promise is None:
        raise Http404
    if int(request.META.get("CONTENT_LENGTH") or 0) > direct.most_bytes(promise):
        return HttpResponse(status=413)
    file = request.FILES.get("file")
    if file is None or not direct.receive(promise, file.chunks()):
        return HttpResponse(status=400)
    return HttpResponse(status=204)
