"""Who and what comes back: reference sheets of people and places, and which scenes they go along with.

A sheet is drawn once, before the scenes that name its subject, and sent with each of them to an engine that takes
pictures with its words. One of a person's own, or of the team's library, may stand in its place. Films that have
their pictures are not touched: a sheet is declared for scenes that still want theirs, or once somebody asked.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from .film import FilmFacts
from .graph import Plan, StepSpec
from .script import NAMESPACE, Script, Style, Visual
from .shots import seed_of

Kind = Literal["character", "location"]
STEP_KINDS: Mapping[Kind, str] = {"character": "characters", "location": "locations"}
VERSIONS: Mapping[str, int] = {"characters": 2, "locations": 1}
NONE = "none"
"""A person's wish that a subject has no sheet."""
COMPOSITION = "composition"
"""Beside the kinds of sheets: a still whose framing another picture keeps."""
_LITTLE = frozenset({"a", "an", "the"})


@dataclass(frozen=True, slots=True)
class Subject:
    """A person or a place, as the script describes it."""

    kind: Kind
    name: str
    description: str = ""
    setting: str = ""

    @property
    def id(self) -> str:
        """The same for the same kind and name, in every film."""
        return str(uuid.uuid5(NAMESPACE, f"{self.kind}\x1f{' '.join(_words(self.name))}"))

    @property
    def slot(self) -> str:
        return f"{self.kind}:{self.id}"


def subjects_of(script: Script) -> tuple[Subject, ...]:
    """People, then places, each once."""
    people = (Subject("character", person.name, person.description) for person in script.characters)
    places = (Subject("location", place.name, place.description, place.setting) for place in script.locations)
    return tuple({each.slot: each for each in (*people, *places) if _words(each.name)}.values())


def named_in(visual: Visual, subjects: Sequence[Subject]) -> tuple[Subject, ...]:
    """Whom a picture shows, in its own order, then where: the place whose name says most of its words."""
    people = {each.name.casefold(): each for each in subjects if each.kind == "character"}
    shown = [people[name.casefold()] for name in visual.characters if name.casefold() in people]
    where = _words(visual.place)
    places = [each for each in subjects if each.kind == "location" and _within(_words(each.name), where)]
    places.sort(key=lambda each: len(_words(each.name)), reverse=True)
    return (*dict.fromkeys(shown), *places[:1])


def _words(name: str) -> list[str]:
    return [word for word in re.findall(r"[^\W_]+", name.casefold()) if word not in _LITTLE]


