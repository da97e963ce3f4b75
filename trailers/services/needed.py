"""What clean-up leaves beside the films themselves: what their timelines play, and what was ordered of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from uuid import UUID

from trailers.domain.cut import Cut as CutValue
from trailers.domain.cut import cues_in, grid
from trailers.domain.exports import EXTRA_ROLES
from trailers.domain.film import FilmFacts
from trailers.domain.film_kinds import EXTRA_ROLES as FILM_ROLES
from trailers.domain.graph import Plan
from trailers.domain.previews import proxies_of, proxy_format, sound_key
from trailers.domain.segment import TakeFacts
from trailers.domain.soundtrack import Soundtrack as SoundtrackValue
from trailers.media.peaks import ZOOMS
from trailers.models import Artifact, Cut, Export, Project

from .exports import plan_export


def keys_in(plan: Plan, roles: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """The key of every artifact that the steps of a plan make; `roles` names those beside the first."""
    for step in plan.steps.values():
        if step.key is not None:
            yield step.key
            yield from (f"{step.key}:{role}" for role in roles.get(step.kind, ()))


def preview_keys(project: Project, cut: Cut, facts: FilmFacts, made_of: Collection[str]) -> Iterator[str]:
    """Keys of the proxies, the sound and the peaks that a timeline plays `cut` from.

    `facts` and `made_of`, the keys of the film's own steps, are those of that cut.
    """
    value = CutValue.from_json(cut.content)
    clock = SoundtrackValue.from_json(cut.soundtrack.content)
    takes = {
        take.id: (TakeFacts(take.id, take.sha256, take.kind, take.frames, take.rate), take.scene_key)
        for take in facts.takes.values()
        if take.sha256
    }
    fmt = proxy_format(facts.width, facts.height, clock.rate)
    bounds = grid(value, cues_in(value, clock))
    yield from (proxy.key for proxy in proxies_of(value, bounds, takes, fmt, look=facts.look))
    mixes = Artifact.objects.filter(
        team_id=project.team_id, key__in=[k for k in made_of if k.endswith(":wav")]
    )
    for sha256 in mixes.values_list("sha256", flat=True):
        heard = sound_key(sha256)
        yield from (heard, *(f"{heard}:{zoom}" for zoom in ZOOMS))


def export_keys(project: Project, kept: Collection[UUID]) -> Iterator[str]:
    """Keys of what was ordered of the cuts that are kept: what was made, and all that one still waits for."""
    orders = Export.objects.filter(project=project, cut__in=kept)
    made = orders.exclude(artifact=None).values_list("artifact__key", flat=True)
    yield from made.iterator()
    for export in orders.filter(finished_at=None).select_related("cut__soundtrack"):
        yield from keys_in(plan_export(project, export), {**FILM_ROLES, **EXTRA_ROLES})
