"""What steps have taken on this installation, and how far a film is by that measure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from django.core.cache import cache
from django.db.models import F

from trailers.domain.film import FilmFacts
from trailers.domain.graph import Plan
from trailers.domain.pace import Left, time_left_ms, typical_ms
from trailers.domain.states import SETTLED
from trailers.models import Job, Lane

_SAMPLE = 400
_KEPT_S = 600
_LEAST = 3
"""Fewer measurements than this say more about one film than about the next."""
_USUAL_MS: Mapping[str, int] = {
    "read_document": 1_000,
    "script_pass": 400,
    "voice": 1_500,
    "soundtrack": 500,
    "split": 200,
    "score": 4_000,
    "image": 2_500,
    "card": 800,
    "shot_prompt": 4_000,
    "clip": 6_000,
    "segment": 4_000,
    "mix": 3_000,
    "assemble": 1_000,
    "receipt": 4_000,
    "captions": 100,
    "promo": 3_000,
    "package": 1_000,
}
"""Until this installation has measured its own."""
_LAST = ("assemble", "receipt", "package")
"""What follows everything else, each after the other."""


def took_ms() -> dict[str, int]:
    """What a step of each kind usually takes here, from its last start to its end; usual values for new kinds."""
    return {**_USUAL_MS, **measured_ms()}


def measured_ms() -> dict[str, int]:
    """The same for the kinds that this installation has measured, and no others."""
    measured: dict[str, int] | None = cache.get("pace.took_ms")
    if measured is None:
        measured = _measured()
        cache.set("pace.took_ms", measured, _KEPT_S)
    return measured


def time_left(facts: FilmFacts, plan: Plan) -> int:
    """Milliseconds until the film is made, if no gate holds it and nothing fails."""
    takes, places = took_ms(), _places()
    parts = [part for part in _left(facts, plan) if part.lane in places]
    return time_left_ms(
        parts, takes | {p.kind: takes.get(p.kind, 1_000) for p in parts}, places, one_by_one=_LAST
    )


def _measured() -> dict[str, int]:
    rows = Job.objects.filter(state="done", started_at__isnull=False).order_by("-finished_at")
    spans = rows.annotate(span=F("finished_at") - F("started_at")).values_list("kind", "span")[:_SAMPLE]
    times: dict[str, list[int]] = defaultdict(list)
    for kind, span in spans:
        times[kind].append(round(span.total_seconds() * 1000))
    return {kind: typical_ms(values) for kind, values in times.items() if len(values) >= _LEAST}


def _left(facts: FilmFacts, plan: Plan) -> list[Left]:
    """Declared steps that are not settled, and those that every scene of the film will still need."""
    lanes = {"clip": facts.lanes["video"]}
    counts: Counter[tuple[str, str]] = Counter()
    declared: Counter[str] = Counter()
    for step in plan.steps.values():
        declared[step.kind] += 1
        if step.state not in SETTLED:
            counts[step.kind, step.lane] += 1
    scenes = [scene for scene in facts.scenes if scene.kind != "black"]
    expected = {"clip": len(scenes), "segment": len(facts.scenes)} if scenes else {}
    expected |= dict.fromkeys(_LAST, 1)
    for kind, count in expected.items():
        counts[kind, lanes.get(kind, "media")] += max(0, count - declared[kind])
    return [Left(kind, lane, count) for (kind, lane), count in counts.items()]


def _places() -> dict[str, int]:
    """How many jobs of each lane run at once; one host's processors stand for those of all."""
    rows = Lane.objects.values_list("name", "cap", "cap_auto", "cap_per_host")
    return {
        name: max(
            1, min(cap, cap if auto is None else auto, _USUAL_PLACES if per_host == 0 else per_host or cap)
        )
        for name, cap, auto, per_host in rows
    }


_USUAL_PLACES = 2
"""Processors of a worker host, which the site cannot see."""
