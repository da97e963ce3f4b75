"""Stills and clips by fal: both are ordered, and delivered later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from trailers.domain.errors import FatalError, UncertainError
from trailers.media.download import IMAGE_TYPES, VIDEO_TYPES, DownloadRules, download

from ..connections import connection
from ..pictures import check_references, data_uri, picture_words, suffix_of
from ..ports import ClipAnswer, ClipRequest, ImageAnswer, ImageRequest, Submitted, Usage
from ..prices import settled
from . import queue
from .errors import PROVIDER
from .models import CLIP, PRICES, REFERENCES, STILL, STILL_EDIT
from .orders import clip_order, still_order


class _Queued:
    """What both have in common."""

    provider = PROVIDER
    blocking = False
    can_find = False
    """The queue lists no orders, so a lost answer is for the price rule or a person."""

    def cancel(self, provider_job_id: str) -> bool:
        return queue.take_out(provider_job_id)

    def find(self, idempotency_key: str, since: datetime) -> str | None:
        raise UncertainError("job.outcome_unknown", provider=PROVIDER)


@dataclass(frozen=True)
class FalStills(_Queued):
    """Orders behind the port image. With references it edits, without it draws."""

    def submit(self, request: ImageRequest, idempotency_key: str) -> Submitted:
        check_references(request, "Seedream", REFERENCES)
        pictures = [data_uri(path) for path in request.references]
        order = still_order(picture_words(request), request.width, request.height, pictures)
        return Submitted(queue.put(STILL_EDIT if pictures else STILL, order))

    def poll(self, provider_job_id: str, scratch: Path) -> ImageAnswer | None:
        data = queue.result(provider_job_id)
        if data is None:
            return None
        path = _fetch(_address(data.get("images")), scratch / "picture", IMAGE_TYPES, 100_000_000)
        suffix = suffix_of(path.read_bytes()[:12])
        if not suffix:
            raise FatalError("provider.bad_answer", provider=PROVIDER, detail="It holds no picture.")
        units = {"images": 1}
        usage = Usage(units, settled(PRICES[STILL], units), provider_job_id)
        return ImageAnswer(path.rename(path.with_suffix(suffix)), usage=usage)


@dataclass(frozen=True)
class FalClips(_Queued):
    """Orders behind the port video."""

    def submit(self, request: ClipRequest, idempotency_key: str) -> Submitted:
        return Submitted(queue.put(CLIP, clip_order(request, data_uri(request.image))))

    def poll(self, provider_job_id: str, scratch: Path) -> ClipAnswer | None:
        data = queue.result(provider_job_id)
        if data is None:
            return None
        path = _fetch(_address([data.get("video")]), scratch / "clip.mp4", VIDEO_TYPES, 500_000_000)
        return ClipAnswer(path, usage=Usage(request_id=provider_job_id))


def _address(items: Any) -> str:
    first = items[0] if isinstance(items, list) and items else None
    if not isinstance(first, Mapping) or not first.get("url"):
        raise FatalError("provider.bad_answer", provider=PROVIDER, detail="There is no file in it.")
    return str(first["url"])


def _fetch(url: str, target: Path, types: tuple[str, ...], most: int) -> Path:
    loopback = connection(PROVIDER).allow_loopback
    return download(url, target, DownloadRules(types, max_bytes=most, allow_loopback=loopback)).path
