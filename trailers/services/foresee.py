"""What will change, for a page or the API to show before one confirms: with its price and its time here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from trailers.domain.errors import UserError
from trailers.domain.film import FilmFacts
from trailers.domain.foresight import Foresight, of_choice, of_new_take, of_plans, of_script
from trailers.domain.graph import what_changes
from trailers.domain.script_edit import Row, rewritten
from trailers.models import Project, Scene, Take
from trailers.selectors.pace import took_ms

from .engines import with_engines
from .scenes import MOST_TAKES
from .snapshot import film_facts, plan_of, plan_project

_OTHER_MS = 1_500
"""Of a step kind that nobody has timed."""
WORDS: Mapping[str, tuple[str, str]] = {
    "voice": ("line is spoken", "lines are spoken"),
    "image": ("picture is drawn", "pictures are drawn"),
    "card": ("card is lettered", "cards are lettered"),
    "shot_prompt": ("picture is looked at before it moves", "pictures are looked at before they move"),
    "clip": ("clip is made at most", "clips are made at most"),
    "segment": ("piece of film is rendered", "pieces of film are rendered"),
    "score": ("score is composed", "scores are composed"),
}


@dataclass(frozen=True, slots=True)
class Preview:
    """A foresight in the words and times of this installation."""

    what: Foresight
    minutes: int
    """Rounded up; 0 when nothing is made."""
    lines: tuple[str, ...]
    """ "1 line is spoken", in the order of work."""


def script_preview(project: Project, rows: Sequence[Row]) -> Preview:
    """UserError film.not_ready, edit.* as `services.script.edit_script`."""
    facts = film_facts(project)
    if facts.script is None:
        raise UserError("film.not_ready")
    return preview(of_script(facts, rewritten(facts.script, rows)))


def take_preview(
    facts: FilmFacts, scene_key: str, engines: Mapping[str, str] | None = None, *, takes: int = 1
) -> Preview:
    """More takes of a scene; `engines` by port where they differ from the project's.

    UserError scene.takes (not 1 to 4).
    """
    if not 1 <= takes <= MOST_TAKES:
        raise UserError("scene.takes", most=MOST_TAKES)
    return preview(of_new_take(with_engines(facts, engines or {}), facts.scene(scene_key), drawn=takes))


def upload_preview(facts: FilmFacts, scene_key: str) -> Preview:
    """A picture of one's own, which is set in motion as any other. A clip of one's own costs nothing."""
    return preview(of_new_take(facts, facts.scene(scene_key), drawn=0))


def choice_preview(facts: FilmFacts, scene: Scene, take: Take) -> Preview:
    """Showing a take that exists."""
    return preview(of_choice(facts, facts.scene(scene.key), str(take.pk)))


def engines_preview(project: Project, engines: Mapping[str, str]) -> Preview:
    """Other engines for what is still to be made; what was made stays and is marked out of date."""
    facts, before = plan_project(project)
    after = plan_of(project, with_engines(facts, engines))
    changes = what_changes(before, after)
    known = {*before.steps}
    fresh = tuple(n for n in changes.made if n not in known or before.steps[n].key != after.steps[n].key)
    kinds = {step.node: step.kind for step in after.steps.values()}
    scenes = len(facts.cut.entries) if facts.cut else 0
    return preview(of_plans(replace(changes, made=fresh), kinds, scenes))


def preview(what: Foresight) -> Preview:
    times = took_ms()
    total = sum(times.get(kind, _OTHER_MS) * count for kind, count in what.made.items())
    lines = tuple(
        f"{what.made[kind]} {WORDS[kind][what.made[kind] != 1]}" for kind in WORDS if what.made.get(kind)
    )
    if what.bought_s:
        shown = f"{what.shown_ms / 1000:.1f}"
        lines += (f"{what.bought_s} s of clip are bought, {shown} s of them are shown",)
    return Preview(what, -(-total // 60_000), lines)
