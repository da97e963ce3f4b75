"""One take row as a value."""

from __future__ import annotations

from trailers.domain.clock import Rate
from trailers.domain.film import TakeFact
from trailers.engines import registry
from trailers.models import Take

TAKE_COLUMNS = (
    "kind", "number", "key", "origin", "engine", "params", "frames", "rate", "parent_id", "price_microusd",
    "scene__key", "artifact__sha256",
)  # fmt: skip
"""All that `take_fact` reads: an artifact's own facts hold whole drawings, and every plan reads every take."""


def take_fact(row: Take) -> TakeFact:
    """The row with its scene and artifact, as the graph sees it."""
    artifact = row.artifact
    return TakeFact(
        id=str(row.pk),
        scene_key=row.scene.key,
        kind="clip" if row.kind == Take.Kind.CLIP else "image",
        number=row.number,
        key=row.key,
        origin=row.origin,
        engine=row.engine,
        params=row.params,
        sha256=artifact.sha256 if artifact else None,
        frames=row.frames or 0,
        rate=Rate.parse(row.rate) if row.rate else None,
        parent_id=str(row.parent_id) if row.parent_id else None,
        price_microusd=row.price_microusd,
        lane=_lane(row),
    )


def _lane(row: Take) -> str:
    """Titles and what moves them are made here, whatever engines the project uses."""
    port = "video" if row.kind == Take.Kind.CLIP else "image"
    info = registry.ENGINES.get((port, row.engine))
    return info.lane if info else "media"
