"""Scene rows beside the cut: made by a split, retired when a scene leaves the film, never deleted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from django.utils import timezone

from trailers.domain.cut import Cut as CutValue
from trailers.domain.scenes import PlannedScene
from trailers.models import Project, Scene


def keep(project: Project, scenes: Iterable[PlannedScene]) -> None:
    """Make the rows of a split, or bring them up to date with it."""
    for scene in scenes:
        Scene.objects.update_or_create(
            project=project,
            key=scene.id,
            defaults={
                "number": scene.number,
                "kind": scene.kind,
                "item_id": scene.item_id,
                "visual": asdict(scene.visual) if scene.visual else {},
                "retired_at": None,
            },
        )


def split(project: Project, key: str, new_key: str) -> None:
    """The row of a scene that is cut off another: it shows the same until it gets a picture of its own."""
    row = Scene.objects.get(project=project, key=key)
    Scene.objects.get_or_create(
        project=project,
        key=new_key,
        defaults={
            "number": row.number,
            "kind": row.kind,
            "item_id": row.item_id,
            "visual": row.visual,
            "prompt": row.prompt,
        },
    )


def stand(project: Project, cut: CutValue) -> None:
    """Number the cut's scenes as they stand, bring back those that had left, retire those that leave."""
    numbers = {entry.scene_id: number for number, entry in enumerate(cut.entries, start=1)}
    changed, now = [], timezone.now()
    for row in Scene.objects.filter(project=project).only("key", "number", "retired_at"):
        number = numbers.get(row.key, row.number)
        retired_at = None if row.key in numbers else row.retired_at or now
        if (number, retired_at) != (row.number, row.retired_at):
            row.number, row.retired_at = number, retired_at
            changed.append(row)
    Scene.objects.bulk_update(changed, ["number", "retired_at"], batch_size=200)
