"""A clip of the artist: offered as a take in every scene of a music video that it covers."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max

from trailers.domain.clock import Rate
from trailers.domain.cut import cues_in, grid
from trailers.domain.errors import UserError
from trailers.domain.performance import Covered, covered
from trailers.domain.song_wishes import SongWishes
from trailers.models import Artifact, Project, Scene, Take
from trailers.queue.events import record

from .advance import lock_project
from .snapshot import film_facts


def offer_performance(*, project: Project, artifact: Artifact, offset_ms: int) -> int:
    """Make the takes; nothing is shown by itself. The same clip again makes none twice. Returns how many there are.

    `offset_ms` counts from the song's own start. UserError film.not_ready, performance.covers_nothing.
    """
    with transaction.atomic():
        locked = lock_project(project.pk)
        facts = film_facts(locked)
        if facts.cut is None or facts.soundtrack is None:
            raise UserError("film.not_ready")
        bounds = grid(facts.cut, cues_in(facts.cut, facts.soundtrack))
        scenes = [(entry.scene_id, bounds[n], bounds[n + 1]) for n, entry in enumerate(facts.cut.entries)]
        since = offset_ms - SongWishes.from_json(locked.settings["song"]).start_ms
        rate = Rate.parse(artifact.media["rate"])
        found = covered(scenes, facts.rate, since, artifact.media["frames"], rate)
        if not found:
            raise UserError("performance.covers_nothing")
        for each in found:
            _take(locked, artifact, each)
        record(locked, "performance.offered", scenes=len(found), offset_ms=offset_ms)
        return len(found)


def _take(project: Project, artifact: Artifact, place: Covered) -> None:
    scene = Scene.objects.get(project=project, key=place.scene_id)
    if scene.takes.filter(key=artifact.key, params__in_point=place.in_point).exists():
        return
    last = scene.takes.filter(kind="clip").aggregate(last=Max("number"))["last"] or 0
    Take.objects.create(
        project=project,
        scene=scene,
        kind="clip",
        number=last + 1,
        origin="uploaded",
        engine="upload",
        key=artifact.key,
        artifact=artifact,
        frames=artifact.media["frames"],
        rate=artifact.media["rate"],
        params={"in_point": place.in_point},
    )
