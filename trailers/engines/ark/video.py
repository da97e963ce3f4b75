"""Seedance: a clip from a still, ordered as a task, asked for, and looked up when the answer was lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from trailers.domain.errors import FatalError, UncertainError
from trailers.media.download import IMAGE_TYPES, VIDEO_TYPES, DownloadRules, download

from ..connections import connection
from ..pictures import as_text
from ..ports import ClipAnswer, ClipRequest, Submitted, Usage
from ..prices import settled
from .answers import Task, find_order, read_task
from .client import TASKS, caller, checked
from .errors import PROVIDER
from .models import CLIP, CLIP_LONG, CLIPS, PRICES
from .orders import check_first_frame, clip_order

_PAGE = 500
_PAGES = 4
"""As far back as a lost answer is looked for: two thousand tasks of the model."""


@dataclass(frozen=True, slots=True)
class Seedance:
    """Orders behind the port video."""

    model: str = CLIP
    provider: str = PROVIDER
    blocking: bool = False
    can_find: bool = True

    def submit(self, request: ClipRequest, idempotency_key: str) -> Submitted:
        """UserError: refused.*, engine.picture_unfit, engine.clip_too_long."""
        order = self.order(request, idempotency_key)
        data = checked(caller().order(TASKS, order), self.model)
        if not isinstance(data, dict) or not data.get("id"):
            raise UncertainError("provider.outcome_unknown", provider=PROVIDER, detail="No number came back.")
        return Submitted(str(data["id"]))

    def order(self, request: ClipRequest, tag: str) -> dict[str, object]:
        picture, width, height = as_text(request.image)
        check_first_frame(width, height)
        return clip_order(CLIPS[self.model], request, picture, tag)

    def poll(self, provider_job_id: str, scratch: Path) -> ClipAnswer | None:
        """Asks for the task each time, so that an address that ran out is replaced by a fresh one."""
        task = read_task(checked(caller().ask("GET", f"{TASKS}/{provider_job_id}")))
        if task.state == "pending":
            return None
        if task.error is not None:
            if task.tokens:
                task.error.params["cost_microusd"] = self._usage(task, provider_job_id).cost_microusd
            raise task.error
        loopback = connection(PROVIDER).allow_loopback
        rules = DownloadRules(VIDEO_TYPES, allow_loopback=loopback)
        clip = download(task.video_url, scratch / "clip.mp4", rules).path
        last = None
        if task.last_frame_url:
            stills = DownloadRules(IMAGE_TYPES, max_bytes=50_000_000, allow_loopback=loopback)
            last = download(task.last_frame_url, scratch / "last_frame.png", stills).path
        return ClipAnswer(clip, usage=self._usage(task, provider_job_id), last_frame=last)

    def cancel(self, provider_job_id: str) -> bool:
        """True when the vendor took it out of its queue: nothing is charged. One that runs cannot be stopped."""
        path = f"{TASKS}/{provider_job_id}"
        seen = caller().ask("GET", path)
        if not seen.ok or not isinstance(seen.data, dict) or seen.data.get("status") != "queued":
            return (
                False  # of a finished task DELETE would remove the record, and of a lost one nothing is known
            )
        return caller().ask("DELETE", path).ok

    def find(self, idempotency_key: str, since: datetime) -> str | None:
        """The task of a lost answer, None if there is none. UncertainError when nobody can tell."""
        tasks: list[object] = []
        for page in range(1, _PAGES + 1):
            query = {"page_num": str(page), "page_size": str(_PAGE), "filter.model": self.model}
            data = checked(caller().ask("GET", TASKS, query))
            items = data.get("items") if isinstance(data, dict) else None
            if items is None:
                raise UncertainError("job.outcome_unknown", provider=PROVIDER)
            tasks += items
            if len(items) < _PAGE:
                return find_order(tasks, idempotency_key, since)
        found = find_order(tasks, idempotency_key, since)
        if found is None:
            raise UncertainError("job.outcome_unknown", provider=PROVIDER)
        return found

    def _usage(self, task: Task, request_id: str) -> Usage:
        """By the resolution that came out; the dearest one where the vendor does not say which."""
        table = PRICES.get(self.model)
        if table is None:
            raise FatalError("pricing.unknown_unit", engine=PROVIDER, model=self.model, unit="video_tokens")
        resolution = task.resolution if task.resolution in CLIPS[self.model].resolutions else "1080p"
        units = {f"video_tokens_{resolution}": task.tokens}
        return Usage(units, settled(table, units), request_id)


def seedance_long() -> Seedance:
    """The newer model, which takes scenes of up to 30 s."""
    return Seedance(CLIP_LONG)
