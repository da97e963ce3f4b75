"""Take rows as values."""

from __future__ import annotations

from typing import Any

from trailers.domain.clock import Rate
from trailers.domain.film import TakeFact
from trailers.engines import registry
from trailers.models import Project, Take

TAKE_COLUMNS = (
    "kind", "number", "key", "origin", "engine", "params", "frames", "rate", "parent_id", "price_microusd",
    "scene__key", "artifact__sha256",
)  # fmt: skip
"""All that `take_fact` reads: an artifact's own facts hold whole drawings, and every plan reads every take."""


def take_facts(project: Project) -> dict[str, TakeFact]:
    """Every take of the project by id, oldest first. No row is made a model: each edit reads all of them."""
    rows = Take.objects.filter(project=project).order_by("created_at", "id")
    return {str(pk): _fact(pk, *values) for pk, *values in rows.values_list("pk", *TAKE_COLUMNS)}


def take_fact(row: Take) -> TakeFact:
    """The row with its scene and artifact, as the graph sees it."""
    return _fact(
        row.pk,
        row.kind,
        row.number,
        row.key,
        row.origin,
        row.engine,
        row.params,
        row.frames,
        row.rate,
        row.parent_id,
        row.price_microusd,
        row.scene.key,
        row.artifact.sha256 if row.artifact else None,
    )


def _fact(
    pk: Any,
    kind: str,
    number: int,
    key: str,
    origin: str,
    engine: str,
    params: Any,
    frames: int | None,
    rate: str,
    parent_id: Any,
    price_microusd: int,
    scene_key: str,
    sha256: str | None,
) -> TakeFact:
    """From the columns of TAKE_COLUMNS, in their order."""
    return TakeFact(
        id=str(pk),
        scene_key=scene_key,
        kind="clip" if kind == Take.Kind.CLIP else "image",
        number=number,
        key=key,
        origin=origin,
        engine=engine,
        params=params,
        sha256=sha256,
        frames=frames or 0,
        rate=Rate.parse(rate) if rate else None,
        parent_id=str(parent_id) if parent_id else None,
        price_microusd=price_microusd,
        lane=_lane(kind, engine),
    )


def _lane(kind: str, engine: str) -> str:
    """Titles and what moves them are made here, whatever engines the project uses."""
    info = registry.ENGINES.get(("video" if kind == Take.Kind.CLIP else "image", engine))
    return info.lane if info else "media"
