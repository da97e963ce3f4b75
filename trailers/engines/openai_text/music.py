"""The two passes of a music video: the form of their answers, and what is wrong with an answer. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel

from trailers.domain.script import Character, Location, Style
from trailers.domain.shot_plan import PURPOSES, PlannedShot, Setup, ShotPlan, plan_problems
from trailers.domain.treatment import SongOutline, Treatment, limited, treatment_problems
from trailers.domain.vocabulary import ACTIONS, MOVES, OBJECTS, SETTINGS, TIMES, WEATHERS
from trailers.engines.ports import PassRequest

from .drafts import PersonDraft, PlaceDraft, StyleDraft, VisualDraft, fits, one_of
from .writing import said, visual_of

Purpose = Annotated[str, fits(PURPOSES, "develop"), one_of(PURPOSES, "develop")]
Move = Annotated[str, fits(MOVES, "push_in"), one_of(MOVES, "push_in")]
Time = Annotated[str, fits(TIMES), one_of(TIMES)]
Weather = Annotated[str, fits(WEATHERS), one_of(WEATHERS)]
Action = Annotated[str, fits(ACTIONS), one_of(ACTIONS)]
Thing = Annotated[str, fits(OBJECTS), one_of(OBJECTS)]

FREEDOM = {
    "keep": "Add nothing to it: no place, hour or person that it does not name, unless it names none at all.",
    "expand": "You may add places, hours and things that belong to it; it must stay the same idea.",
}


class TreatmentDraft(BaseModel):
    title: str
    theme: str
    characters: list[PersonDraft]
    arc: list[str]
    places: list[PlaceDraft]
    times: list[Time]
    weather: Weather
    actions: list[Action]
    objects: list[Thing]
    style: StyleDraft
    lighting: str
    camera: str
    ending: str


class SetupDraft(BaseModel):
    id: str
    visual: VisualDraft
    move: Move
    motion: str
    notes: str


class ShotDraft(BaseModel):
    cue: str
    setup: str
    purpose: Purpose


class ShotPlanDraft(BaseModel):
    setups: list[SetupDraft]
    shots: list[ShotDraft]


DRAFTS: dict[str, type[BaseModel]] = {"treatment": TreatmentDraft, "shot_plan": ShotPlanDraft}


def prompt_values(request: PassRequest) -> dict[str, str]:
    """What the prompts of these passes have holes for."""
    brief = request.brief
    return {
        "freedom": FREEDOM["keep" if brief.get("freedom") == "keep" else "expand"],
        "title": str(brief.get("title") or "not known yet: find one"),
        "most_setups": str(brief.get("most_setups", 0)),
        "song": json.dumps(brief.get("song", {}), ensure_ascii=False, sort_keys=True),
        "previous": json.dumps(request.previous.get("treatment", {}), ensure_ascii=False, sort_keys=True),
    }


def judged_music(request: PassRequest, draft: BaseModel) -> tuple[dict[str, Any], list[str]]:
    """The typed answer as JSON, and what must be put right, in sentences."""
    if isinstance(draft, TreatmentDraft):
        treatment = treatment_of(draft, request)
        return treatment.to_json(), treatment_problems(treatment)
    if not isinstance(draft, ShotPlanDraft):
        raise TypeError(type(draft).__name__)
    plan = plan_of(draft)
    told: Mapping[str, Any] = request.brief["song"]
    outline = SongOutline(int(told["tempo_mbpm"]), tuple(told["sections"]), tuple(told["shots"]))
    treatment = Treatment.from_json(request.previous["treatment"])
    return plan.to_json(), plan_problems(plan, outline, treatment, int(request.brief["most_setups"]))


def treatment_of(draft: TreatmentDraft, request: PassRequest) -> Treatment:
    """Fixed terms that were not kept to are dropped; places keep only those of a known setting."""
    return limited(
        Treatment(
            title=said(str(request.brief.get("title") or draft.title)),
            concept=request.document,
            theme=said(draft.theme),
            characters=tuple(Character(said(p.name), said(p.description)) for p in draft.characters),
            arc=tuple(said(sentence) for sentence in draft.arc if sentence.strip())[:3],
            places=tuple(
                Location(said(p.name), said(p.description), p.setting)
                for p in draft.places
                if p.setting in SETTINGS
            ),
            times=tuple(dict.fromkeys(time for time in draft.times if time)),
            weather=draft.weather,
            actions=tuple(dict.fromkeys(action for action in draft.actions if action)),
            objects=tuple(dict.fromkeys(thing for thing in draft.objects if thing)),
            style=Style(
                draft.style.genre,
                tuple(said(word) for word in draft.style.tone if word.strip())[:5],
                said(draft.style.palette),
                said(draft.style.tagline),
            ),
            lighting=said(draft.lighting),
            camera=said(draft.camera),
            ending=said(draft.ending),
            freedom="keep" if request.brief.get("freedom") == "keep" else "expand",
        )
    )


def plan_of(draft: ShotPlanDraft) -> ShotPlan:
    return ShotPlan(
        tuple(
            Setup(said(s.id), visual_of(s.visual), s.move, said(s.motion), said(s.notes))
            for s in draft.setups
        ),
        tuple(PlannedShot(said(s.cue), said(s.setup), s.purpose) for s in draft.shots),  # type: ignore[arg-type]
    )