def _within(part: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether the words stand in the whole, next to each other."""
    size = len(part)
    return bool(size) and any(whole[at : at + size] == part for at in range(len(whole) - size + 1))


def scenes_of(facts: FilmFacts, subject: Subject, subjects: Sequence[Subject]) -> tuple[int, ...]:
    """Numbers of the scenes that name it."""
    return tuple(
        scene.number
        for scene in sorted(facts.scenes, key=lambda scene: scene.number)
        if scene.kind == "shot" and scene.visual and subject in named_in(scene.visual, subjects)
    )


def declare_sheets(plan: Plan, facts: FilmFacts, script: Script) -> dict[str, str | None]:
    """The sheets that this film has, as steps. Slot -> key of the picture, None for one without a key yet."""
    _, _, cut = facts.edit
    subjects = subjects_of(script)
    shown: dict[str, bool] = {}
    for entry in cut.entries:
        scene = facts.scene(entry.scene_id)
        if scene.kind != "shot" or scene.visual is None:
            continue
        bare = not facts.takes_of(scene.key, "image") and not facts.takes_of(scene.key, "clip")
        for subject in named_in(scene.visual, subjects):
            shown[subject.slot] = shown.get(subject.slot, False) or bare
    keys: dict[str, str | None] = {}
    for subject in subjects:
        if subject.slot in shown:
            keys |= _declared(plan, facts, script, subject, wanted=shown[subject.slot])
    return keys


def _declared(
    plan: Plan, facts: FilmFacts, script: Script, subject: Subject, *, wanted: bool
) -> dict[str, str | None]:
    chosen = facts.settings.references.get(subject.slot, "")
    if chosen == NONE:
        return {}
    if chosen:
        plan.artifact(chosen)
        return {subject.slot: chosen}
    spec = sheet_spec(facts, script.style, subject)
    earlier = replace(spec, version=1)
    if plan.keeps(earlier):  # a film keeps the sheet that its scenes were drawn by
        spec = earlier
    if not (wanted or subject.slot in facts.settings.redrawn or plan.begun(spec)):
        return {}
    return {subject.slot: plan.add(spec).key}


def standing(plan: Plan, facts: FilmFacts, script: Script) -> dict[str, str]:
    """The sheets that are there to be sent: slot -> key."""
    found: dict[str, str] = {}
    for subject in subjects_of(script):
        chosen = facts.settings.references.get(subject.slot, "")
        step = plan.steps.get(subject.slot)
        key = chosen or (step.key if step and step.state in ("done", "stale") else None)
        if key and key != NONE and plan.artifact(key):
            found[subject.slot] = key
    return found


def sheet_spec(facts: FilmFacts, style: Style, subject: Subject) -> StepSpec:
    """The step that draws a sheet: lying, by the film's picture engine, behind the gate of the pictures."""
    wide = max(facts.settings.still_width, facts.settings.still_height)
    high = min(facts.settings.still_width, facts.settings.still_height)
    # what is drawn here is looked at, and never enlarged
    part = 2 if facts.engines["image"] == "embedded" else 1
    number = facts.settings.redrawn.get(subject.slot, 1)
    return StepSpec(
        node=subject.slot,
        kind=STEP_KINDS[subject.kind],
        # only our own pictures of people have changed: a bought sheet is worth no second price
        version=VERSIONS[STEP_KINDS[subject.kind]] if facts.engines["image"] == "embedded" else 1,
        lane=facts.lanes["image"],
        params={
            "engine": facts.engines["image"],
            "sheet": subject.kind,
            "name": subject.name,
            "description": subject.description,
            "setting": subject.setting,
            "style": {**asdict(style), "tone": list(style.tone)},
            "width": wide // part,
            "height": high // part,
            "seed": seed_of("sheet", subject.kind, subject.name, str(number)),
        },
        gate="voice",
        price_microusd=facts.prices.get("image", 0),
        slot=subject.slot,
    )


@dataclass(frozen=True, slots=True)
class Sent:
    """The pictures that go along with an order, and what each shows."""

    files: Mapping[str, str | None]
    """Role, in order -> artifact key; None for one that is not there yet."""
    shows: tuple[tuple[str, str], ...]
    """(character, location or composition; name) of each."""

    def params(self) -> dict[str, Any]:
        """What they add to a step's values: nothing without any, so that its key stays what it was."""
        return {"shows": [list(each) for each in self.shows]} if self.shows else {}


def sent_with(
    visual: Visual, script: Script, sheets: Mapping[str, str | None], limit: int, composition: str = ""
) -> Sent:
    """At most `limit` pictures: the people a scene names, its place, and the still whose framing it keeps.

    That still comes first when there is no room for all: somebody asked for it.
    """
    named = [each for each in named_in(visual, subjects_of(script)) if each.slot in sheets]
    found = [(each.kind, each.name, sheets[each.slot]) for each in named]
    room = max(limit - bool(composition), 0)
    kept: list[tuple[str, str, str | None]] = [*found[:room]]
    if composition and limit:
        kept.append((COMPOSITION, "", composition))
    return Sent(roles(key for *_, key in kept), tuple((kind, name) for kind, name, _ in kept))


def roles(keys: Iterable[str | None]) -> dict[str, str | None]:
    """Roles of reference files; their order is that of their names."""
    return {f"reference.{number:02d}": key for number, key in enumerate(keys)}
