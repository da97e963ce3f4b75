"""One scene, again: a new take from words or from a file, while every other scene stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max

from trailers.domain.clock import Rate
from trailers.domain.conform import Flag, plan_conform
from trailers.domain.cut import Cut as CutValue
from trailers.domain.errors import UserError
from trailers.domain.film import FilmFacts
from trailers.domain.first_cut import with_take
from trailers.domain.graph import StepSpec, step_key, step_of
from trailers.domain.references import standing
from trailers.domain.states import LIVE_STATES
from trailers.domain.trailer import image_spec
from trailers.models import Artifact, Project, Scene, Take
from trailers.queue.events import record
from trailers.storage import store

from . import history
from .acts import locked_scene
from .advance import advance_locked, contents_of, lock_project, order
from .engines import check_engine, with_engines
from .room import check_room
from .snapshot import film_facts, plan_project


def scene_number(project: Project, number: int) -> Scene:
    """The scene that stands at `number` in the current cut. UserError('scene.unknown') otherwise."""
    cut = project.current_cut
    if cut is None:
        raise UserError("film.not_ready")
    entries = cut.content["entries"]
    if not 1 <= number <= len(entries):
        raise UserError("scene.unknown", number=number, last=len(entries))
    return Scene.objects.get(project=project, key=entries[number - 1]["scene_id"])


MOST_TAKES = 4
"""That one order may ask for."""


def regenerate_scene(
    *,
    project: Project,
    scene: Scene,
    prompt: str = "",
    engine: str = "",
    takes: int = 1,
    keep_framing: bool = False,
) -> Take:
    """Order new image takes of a scene. The first is shown (and moved) as soon as it is there, and returned.

    The others wait on the shelf, as stills, to be compared. `engine` '' is the project's own. The sheets of the
    people and the place it names go along to an engine that takes pictures; with `keep_framing` the still that is
    shown now goes too, for its framing. UserError: scene.takes (not 1 to 4), scene.black (there is no picture to
    make), scene.busy (one is being made), scene.locked, engine.unavailable, team.full.
    """
    if not 1 <= takes <= MOST_TAKES:
        raise UserError("scene.takes", most=MOST_TAKES)
    check_room(project.team, name=f"a new take of scene {scene.number}")
    with transaction.atomic():
        locked = lock_project(project.pk)
        facts, plan = plan_project(locked)
        if engine and scene.kind != "card":
            check_engine("image", engine, locked.team_id)
            facts = with_engines(facts, {"image": engine})
        if facts.script is None or facts.cut is None:
            raise UserError("film.not_ready")
        _check_free(scene, facts.cut)
        first = _next_take(scene, "image")
        sheets = standing(plan, facts, facts.script)
        still = _still_key(facts, scene.key) if keep_framing else ""
        specs = [
            image_spec(
                facts,
                facts.script,
                facts.scene(scene.key),
                number=first + more,
                prompt=prompt.strip(),
                sheets=sheets,
                composition=still,
            )
            for more in range(takes)
        ]
        ordered = [_order_take(locked, spec, scene, shown=not more) for more, spec in enumerate(specs)]
        advance_locked(locked)
        return ordered[0]


def _order_take(project: Project, spec: StepSpec, scene: Scene, *, shown: bool) -> Take:
    key = step_key(spec.kind, spec.version, spec.params, contents_of(project, spec))
    job = order(project, step_of(spec, key, "ready"))
    number = spec.order.number if spec.order else 0
    take = Take.objects.get(scene=scene, kind="image", number=number)
    if shown:
        Take.objects.filter(pk=take.pk).update(chosen=True)
    record(project, "scene.regenerate", job=job, scene=scene.key, take=str(take.pk))
    return take


def _still_key(facts: FilmFacts, scene_key: str) -> str:
    """The still that is shown, or that what is shown was grown from; '' for a scene without one."""
    cut = facts.cut
    shown = next((e.take_id for e in cut.entries if e.scene_id == scene_key), None) if cut else None
    take = facts.takes.get(shown or "")
    if take is not None and take.kind == "clip":
        take = facts.takes.get(take.parent_id or "")
    return take.key if take is not None and take.kind == "image" and take.sha256 else ""


def _check_free(scene: Scene, cut: CutValue) -> None:
    if scene.kind == "black":
        raise UserError("scene.black", number=scene.number)
    entry = next(entry for entry in cut.entries if entry.scene_id == scene.key)
    if entry.locked:
        raise locked_scene(scene.project, scene)
    if scene.takes.filter(jobs__state__in=LIVE_STATES).exists():
        raise UserError("scene.busy", number=scene.number)


def keep_upload(
    *, project: Project, path: Path, sha256: str, kind: str, suffix: str, media: Mapping[str, Any]
) -> Artifact:
    """Store an uploaded picture or clip that has been probed. The same bytes again give the same artifact.

    UserError: team.full.
    """
    check_room(project.team, name="the upload", more_bytes=path.stat().st_size)
    name = store(path, team_id=str(project.team_id), sha256=sha256, suffix=suffix)
    size = path.stat().st_size
    artifact, _ = Artifact.objects.get_or_create(
        team_id=project.team_id,
        key=f"upload:{kind}:{sha256}",
        defaults={"kind": kind, "storage_name": name, "sha256": sha256, "size": size, "media": dict(media)},
    )
    return artifact


def use_upload(*, project: Project, scene: Scene, artifact: Artifact) -> Take:
    """A take of the user's own, shown in its scene at once."""
    with transaction.atomic():
        locked = lock_project(project.pk)
        facts = film_facts(locked)
        if facts.cut is None:
            raise UserError("film.not_ready")
        _check_free(scene, facts.cut)
        if artifact.kind == "clip":
            _check_length(facts, scene, artifact)
        take = Take.objects.create(
            project=locked,
            scene=scene,
            kind=artifact.kind,
            number=_next_take(scene, artifact.kind),
            origin="uploaded",
            engine="upload",
            key=artifact.key,
            artifact=artifact,
            frames=artifact.media.get("frames"),
            rate=artifact.media.get("rate", ""),
        )
        value = with_take(facts.cut, scene.key, str(take.pk))
        history.edited(locked, value, label=f"Use an own picture in scene {scene.number}")
        record(locked, "take.uploaded", scene=scene.key, take=str(take.pk))
        advance_locked(locked)
        return take


def _check_length(facts: FilmFacts, scene: Scene, artifact: Artifact) -> None:
    fit = plan_conform(
        take_frames=artifact.media["frames"],
        take_rate=Rate.parse(artifact.media["rate"]),
        need=facts.window_frames[scene.key],
        rate=facts.rate,
    )
    if isinstance(fit, Flag):
        raise UserError("take.too_short", number=scene.number, short_frames=fit.short_frames)


def _next_take(scene: Scene, kind: str) -> int:
    return 1 + (scene.takes.filter(kind=kind).aggregate(last=Max("number"))["last"] or 0)
